import { createHash, type Hash } from 'node:crypto'
import { createBitWriter } from './bit-writer.ts'
import { blockSize, flacFrame, stereoWays } from './flac-frame.ts'
import { interleave, type StereoPcm, toInt16 } from './pcm.ts'
import { seedBytes } from './seed-bytes.ts'
import type { Picture, SongFields } from './song-fields.ts'
import { flacPicture, vorbisComments } from './vorbis-comments.ts'

/** A FLAC stream without the metadata blocks about tags and pictures. */
export interface FlacStream {
  /** The 34 bytes of STREAMINFO. */
  readonly streamInfo: Buffer
  readonly frames: Buffer
}

export function flacFile(stream: FlacStream, fields: SongFields, picture?: Picture, padding = 0): Buffer {
  const blocks: [type: number, body: Buffer][] = [
    [0, stream.streamInfo],
    [4, vorbisComments(fields)],
  ]
  if (picture) blocks.push([6, flacPicture(picture)])
  if (padding > 0) blocks.push([1, Buffer.alloc(padding)])
  const headers = blocks.flatMap(([type, body], i) => {
    const header = Buffer.alloc(4)
    header.writeUInt32BE(body.length)
    header[0] = type | (i === blocks.length - 1 ? 0x80 : 0)
    return [header, body]
  })
  return Buffer.concat([Buffer.from('fLaC', 'latin1'), ...headers, stream.frames])
}

/** 16-bit stereo. Fixed predictors and Rice codes: about two thirds of the size of the samples, for soft music less. */
export function encodeFlac(pcm: StereoPcm): FlacStream {
  const left = toInt16(pcm.left)
  const right = toInt16(pcm.right)
  const frames: Buffer[] = []
  for (let start = 0; start < left.length; start += blockSize) {
    const end = Math.min(start + blockSize, left.length)
    frames.push(
      flacFrame([left.subarray(start, end), right.subarray(start, end)], pcm.sampleRate, frames.length),
    )
  }
  const md5 = createHash('md5')
    .update(interleave([left, right]))
    .digest()
  return toStream(frames, pcm.sampleRate, left.length, md5)
}

const quietRate = 44100

/**
 * Silence with the seed in two places: how the two channels of the first frames are stored (four ways, all of which give
 * silence), and a few samples of noise at -60 dB at the end. A frame of silence has 13 bytes; the MD5 in STREAMINFO is right
 * all the same, see md5AfterSilence. Up to 63 samples shorter than asked for.
 */
export function quietFlac(seconds: number, seed: string | number): FlacStream {
  const total = Math.max(64, Math.round(seconds * quietRate))
  const silentBlocks = Math.floor((total - 64) / blockSize)
  // A last block longer than the others is forbidden.
  const last = new Int16Array(Math.min(total - silentBlocks * blockSize, blockSize))
  const marks = seedBytes(seed, 64)
  for (const [i, byte] of marks.entries()) last[last.length - 64 + i] = (byte & 31) - 16

  const frames: Buffer[] = []
  for (let i = 0; i < silentBlocks; i++) frames.push(silentFrame(i, i < marks.length ? marks[i]! >>> 6 : 0))
  frames.push(flacFrame([last, last], quietRate, silentBlocks))
  const md5 = md5AfterSilence(silentBlocks)
    .update(interleave([last, last]))
    .digest()
  return toStream(frames, quietRate, silentBlocks * blockSize + last.length, md5)
}

const silence = new Int16Array(blockSize)
const silentFrames = new Map<number, Buffer>()

function silentFrame(index: number, way: number): Buffer {
  const key = index * 4 + way
  const known = silentFrames.get(key)
  if (known) return known
  const frame = flacFrame([silence, silence], quietRate, index, stereoWays[way])
  silentFrames.set(key, frame)
  return frame
}

const silenceHashes: Hash[] = [createHash('md5')]

/**
 * The MD5 state after so many blocks of silence. The states are kept: hashing minutes of zeros anew for each of thousands
 * of files would take longer than all the rest.
 */
function md5AfterSilence(blocks: number): Hash {
  const zeros = Buffer.alloc(blockSize * 4)
  while (silenceHashes.length <= blocks) silenceHashes.push(silenceHashes.at(-1)!.copy().update(zeros))
  return silenceHashes[blocks]!.copy()
}

function toStream(frames: readonly Buffer[], sampleRate: number, samples: number, md5: Buffer): FlacStream {
  const sizes = frames.map((frame) => frame.length)
  const bits = createBitWriter()
  bits.put(blockSize, 16)
  bits.put(blockSize, 16)
  bits.put(
    sizes.reduce((a, b) => Math.min(a, b), 0xffffff),
    24,
  )
  bits.put(
    sizes.reduce((a, b) => Math.max(a, b), 0),
    24,
  )
  bits.put(sampleRate, 20)
  bits.put(2 - 1, 3)
  bits.put(16 - 1, 5)
  bits.put(Math.floor(samples / 2 ** 32), 4)
  bits.put(samples >>> 0, 32)
  return { streamInfo: Buffer.concat([bits.bytes(), md5]), frames: Buffer.concat(frames) }
}
