import { createBitWriter } from './bit-writer.ts'
import type { Mp4Stream } from './mp4.ts'
import { seedBytes } from './seed-bytes.ts'

const sampleRate = 44100
const samplesPerPacket = 1024

/**
 * AAC-LC silence, six bytes a packet: a channel pair without a single scale factor band. The two global gains then scale
 * nothing and may have any value: in the first 32 packets they hold the seed.
 */
export function quietAac(seconds: number, seed: string | number): Mp4Stream {
  const count = Math.max(1, Math.round((seconds * sampleRate) / samplesPerPacket))
  const marks = seedBytes(seed, 64)
  const silence = silentPacket(100, 100)
  const packets = Array.from({ length: count }, (_, i) =>
    i < 32 ? silentPacket(marks[i * 2]!, marks[i * 2 + 1]!) : silence,
  )
  // Object type 2 (LC), frequency index 4 (44.1 kHz), two channels.
  const config = Buffer.of(0x12, 0x10)
  return { codec: 'aac', sampleRate, config, samplesPerPacket, samplesInLast: samplesPerPacket, packets }
}

function silentPacket(leftGain: number, rightGain: number): Buffer {
  const bits = createBitWriter('msb', 8)
  bits.put(1, 3) // channel pair,
  bits.put(0, 4) //   number 0,
  bits.put(1, 1) //   common window:
  bits.put(0, 11) //   one long window, no bands, no prediction
  bits.put(0, 2) //   no mid/side
  for (const gain of [leftGain, rightGain]) {
    bits.put(gain, 8)
    bits.put(0, 3) // no pulses, no noise shaping, no gain control
  }
  bits.put(7, 3) // end
  return bits.bytes()
}
