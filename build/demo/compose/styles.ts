// Each style turns a plan of a few numbers into parts for instruments. Nothing is recorded: the same plan and seed always give
// the same music.
import { createRandom, type Random } from '../../audio/random.ts'
import type { Arrangement } from '../synth/mix.ts'
import type { Note } from '../synth/note.ts'
import type { Key } from './harmony.ts'

export interface SongPlan {
  readonly key: Key
  readonly bpm: number
  /** Degrees, one a bar; the last one is where the song rests. */
  readonly chords: readonly number[]
  /** Default 4; styles with a rhythm of their own have their own. */
  readonly beatsPerBar?: 3 | 4
}

export type Style = (plan: SongPlan, random: Random) => Arrangement

export interface Meter {
  readonly beatsPerBar: number
  readonly secondsPerBeat: number
  readonly bars: number
  /** Seconds at the beginning of the bar. */
  bar(index: number): number
  /** Seconds at this beat of this bar. */
  beat(bar: number, beat: number): number
  /** The whole song: all bars, and time for the last one to fade. */
  readonly seconds: number
}

export function meterOf(plan: SongPlan, beatsPerBar: number, tail = 2.2): Meter {
  const secondsPerBeat = 60 / plan.bpm
  const bars = plan.chords.length
  const beat = (bar: number, inBar: number) => (bar * beatsPerBar + inBar) * secondsPerBeat
  return {
    beatsPerBar,
    secondsPerBeat,
    bars,
    beat,
    bar: (index) => beat(index, 0),
    seconds: beat(bars, 0) + tail,
  }
}

/** A pattern of strokes repeated in every bar from `from` to before `to`: beat and loudness. */
export function pattern(
  meter: Meter,
  strokes: readonly (readonly [beat: number, velocity: number])[],
  [from, to]: readonly [number, number],
): Note[] {
  const notes: Note[] = []
  for (let bar = from; bar < to; bar++) {
    for (const [beat, velocity] of strokes) {
      notes.push({ at: meter.beat(bar, beat), length: 0.1, pitch: 60, velocity })
    }
  }
  return notes
}

export function arrange(style: Style, plan: SongPlan, seed: string): Arrangement {
  return style(plan, createRandom(seed))
}
