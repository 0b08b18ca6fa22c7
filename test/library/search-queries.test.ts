// The search at 100,000 tracks: every statement is led by the index of words or trigrams and sorts at most what it ranks.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { WriteDb } from '../../server/db/open.ts'
import { createFolderScope } from '../../server/folder-scope.ts'
import type { UserId } from '../../server/ids.ts'
import {
  COUNT_MATCHES,
  COUNT_NEWER,
  musicBrainzSql,
  PAGE_OF_MATCHES,
  rankedSql,
  restSql,
  searchAlbums,
  searchArtists,
  searchFields,
  searchSongs,
} from '../../server/library/search.ts'
import {
  albumSearchRow,
  artistSearchRow,
  createSearchIndex,
  songSearchRow,
} from '../../server/library/search-index.ts'
import { type FindingQuery, parseQuery } from '../../server/library/search-text.ts'
import { tiersOf } from '../../server/library/search-tiers.ts'
import { createBigLibrary } from '../support/big-library.ts'
import { slowSteps } from '../support/query-plan.ts'

let db: WriteDb
beforeAll(() => {
  db = createBigLibrary({ tracks: 100_000 })
  db.transaction(() => fillSearchTables(db))()
}, 120_000)
afterAll(() => db.close())

/** `Song 4711 the red`: a word in every title, one in a tenth of them, and a number that is rare. */
function fillSearchTables(db: WriteDb): void {
  const index = createSearchIndex(db)
  const colours = ['red', 'green', 'blue', 'white', 'black', 'yellow', 'pink', 'brown', 'grey', 'orange']
  const rows = (sql: string) => db.prepare(sql).raw().all() as [number, number, string][]
  for (const [id, folderId, name] of rows('SELECT id, folder_id, title FROM songs')) {
    const title = `${name} the ${colours[id % 10]}`
    index.put(
      'song',
      id,
      songSearchRow(folderId, { title, artist: `Artist ${id % 2000}`, album: `Album ${id % 9000}` }),
    )
  }
  for (const [id, folderId, name] of rows('SELECT id, folder_id, name FROM albums')) {
    index.put('album', id, albumSearchRow(folderId, { title: `${name} the`, artist: `Artist ${id % 2000}` }))
  }
  const artists = db.prepare<[], { id: number; name: string; folders: string }>(
    'SELECT ar.id, name, json_group_array(folder_id) AS folders FROM artists ar JOIN artist_folders ON artist_id = ar.id GROUP BY ar.id',
  )
  for (const { id, name, folders } of artists.all()) {
    index.put('artist', id, artistSearchRow(JSON.parse(folders), name, name))
  }
  index.flush()
}

const everywhere = createFolderScope([1, 2, 3], true)
const small = createFolderScope([3], false)
const search = (query: string, scope = everywhere, offset = 0, count = 20) => ({
  query: parseQuery(query) as FindingQuery,
  scope,
  userId: 1 as UserId,
  count,
  offset,
})

describe.each(['song', 'album', 'artist'] as const)('the statements for a %s', (kind) => {
  const [words, , , trigrams] = tiersOf(['abcd', 'ef'], small)
  const plan = (sql: string) => slowSteps(db, sql)
  /** Of what was found, as many as are ranked, or what bears one MusicBrainz id. */
  const SORTS = 'USE TEMP B-TREE FOR ORDER BY'

  test('sort only what they rank', () => {
    expect(plan(rankedSql(kind, words!))).toEqual([SORTS])
    expect(plan(rankedSql(kind, trigrams!))).toEqual([SORTS])
  })

  test('sort nothing behind that', () => {
    expect(plan(restSql(kind, words!))).toEqual([])
    expect(plan(restSql(kind, trigrams!))).toEqual([])
  })

  test('find a MusicBrainz id by its index', () => {
    expect(plan(musicBrainzSql(kind, everywhere)).filter((step) => step !== SORTS)).toEqual([])
    expect(plan(musicBrainzSql(kind, small)).filter((step) => step !== SORTS)).toEqual([])
  })
})

test('the statements of the oldest search are led by the words', () => {
  expect(slowSteps(db, COUNT_MATCHES)).toEqual([])
  expect(slowSteps(db, COUNT_NEWER)).toEqual([])
  expect(slowSteps(db, PAGE_OF_MATCHES)).toEqual(['USE TEMP B-TREE FOR ORDER BY'])
})

describe('in a large library', () => {
  test('a word in every title gives full pages, without gaps and repetitions, far behind what is ranked', () => {
    const pages = [0, 150, 300, 450].map((offset) => searchSongs(db, search('the', everywhere, offset, 150)))
    expect(pages.map(({ length }) => length)).toEqual([150, 150, 150, 150])
    expect(new Set(pages.flat()).size).toBe(600)
    expect(searchSongs(db, search('the', everywhere, 0, 600))).toEqual(pages.flat())
  })

  test('the inside of words gives full pages too', () => {
    const pages = [0, 400, 800].map((offset) => searchSongs(db, search('range', everywhere, offset, 400)))
    expect(new Set(pages.flat()).size).toBe(1200)
  })

  test('a rare word is found among a hundred thousand, alone and with common ones', () => {
    for (const query of ['4711', 'song 4711', 'the 4711 song', '"song 4711"']) {
      expect(searchSongs(db, search(query))).toContain(4711)
    }
  })

  test('a listener of a small folder gets full pages of it', () => {
    const ids = searchSongs(db, search('the', small, 0, 100))
    const folders = db.prepare(
      'SELECT DISTINCT folder_id FROM songs WHERE id IN (SELECT value FROM json_each(?))',
    )
    expect(ids).toHaveLength(100)
    expect(folders.pluck().all(JSON.stringify(ids))).toEqual([3])
    expect(searchAlbums(db, search('album', small))).toHaveLength(20)
    expect(searchArtists(db, search('artist', small)).length).toBeGreaterThan(0)
  })

  test('the oldest search counts all there is', () => {
    const fields = { any: parseQuery('the') as FindingQuery, scope: everywhere, count: 10, offset: 0 }
    expect(searchFields(db, fields)).toMatchObject({ totalHits: 100_000, ids: { length: 10 } })
  })
})
