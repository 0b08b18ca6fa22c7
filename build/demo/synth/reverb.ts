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
  const lines = lengthsMs.map((ms) => new Float32Array(Math.round((ms / 1000) * sampleRate)))
  const losses = lines.map((line) => 10 ** ((-3 * line.length) / (room.seconds * sampleRate)))
  const smooth = 1 - Math.exp((-2 * Math.PI * room.brightness) / sampleRate)
  const positions = new Int32Array(count)
  const lows = new Float32Array(count)
  const outLeft = new Float32Array(left.length)
  const outRight = new Float32Array(right.length)
  const ends = new Float32Array(count)
  for (let i = 0; i < left.length; i++) {
    let sum = 0
    for (let n = 0; n < count; n++) {
      const end = lines[n]![positions[n]!]!
      lows[n]! += (end - lows[n]!) * smooth
      ends[n] = lows[n]!
      sum += ends[n]!
    }
    outLeft[i] = (ends[0]! + ends[2]! - ends[4]! + ends[6]!) * 0.5
    outRight[i] = (ends[1]! + ends[3]! - ends[5]! + ends[7]!) * 0.5
    // Householder's matrix: everything into everything, loudness kept.
    const shared = sum * (2 / count)
    for (let n = 0; n < count; n++) {
      const input = (n & 1 ? right[i]! : left[i]!) * 0.35
      lines[n]![positions[n]!] = input + (ends[n]! - shared) * losses[n]!
      positions[n] = positions[n]! + 1 === lines[n]!.length ? 0 : positions[n]! + 1
    }
  }
  return [outLeft, outRight]
}
