import type { Random } from '../../audio/random.ts'
import type { Note } from '../synth/note.ts'
import { type Key, pitchOf, scales } from './harmony.ts'

interface MelodyPlan {
  readonly key: Key
  /** Degree of the chord in each bar. */
  readonly chords: readonly number[]
  readonly beatsPerBar: number
  readonly secondsPerBeat: number
  /** Bar of the chord list where the tune begins; it ends with the last one. */
  readonly firstBar?: number
  /** Degrees it keeps between. */
  readonly range: readonly [low: number, high: number]
  /** Lengths in beats that fill a bar; the motifs are made of these. */
  readonly rhythms: readonly (readonly number[])[]
  /** Share of the beat that notes are held. */
  readonly legato?: number
}

export const rhythmsOfFour = [
  [1, 1, 2],
  [1.5, 0.5, 1, 1],
  [2, 1, 1],
  [0.5, 0.5, 1, 2],
  [1, 0.5, 0.5, 2],
  [3, 1],
]
export const rhythmsOfThree = [
  [2, 1],
  [1, 1, 1],
  [1.5, 0.5, 1],
  [1, 0.5, 0.5, 1],
]

/**
 * Two motifs in the pattern A B A C: what returns is remembered, and C comes to rest. The first note of a bar belongs to the
 * chord, the others mostly go by steps; the very last is the tonic.
 */
export function melody(random: Random, plan: MelodyPlan): Note[] {
  const { key, chords, beatsPerBar, secondsPerBeat, firstBar = 0, range, legato = 0.95 } = plan
  const inOctave = scales[key.scale].length
  const motifs = [0, 1].map(() => {
    const rhythm = random.pick(plan.rhythms)
    return { rhythm, steps: contour(random, rhythm.length) }
  })
  const notes: Note[] = []
  let last = Math.round((range[0] + range[1]) / 2)
  for (let bar = firstBar; bar < chords.length; bar++) {
    const final = bar === chords.length - 1
    const place = (bar - firstBar) % 4
    const resting = place === 3 || final
    const { rhythm, steps } = resting ? { rhythm: [beatsPerBar], steps: [0] } : motifs[place % 2]!
    let degree = nearestChordTone(chords[bar]!, final ? 0 : last, inOctave, final)
    let beat = bar * beatsPerBar
    for (const [i, beats] of rhythm.entries()) {
      if (i > 0) degree += steps[i]!
      degree = into(degree, range, inOctave)
      notes.push({
        at: beat * secondsPerBeat,
        length: beats * secondsPerBeat * legato,
        pitch: pitchOf(key, degree),
        velocity: (i === 0 ? 0.82 : 0.68) + random.between(-0.06, 0.06),
      })
      beat += beats
      last = degree
    }
  }
  return notes
}

/** Steps from note to note: mostly to a neighbour, now and then a leap, which then turns back. */
function contour(random: Random, length: number): number[] {
  const steps: number[] = []
  let direction = random.chance(0.5) ? 1 : -1
  for (let i = 0; i < length; i++) {
    const leap = random.chance(0.25)
    steps.push(direction * (leap ? 2 : 1))
    if (leap || random.chance(0.35)) direction = -direction
  }
  return steps
}

function nearestChordTone(root: number, from: number, inOctave: number, rootOnly: boolean): number {
  const tones = rootOnly ? [root] : [root, root + 2, root + 4]
  let best = root
  for (const tone of tones) {
    for (let octave = -2; octave <= 3; octave++) {
      const degree = tone + octave * inOctave
      if (Math.abs(degree - from) < Math.abs(best - from)) best = degree
    }
  }
  return best
}

function into(degree: number, [low, high]: readonly [number, number], inOctave: number): number {
  let result = degree
  while (result > high) result -= inOctave
  while (result < low) result += inOctave
  return result
}
