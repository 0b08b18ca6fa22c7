// Headers of MPEG audio frames, and the Xing, Info or VBRI table that encoders put into the first one.
import { type ByteSource, uint16be, uint32be } from './song-file.ts'

export interface MpegFrame {
  readonly offset: number
  readonly layer: 1 | 2 | 3
  readonly kbps: number
  readonly sampleRate: number
  readonly channels: number
  readonly samples: number
  /** Bytes, header included. */
  readonly size: number
  /** Version, layer and sample rate: the same in every frame of a stream. */
  readonly kind: number
  /** Where Xing's table would begin, counted from the frame. */
  readonly tableAt: number
}

const KBPS_V1 = [
  [32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448],
  [32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384],
  [32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
] as const
const KBPS_V2 = [
  [32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256],
  [8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
  [8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
] as const
const SAMPLE_RATES = [44100, 48000, 32000] as const

/** The frame whose header is at `at` of `bytes`; undefined if those four bytes are no header. */
export function parseMpegFrame(bytes: Buffer, at: number, offset: number): MpegFrame | undefined {
  const second = bytes[at + 1]!
  if (bytes[at] !== 0xff || (second & 0xe0) !== 0xe0) return undefined
  const version = (second >> 3) & 3
  const layerBits = (second >> 1) & 3
  const third = bytes[at + 2]!
  const kbpsIndex = third >> 4
  const rateIndex = (third >> 2) & 3
  if (version === 1 || layerBits === 0 || kbpsIndex === 0 || kbpsIndex === 15 || rateIndex === 3)
    return undefined

  const layer = (4 - layerBits) as 1 | 2 | 3
  const first = version === 3
  const kbps = (first ? KBPS_V1 : KBPS_V2)[layer - 1]![kbpsIndex - 1]!
  const sampleRate = SAMPLE_RATES[rateIndex]! / (first ? 1 : version === 2 ? 2 : 4)
  const samples = layer === 1 ? 384 : layer === 3 && !first ? 576 : 1152
  const mono = bytes[at + 3]! >> 6 === 3
  const slot = layer === 1 ? 4 : 1
  const padding = (third & 2) !== 0 ? slot : 0
  const size = Math.floor(((samples / 8) * kbps * 1000) / sampleRate / slot) * slot + padding
  const tableAt = 4 + (first ? (mono ? 17 : 32) : mono ? 9 : 17)
  const kind = (second & 0x1e) | ((third & 0x0c) << 8)
  return { offset, layer, kbps, sampleRate, channels: mono ? 1 : 2, samples, size, kind, tableAt }
}

export interface FrameTable {
  /** Info says that the bit rate is constant. */
  readonly constant: boolean
  readonly frames: number
  readonly bytes?: number
  /** Samples the encoder put before and after the music. */
  readonly padding: number
}

/** What Xing, LAME, FFmpeg or Fraunhofer's encoder wrote into the first frame about all of them. */
export function readFrameTable(source: ByteSource, frame: MpegFrame): FrameTable | undefined {
  const length = Math.min(192, source.size - frame.offset)
  const at = source.load(frame.offset, length)
  const { bytes } = source
  const end = at + length
  for (const start of [at + frame.tableAt, at + frame.tableAt + 2]) {
    const name = start + 8 <= end ? bytes.toString('latin1', start, start + 4) : ''
    if (name === 'Xing' || name === 'Info') return xingTable(bytes, start, end, name === 'Info')
  }
  const vbri = at + 36
  if (vbri + 18 > end || bytes.toString('latin1', vbri, vbri + 4) !== 'VBRI') return undefined
  const frames = uint32be(bytes, vbri + 14)
  return frames > 0
    ? { constant: false, frames, bytes: uint32be(bytes, vbri + 10), padding: uint16be(bytes, vbri + 6) }
    : undefined
}

function xingTable(bytes: Buffer, start: number, end: number, constant: boolean): FrameTable | undefined {
  const flags = uint32be(bytes, start + 4)
  let at = start + 8
  if ((flags & 1) === 0 || at + 8 > end) return undefined
  const frames = uint32be(bytes, at)
  at += 4
  const size = (flags & 2) !== 0 ? uint32be(bytes, at) : 0
  at += ((flags & 2) !== 0 ? 4 : 0) + ((flags & 4) !== 0 ? 100 : 0) + ((flags & 8) !== 0 ? 4 : 0)
  if (frames === 0) return undefined
  return { constant, frames, bytes: size || undefined, padding: encoderPadding(bytes, at, end) }
}

/** Encoder delay and padding, twelve bits each, behind LAME's name and settings; FFmpeg writes the same. */
function encoderPadding(bytes: Buffer, at: number, end: number): number {
  if (at + 24 > end) return 0
  const encoder = bytes.toString('latin1', at, at + 4)
  if (!/^(?:LAME|Lavf|Lavc|L3\.9|GOGO)$/.test(encoder)) return 0
  return (
    ((bytes[at + 21]! << 4) | (bytes[at + 22]! >> 4)) + (((bytes[at + 22]! & 0x0f) << 8) | bytes[at + 23]!)
  )
}
