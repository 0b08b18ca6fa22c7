import { describe, expect, test } from 'vitest'
import { styles } from '../../../build/demo/catalogue.ts'
import { arrange, type SongPlan } from '../../../build/demo/compose/styles.ts'
import { renderSong } from '../../../build/demo/synth/mix.ts'
import { frequency, type Instrument, sampleRate } from '../../../build/demo/synth/note.ts'
import * as struck from '../../../build/demo/synth/struck.ts'
import * as sustained from '../../../build/demo/synth/sustained.ts'

// Short songs: five bars, enough for every part of a style to play.
const plan: SongPlan = { key: { tonic: 57, scale: 'minor' }, bpm: 140, chords: [0, 5, 3, 4, 0] }

describe.each(Object.keys(styles) as (keyof typeof styles)[])('a song in the style %s', (name) => {
  const song = arrange(styles[name], plan, 'seed')
  const { left, right } = renderSong(song, 'seed')

  test('never clips, is never broken and is loud enough to be heard', () => {
    let peak = 0
    let sum = 0
    let allFinite = true
    for (const channel of [left, right]) {
      for (const value of channel) {
        peak = Math.max(peak, Math.abs(value))
        sum += value * value
        allFinite &&= Number.isFinite(value)
      }
    }
    expect(allFinite).toBe(true)
    expect(peak).toBeLessThanOrEqual(0.841)
    const decibels = 10 * Math.log10(sum / (left.length * 2))
    expect(decibels).toBeGreaterThan(-26)
    expect(decibels).toBeLessThan(-15)
  })

  test('begins and ends in silence and has no constant part', () => {
    for (const channel of [left, right]) {
      expect(Math.abs(channel[0]!)).toBeLessThan(1e-3)
      expect(Math.abs(channel.at(-1)!)).toBeLessThan(1e-4)
      expect(Math.abs(channel.reduce((a, b) => a + b, 0) / channel.length)).toBeLessThan(1e-3)
    }
  })

  test('has both sides about equally loud', () => {
    const loudness = (channel: Float32Array) =>
      Math.sqrt(channel.reduce((a, b) => a + b * b, 0) / channel.length)
    const decibels = 20 * Math.log10(loudness(left) / loudness(right))
    expect(Math.abs(decibels)).toBeLessThan(3.5)
  })
})

test('the same seed gives the same music and another gives other music', () => {
  const make = (seed: string) => Buffer.from(renderSong(arrange(styles.garden, plan, seed), seed).left.buffer)
  expect(make('one').equals(make('one'))).toBe(true)
  expect(make('one').equals(make('two'))).toBe(false)
})

const pitched = Object.entries({ ...struck, ...sustained }) as [string, Instrument][]

describe.each(pitched)('%s', (_, instrument) => {
  test.each([45, 57, 69, 76])('plays MIDI note %d in tune', (pitch) => {
    const sound = instrument({ at: 0, length: 1, pitch, velocity: 0.8 }, 12345)
    expect(sound.every((value) => Math.abs(value) <= 3)).toBe(true)
    const cents = 1200 * Math.log2(fundamental(sound, frequency(pitch)) / frequency(pitch))
    // Pads are detuned by up to nine cents on purpose, and sway.
    expect(Math.abs(cents)).toBeLessThan(14)
  })
})

/** Near the expected frequency, the one whose sine is found strongest between 0.05 and 0.65 seconds. */
function fundamental(sound: Float32Array, expected: number): number {
  const from = Math.round(0.05 * sampleRate)
  const part = sound.subarray(from, Math.min(sound.length, from + Math.round(0.6 * sampleRate)))
  let best = { hertz: 0, strength: -1 }
  for (let cents = -60; cents <= 60; cents += 2) {
    const hertz = expected * 2 ** (cents / 1200)
    const strength = strengthAt(part, hertz)
    if (strength > best.strength) best = { hertz, strength }
  }
  return best.hertz
}

function strengthAt(sound: Float32Array, hertz: number): number {
  const turn = (2 * Math.PI * hertz) / sampleRate
  let [re, im] = [0, 0]
  for (let i = 0; i < sound.length; i += 4) {
    // A window keeps neighbours apart.
    const weight = sound[i]! * Math.sin((Math.PI * i) / sound.length)
    re += weight * Math.cos(turn * i)
    im += weight * Math.sin(turn * i)
  }
  return Math.hypot(re, im)
}
