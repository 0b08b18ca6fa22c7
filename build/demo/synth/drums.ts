// Quiet drums: they keep time, they do not push.
import { createRandom } from '../../audio/random.ts'
import { type Instrument, type Note, sampleRate } from './note.ts'

export const kick: Instrument = (note) => drop({ note, from: 120, to: 46, seconds: 0.32, fall: 0.035 })
/** The low and the dry stroke of a frame drum or darbuka. */
export const dum: Instrument = (note) => drop({ note, from: 150, to: 88, seconds: 0.4, fall: 0.03 })
export const tek: Instrument = (note, seed) =>
  add(
    noise({ note, seed, seconds: 0.09, low: 900, high: 4200, level: 0.5 }),
    drop({ note, from: 520, to: 390, seconds: 0.07, fall: 0.02, level: 0.35 }),
  )
export const brush: Instrument = (note, seed) =>
  add(
    noise({ note, seed, seconds: 0.16, low: 500, high: 5200, level: 0.45 }),
    drop({ note, from: 230, to: 180, seconds: 0.09, fall: 0.02, level: 0.35 }),
  )
export const hat: Instrument = (note, seed) =>
  noise({ note, seed, seconds: 0.05, low: 5200, high: 10_500, level: 0.4 })
export const shaker: Instrument = (note, seed) =>
  noise({ note, seed, seconds: 0.11, low: 3200, high: 7800, level: 0.35, attack: 0.03 })

interface Drop {
  readonly note: Note
  readonly from: number
  readonly to: number
  readonly seconds: number
  readonly fall: number
  readonly level?: number
}

/** A sine that falls from one pitch to another and fades. */
function drop({ note, from, to, seconds, fall, level = 1 }: Drop): Float32Array {
  const out = new Float32Array(Math.ceil(seconds * sampleRate))
  let phase = 0
  for (let i = 0; i < out.length; i++) {
    const t = i / sampleRate
    phase += (2 * Math.PI * (to + (from - to) * Math.exp(-t / fall))) / sampleRate
    const fade = Math.min(1, t / 0.002) * Math.exp((-5.5 * t) / seconds) * (1 - i / out.length)
    out[i] = Math.sin(phase) * fade * note.velocity * level
  }
  return out
}

interface Noise {
  readonly note: Note
  readonly seed: number
  readonly seconds: number
  readonly low: number
  readonly high: number
  readonly level: number
  readonly attack?: number
}

/** Noise between two frequencies. */
function noise({ note, seed, seconds, low, high, level, attack = 0.002 }: Noise): Float32Array {
  const random = createRandom(seed)
  const out = new Float32Array(Math.ceil(seconds * sampleRate))
  const smooth = 1 - Math.exp((-2 * Math.PI * high) / sampleRate)
  const slow = 1 - Math.exp((-2 * Math.PI * low) / sampleRate)
  let a = 0
  let b = 0
  let under = 0
  for (let i = 0; i < out.length; i++) {
    const t = i / sampleRate
    a += (random.next() * 2 - 1 - a) * smooth
    b += (a - b) * smooth
    under += (b - under) * slow
    const fade = Math.min(1, t / attack) * Math.exp((-6 * t) / seconds) * (1 - i / out.length)
    out[i] = (b - under) * fade * note.velocity * level
  }
  return out
}

function add(one: Float32Array, other: Float32Array): Float32Array {
  const [long, short] = one.length > other.length ? [one, other] : [other, one]
  for (let i = 0; i < short.length; i++) long[i]! += short[i]!
  return long
}
