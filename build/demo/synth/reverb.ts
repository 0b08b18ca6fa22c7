// A room: eight delay lines that feed one another through a mixing matrix, so that echoes grow dense quickly.
import { sampleRate } from './note.ts'

export interface Room {
  /** Seconds until the echoes have faded by 60 dB. */
  readonly seconds: number
  /** Hz above which the walls swallow sound. */
  readonly brightness: number
}

const lengthsMs = [29.7, 37.1, 41.1, 43.7, 53.3, 59.9, 67.3, 73.1]

/** What the room answers to the sound; the same length, the sound itself not in it. */
export function reverb(left: Float32Array, right: Float32Array, room: Room): [Float32Array, Float32Array] {
  const count = lengthsMs.length
  const sizes = Int32Array.from(lengthsMs, (ms) => Math.round((ms / 1000) * sampleRate))
  const losses = Float32Array.from(sizes, (length) => 10 ** ((-3 * length) / (room.seconds * sampleRate)))
  // All lines in one array, one after another.
  const starts = sizes.map((_, n) => sizes.subarray(0, n).reduce((a, b) => a + b, 0))
  const stops = starts.map((start, n) => start + sizes[n]!)
  const lines = new Float32Array(stops[count - 1]!)
  const positions = starts.slice()
  const smooth = 1 - Math.exp((-2 * Math.PI * room.brightness) / sampleRate)
  const ends = new Float32Array(count)
  const outLeft = new Float32Array(left.length)
  const outRight = new Float32Array(right.length)
  for (let i = 0; i < left.length; i++) {
    let sum = 0
    for (let n = 0; n < count; n++) {
      const before = ends[n]!
      const end = before + (lines[positions[n]!]! - before) * smooth
      ends[n] = end
      sum += end
    }
    outLeft[i] = (ends[0]! + ends[2]! - ends[4]! + ends[6]!) * 0.5
    outRight[i] = (ends[1]! + ends[3]! - ends[5]! + ends[7]!) * 0.5
    // Householder's matrix: everything into everything, loudness kept.
    const shared = sum * (2 / count)
    const inLeft = left[i]! * 0.35
    const inRight = right[i]! * 0.35
    for (let n = 0; n < count; n++) {
      const at = positions[n]!
      lines[at] = (n & 1 ? inRight : inLeft) + (ends[n]! - shared) * losses[n]!
      positions[n] = at + 1 === stops[n]! ? starts[n]! : at + 1
    }
  }
  return [outLeft, outRight]
}
