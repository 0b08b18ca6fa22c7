// Keyboards and machines: synth-pop, desk music with a lazy beat, northern lights.
import { brush, hat, kick, shaker } from '../synth/drums.ts'
import type { Note } from '../synth/note.ts'
import { bell, electricPiano, musicBox, vibraphone } from '../synth/struck.ts'
import { bass, flute, glassPad, hum, reed, warmPad } from '../synth/sustained.ts'
import { near, pitchOf, voicing } from './harmony.ts'
import { melody, rhythmsOfFour } from './melody.ts'
import { meterOf, pattern, type Style } from './styles.ts'

/** A running bass in eighths, an arpeggio in sixteenths, a pad, and a beat that comes in after two bars. */
export const neon: Style = (plan, random) => {
  const meter = meterOf(plan, 4)
  const pads: Note[] = []
  const running: Note[] = []
  const arpeggio: Note[] = []
  const turns = random.pick([
    [0, 1, 2, 3, 2, 1],
    [0, 2, 1, 3],
    [0, 1, 2, 1, 3, 1, 2, 1],
  ])
  let step = 0
  for (const [bar, chord] of plan.chords.entries()) {
    const final = bar === meter.bars - 1
    for (const pitch of voicing(plan.key, chord, 55, 4)) {
      pads.push({ at: meter.bar(bar), length: 4 * meter.secondsPerBeat, pitch, velocity: 0.5 })
    }
    const root = near(pitchOf(plan.key, chord), 36)
    if (final) {
      running.push({ at: meter.bar(bar), length: 2.5, pitch: root, velocity: 0.8 })
      continue
    }
    for (let i = 0; i < 8 && bar >= 1; i++) {
      running.push({
        at: meter.beat(bar, i / 2),
        length: 0.2,
        pitch: i % 8 === 6 ? root + 12 : root,
        velocity: i % 2 ? 0.6 : 0.8,
      })
    }
    const upper = voicing(plan.key, chord, 64, 4)
    for (let i = 0; i < 16; i++) {
      arpeggio.push({
        at: meter.beat(bar, i / 4),
        length: 0.18,
        pitch: upper[turns[step++ % turns.length]!]!,
        velocity: i % 4 ? 0.45 : 0.62,
      })
    }
  }
  const tune = melody(random, {
    key: plan.key,
    chords: plan.chords,
    ...meter,
    firstBar: 4,
    range: [5, 13],
    rhythms: rhythmsOfFour,
  })
  const beat = [2, meter.bars - 1] as const
  return {
    seconds: meter.seconds,
    room: { seconds: 1.9, brightness: 5200 },
    echoTime: meter.secondsPerBeat * 0.75,
    parts: [
      { instrument: warmPad, notes: pads, gain: 0.15, room: 0.35, wide: true },
      { instrument: bass, notes: running, gain: 0.42 },
      { instrument: musicBox, notes: arpeggio, gain: 0.2, pan: 0.35, room: 0.25, echo: 0.4 },
      {
        instrument: random.chance(0.5) ? reed : hum,
        notes: tune,
        gain: 0.24,
        pan: -0.1,
        room: 0.4,
        echo: 0.25,
      },
      {
        instrument: kick,
        notes: pattern(
          meter,
          [
            [0, 0.9],
            [1, 0.75],
            [2, 0.9],
            [3, 0.75],
          ],
          beat,
        ),
        gain: 0.5,
      },
      {
        instrument: brush,
        notes: pattern(
          meter,
          [
            [1, 0.7],
            [3, 0.75],
          ],
          beat,
        ),
        gain: 0.4,
        room: 0.3,
      },
      {
        instrument: hat,
        notes: pattern(
          meter,
          [
            [0.5, 0.5],
            [1.5, 0.55],
            [2.5, 0.5],
            [3.5, 0.6],
            [3.75, 0.3],
          ],
          beat,
        ),
        gain: 0.22,
        pan: 0.3,
      },
    ],
  }
}

/** Seventh chords on an electric piano, swung brushes, a bass that takes its time. */
export const desk: Style = (plan, random) => {
  const meter = meterOf(plan, 4)
  const chords: Note[] = []
  const low: Note[] = []
  for (const [bar, chord] of plan.chords.entries()) {
    const final = bar === meter.bars - 1
    const pitches = voicing(plan.key, chord, 55, 4)
    for (const [beat, beats] of final
      ? [[0, 4]]
      : random.pick([
          [
            [0, 1.4],
            [1.66, 2.1],
          ],
          [
            [0, 2.4],
            [2.66, 1],
          ],
          [
            [0.66, 1.2],
            [2, 1.8],
          ],
        ])) {
      for (const [i, pitch] of pitches.entries()) {
        chords.push({
          at: meter.beat(bar, beat!) + i * 0.014,
          length: beats! * meter.secondsPerBeat,
          pitch,
          velocity: random.between(0.45, 0.62),
        })
      }
    }
    const root = near(pitchOf(plan.key, chord), 35)
    low.push({
      at: meter.bar(bar),
      length: (final ? 3.5 : 1.5) * meter.secondsPerBeat,
      pitch: root,
      velocity: 0.8,
    })
    if (!final) {
      low.push({
        at: meter.beat(bar, 2.66),
        length: 0.3,
        pitch: near(pitchOf(plan.key, chord + 4), 35),
        velocity: 0.6,
      })
      if (random.chance(0.5))
        low.push({ at: meter.beat(bar, 3.66), length: 0.2, pitch: root + 12, velocity: 0.45 })
    }
  }
  const tune = melody(random, {
    key: plan.key,
    chords: plan.chords,
    ...meter,
    firstBar: 2,
    range: [5, 12],
    rhythms: [
      [1.66, 0.34, 1, 1],
      [0.66, 0.34, 2, 1],
      [1, 0.66, 0.34, 2],
      [2.66, 1.34],
    ],
  })
  const beat = [1, meter.bars - 1] as const
  return {
    seconds: meter.seconds,
    room: { seconds: 1.2, brightness: 3000 },
    echoTime: meter.secondsPerBeat * 0.66,
    parts: [
      { instrument: electricPiano, notes: chords, gain: 0.2, pan: -0.15, room: 0.3 },
      { instrument: bass, notes: low, gain: 0.34 },
      {
        instrument: random.chance(0.6) ? vibraphone : flute,
        notes: tune,
        gain: 0.24,
        pan: 0.2,
        room: 0.4,
        echo: 0.2,
      },
      {
        instrument: kick,
        notes: pattern(
          meter,
          [
            [0, 0.85],
            [1.66, 0.4],
            [2.33, 0.7],
          ],
          beat,
        ),
        gain: 0.46,
      },
      {
        instrument: brush,
        notes: pattern(
          meter,
          [
            [1, 0.6],
            [3, 0.65],
            [3.66, 0.2],
          ],
          beat,
        ),
        gain: 0.42,
        room: 0.2,
      },
      {
        instrument: hat,
        notes: pattern(
          meter,
          [
            [0, 0.35],
            [0.66, 0.25],
            [1, 0.4],
            [1.66, 0.25],
            [2, 0.35],
            [2.66, 0.25],
            [3, 0.4],
            [3.66, 0.3],
          ],
          beat,
        ),
        gain: 0.2,
        pan: 0.25,
      },
    ],
  }
}

/** Long chords that fade into one another, and bells that fall where they like within the scale. */
export const aurora: Style = (plan, random) => {
  const meter = meterOf(plan, 4, 4)
  const pads: Note[] = []
  const low: Note[] = []
  const bells: Note[] = []
  for (const [bar, chord] of plan.chords.entries()) {
    const length = 4.6 * meter.secondsPerBeat
    for (const pitch of voicing(plan.key, chord, 53, 4))
      pads.push({ at: meter.bar(bar), length, pitch, velocity: 0.55 })
    low.push({ at: meter.bar(bar), length, pitch: near(pitchOf(plan.key, chord), 38), velocity: 0.6 })
    if (bar === meter.bars - 1) continue
    for (let beat = 0; beat < 4; beat += 0.5) {
      if (!random.chance(bar === 0 ? 0.25 : 0.5)) continue
      const degree = chord + random.pick([7, 9, 11, 14, 7, 9, 8])
      bells.push({
        at: meter.beat(bar, beat),
        length: 2,
        pitch: pitchOf(plan.key, degree),
        velocity: random.between(0.3, 0.7),
        pan: random.between(-0.8, 0.8),
      })
    }
  }
  const high = melody(random, {
    key: plan.key,
    chords: plan.chords,
    ...meter,
    firstBar: 2,
    range: [7, 13],
    rhythms: [[4], [2, 2], [3, 1]],
  })
  return {
    seconds: meter.seconds,
    room: { seconds: 4.2, brightness: 4200 },
    echoTime: meter.secondsPerBeat * 0.75,
    fadeOut: 4,
    parts: [
      { instrument: glassPad, notes: pads, gain: 0.17, room: 0.7, wide: true },
      { instrument: warmPad, notes: low, gain: 0.3, room: 0.3 },
      { instrument: bell, notes: bells, gain: 0.2, room: 0.7, echo: 0.5 },
      { instrument: hum, notes: high, gain: 0.13, pan: -0.2, room: 0.9, echo: 0.3 },
      {
        instrument: shaker,
        notes: pattern(
          meter,
          [
            [1, 0.2],
            [3, 0.25],
          ],
          [3, meter.bars - 2],
        ),
        gain: 0.14,
        pan: 0.4,
        room: 0.7,
      },
    ],
  }
}
