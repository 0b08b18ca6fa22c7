import { sampleRate } from './note.ts'

/** One period of a sound, and its first sample again at the end so that reading between samples needs no wrap. */
export type Wavetable = Float32Array

export const tableSize = 2048

/** How loud partial `k` (1 is the fundamental) of a tone of `hertz` is. */
export type Spectrum = (k: number, hertz: number) => number

const cache = new Map<string, Wavetable>()

/** The table for tones up to `hertz`: without partials above 12 kHz, so that nothing is mirrored or shrill. */
export function wavetable(name: string, spectrum: Spectrum, hertz: number): Wavetable {
  // One table for every third of an octave.
  const step = Math.ceil(Math.log2(hertz / 20) * 3)
  const key = `${name} ${step}`
  const known = cache.get(key)
  if (known) return known
  const top = 20 * 2 ** (step / 3)
  const partials = Math.max(1, Math.min(48, Math.floor(Math.min(12_000, sampleRate / 2.2) / top)))
  const table = new Float32Array(tableSize + 1)
  for (let k = 1; k <= partials; k++) {
    const level = spectrum(k, top)
    if (level === 0) continue
    // Spread phases keep the peaks of rich sounds low.
    const phase = k * k * 0.7
    for (let i = 0; i < tableSize; i++)
      table[i]! += level * Math.sin((2 * Math.PI * k * i) / tableSize + phase)
  }
  const peak = table.reduce((high, value) => Math.max(high, Math.abs(value)), 1e-9)
  for (let i = 0; i < tableSize; i++) table[i]! /= peak
  table[tableSize] = table[0]!
  cache.set(key, table)
  return table
}
