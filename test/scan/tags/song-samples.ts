// Made-up songs for the tag readers' tests: everything a tag can say, in many scripts.
import fc from 'fast-check'
import type { SongFields } from '../../../build/audio/song-fields.ts'

/** A tidy collection's tags: what MusicBrainz Picard writes. */
export function fullFields(i: number): SongFields {
  return {
    title: `Song number ${i}`,
    titleSort: `Song number ${i}`,
    album: `The Album ${i >> 4}`,
    artist: `Some Artist feat. Guest ${i % 7}`,
    artistSort: `Artist, Some feat. Guest ${i % 7}`,
    artists: ['Some Artist', `Guest ${i % 7}`],
    albumArtist: 'Some Artist',
    albumArtistSort: 'Artist, Some',
    contributors: [
      { role: 'composer', name: 'A. Composer' },
      { role: 'lyricist', name: 'B. Lyricist' },
      { role: 'producer', name: 'C. Producer' },
      { role: 'performer', subRole: 'guitar', name: 'D. Player' },
    ],
    track: (i % 16) + 1,
    trackTotal: 16,
    disc: 1,
    discTotal: 2,
    date: '2011-05-04',
    originalDate: '1999',
    genres: ['Rock', 'Jazz'],
    releaseTypes: ['album', 'live'],
    labels: ['A Label'],
    isrc: [`USRC17${String(i).padStart(6, '0')}`],
    bpm: 120,
    comment: 'A comment of some length, as they are.',
    replayGain: { trackGain: -6.5, trackPeak: 0.98, albumGain: -7.25, albumPeak: 1 },
    musicBrainz: {
      recordingId: uuid(i),
      albumId: uuid(i >> 4),
      releaseGroupId: uuid(1),
      artistIds: [uuid(2), uuid(3 + (i % 7))],
      albumArtistIds: [uuid(2)],
    },
  }
}

export function uuid(i: number): string {
  return `${String(i).padStart(8, '0')}-1111-4222-8333-444455556666`
}

/** The look of a JPEG: only its first bytes are ever looked at here. */
export function jpegOfSize(size: number, seed = 1): Buffer {
  const data = Buffer.alloc(size)
  for (let i = 0, state = seed; i < size; i++) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    data[i] = state >>> 24
  }
  data.set([0xff, 0xd8, 0xff, 0xe0])
  return data
}

const text = fc.oneof(
  fc.constantFrom(
    'Plain',
    'Björk',
    'Motörhead',
    'AC/DC',
    'Simon & Garfunkel',
    'a; b',
    'Dvořák',
    '中島みゆき',
    '방탄소년단',
    'Кино́',
    'e\u0301tude',
    '🎸 solo 🥁',
    '  padded  ',
    'x'.repeat(300),
    'quote " and = sign',
    '(17)',
    'line one\nline two',
  ),
  fc.string({ minLength: 1, maxLength: 40, unit: 'grapheme' }),
)
const words = fc.stringMatching(/^[A-Za-z ]{1,20}$/)
const texts = fc.array(text, { minLength: 1, maxLength: 3 })
const id = fc.uuid()
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined })

/** Any of the fields, in any script, some of them wrong. */
export const anyFields: fc.Arbitrary<SongFields> = fc.record({
  title: maybe(text),
  titleSort: maybe(text),
  album: maybe(text),
  albumSort: maybe(text),
  albumVersion: maybe(text),
  artist: maybe(text),
  artistSort: maybe(text),
  artists: maybe(texts),
  albumArtist: maybe(text),
  albumArtistSort: maybe(text),
  albumArtists: maybe(texts),
  contributors: maybe(
    fc.array(
      fc.record({
        role: fc.constantFrom(
          'composer',
          'lyricist',
          'conductor',
          'arranger',
          'producer',
          'engineer',
          'mixer',
          'remixer',
          'djmixer',
          'director',
        ),
        name: words,
      }),
      { maxLength: 5 },
    ),
  ),
  composerSort: maybe(text),
  track: maybe(fc.nat({ max: 250 })),
  trackTotal: maybe(fc.nat({ max: 250 })),
  disc: maybe(fc.nat({ max: 20 })),
  discTotal: maybe(fc.nat({ max: 20 })),
  discSubtitle: maybe(text),
  date: maybe(
    fc.constantFrom('2011', '2011-05', '2011-05-04', '2011-00-00', '0000', '2011-13', '20110504', 'May 1999'),
  ),
  releaseDate: maybe(fc.constantFrom('2012', '2012-12-31')),
  originalDate: maybe(fc.constantFrom('1969', '1969-07-21', 'once')),
  genres: maybe(
    fc.array(fc.oneof(text, fc.constantFrom('Rock', 'Pop/Funk', 'Rock/Jazz', '(17)(18)', '9', '(RX)')), {
      maxLength: 3,
    }),
  ),
  compilation: maybe(fc.boolean()),
  releaseTypes: maybe(fc.subarray(['album', 'ep', 'live', 'compilation'], { minLength: 1 })),
  labels: maybe(texts),
  moods: maybe(texts),
  groupings: maybe(fc.tuple(text)),
  isrc: maybe(fc.tuple(fc.stringMatching(/^[A-Z]{5}[0-9]{7}$/))),
  bpm: maybe(fc.nat({ max: 300 })),
  comment: maybe(text),
  explicit: maybe(fc.constantFrom('explicit' as const, 'clean' as const)),
  work: maybe(text),
  movement: maybe(
    fc.record({ name: text, number: maybe(fc.nat({ max: 9 })), count: maybe(fc.nat({ max: 9 })) }),
  ),
  replayGain: maybe(
    fc.record({
      trackGain: maybe(fc.constantFrom(0, -6.5, 3.25)),
      albumGain: maybe(fc.constantFrom(0, -7.25)),
      trackPeak: maybe(fc.constantFrom(0, 0.5, 1.25)),
      albumPeak: maybe(fc.constantFrom(1)),
    }),
  ),
  musicBrainz: maybe(
    fc.record({
      recordingId: maybe(id),
      albumId: maybe(id),
      releaseGroupId: maybe(id),
      artistIds: maybe(fc.array(id, { minLength: 1, maxLength: 3 })),
      albumArtistIds: maybe(fc.tuple(id)),
    }),
  ),
  lyrics: maybe(
    fc.oneof(
      text,
      fc.constant('[00:01.00]one\n[00:02.50]two'),
      fc.constant('la\r\nla\r\n\r\nla'),
      fc.constant([{ lang: 'deu', body: 'Zeile' }]),
    ),
  ),
})
