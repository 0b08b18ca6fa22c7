// Instruments that are plucked or struck and then ring by themselves.
import { createRandom } from '../../audio/random.ts'
import { frequency, type Instrument, type Note, sampleRate } from './note.ts'

interface String {
  /** Seconds until a string of middle C has faded by 60 dB. */
  readonly ring: number
  /** 0 dull to 1 bright. */
  readonly brightness: number
  /** Where it is plucked, as share of its length: near the bridge is thin. */
  readonly place: number
}

export const nylonGuitar = pluckedString({ ring: 3.2, brightness: 0.42, place: 0.19 })
export const steelGuitar = pluckedString({ ring: 4.5, brightness: 0.66, place: 0.14 })
export const koto = pluckedString({ ring: 3.6, brightness: 0.58, place: 0.09 })
export const bouzouki = pluckedString({ ring: 2.1, brightness: 0.8, place: 0.11 })
export const oud = pluckedString({ ring: 1.5, brightness: 0.36, place: 0.13 })
export const pizzicato = pluckedString({ ring: 0.55, brightness: 0.35, place: 0.2 })
export const harp = pluckedString({ ring: 4, brightness: 0.5, place: 0.35 })

/** Karplus and Strong: a burst of noise runs round a delay line and loses a little of its upper partials on each round. */
function pluckedString({ ring, brightness, place }: String): Instrument {
  return function play(note: Note, seed: number): Float32Array {
    const random = createRandom(seed)
    const hertz = frequency(note.pitch)
    const blend = 0.5 + 0.5 * (1 - brightness) * 0.9
    // One round: the line with its one sample more, the averaging of two samples, and the fraction for the all-pass filter.
    const period = sampleRate / hertz - 1 - blend / 2
    const size = Math.floor(period - 0.1)
    const fraction = period - size
    const line = new Float32Array(size + 1)
    // A soft finger makes a dull burst.
    const softness = 0.25 + 0.75 * brightness * (0.5 + 0.5 * note.velocity)
    let smoothed = 0
    for (let i = 0; i <= size; i++) {
      smoothed += (random.next() * 2 - 1 - smoothed) * softness
      line[i] = smoothed
    }
    removePlace(line, Math.max(1, Math.round(size * place)))
    const seconds = Math.min(ring * (261 / hertz) ** 0.45, note.length + 1.3)
    const loss = 10 ** (-3 / (hertz * ring * (261 / hertz) ** 0.45))
    const out = new Float32Array(Math.ceil(seconds * sampleRate))
    let at = 0
    let before = 0
    // Of the all-pass filter that makes the delay a fraction of a sample longer.
    const tuning = (1 - fraction) / (1 + fraction)
    let passIn = 0
    let passOut = 0
    const damped = (note.length + 0.25) * sampleRate
    let damping = 1
    for (let i = 0; i < out.length; i++) {
      const value = line[at]!
      const mean = value * (1 - blend * 0.5) + before * blend * 0.5
      before = value
      const passed = tuning * (mean - passOut) + passIn
      passIn = mean
      passOut = passed
      line[at] = passed * loss
      at = at === size ? 0 : at + 1
      if (i > damped) damping *= 0.99985
      out[i] = value * note.velocity * damping
    }
    return softEnds(centred(out))
  }
}

/** What a string plucked at this place lacks: the partials that have a node there. */
function removePlace(line: Float32Array, distance: number): void {
  const copy = line.slice()
  for (let i = 0; i < line.length; i++) line[i] = (copy[i]! - copy[(i + distance) % line.length]!) * 0.7
}

/** Without the constant part of the burst, which would be heard as a thump. */
function centred(sound: Float32Array): Float32Array {
  let last = 0
  let out = 0
  for (let i = 0; i < sound.length; i++) {
    out = sound[i]! - last + 0.996 * out
    last = sound[i]!
    sound[i] = out
  }
  return sound
}

function softEnds(sound: Float32Array): Float32Array {
  const start = Math.min(sound.length, 60)
  const end = Math.min(sound.length, 2000)
  for (let i = 0; i < start; i++) sound[i]! *= i / start
  for (let i = 0; i < end; i++) sound[sound.length - 1 - i]! *= i / end
  return sound
}

interface Partial {
  readonly ratio: number
  readonly level: number
  /** Seconds to fade by 60 dB at middle C. */
  readonly ring: number
}

export const bell = struckBar([
  { ratio: 0.5, level: 0.25, ring: 5 },
  { ratio: 1, level: 1, ring: 4.2 },
  { ratio: 2.002, level: 0.55, ring: 2.8 },
  { ratio: 2.76, level: 0.22, ring: 1.7 },
  { ratio: 4.07, level: 0.16, ring: 1 },
  { ratio: 5.43, level: 0.1, ring: 0.6 },
])

export const marimba = struckBar([
  { ratio: 1, level: 1, ring: 1.1 },
  { ratio: 3.93, level: 0.22, ring: 0.35 },
  { ratio: 9.2, level: 0.07, ring: 0.12 },
])

export const vibraphone = struckBar([
  { ratio: 1, level: 1, ring: 3.6 },
  { ratio: 4, level: 0.2, ring: 1.3 },
  { ratio: 10.1, level: 0.03, ring: 0.3 },
])

export const musicBox = struckBar([
  { ratio: 1, level: 1, ring: 2.2 },
  { ratio: 2, level: 0.12, ring: 1.4 },
  { ratio: 6.27, level: 0.14, ring: 0.4 },
])

function struckBar(partials: readonly Partial[]): Instrument {
  return function play(note: Note): Float32Array {
    const hertz = frequency(note.pitch)
    const shorter = (261 / hertz) ** 0.35
    const longest = Math.max(...partials.map((partial) => partial.ring)) * shorter
    const out = new Float32Array(Math.ceil(Math.min(longest, 6) * sampleRate))
    for (const { ratio, level, ring } of partials) {
      if (hertz * ratio > 9000) continue
      const loss = 10 ** (-3 / (ring * shorter * sampleRate))
      // Soft strokes wake the upper partials less.
      const first = level * note.velocity * (ratio > 1.5 ? 0.4 + 0.6 * note.velocity : 1) * 0.6
      addDecayingSine(out, hertz * ratio, first, loss)
    }
    return softEnds(out)
  }
}

/** By rotating a point: one multiplication matrix a sample, no sine. */
function addDecayingSine(out: Float32Array, hertz: number, level: number, loss: number): void {
  const turn = (2 * Math.PI * hertz) / sampleRate
  const cos = Math.cos(turn) * loss
  const sin = Math.sin(turn) * loss
  let x = level
  let y = 0
  for (let i = 0; i < out.length; i++) {
    out[i]! += y
    const next = x * cos - y * sin
    y = x * sin + y * cos
    x = next
    if ((i & 1023) === 0 && Math.abs(x) + Math.abs(y) < 1e-6) return
  }
}

/** Two operators: a fundamental that is bent by itself, and a short metallic tine. */
export function electricPiano(note: Note): Float32Array {
  const hertz = frequency(note.pitch)
  const seconds = Math.min(note.length + 0.35, 3.5)
  const out = new Float32Array(Math.ceil(seconds * sampleRate))
  const turn = (2 * Math.PI * hertz) / sampleRate
  const loss = Math.exp(-1 / (1.5 * (261 / hertz) ** 0.4 * sampleRate))
  const tineLoss = Math.exp(-1 / (0.09 * sampleRate))
  const release = Math.exp(-1 / (0.07 * sampleRate))
  const held = note.length * sampleRate
  let level = note.velocity
  let tine = 0.22 * note.velocity ** 2
  for (let i = 0; i < out.length; i++) {
    const body = Math.sin(turn * i + (0.25 + 0.75 * level) * 0.9 * Math.sin(turn * i))
    out[i] = (body + tine * Math.sin(turn * 14 * i)) * level * 0.7
    level *= loss
    tine *= tineLoss
    if (i > held) level *= release
  }
  return softEnds(out)
}
