import { type BitWriter, createBitWriter } from './bit-writer.ts'
import type { Mp4Stream } from './mp4.ts'
import { uint16, uint32 } from './mp4-box.ts'
import { type StereoPcm, toInt16 } from './pcm.ts'
import { seedBytes } from './seed-bytes.ts'

const samplesPerPacket = 4096

/** Lossless, and uncompressed: every packet takes the format's way out for sound that does not compress. */
export function encodeAlac(pcm: StereoPcm): Mp4Stream {
  const left = toInt16(pcm.left)
  const right = toInt16(pcm.right)
  const packets: Buffer[] = []
  for (let start = 0; start < left.length; start += samplesPerPacket) {
    const end = Math.min(start + samplesPerPacket, left.length)
    packets.push(plainPacket(left.subarray(start, end), right.subarray(start, end)))
  }
  return toStream(packets, pcm.sampleRate, left.length)
}

/**
 * Silence with the seed in two places: the weights with which the first packets mix their channels of zeros, and up to 64 samples of
 * noise at -60 dB in the last packet.
 */
export function quietAlac(seconds: number, seed: string | number): Mp4Stream {
  const total = Math.max(64, Math.round(seconds * 44100))
  const count = Math.ceil(total / samplesPerPacket)
  const last = new Int16Array(total - (count - 1) * samplesPerPacket)
  const marks = seedBytes(seed, 64)
  for (let i = 0; i < Math.min(64, last.length); i++) last[i] = (marks[i]! & 31) - 16
  const packets = Array.from({ length: count - 1 }, (_, i) =>
    i < marks.length ? silentPacket(marks[i]!) : plainSilence,
  )
  packets.push(plainPacket(last, last))
  return toStream(packets, 44100, total)
}

function plainPacket(left: Int16Array, right: Int16Array): Buffer {
  const bits = createBitWriter('msb', left.length * 4 + 16)
  startOfPair(bits, { sized: left.length !== samplesPerPacket, plain: true })
  if (left.length !== samplesPerPacket) bits.put(left.length, 32)
  for (let i = 0; i < left.length; i++) {
    bits.put(left[i]! & 0xffff, 16)
    bits.put(right[i]! & 0xffff, 16)
  }
  bits.put(7, 3)
  return bits.bytes()
}

const plainSilence = silentPacket(0)

/** A whole packet of zeros: for each channel one zero, then one run of zeros. */
function silentPacket(weight: number): Buffer {
  const bits = createBitWriter('msb', 32)
  startOfPair(bits, { sized: false, plain: false })
  bits.put(2, 8) // how far the mix is shifted
  bits.put(weight, 8)
  for (let channel = 0; channel < 2; channel++) {
    bits.put(0, 4) // predictor mode
    bits.put(9, 4) // quantisation: the usual value, as zero is refused by some
    bits.put(4, 3) // Rice modifier: the standard value
    bits.put(0, 5) // no coefficients
  }
  for (let channel = 0; channel < 2; channel++) {
    bits.put(0, 1) // a first error of zero
    bits.put(0x1ff, 9) // nine ones: the next number is written out,
    bits.put(samplesPerPacket - 1, 16) // the length of the run
  }
  bits.put(7, 3)
  return bits.bytes()
}

function startOfPair(bits: BitWriter, options: { sized: boolean; plain: boolean }): void {
  bits.put(1, 3)
  bits.put(0, 4 + 12)
  bits.put(options.sized ? 1 : 0, 1)
  bits.put(0, 2)
  bits.put(options.plain ? 1 : 0, 1)
}

function toStream(packets: readonly Buffer[], sampleRate: number, samples: number): Mp4Stream {
  const config = Buffer.concat([
    uint32(samplesPerPacket),
    // Version 0, 16 bits, the encoder's usual parameters 40, 10, 14, two channels.
    Buffer.of(0, 16, 40, 10, 14, 2),
    uint16(255),
    uint32(0),
    uint32(0),
    uint32(sampleRate),
  ])
  const samplesInLast = samples - (packets.length - 1) * samplesPerPacket
  return { codec: 'alac', sampleRate, config, samplesPerPacket, samplesInLast, packets }
}
