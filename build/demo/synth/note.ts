export const sampleRate = 44100

export interface Note {
  /** Seconds from the start of the song. */
  readonly at: number
  /** Seconds the key is held; what rings on after it is the instrument's affair. */
  readonly length: number
  /** MIDI number: 60 is middle C, 69 is A at 440 Hz. Drums ignore it. */
  readonly pitch: number
  /** 0 to 1. */
  readonly velocity: number
  /** -1 left to 1 right; default the part's. */
  readonly pan?: number
}

/** Makes the sound of one note, mono, as long as it is heard. `seed` is different for each note. */
export type Instrument = (note: Note, seed: number) => Float32Array

export function frequency(pitch: number): number {
  return 440 * 2 ** ((pitch - 69) / 12)
}
