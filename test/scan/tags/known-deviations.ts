// Where music-metadata 12.1 and our readers differ on purpose. The oracle leaves these inputs out; our side of each has a
// test of its own. `example` must still differ: when music-metadata changes, the entry goes.
import type { SongFields } from '../../../build/audio/song-fields.ts'
import type { Song } from '../../../build/audio/write-song.ts'

export interface Deviation {
  readonly why: string
  readonly applies: (song: Omit<Song, 'tags'>) => boolean
  /** The fields without what is read differently. */
  readonly without: (fields: SongFields) => SongFields
  readonly example: Song
}

export const deviations: readonly Deviation[] = [
  {
    why: 'music-metadata splits people and TXXX of ID3v2.2 and 2.3 at every slash; AC/DC is put together again, but spaces around a slash are lost',
    applies: isOldId3,
    without: (fields) => mapTexts(fields, (text) => text.replace(/\s*\/\s*/g, '/').trim()),
    example: { format: 'mp3', id3: { version: 3 }, tags: { artist: 'One / Two' } },
  },
  {
    why: 'music-metadata looks for genre codes in parentheses everywhere in the text, and drops other words in parentheses',
    applies: isOldId3,
    without: (fields) => ({ ...fields, genres: fields.genres?.filter((genre) => !genre.includes('(')) }),
    example: { format: 'mp3', id3: { version: 3 }, tags: { genres: ['House (deep)'] } },
  },
  {
    why: 'music-metadata does not read the ID3v2.2 frames IPL (people), UFI (recording id) and SLT (timed lyrics)',
    applies: ({ format, id3 }) => format === 'mp3' && id3?.version === 2,
    without: ({ contributors, musicBrainz, ...fields }) => ({
      ...fields,
      contributors: contributors?.filter((one) =>
        /composer|lyricist|conductor|remixer|director/.test(one.role),
      ),
      musicBrainz: musicBrainz && { ...musicBrainz, recordingId: undefined },
    }),
    example: {
      format: 'mp3',
      id3: { version: 2 },
      tags: { contributors: [{ role: 'producer', name: 'P' }] },
    },
  },
  {
    why: 'music-metadata splits the names in TIPL, TMCL and IPLS at commas',
    applies: ({ format }) => format === 'mp3',
    without: (fields) => ({
      ...fields,
      contributors: fields.contributors?.map((one) => ({ ...one, name: one.name.replaceAll(',', '') })),
    }),
    example: { format: 'mp3', tags: { contributors: [{ role: 'producer', name: 'Smith, Jr.' }] } },
  },
  {
    why: 'music-metadata miscounts the extended header and loses the first frame or all',
    applies: ({ id3 }) => id3?.extendedHeader === true,
    without: () => ({}),
    example: { format: 'mp3', id3: { extendedHeader: true }, tags: { title: 'first', album: 'second' } },
  },
  {
    why: 'music-metadata does not take out the bytes that unsynchronisation put into ID3v2.2 and 2.3 tags',
    applies: ({ id3 }) => id3?.unsynchronised === true,
    without: () => ({}),
    example: { format: 'mp3', id3: { version: 3, unsynchronised: true }, tags: { title: 'ÿ\u0100' } },
  },
]

function isOldId3({ format, id3 }: Omit<Song, 'tags'>): boolean {
  return format === 'mp3' && (id3?.version ?? 4) < 4
}

/** For tags that can hold nothing else. */
export function latin1Only(fields: SongFields): SongFields {
  return mapTexts(fields, (text) => text.replace(/[^\n\x20-\x7e\xa0-\xff]/gu, '?'))
}

/** All texts of the fields, at any depth. */
function mapTexts(fields: SongFields, change: (text: string) => string): SongFields {
  const walk = (value: unknown): unknown => {
    if (typeof value === 'string') return change(value)
    if (Array.isArray(value)) return value.map(walk)
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, walk(inner)]))
  }
  return walk(fields) as SongFields
}
