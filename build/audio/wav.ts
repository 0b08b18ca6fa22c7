import { id3v2Tag } from './id3v2.ts'
import { seedBytes } from './seed-bytes.ts'
import type { Picture, SongFields } from './song-fields.ts'

export interface WavStream {
  readonly sampleRate: number
  readonly channels: number
  /** 16 bits, little-endian, the channels in turn. */
  readonly data: Buffer
}

/** Mono at 8 kHz, to stay small: 16 KB a second. The seed is a few samples of noise at -60 dB. */
export function quietWav(seconds: number, seed: string | number): WavStream {
  const data = Buffer.alloc(Math.max(64, Math.round(seconds * 8000)) * 2)
  for (const [i, byte] of seedBytes(seed, 64).entries()) data.writeInt16LE((byte & 31) - 16, i * 2)
  return { sampleRate: 8000, channels: 1, data }
}

/** RIFF with the tags twice, as taggers do: the few of LIST INFO, and all of them in an `id3 ` chunk. */
export function wavFile(stream: WavStream, fields: SongFields, picture?: Picture): Buffer {
  const format = Buffer.alloc(16)
  format.writeUInt16LE(1, 0)
  format.writeUInt16LE(stream.channels, 2)
  format.writeUInt32LE(stream.sampleRate, 4)
  format.writeUInt32LE(stream.sampleRate * stream.channels * 2, 8)
  format.writeUInt16LE(stream.channels * 2, 12)
  format.writeUInt16LE(16, 14)
  const info = infoChunks(fields)
  const chunks = [
    chunk('fmt ', format),
    chunk('data', stream.data),
    ...(info.length > 0 ? [chunk('LIST', Buffer.concat([Buffer.from('INFO'), ...info]))] : []),
    ...(Object.keys(fields).length > 0 || picture ? [chunk('id3 ', id3v2Tag(fields, picture))] : []),
  ]
  return chunk('RIFF', Buffer.concat([Buffer.from('WAVE'), ...chunks]))
}

function infoChunks(fields: SongFields): Buffer[] {
  const names: [string, string | number | undefined][] = [
    ['INAM', fields.title],
    ['IART', fields.artist ?? fields.artists?.[0]],
    ['IPRD', fields.album],
    ['ICRD', fields.date],
    ['IGNR', fields.genres?.[0]],
    ['ITRK', fields.track],
  ]
  return names.flatMap(([id, value]) => (value === undefined ? [] : [chunk(id, Buffer.from(`${value}\0`))]))
}

function chunk(id: string, body: Buffer): Buffer {
  const header = Buffer.alloc(8)
  header.write(id, 0, 'latin1')
  header.writeUInt32LE(body.length, 4)
  return Buffer.concat([header, body, Buffer.alloc(body.length % 2)])
}
