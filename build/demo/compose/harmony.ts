/** Semitones above the tonic. */
export const scales = {
  major: [0, 2, 4, 5, 7, 9, 11],
  minor: [0, 2, 3, 5, 7, 8, 10],
  dorian: [0, 2, 3, 5, 7, 9, 10],
  lydian: [0, 2, 4, 6, 7, 9, 11],
  mixolydian: [0, 2, 4, 5, 7, 9, 10],
  pentatonic: [0, 2, 4, 7, 9],
  /** Koto tuning with its half steps. */
  hirajoshi: [0, 2, 3, 7, 8],
  inSen: [0, 1, 5, 7, 10],
  /** Maqam Hijaz, and the dromos of the same name. */
  hijaz: [0, 1, 4, 5, 7, 8, 10],
} as const

export type ScaleName = keyof typeof scales

export interface Key {
  /** MIDI number of the tonic in the middle of the range. */
  readonly tonic: number
  readonly scale: ScaleName
}

/** Degree 0 is the tonic, 7 (of seven) the octave above, -1 the note below. */
export function pitchOf(key: Key, degree: number): number {
  const scale = scales[key.scale]
  const octave = Math.floor(degree / scale.length)
  return key.tonic + octave * 12 + scale[degree - octave * scale.length]!
}

/** Degrees of the chord on this degree: every second note of the scale. */
export function chordDegrees(root: number, size = 3): number[] {
  return Array.from({ length: size }, (_, i) => root + i * 2)
}

/** The chord's pitches, each moved by octaves to lie in the octave above `lowest`, from low to high. */
export function voicing(key: Key, root: number, lowest: number, size = 3): number[] {
  return chordDegrees(root, size)
    .map((degree) => lowest + ((((pitchOf(key, degree) - lowest) % 12) + 12) % 12))
    .sort((a, b) => a - b)
}

/** The pitch moved by octaves into the octave above `lowest`. */
export function near(pitch: number, lowest: number): number {
  return lowest + ((((pitch - lowest) % 12) + 12) % 12)
}
