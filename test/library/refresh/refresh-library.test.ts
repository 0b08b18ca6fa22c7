import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { openDatabase, type WriteDb } from '../../../server/db/open.ts'
import type { SongId } from '../../../server/ids.ts'
import { refreshLibrary } from '../../../server/library/refresh/refresh-library.ts'
import { DEFAULT_IGNORED_ARTICLES } from '../../../server/library/sort-key.ts'
import {
  insertFolder,
  insertSong,
  openLibrary,
  refresh,
  type SongRow,
  setMissing,
  stoppedClock,
  updateSong,
} from '../../support/library-rows.ts'

/** Everything that is made from songs, by names instead of ids. */
function derived(db: WriteDb): Record<string, unknown[]> {
  const queries = {
    albums: `SELECT key, folder_id, name, sort_name, artist_sort, year, added_at, song_count, duration_sec, size, cover_hash
      FROM albums WHERE song_count > 0`,
    albumArtists:
      'SELECT al.key, position, ar.key FROM album_artists x JOIN albums al ON al.id = album_id JOIN artists ar ON ar.id = x.artist_id',
    members:
      'SELECT s.path, s.folder_id, al.key FROM songs s JOIN albums al ON al.id = album_id WHERE missing_since IS NULL',
    songs: `SELECT s.path, s.folder_id, json ->> '$.album', json ->> '$.artist', json ->> '$.year', json ->> '$.coverArt' LIKE 'so-%'
      FROM (SELECT song_id, json || '}' AS json FROM song_json) JOIN songs s ON s.id = song_id`,
    people:
      'SELECT s.path, s.folder_id, role, position, ar.key FROM song_artists x JOIN songs s ON s.id = song_id JOIN artists ar ON ar.id = x.artist_id',
    songGenres:
      'SELECT s.path, x.folder_id, g.key, x.sort_title, x.year FROM song_genres x JOIN songs s ON s.id = song_id JOIN genres g ON g.id = genre_id',
    albumGenres:
      'SELECT al.key, x.folder_id, g.key, x.sort_name FROM album_genres x JOIN albums al ON al.id = album_id JOIN genres g ON g.id = genre_id',
    artistFolders:
      'SELECT ar.key, folder_id, album_count, song_count, roles FROM artist_folders JOIN artists ar ON ar.id = artist_id',
    genreFolders:
      'SELECT g.key, folder_id, song_count, album_count FROM genre_folders JOIN genres g ON g.id = genre_id',
    folderCounts: 'SELECT * FROM folder_counts WHERE song_count > 0',
    songTexts:
      "SELECT s.path, s.folder_id, text FROM search_texts t JOIN songs s ON s.id = t.id WHERE kind = 'song'",
    albumTexts: "SELECT al.key, text FROM search_texts t JOIN albums al ON al.id = t.id WHERE kind = 'album'",
    artistTexts:
      "SELECT ar.key, text FROM search_texts t JOIN artists ar ON ar.id = t.id WHERE kind = 'artist'",
    indexed: `SELECT 'song', count(*), (SELECT count(*) FROM song_trigrams_docsize) FROM song_words_docsize UNION ALL
      SELECT 'album', count(*), (SELECT count(*) FROM album_trigrams_docsize) FROM album_words_docsize UNION ALL
      SELECT 'artist', count(*), (SELECT count(*) FROM artist_trigrams_docsize) FROM artist_words_docsize`,
    pending: 'SELECT * FROM pending_refresh',
  }
  return Object.fromEntries(
    Object.entries(queries).map(([name, sql]) => [name, db.prepare(sql).raw().all().map(String).sort()]),
  )
}

function emptyLibrary(path?: string): WriteDb {
  const db = openLibrary(path)
  insertFolder(db, 2, 'Kids')
  return db
}

const word = (...words: string[]) => fc.constantFrom(...words)
const song = fc.record({
  album: fc.option(word('Wall', 'Animals', 'Hits'), { nil: undefined }),
  artist: fc.option(word('Pink', 'Floyd', 'Pink feat. Floyd'), { nil: undefined }),
  albumArtist: fc.option(word('Pink', 'Floyd'), { nil: undefined }),
  genres: fc.uniqueArray(word('Rock', 'Pop', 'Jazz'), { maxLength: 2 }),
  compilation: fc.boolean(),
  disc: fc.option(fc.nat(2), { nil: undefined }),
  pictureHash: fc.option(word('aaaaaaaa', 'bbbbbbbb'), { nil: undefined }),
  date: fc.option(fc.record({ year: fc.integer({ min: 1970, max: 1973 }) }), { nil: undefined }),
  contributors: fc.uniqueArray(
    fc.record({ role: word('composer', 'producer'), name: word('Pink', 'Bach') }),
    {
      maxLength: 2,
      selector: ({ role, name }) => role + name,
    },
  ),
  folderId: fc.constantFrom(1, 2),
  directory: word('a', 'b', 'b/CD 1'),
})
type Change = { song: number; as: ReturnType<typeof rowFor> | 'missing' | 'back' }
const rowFor = (number: number, { directory, ...tags }: { directory: string }): SongRow => ({
  path: `${directory}/${number}.mp3`,
  title: `Song ${number}`,
  track: number,
  ...tags,
})
const change = fc.tuple(
  fc.nat(5),
  fc.oneof(song, fc.constant('missing' as const), fc.constant('back' as const)),
)

test('however songs come, change, go and return, the library is as if made at once from what is there', () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(change, { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 4 }),
      (scans) => {
        const db = emptyLibrary()
        const known = new Map<number, { id: SongId; row: SongRow; missing: boolean }>()
        for (const changes of scans) {
          for (const [number, as] of changes) apply(db, known, number, as)
          refresh(db)
        }
        const fresh = emptyLibrary()
        for (const { row, missing } of known.values()) if (!missing) insertSong(fresh, row)
        refresh(fresh)
        expect(derived(db)).toEqual(derived(fresh))
      },
    ),
    { numRuns: 40 },
  )
})

function apply(
  db: WriteDb,
  known: Map<number, { id: SongId; row: SongRow; missing: boolean }>,
  number: number,
  as: Change['as'] | { directory: string },
): void {
  const before = known.get(number)
  if (as === 'missing' || as === 'back') {
    if (!before) return
    before.missing = as === 'missing'
    setMissing(db, before.id, before.missing ? 1 : null)
    return
  }
  const row = rowFor(number, as as { directory: string })
  if (before) {
    updateSong(db, before.id, row)
    before.row = row
  } else {
    known.set(number, { id: insertSong(db, row), row, missing: false })
  }
}

describe('refreshLibrary', () => {
  const dir = mkdtempSync(join(tmpdir(), 'lockgroove-refresh-'))
  afterAll(() => rmSync(dir, { recursive: true }))

  const fill = (db: WriteDb) => {
    for (let number = 0; number < 300; number++) {
      const album = number % 3 === 0 ? undefined : `Album ${number % 40}`
      insertSong(db, {
        path: `${album ?? 'Heap'}/${number}.mp3`,
        album,
        artist: `Artist ${number % 13}`,
        genres: [`Genre ${number % 5}`],
      })
    }
  }

  test('that is stopped between any two transactions is completed by the next one', () => {
    const path = join(dir, 'stopped.db')
    const db = emptyLibrary(path)
    fill(db)
    let stops = 0
    for (let finished = false; !finished; ) {
      // Each run works on a connection of its own, as each scan does, and gets a little further than the one before.
      let left = stops + 1
      const connection = openDatabase(path)
      try {
        refreshLibrary(connection, {
          clock: stoppedClock,
          ignoredArticles: DEFAULT_IGNORED_ARTICLES,
          longestTransactionMs: 0,
          betweenBatches() {
            left -= 1
            if (left > 0) return
            stops += 1
            throw new Error('killed')
          },
        })
        finished = true
      } catch (error) {
        expect((error as Error).message).toBe('killed')
      }
      connection.close()
    }
    const fresh = emptyLibrary()
    fill(fresh)
    refresh(fresh)
    expect(stops).toBeGreaterThan(20)
    expect(derived(db)).toEqual(derived(fresh))
    db.close()
  })

  test('lets others write between its transactions', () => {
    const path = join(dir, 'others.db')
    const db = emptyLibrary(path)
    fill(db)
    const other = openDatabase(path, { busyTimeoutMs: 0 })
    let written = 0
    refreshLibrary(db, {
      clock: stoppedClock,
      ignoredArticles: DEFAULT_IGNORED_ARTICLES,
      longestTransactionMs: 0,
      betweenBatches() {
        other.prepare("INSERT OR REPLACE INTO state VALUES ('x', ?)").run(String(++written))
      },
    })
    expect(written).toBeGreaterThan(50)
    other.close()
    db.close()
  })

  test('says whether a listing may look different, and moves the library version only then', () => {
    const db = emptyLibrary()
    const version = () =>
      db.prepare("SELECT value FROM versions WHERE name = 'library'").pluck().get() as number
    const before = version()
    expect(refresh(db)).toEqual({ changed: false })
    expect(version()).toBe(before)
    const row = { path: 'a/1.mp3', album: 'A', artist: 'B', genres: ['C'] }
    const id = insertSong(db, row)
    expect(refresh(db)).toEqual({ changed: true })
    expect(version()).toBeGreaterThan(before)
    const after = version()
    updateSong(db, id, row)
    expect(refresh(db)).toEqual({ changed: false })
    expect(version()).toBe(after)
  })

  test('writes only what differs: one changed song leaves the others of its album alone', () => {
    const db = emptyLibrary()
    const ids = [1, 2, 3].map((number) =>
      insertSong(db, { path: `a/${number}.mp3`, album: 'A', artist: 'B', track: number }),
    )
    refresh(db)
    db.exec(
      'CREATE TABLE written (id); CREATE TRIGGER w AFTER INSERT ON song_json BEGIN INSERT INTO written VALUES (new.song_id); END',
    )
    updateSong(db, ids[1]!, { path: 'a/2.mp3', album: 'A', artist: 'B', track: 2, title: 'Other' })
    refresh(db)
    expect(db.prepare('SELECT id FROM written').pluck().all()).toEqual([ids[1]])
  })

  test('leaves few segments in the search tables, however many transactions there were', () => {
    const db = emptyLibrary()
    fill(db)
    let transactions = 1
    const options = {
      clock: stoppedClock,
      ignoredArticles: DEFAULT_IGNORED_ARTICLES,
      longestTransactionMs: 0,
    }
    refreshLibrary(db, { ...options, betweenBatches: () => void transactions++ })
    expect(transactions).toBeGreaterThan(50)
    for (const table of ['song_words', 'song_trigrams', 'album_words', 'artist_trigrams']) {
      expect(db.prepare(`SELECT count(DISTINCT segid) FROM ${table}_idx`).pluck().get()).toBeLessThanOrEqual(
        8,
      )
    }
    expect(
      db.prepare('SELECT count(*) FROM song_words WHERE song_words MATCH ?').pluck().get('artist*'),
    ).toBe(300)
  })

  test('leaves nothing half done when it fails', () => {
    const db = emptyLibrary()
    insertSong(db, { path: 'a/1.mp3', album: 'A', artist: 'B' })
    db.exec("CREATE TRIGGER fails BEFORE INSERT ON song_artists BEGIN SELECT raise(ABORT, 'no'); END")
    expect(() => refresh(db)).toThrow('no')
    expect(db.inTransaction).toBe(false)
    expect(db.prepare('SELECT count(*) FROM albums').pluck().get()).toBe(0)
    db.exec('DROP TRIGGER fails')
    refresh(db)
    expect(db.prepare('SELECT song_count FROM albums').pluck().all()).toEqual([1])
  })
})
