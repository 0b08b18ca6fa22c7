// What a backup leaves out comes back as it was: every row of every table, and everything in the search index.
import { rmSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { WriteDb } from '../../../server/db/open.ts'
import { clearRebuildable, rebuildLibrary } from '../../../server/library/refresh/rebuild.ts'
import { makeFixtureLibrary } from '../../fixtures/library.ts'
import { createScannedLibrary, type ScannedLibrary } from '../../scan/scanned-library.ts'

let library: ScannedLibrary

beforeEach(async () => {
  library = createScannedLibrary()
  makeFixtureLibrary(library.musicDir)
  await library.scan()
  addOwnerData(library.db)
})
afterEach(() => library.close())

/** Stars, ratings and plays on everything that has an odd id; one played song then loses its file. */
function addOwnerData(db: WriteDb) {
  db.exec(`
    INSERT INTO users (id, name, name_key, password_hash, created_at) VALUES (1, 'A', 'a', 'none', 0), (2, 'B', 'b', 'none', 0);
    INSERT INTO song_annotations SELECT 1, id, 5, 3, 2, 7 FROM songs WHERE id % 2 = 1;
    INSERT INTO album_annotations SELECT 1, album_id, 6, 4, sum(2), 7 FROM songs WHERE id % 2 = 1 GROUP BY album_id;
    INSERT INTO album_annotations SELECT 2, id, NULL, 1, 0, NULL FROM albums;
    INSERT INTO artist_annotations SELECT 1, id, 8, 5 FROM artists WHERE id % 2 = 1;
    INSERT INTO plays (user_id, song_id, played_at, client) SELECT 1, id, 7, 'x' FROM songs WHERE id % 2 = 1;
    UPDATE albums SET average_rating = 1;`)
}

/** Everything but what counts changes, and the journal of scans. */
function dump(db: WriteDb): Record<string, unknown[]> {
  const tables = db
    .prepare("SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table'")
    .pluck()
    .all() as string[]
  const rows = Object.fromEntries(
    tables
      .filter((name) => !/^(?:versions|sqlite_)/.test(name))
      .map((name) => [name, db.prepare(`SELECT * FROM "${name}"`).raw().all().map(String).sort()]),
  )
  for (const kind of ['song', 'album', 'artist']) {
    for (const index of ['words', 'trigrams']) {
      const table = `${kind}_${index}`
      // Where positions are not kept (the trigrams), each document once.
      db.exec(`CREATE VIRTUAL TABLE temp.${table}_seen USING fts5vocab(main, ${table}, 'instance')`)
      rows[table] = db.prepare(`SELECT * FROM temp.${table}_seen`).raw().all().map(String).sort()
      db.exec(`DROP TABLE temp.${table}_seen`)
    }
  }
  return rows
}

const options = () => ({ clock: library.clock, ignoredArticles: 'The' })

describe('rebuildLibrary', () => {
  test('makes again exactly what was taken out', () => {
    const before = dump(library.db)
    clearRebuildable(library.db)
    for (const table of ['song_json', 'song_words', 'album_words', 'artist_trigrams', 'search_texts']) {
      expect(before[table]).not.toEqual([])
      expect(dump(library.db)[table]).toEqual([])
    }
    rebuildLibrary(library.db, options())
    expect(dump(library.db)).toEqual(before)
  })

  test('does so for songs without a file, whose plays still count for their album', async () => {
    const gone = library.songs().find(({ id, album }) => id % 2 === 1 && album !== null)!
    rmSync(library.at(gone.path))
    await library.scan()
    const before = dump(library.db)
    clearRebuildable(library.db)
    rebuildLibrary(library.db, options())
    expect(dump(library.db)).toEqual(before)
  })

  test('needs no music folder and leaves nothing for the next scan to do', async () => {
    clearRebuildable(library.db)
    rebuildLibrary(library.db, options())
    const before = dump(library.db)
    const summary = await library.scan()
    expect(summary).toMatchObject({ added: 0, changed: 0, moved: 0, missing: 0 })
    const { scans: _scans, ...after } = dump(library.db)
    const { scans: _before, ...expected } = before
    expect(after).toEqual(expected)
  })

  test('completes what a scan had still to do', () => {
    const before = dump(library.db)
    library.db.exec(
      "DELETE FROM song_json; INSERT INTO pending_refresh SELECT DISTINCT 'album_key', album_key FROM songs",
    )
    clearRebuildable(library.db)
    rebuildLibrary(library.db, options())
    expect(dump(library.db)).toEqual(before)
  })

  test('tells caches that listings have changed', () => {
    const version = () =>
      library.db.prepare("SELECT value FROM versions WHERE name = 'library'").pluck().get() as number
    const before = version()
    clearRebuildable(library.db)
    rebuildLibrary(library.db, options())
    expect(version()).toBeGreaterThan(before)
  })
})
