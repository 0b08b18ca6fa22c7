// Instruments that sound as long as they are held: pads, strings, a humming voice, a flute, a bass.
import { createRandom } from '../../audio/random.ts'
import { frequency, type Instrument, type Note, sampleRate } from './note.ts'
import { type Spectrum, tableSize, wavetable } from './wavetable.ts'

interface Sustained {
  readonly name: string
  readonly spectrum: Spectrum
  /** Seconds. */
  readonly attack: number
  readonly release: number
  /** Cents between the two oscillators. */
  readonly detune: number
  /** Cents, and how many times a second. */
  readonly vibrato: readonly [depth: number, rate: number]
  /** Where the upper partials fade, in Hz; the sound opens to it and closes again. */
  readonly brightness: number
  /** Breath: share of soft noise. */
  readonly breath?: number
}

export const warmPad = sustained({
  name: 'warm pad',
  spectrum: (k) => 1 / k ** 1.4,
  attack: 0.7,
  release: 1.2,
  detune: 9,
  vibrato: [4, 0.4],
  brightness: 1400,
})

export const glassPad = sustained({
  name: 'glass pad',
  spectrum: (k) => (k % 2 === 1 ? 1 / k ** 1.7 : 0.15 / k),
  attack: 1.1,
  release: 1.8,
  detune: 6,
  vibrato: [3, 0.25],
  brightness: 2600,
})

export const strings = sustained({
  name: 'strings',
  spectrum: (k, hertz) =>
    (1 / k) * (0.4 + resonance(k * hertz, 480, 300) + 0.8 * resonance(k * hertz, 1300, 700)),
  attack: 0.16,
  release: 0.35,
  detune: 7,
  vibrato: [9, 5.1],
  brightness: 2800,
})

/** An `oo` to `ah`, for melodies that have words only in the listener's display. */
export const hum = sustained({
  name: 'hum',
  spectrum: (k, hertz) =>
    (1 / k) *
    (0.25 +
      1.3 * resonance(k * hertz, 430, 180) +
      0.7 * resonance(k * hertz, 950, 260) +
      0.1 * resonance(k * hertz, 2600, 400)),
  attack: 0.09,
  release: 0.18,
  detune: 5,
  vibrato: [16, 5.4],
  brightness: 2200,
  breath: 0.02,
})

export const flute = sustained({
  name: 'flute',
  spectrum: (k) => [0, 1, 0.35, 0.18, 0.05, 0.03][k] ?? 0,
  attack: 0.06,
  release: 0.12,
  detune: 0,
  vibrato: [12, 4.8],
  brightness: 4500,
  breath: 0.05,
})

export const reed = sustained({
  name: 'reed',
  spectrum: (k, hertz) => (k % 2 === 1 ? 1 / k : 0.25 / k) * (0.5 + resonance(k * hertz, 1100, 500)),
  attack: 0.04,
  release: 0.1,
  detune: 3,
  vibrato: [10, 5],
  brightness: 2400,
})

export const bass = sustained({
  name: 'bass',
  spectrum: (k) => [0, 1, 0.45, 0.16, 0.08, 0.04][k] ?? 0,
  attack: 0.012,
  release: 0.09,
  detune: 0,
  vibrato: [0, 1],
  brightness: 700,
})

/** A bell curve around `center`. */
function resonance(hertz: number, center: number, width: number): number {
  return Math.exp(-(((hertz - center) / width) ** 2))
}

function sustained(options: Sustained): Instrument {
  const { attack, release, detune, brightness, breath = 0 } = options
  return function play(note: Note, seed: number): Float32Array {
    const random = createRandom(seed)
    const hertz = frequency(note.pitch)
    const table = wavetable(options.name, options.spectrum, hertz)
    const held = Math.max(note.length, attack * 0.6)
    const out = new Float32Array(Math.ceil((held + release * 3) * sampleRate))
    const [depth, rate] = options.vibrato
    const vibratoRate = rate * random.between(0.92, 1.08)
    const vibratoPhase = random.next() * 2 * Math.PI
    let phaseA = random.next() * tableSize
    let phaseB = random.next() * tableSize
    const apart = 2 ** (detune / 1200)
    const step = (hertz * tableSize) / sampleRate
    let level = 0
    let low = 0
    let noise = 0
    const rise = 1 - Math.exp(-1 / (attack * 0.4 * sampleRate))
    const fall = Math.exp(-1 / (release * 0.45 * sampleRate))
    const heldSamples = held * sampleRate
    // Recomputed every 32 samples: slow movements need no more.
    let stepA = step
    let stepB = step
    const { velocity } = note
    let smooth = 0.1
    for (let i = 0; i < out.length; i++) {
      if ((i & 31) === 0) {
        const t = i / sampleRate
        const wideness = Math.min(1, t / 0.4)
        const bend = 2 ** ((depth * wideness * Math.sin(2 * Math.PI * vibratoRate * t + vibratoPhase)) / 1200)
        stepA = step * bend * apart
        stepB = (step * bend) / apart
        const cutoff = (brightness * (0.45 + 0.55 * note.velocity) + hertz) * (0.55 + 0.45 * level)
        smooth = 1 - Math.exp((-2 * Math.PI * cutoff) / sampleRate)
      }
      level = i < heldSamples ? level + (1 - level) * rise : level * fall
      const at = phaseA | 0
      let sound = table[at]! + (table[at + 1]! - table[at]!) * (phaseA - at)
      phaseA += stepA
      if (phaseA >= tableSize) phaseA -= tableSize
      if (detune > 0) {
        const other = phaseB | 0
        sound = (sound + table[other]! + (table[other + 1]! - table[other]!) * (phaseB - other)) * 0.6
        phaseB += stepB
        if (phaseB >= tableSize) phaseB -= tableSize
      }
      if (breath > 0) {
        noise += (random.next() * 2 - 1 - noise) * 0.25
        sound += noise * breath * 3
      }
      low += (sound - low) * smooth
      out[i] = low * level * velocity
    }
    return out
  }
}
