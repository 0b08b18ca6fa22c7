// Bowed and plucked strings, and wooden bars: small pieces for empty rooms.
import type { Note } from '../synth/note.ts'
import { harp, marimba, pizzicato, vibraphone } from '../synth/struck.ts'
import { flute, strings } from '../synth/sustained.ts'
import { near, pitchOf, voicing } from './harmony.ts'
import { melody, rhythmsOfFour, rhythmsOfThree } from './melody.ts'
import { meterOf, type Style } from './styles.ts'

/** Four voices: the inner ones move as little as they can, the first violin sings. */
export const quartet: Style = (plan, random) => {
  const three = plan.beatsPerBar === 3
  const meter = meterOf(plan, three ? 3 : 4)
  const inner: Note[] = []
  const cello: Note[] = []
  for (const [bar, chord] of plan.chords.entries()) {
    const whole = meter.beatsPerBar * meter.secondsPerBeat
    const [low, ...upper] = voicing(plan.key, chord, 52)
    for (const [i, pitch] of upper.entries()) {
      inner.push({ at: meter.bar(bar), length: whole * 0.98, pitch, velocity: 0.5, pan: i ? 0.15 : -0.15 })
    }
    inner.push({ at: meter.bar(bar), length: whole * 0.98, pitch: low!, velocity: 0.5, pan: -0.1 })
    const root = near(pitchOf(plan.key, chord), 41)
    const final = bar === meter.bars - 1
    cello.push({ at: meter.bar(bar), length: whole * (final ? 1 : 0.6), pitch: root, velocity: 0.65 })
    if (!final)
      cello.push({
        at: meter.beat(bar, meter.beatsPerBar - 1),
        length: meter.secondsPerBeat * 0.9,
        pitch: near(pitchOf(plan.key, chord + 2), 41),
        velocity: 0.5,
      })
  }
  const rhythms = three ? rhythmsOfThree : rhythmsOfFour
  const first = melody(random, {
    key: plan.key,
    chords: plan.chords,
    ...meter,
    firstBar: 1,
    range: [5, 13],
    rhythms,
  })
  const plucked = melody(random, {
    key: plan.key,
    chords: plan.chords,
    ...meter,
    firstBar: 3,
    range: [2, 8],
    rhythms,
  })
  return {
    seconds: meter.seconds,
    room: { seconds: 2.4, brightness: 4000 },
    parts: [
      { instrument: strings, notes: first, gain: 0.3, pan: -0.4, room: 0.5 },
      { instrument: strings, notes: inner, gain: 0.13, room: 0.5 },
      { instrument: strings, notes: cello, gain: 0.36, pan: 0.3, room: 0.45 },
      { instrument: pizzicato, notes: plucked, gain: 0.34, pan: 0.2, room: 0.5 },
    ],
  }
}

/** Two patterns of different length on wooden bars drift apart and meet again, as clocks do. */
export const clockwork: Style = (plan, random) => {
  const meter = meterOf(plan, 4)
  const wood: Note[] = []
  const answer: Note[] = []
  const held: Note[] = []
  const one = [0, 4, 2, 5, 4, 2]
  const other = [7, 4, 5, 9, 7, 4, 2, 5]
  const sixteenths = (meter.bars - 1) * 8
  for (let i = 0; i < sixteenths; i++) {
    const bar = Math.floor(i / 8)
    const chord = plan.chords[bar]!
    wood.push({
      at: meter.beat(0, i / 2),
      length: 0.2,
      pitch: pitchOf(plan.key, chord + one[i % one.length]!),
      velocity: i % 3 ? 0.5 : 0.75,
    })
    if (bar >= 2 && i % other.length !== 3) {
      answer.push({
        at: meter.beat(0, i / 2 + 0.25),
        length: 0.2,
        pitch: pitchOf(plan.key, chord + other[i % other.length]!),
        velocity: i % 4 ? 0.4 : 0.6,
      })
    }
  }
  for (const [bar, chord] of plan.chords.entries()) {
    if (bar < 1) continue
    for (const pitch of voicing(plan.key, chord, 50)) {
      held.push({ at: meter.bar(bar), length: 4 * meter.secondsPerBeat, pitch, velocity: 0.45 })
    }
  }
  const last = plan.chords.at(-1)!
  for (const [i, degree] of [0, 2, 4, 7].entries()) {
    wood.push({
      at: meter.bar(meter.bars - 1) + i * 0.08,
      length: 1,
      pitch: pitchOf(plan.key, last + degree),
      velocity: 0.6,
    })
  }
  const tune = melody(random, {
    key: plan.key,
    chords: plan.chords,
    ...meter,
    firstBar: 3,
    range: [7, 13],
    rhythms: [[4], [2, 2], [3, 1]],
  })
  return {
    seconds: meter.seconds,
    room: { seconds: 1.8, brightness: 4200 },
    parts: [
      { instrument: marimba, notes: wood, gain: 0.4, pan: -0.4, room: 0.35 },
      { instrument: random.chance(0.5) ? harp : vibraphone, notes: answer, gain: 0.26, pan: 0.4, room: 0.4 },
      { instrument: strings, notes: held, gain: 0.12, room: 0.5, wide: true },
      { instrument: flute, notes: tune, gain: 0.2, room: 0.5 },
    ],
  }
}
