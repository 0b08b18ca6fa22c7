import { seedBytes } from './seed-bytes.ts'

export interface Mp3Options {
  /** One of 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320; default 128. */
  readonly kbps?: number
  /** What the first frame says about the rest: default `info`, as encoders write for a constant bit rate. */
  readonly header?: 'none' | 'info' | 'xing'
  /**
   * Seconds the Xing or Info header claims, when that is to be more than there is: large libraries of small files for
   * measuring scans. Such a file plays for `seconds` only.
   */
  readonly declaredSeconds?: number
}

const bitRates = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320]
const sampleRate = 44100
const samplesPerFrame = 1152
const sideInfoSize = 32

/**
 * MPEG-1 Layer III frames of silence, joint stereo. With an empty side information a frame holds no sound data at all,
 * so that all of its body is free for ancillary bytes, which decoders skip: the seed lives there.
 */
export function quietMp3(seconds: number, seed: string | number, options: Mp3Options = {}): Buffer {
  const kbps = options.kbps ?? 128
  const index = bitRates.indexOf(kbps)
  if (index < 1) throw new RangeError(`kbps: expected one of ${bitRates.slice(1).join(', ')}, got ${kbps}`)
  const count = Math.max(1, frameCount(seconds))
  const marks = seedBytes(seed, 32)
  const frames: Buffer[] = []
  let owed = 0
  for (let i = 0; i < count; i++) {
    owed += (144_000 * kbps) / sampleRate - Math.floor((144_000 * kbps) / sampleRate)
    const padded = owed >= 1
    if (padded) owed -= 1
    const frame = emptyFrame(index, kbps, padded)
    if (i < 4 || i === count - 1) {
      // Seven bits only: nothing in there may look like the start of a frame.
      for (const [j, byte] of marks.entries()) frame[4 + sideInfoSize + j] = byte & 0x7f
    }
    frames.push(frame)
  }
  if (options.header === 'none') return Buffer.concat(frames)

  const declared = options.declaredSeconds === undefined ? count : frameCount(options.declaredSeconds)
  const declaredBytes = Math.round((declared * 144_000 * kbps) / sampleRate)
  const first = emptyFrame(index, kbps, false)
  first.write(options.header === 'xing' ? 'Xing' : 'Info', 4 + sideInfoSize, 'latin1')
  first.writeUInt32BE(3, 40)
  first.writeUInt32BE(declared, 44)
  first.writeUInt32BE(declaredBytes + first.length, 48)
  return Buffer.concat([first, ...frames])
}

function frameCount(seconds: number): number {
  return Math.round((seconds * sampleRate) / samplesPerFrame)
}

function emptyFrame(bitRateIndex: number, kbps: number, padded: boolean): Buffer {
  const frame = Buffer.alloc(Math.floor((144_000 * kbps) / sampleRate) + (padded ? 1 : 0))
  frame.set([0xff, 0xfb, (bitRateIndex << 4) | (padded ? 2 : 0), 0x40])
  return frame
}
