import { oggPages } from './ogg-pages.ts'
import { seedBytes } from './seed-bytes.ts'
import type { Picture, SongFields } from './song-fields.ts'
import { vorbisComments } from './vorbis-comments.ts'

/** Opus counts in 48 kHz whatever went in. */
const rate = 48000
const preSkip = 312
const samplesPerPacket = 5760

/**
 * Silence: packets of six 20 ms CELT frames. Two bytes FF FE are how the reference encoder itself writes digital silence.
 * The seed is in the padding of the first packets and the last, which decoders skip.
 */
export function quietOpusFile(options: {
  seconds: number
  seed: string | number
  serial: number
  fields: SongFields
  picture?: Picture
}): Buffer {
  const { seconds, seed, serial, fields, picture } = options
  const total = Math.round(seconds * rate) + preSkip
  const count = Math.ceil(total / samplesPerPacket)
  const silence = opusPacket(Buffer.alloc(0))
  const marked = opusPacket(seedBytes(seed, 16))
  const packets = Array.from({ length: count }, (_, i) => ({
    data: i < 4 || i === count - 1 ? marked : silence,
    granule: Math.min((i + 1) * samplesPerPacket, total),
  }))
  const comments = Buffer.concat([Buffer.from('OpusTags', 'latin1'), vorbisComments(fields, picture)])
  return oggPages(serial, [
    [{ data: opusHead(fields.replayGain?.baseGain ?? 0), granule: 0 }],
    [{ data: comments, granule: 0 }],
    packets,
  ])
}

function opusPacket(padding: Buffer): Buffer {
  const frames = Buffer.from('fffe'.repeat(6), 'hex')
  // Configuration 31 (CELT, full band, 20 ms), stereo, code 3: a count of frames follows. 40 hex: with padding.
  const config = 0xff
  if (padding.length === 0) return Buffer.concat([Buffer.of(config, 6), frames])
  return Buffer.concat([Buffer.of(config, 0x46, padding.length), frames, padding])
}

function opusHead(gainDb: number): Buffer {
  const head = Buffer.alloc(19)
  head.write('OpusHead', 0, 'latin1')
  head[8] = 1
  head[9] = 2
  head.writeUInt16LE(preSkip, 10)
  head.writeUInt32LE(rate, 12)
  head.writeInt16LE(Math.round(gainDb * 256), 16)
  return head
}
