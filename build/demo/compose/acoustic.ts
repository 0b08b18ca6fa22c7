// Plucked strings and voices: folk, koto, bouzouki, oud.

import { dum, shaker, tek } from '../synth/drums.ts'
import type { Note } from '../synth/note.ts'
import { bouzouki, harp, koto, nylonGuitar, oud, steelGuitar } from '../synth/struck.ts'
import { bass, flute, hum, reed, strings, warmPad } from '../synth/sustained.ts'
import { near, pitchOf, voicing } from './harmony.ts'
import { melody, rhythmsOfFour, rhythmsOfThree } from './melody.ts'
import { meterOf, pattern, type Style } from './styles.ts'

/** A picked guitar in three or four, a humming voice, a cello below. */
export const folk: Style = (plan, random) => {
  const three = plan.beatsPerBar === 3
  const meter = meterOf(plan, three ? 3 : 4)
  const picking = three ? [0, 2, 1, 3, 2, 1] : [0, 2, 1, 3, 0, 2, 3, 1]
  const guitar: Note[] = []
  const low: Note[] = []
  for (const [bar, chord] of plan.chords.entries()) {
    const root = near(pitchOf(plan.key, chord), 40)
    const upper = voicing(plan.key, chord, 54)
    const strings = [root, ...upper]
    const final = bar === meter.bars - 1
    if (final) {
      for (const [i, pitch] of strings.entries()) {
        guitar.push({ at: meter.bar(bar) + i * 0.05, length: 4, pitch, velocity: 0.62 })
      }
    } else {
      for (const [i, string] of picking.entries()) {
        const at = meter.beat(bar, i / 2)
        guitar.push({ at, length: 1.2, pitch: strings[string]!, velocity: i === 0 ? 0.8 : 0.55 })
      }
    }
    if (bar >= 2)
      low.push({
        at: meter.bar(bar),
        length: meter.beatsPerBar * meter.secondsPerBeat * 0.95,
        pitch: root + 12,
        velocity: 0.45,
      })
  }
  const tune = melody(random, {
    key: plan.key,
    chords: plan.chords,
    ...meter,
    firstBar: 2,
    range: [4, 12],
    rhythms: three ? rhythmsOfThree : rhythmsOfFour,
  })
  const voice = random.chance(0.6) ? hum : flute
  return {
    seconds: meter.seconds,
    room: { seconds: 1.7, brightness: 4200 },
    parts: [
      {
        instrument: random.chance(0.5) ? nylonGuitar : steelGuitar,
        notes: guitar,
        gain: 0.55,
        pan: -0.2,
        room: 0.35,
      },
      { instrument: voice, notes: tune, gain: 0.36, pan: 0.12, room: 0.5 },
      { instrument: strings, notes: low, gain: 0.22, pan: 0.3, room: 0.5 },
    ],
  }
}

/** Single strokes with space between, a flute far away; the scale has five notes, so that nothing can clash. */
export const garden: Style = (plan, random) => {
  const meter = meterOf(plan, 4, 3.2)
  const strokes: Note[] = []
  const deep: Note[] = []
  for (const [bar, chord] of plan.chords.entries()) {
    deep.push({ at: meter.bar(bar), length: 3, pitch: near(pitchOf(plan.key, chord), 43), velocity: 0.7 })
    deep.push({
      at: meter.beat(bar, 2),
      length: 3,
      pitch: near(pitchOf(plan.key, chord + 3), 50),
      velocity: 0.45,
    })
    if (bar === meter.bars - 1) {
      // A slow stroke across the strings.
      for (let i = 0; i < 6; i++) {
        strokes.push({
          at: meter.bar(bar) + i * 0.14,
          length: 3,
          pitch: pitchOf(plan.key, chord + i),
          velocity: 0.4 + i * 0.06,
        })
      }
      continue
    }
    let degree = chord + random.pick([5, 7, 5, 6])
    for (const beat of random.pick([
      [0, 1, 1.5, 2, 3],
      [0, 0.5, 1, 2.5],
      [0, 2, 2.5, 3],
      [0.5, 1, 2, 3, 3.5],
    ])) {
      strokes.push({
        at: meter.beat(bar, beat),
        length: 1.6,
        pitch: pitchOf(plan.key, degree),
        velocity: random.between(0.5, 0.85),
      })
      // A trembling repetition now and then.
      if (random.chance(0.16))
        strokes.push({
          at: meter.beat(bar, beat + 0.16),
          length: 1.2,
          pitch: pitchOf(plan.key, degree),
          velocity: 0.4,
        })
      degree += random.pick([-1, -1, 1, 1, 2, -2])
      if (degree > 11) degree -= 3
      if (degree < 3) degree += 3
    }
  }
  const far = melody(random, {
    key: plan.key,
    chords: plan.chords,
    ...meter,
    firstBar: Math.min(2, meter.bars - 2),
    range: [5, 10],
    rhythms: [[4], [3, 1], [2, 2]],
  })
  return {
    seconds: meter.seconds,
    room: { seconds: 2.8, brightness: 3800 },
    echoTime: meter.secondsPerBeat * 1.5,
    parts: [
      { instrument: koto, notes: strokes, gain: 0.5, pan: -0.15, room: 0.5, echo: 0.18 },
      { instrument: koto, notes: deep, gain: 0.42, pan: 0.2, room: 0.5 },
      { instrument: flute, notes: far, gain: 0.15, pan: 0.45, room: 0.9 },
    ],
  }
}

/** Seven eighths as 3 + 2 + 2, the tune in pairs of quick strokes. */
export const kalamatianos: Style = (plan, random) => {
  const meter = meterOf(plan, 3.5)
  const tune = melody(random, {
    key: plan.key,
    chords: plan.chords,
    ...meter,
    firstBar: 2,
    range: [4, 12],
    rhythms: [
      [1.5, 1, 1],
      [1, 0.5, 1, 1],
      [1.5, 0.5, 0.5, 1],
      [0.5, 0.5, 0.5, 1, 1],
      [1.5, 2],
    ],
  })
  // Long notes are struck again and again, as the instrument has no other way to hold them.
  const tremolo = tune.flatMap((note) => {
    const count = note.length > 0.3 ? Math.round(note.length / 0.105) : 1
    return Array.from({ length: count }, (_, i) => ({
      ...note,
      at: note.at + (i * note.length) / count,
      length: note.length / count + 0.15,
      velocity: note.velocity * (i === 0 ? 1 : 0.5 + 0.12 * (i % 2)),
    }))
  })
  const strummed: Note[] = []
  const roots: Note[] = []
  for (const [bar, chord] of plan.chords.entries()) {
    const final = bar === meter.bars - 1
    roots.push({
      at: meter.bar(bar),
      length: final ? 2.4 : 0.6,
      pitch: near(pitchOf(plan.key, chord), 38),
      velocity: 0.8,
    })
    for (const beat of final ? [0] : [0, 1.5, 2.5]) {
      for (const [i, pitch] of voicing(plan.key, chord, 52).entries()) {
        strummed.push({
          at: meter.beat(bar, beat) + i * 0.012,
          length: final ? 3 : 0.5,
          pitch,
          velocity: beat === 0 ? 0.6 : 0.4,
        })
      }
    }
    if (!final)
      roots.push({
        at: meter.beat(bar, 2.5),
        length: 0.4,
        pitch: near(pitchOf(plan.key, chord + 4), 38),
        velocity: 0.55,
      })
  }
  const drumBars = [1, meter.bars - 1] as const
  return {
    seconds: meter.seconds,
    room: { seconds: 1.3, brightness: 5000 },
    parts: [
      { instrument: bouzouki, notes: tremolo, gain: 0.42, pan: 0.15, room: 0.35 },
      { instrument: nylonGuitar, notes: strummed, gain: 0.3, pan: -0.35, room: 0.3 },
      { instrument: bass, notes: roots, gain: 0.24, room: 0.08 },
      {
        instrument: dum,
        notes: pattern(
          meter,
          [
            [0, 0.75],
            [2.5, 0.4],
          ],
          drumBars,
        ),
        gain: 0.4,
        room: 0.2,
      },
      {
        instrument: tek,
        notes: pattern(
          meter,
          [
            [1, 0.3],
            [1.5, 0.6],
            [2, 0.25],
            [3, 0.4],
          ],
          drumBars,
        ),
        gain: 0.34,
        pan: 0.25,
        room: 0.3,
      },
    ],
  }
}

/** An oud over a held note, a reed that answers, and the rhythm maqsum: dum tek - tek dum - tek. */
export const maqam: Style = (plan, random) => {
  const meter = meterOf(plan, 4)
  const tune = melody(random, {
    key: plan.key,
    chords: plan.chords,
    ...meter,
    firstBar: 1,
    range: [-2, 5],
    rhythms: [
      [0.5, 0.5, 1, 0.5, 0.5, 1],
      [1, 0.5, 0.5, 1, 1],
      [1.5, 0.5, 0.5, 0.5, 1],
      [1, 1, 2],
    ],
  })
  const answer = melody(random, {
    key: plan.key,
    chords: plan.chords,
    ...meter,
    firstBar: Math.floor(meter.bars / 2),
    range: [4, 11],
    rhythms: [[2, 2], [3, 1], [4], [1, 3]],
  })
  const drone: Note[] = plan.chords.map((_, bar) => ({
    at: meter.bar(bar),
    length: 4 * meter.secondsPerBeat,
    pitch: near(plan.key.tonic, 40),
    velocity: 0.5,
  }))
  const drumBars = [2, meter.bars - 1] as const
  return {
    seconds: meter.seconds,
    room: { seconds: 1.6, brightness: 3600 },
    parts: [
      { instrument: oud, notes: tune, gain: 0.62, pan: -0.15, room: 0.35 },
      { instrument: reed, notes: answer, gain: 0.17, pan: 0.3, room: 0.6 },
      { instrument: warmPad, notes: drone, gain: 0.15, room: 0.5, wide: true },
      {
        instrument: dum,
        notes: pattern(
          meter,
          [
            [0, 0.8],
            [2, 0.7],
          ],
          drumBars,
        ),
        gain: 0.42,
        room: 0.2,
      },
      {
        instrument: tek,
        notes: pattern(
          meter,
          [
            [0.5, 0.55],
            [1.5, 0.6],
            [3, 0.55],
            [3.5, 0.25],
          ],
          drumBars,
        ),
        gain: 0.36,
        pan: 0.2,
        room: 0.3,
      },
    ],
  }
}

/** Broken chords on a harp, a violin above, shakers like rain. */
export const harbour: Style = (plan, random) => {
  const meter = meterOf(plan, 4)
  const ripple: Note[] = []
  for (const [bar, chord] of plan.chords.entries()) {
    const notes = [near(pitchOf(plan.key, chord), 45), ...voicing(plan.key, chord, 57, 4)]
    const order = [0, 1, 2, 3, 4, 3, 2, 1]
    const final = bar === meter.bars - 1
    for (const [i, place] of (final ? [0, 1, 2, 3, 4] : order).entries()) {
      const at = final ? meter.bar(bar) + i * 0.09 : meter.beat(bar, i / 2)
      ripple.push({ at, length: 1.5, pitch: notes[place]!, velocity: i === 0 ? 0.75 : 0.5 })
    }
  }
  const tune = melody(random, {
    key: plan.key,
    chords: plan.chords,
    ...meter,
    firstBar: 2,
    range: [5, 13],
    rhythms: rhythmsOfFour,
  })
  return {
    seconds: meter.seconds,
    room: { seconds: 2.1, brightness: 4600 },
    parts: [
      { instrument: harp, notes: ripple, gain: 0.5, pan: -0.2, room: 0.45 },
      { instrument: strings, notes: tune, gain: 0.26, pan: 0.2, room: 0.6 },
      {
        instrument: shaker,
        notes: pattern(
          meter,
          [
            [0, 0.3],
            [1, 0.5],
            [2, 0.3],
            [3, 0.5],
            [3.5, 0.25],
          ],
          [2, meter.bars - 1],
        ),
        gain: 0.2,
        pan: 0.5,
        room: 0.3,
      },
    ],
  }
}
