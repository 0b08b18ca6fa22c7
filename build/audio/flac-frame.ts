import { type BitWriter, createBitWriter } from './bit-writer.ts'
import { crc8, crc16 } from './crc.ts'

/** Samples in every frame but the last; has a code of its own in the frame header. */
export const blockSize = 4096
const bitsPerSample = 16

/** Left and right by themselves, left and difference, difference and right, mean and difference. */
export const stereoWays = ['independent', 'left-side', 'side-right', 'mid-side'] as const
type StereoWay = (typeof stereoWays)[number]

/** One FLAC frame of two channels of 16-bit samples; stored in the first two ways, whichever is shorter, unless told. */
export function flacFrame(
  [left, right]: readonly [Int16Array, Int16Array],
  sampleRate: number,
  index: number,
  way?: StereoWay,
): Buffer {
  const length = left.length
  const ways = way ? [way] : (['independent', 'left-side'] as const)
  const candidates = ways.map((one) => ({ way: one, subframes: inWay(one, left, right) }))
  const chosen = candidates.reduce((a, b) => (totalBits(b.subframes) < totalBits(a.subframes) ? b : a))
  const assignment = chosen.way === 'independent' ? 1 : 7 + stereoWays.indexOf(chosen.way)
  const header = frameHeader(length, sampleRate, assignment, index)
  const bits = createBitWriter('msb', length * 4 + 256)
  for (const subframe of chosen.subframes) subframe.write(bits)
  const frame = Buffer.concat([header, bits.bytes(), Buffer.alloc(2)])
  frame.writeUInt16BE(crc16(frame.subarray(0, -2)), frame.length - 2)
  return frame
}

function frameHeader(length: number, sampleRate: number, assignment: number, index: number): Buffer {
  const bits = createBitWriter('msb', 32)
  bits.put(0xfff8, 16)
  // 12: 4096 samples. 7: the size less one follows in 16 bits.
  bits.put(length === blockSize ? 12 : 7, 4)
  bits.put(
    { 8000: 4, 16000: 5, 22050: 6, 24000: 7, 32000: 8, 44100: 9, 48000: 10, 96000: 11 }[sampleRate] ?? 0,
    4,
  )
  bits.put(assignment, 4)
  bits.put(4, 3)
  bits.put(0, 1)
  for (const byte of utf8Number(index)) bits.put(byte, 8)
  if (length !== blockSize) bits.put(length - 1, 16)
  const bytes = bits.bytes()
  return Buffer.concat([bytes, Buffer.of(crc8(bytes))])
}

/** A frame's number as the code point of that value is written in UTF-8. */
function utf8Number(value: number): Buffer {
  if (value >= 0xd800 && value < 0xe000) {
    return Buffer.of(0xe0 | (value >> 12), 0x80 | ((value >> 6) & 0x3f), 0x80 | (value & 0x3f))
  }
  return Buffer.from(String.fromCodePoint(value), 'utf8')
}

interface Subframe {
  readonly bits: number
  write(bits: BitWriter): void
}

function inWay(way: StereoWay, left: Int16Array, right: Int16Array): Subframe[] {
  const length = left.length
  const plain = (channel: Int16Array) => bestSubframe(new Int32Array(channel), bitsPerSample)
  if (way === 'independent') return [plain(left), plain(right)]
  const difference = new Int32Array(length)
  for (let i = 0; i < length; i++) difference[i] = left[i]! - right[i]!
  const side = bestSubframe(difference, bitsPerSample + 1)
  if (way === 'left-side') return [plain(left), side]
  if (way === 'side-right') return [side, plain(right)]
  const mid = new Int32Array(length)
  for (let i = 0; i < length; i++) mid[i] = (left[i]! + right[i]!) >> 1
  return [bestSubframe(mid, bitsPerSample), side]
}

function isConstant(samples: Int32Array): boolean {
  for (let i = 1; i < samples.length; i++) if (samples[i] !== samples[0]) return false
  return true
}

function totalBits(subframes: readonly Subframe[]): number {
  return subframes.reduce((sum, subframe) => sum + subframe.bits, 0)
}

function bestSubframe(samples: Int32Array, depth: number): Subframe {
  if (isConstant(samples)) {
    return {
      bits: 8 + depth,
      write(bits) {
        bits.put(0, 8)
        bits.put(samples[0]! & (2 ** depth - 1), depth)
      },
    }
  }
  const fixed = bestFixed(samples, depth)
  const verbatimBits = 8 + samples.length * depth
  if (fixed && fixed.bits < verbatimBits) return fixed
  return {
    bits: verbatimBits,
    write(bits) {
      bits.put(1 << 1, 8)
      for (const value of samples) bits.put(value & (2 ** depth - 1), depth)
    },
  }
}

/** The predictor (a polynomial through the last 0 to 4 samples) whose errors are smallest, its errors in Rice codes. */
function bestFixed(samples: Int32Array, depth: number): Subframe | undefined {
  if (samples.length <= 4) return undefined
  let best = { order: 0, sum: Number.POSITIVE_INFINITY, errors: samples }
  let errors = samples
  for (let order = 0; order <= 4; order++) {
    if (order > 0) errors = differences(errors)
    let sum = 0
    for (let i = 4 - order; i < errors.length; i++) sum += Math.abs(errors[i]!)
    if (sum < best.sum) best = { order, sum, errors }
  }
  const { order, errors: residual } = best
  const partitioning = bestPartitioning(residual, samples.length, order)
  return {
    bits: 8 + order * depth + partitioning.bits,
    write(bits) {
      bits.put((8 + order) << 1, 8)
      for (let i = 0; i < order; i++) bits.put(samples[i]! & (2 ** depth - 1), depth)
      writeResidual(bits, residual, partitioning, samples.length, order)
    },
  }
}

function differences(values: Int32Array): Int32Array {
  const result = new Int32Array(values.length - 1)
  for (let i = 0; i < result.length; i++) result[i] = values[i + 1]! - values[i]!
  return result
}

interface Partitioning {
  readonly order: number
  readonly parameters: readonly number[]
  readonly bits: number
}

function bestPartitioning(residual: Int32Array, length: number, predictorOrder: number): Partitioning {
  let best: Partitioning | undefined
  for (let order = 0; order <= 6; order++) {
    const size = length / 2 ** order
    if (!Number.isInteger(size) || size <= predictorOrder) break
    const parameters: number[] = []
    let bits = 6
    for (let part = 0; part < 2 ** order; part++) {
      const from = Math.max(0, part * size - predictorOrder)
      const choice = bestRice(residual, from, (part + 1) * size - predictorOrder)
      parameters.push(choice.parameter)
      bits += 4 + choice.bits
    }
    if (!best || bits < best.bits) best = { order, parameters, bits }
  }
  return best!
}

/** The Rice parameter near the logarithm of the mean; 14 is the largest, 15 means something else. */
function bestRice(residual: Int32Array, from: number, to: number): { parameter: number; bits: number } {
  let sum = 0
  for (let i = from; i < to; i++) sum += zigzag(residual[i]!)
  const guess = Math.max(0, Math.min(14, Math.floor(Math.log2(sum / Math.max(1, to - from) + 1))))
  let best = { parameter: 0, bits: Number.POSITIVE_INFINITY }
  for (const parameter of new Set([guess, Math.max(0, guess - 1)])) {
    let bits = (to - from) * (parameter + 1)
    for (let i = from; i < to; i++) bits += zigzag(residual[i]!) >>> parameter
    if (bits < best.bits) best = { parameter, bits }
  }
  return best
}

function writeResidual(
  bits: BitWriter,
  residual: Int32Array,
  partitioning: Partitioning,
  length: number,
  predictorOrder: number,
): void {
  const size = length / 2 ** partitioning.order
  bits.put(0, 2)
  bits.put(partitioning.order, 4)
  let next = 0
  for (const [part, parameter] of partitioning.parameters.entries()) {
    bits.put(parameter, 4)
    for (const end = (part + 1) * size - predictorOrder; next < end; next++) {
      const value = zigzag(residual[next]!)
      bits.unary(value >>> parameter)
      bits.put(value & (2 ** parameter - 1), parameter)
    }
  }
}

/** 0, -1, 1, -2 ... to 0, 1, 2, 3 ... */
function zigzag(value: number): number {
  return ((value << 1) ^ (value >> 31)) >>> 0
}
