// A small library for the endpoints that read, stored as a scan would and refreshed by the real code:
//
//   1 Music/                                  user 1 hears everything, user 2 only "Attic", user 3 only "Music"
//   ├── loose.mp3                             a file at the root, without tags
//   ├── Beatles/                              an article in the name
//   │   ├── Help!/ 01, 02                     1965, Rock
//   │   └── Abbey Road/ CD1 01, CD2 01        1969, Rock and Pop; two discs in folders of their own
//   ├── Björk/Debut/ 01                       1993, Electronic, Pop; an accent; a MusicBrainz id
//   ├── Sampler/ 01, 02                       1999, Rock; a compilation with two artists, one of them only here
//   └── 10cc/Sheet Music/ 01                  1974, Rock; a digit
//   2 Attic/
//   ├── Beatles/Live/ 01                      1977, Rock; an artist of both folders
//   └── Secret/Hidden/ 01                     no year, Folk; nobody but users 1 and 2 may know of it
import type { WriteDb } from '../../server/db/open.ts'
import type { Handler } from '../../server/subsonic/types.ts'
import { type Asker, type AskParameters, createAsker } from './ask.ts'
import { insertFolder, insertSong, insertUser, openLibrary, refresh, type SongRow } from './library-rows.ts'

export const BJORK_MBID = '87c5dedd-371d-4a53-9f7f-80522fb7f3cb'

const SONGS: readonly (SongRow & { readonly name: string })[] = [
  { name: 'loose', path: 'loose.mp3' },
  song('help', 'Beatles/Help!/01 Help.mp3', 'Help!', 'The Beatles', 1965, ['Rock'], {
    track: 1,
    addedAt: 1000,
  }),
  song('yesterday', 'Beatles/Help!/02 Yesterday.mp3', 'Help!', 'The Beatles', 1965, ['Rock'], {
    title: 'Yesterday',
    track: 2,
    addedAt: 1000,
  }),
  song(
    'together',
    'Beatles/Abbey Road/CD1/01 Come Together.mp3',
    'Abbey Road',
    'The Beatles',
    1969,
    ['Rock', 'Pop'],
    {
      disc: 1,
      track: 1,
      addedAt: 2000,
    },
  ),
  song('sun', 'Beatles/Abbey Road/CD2/01 Sun.mp3', 'Abbey Road', 'The Beatles', 1969, ['Rock', 'Pop'], {
    disc: 2,
    track: 1,
    addedAt: 2000,
  }),
  song('human', 'Björk/Debut/01 Human Behaviour.mp3', 'Debut', 'Björk', 1993, ['Electronic', 'Pop'], {
    track: 1,
    addedAt: 3000,
    musicBrainz: { artistIds: [BJORK_MBID], albumArtistIds: [BJORK_MBID] },
  }),
  song('sampler', 'Sampler/01 One.mp3', 'Sampler', '10cc', 1999, ['Rock'], sampler(1)),
  song('guest', 'Sampler/02 Two.mp3', 'Sampler', 'Only Here', 1999, ['Rock'], sampler(2)),
  song('wall', '10cc/Sheet Music/01 Wall Street.mp3', 'Sheet Music', '10cc', 1974, ['Rock'], {
    addedAt: 5000,
  }),
  song('twist', 'Beatles/Live/01 Twist.mp3', 'Live', 'The Beatles', 1977, ['Rock'], {
    folderId: 2,
    addedAt: 6000,
  }),
  song('hidden', 'Secret/Hidden/01 Whisper.mp3', 'Hidden', 'Secret', undefined, ['Folk'], {
    folderId: 2,
    addedAt: 7000,
  }),
]

function song(
  name: string,
  path: string,
  album: string,
  artist: string,
  year: number | undefined,
  genres: string[],
  more: Partial<SongRow>,
) {
  const compilation = more.compilation ?? false
  return {
    name,
    path,
    album,
    artist,
    albumArtist: compilation ? 'Various Artists' : artist,
    title: path.slice(path.lastIndexOf('/') + 4, -4),
    ...(year !== undefined && { date: { year } }),
    genres,
    ...more,
  }
}

function sampler(track: number): Partial<SongRow> {
  return { compilation: true, track, addedAt: 4000 }
}

export interface ReadingLibrary {
  readonly db: WriteDb
  /** Of a song, by the names above. */
  id(name: string): string
  rowId(name: string): number
  albumOf(name: string): string
  artist(name: string): string
  directory(folderId: number, path: string): string
  /** User 1 hears everything, 2 only folder 2, 3 only folder 1. */
  as(userId: 1 | 2 | 3): Asker
  ask(handler: Handler, parameters?: AskParameters, userId?: 1 | 2 | 3): Promise<any>
}

export function openReadingLibrary({ empty = false } = {}): ReadingLibrary {
  const db = openLibrary()
  insertFolder(db, 2, 'Attic')
  insertUser(db, 2)
  insertUser(db, 3)
  const rowIds = new Map<string, number>()
  if (!empty) for (const { name, ...row } of SONGS) rowIds.set(name, insertSong(db, row))
  refresh(db)
  const askers = { 1: createAsker(db, 1), 2: createAsker(db, 2, [2]), 3: createAsker(db, 3, [1]) }
  const one = (sql: string, ...values: unknown[]) =>
    db
      .prepare(sql)
      .pluck()
      .get(...values) as number

  const rowId = (name: string) => rowIds.get(name)!
  return {
    db,
    rowId,
    id: (name) => `so-${rowId(name)}`,
    albumOf: (name) => `al-${one('SELECT album_id FROM songs WHERE id = ?', rowId(name))}`,
    artist: (name) => `ar-${one('SELECT id FROM artists WHERE name = ?', name)}`,
    directory: (folderId, path) =>
      `di-${one('SELECT id FROM directories WHERE folder_id = ? AND path = ?', folderId, path)}`,
    as: (userId) => askers[userId],
    ask: async (handler, parameters, userId = 1) => (await askers[userId].ask(handler, parameters)).payload,
  }
}
