// The order and completeness of all kinds of album lists, against a plain sort of the same rows.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { WriteDb } from '../../server/db/open.ts'
import { createVersions, type Versions } from '../../server/db/versions.ts'
import { createFolderScope } from '../../server/folder-scope.ts'
import type { UserId } from '../../server/ids.ts'
import { type AlbumList, countAlbumList, listAlbums } from '../../server/library/album-lists.ts'
import { bumpAnnotationVersion } from '../../server/library/annotation-version.ts'
import { createBigLibrary } from '../support/big-library.ts'

let db: WriteDb
let versions: Versions
beforeAll(() => {
  db = createBigLibrary({ tracks: 10_010 })
  versions = createVersions(db)
  // Somebody else's doing, which must not show in user 1's lists except as an average.
  db.exec(`
    INSERT INTO users (id, name, name_key, password_hash, created_at) VALUES (3, 'other', 'other', 'none', 0);
    INSERT INTO album_annotations (user_id, album_id, starred_at, rating, play_count, played_at)
    SELECT 3, id, 1, 5, 9, 1 FROM albums WHERE id % 3 = 2;`)
})
afterAll(() => db.close())

const everything = { userId: 1 as UserId, scope: createFolderScope([1, 2, 3], true) }
const two = { userId: 1 as UserId, scope: createFolderScope([2, 3], false) }
const MINE = 'FROM albums al JOIN album_annotations an ON an.album_id = al.id AND an.user_id = 1'

/** Each list and the plain statement that says what it should be. */
const LISTS: [string, AlbumList, string][] = [
  ['newest', { type: 'newest' }, 'FROM albums al WHERE true ORDER BY added_at DESC, al.id DESC'],
  [
    'alphabeticalByName',
    { type: 'alphabeticalByName' },
    'FROM albums al WHERE true ORDER BY sort_name, al.id',
  ],
  [
    'alphabeticalByArtist',
    { type: 'alphabeticalByArtist' },
    'FROM albums al WHERE true ORDER BY artist_sort, year, sort_name, al.id',
  ],
  ['starred', { type: 'starred' }, `${MINE} WHERE an.starred_at > 0 ORDER BY an.starred_at DESC, al.id DESC`],
  [
    'frequent',
    { type: 'frequent' },
    `${MINE} WHERE an.play_count > 0 ORDER BY an.play_count DESC, al.id DESC`,
  ],
  ['recent', { type: 'recent' }, `${MINE} WHERE an.played_at > 0 ORDER BY an.played_at DESC, al.id DESC`],
  [
    'highest',
    { type: 'highest' },
    `FROM albums al LEFT JOIN album_annotations an ON an.album_id = al.id AND an.user_id = 1
     WHERE coalesce(an.rating, al.average_rating) > 0 ORDER BY coalesce(an.rating, al.average_rating) DESC, al.id DESC`,
  ],
  [
    'byYear',
    { type: 'byYear', fromYear: 1975, toYear: 1990 },
    'FROM albums al WHERE year BETWEEN 1975 AND 1990 ORDER BY year, sort_name, al.id',
  ],
  [
    'byYear turned round',
    { type: 'byYear', fromYear: 1990, toYear: 1975 },
    'FROM albums al WHERE year BETWEEN 1975 AND 1990 ORDER BY year DESC, sort_name DESC, al.id DESC',
  ],
  [
    'byGenre',
    { type: 'byGenre', genreId: 3 },
    `FROM albums al JOIN album_genres g ON g.album_id = al.id AND g.genre_id = 3 WHERE true ORDER BY al.sort_name, al.id`,
  ],
]

function page(listener: typeof everything, list: AlbumList, offset: number, count: number): string[] {
  const albums = listAlbums(db, listener, list, { offset, count }, 'album').parse() as { id: string }[]
  return albums.map(({ id }) => id)
}

function expected(sql: string, folders: readonly number[]): string[] {
  const [from, order] = sql.split('ORDER BY')
  const filtered = `SELECT al.id ${from} AND al.folder_id IN (${folders.join(',')}) ORDER BY ${order}`
  return (db.prepare(filtered).pluck().all() as number[]).map((id) => `al-${id}`)
}

describe.each([
  ['everything', everything],
  ['two folders', two],
])('for a listener of %s', (_, listener) => {
  test.each(LISTS)('%s has its order, over pages without repeating or skipping', (_name, list, sql) => {
    const all = expected(sql, listener.scope.ids)
    expect(all.length).toBeGreaterThan(3)
    const paged: string[] = []
    while (paged.length < all.length + 1) {
      const next = page(listener, list, paged.length, 37)
      if (next.length === 0) break
      paged.push(...next)
    }
    expect(paged).toEqual(all)
    expect(countAlbumList(db, versions, listener, list)).toBe(all.length)
  })
})

test('both shapes list the same albums', () => {
  const ids = (shape: 'album' | 'child') =>
    (
      listAlbums(db, everything, { type: 'newest' }, { offset: 5, count: 20 }, shape).parse() as {
        id: string
        isDir?: boolean
      }[]
    ).map(({ id, isDir }) => [id, isDir])
  expect(ids('child').map(([id]) => id)).toEqual(ids('album').map(([id]) => id))
  expect(ids('child').every(([, isDir]) => isDir === true)).toBe(true)
  expect(ids('album').every(([, isDir]) => isDir === undefined)).toBe(true)
})

test('an album without songs is in no list', () => {
  const [first] = page(everything, { type: 'starred' }, 0, 1)
  const id = Number(first!.slice(3))
  const total = countAlbumList(db, versions, everything, { type: 'starred' })
  db.prepare('UPDATE albums SET song_count = 0 WHERE id = ?').run(id)
  bumpAnnotationVersion(everything.userId)
  try {
    for (const [, list] of LISTS) expect(page(everything, list, 0, 500)).not.toContain(first)
    expect(countAlbumList(db, versions, everything, { type: 'starred' })).toBe(total - 1)
  } finally {
    db.prepare('UPDATE albums SET song_count = 11 WHERE id = ?').run(id)
    bumpAnnotationVersion(everything.userId)
  }
})

test('a total moves with the annotations it counts', () => {
  const count = () => countAlbumList(db, versions, everything, { type: 'starred' })
  const before = count()
  db.prepare('INSERT INTO album_annotations (user_id, album_id, starred_at) VALUES (1, 2, 5)').run()
  bumpAnnotationVersion(everything.userId)
  expect(count()).toBe(before + 1)
  db.prepare('DELETE FROM album_annotations WHERE user_id = 1 AND album_id = 2').run()
  bumpAnnotationVersion(everything.userId)
  expect(count()).toBe(before)
})

test('the total of the highest rated moves with what others rate', () => {
  const count = () => countAlbumList(db, versions, everything, { type: 'highest' })
  const before = count()
  const id = db
    .prepare('SELECT id FROM albums WHERE average_rating IS NULL AND id % 15 > 0 LIMIT 1')
    .pluck()
    .get()
  db.prepare('UPDATE albums SET average_rating = 4 WHERE id = ?').run(id)
  expect(count()).toBe(before + 1)
  db.prepare('UPDATE albums SET average_rating = NULL WHERE id = ?').run(id)
})

test('an unknown genre is an empty list', () => {
  const list: AlbumList = { type: 'byGenre', genreId: undefined }
  expect(page(everything, list, 0, 10)).toEqual([])
  expect(countAlbumList(db, versions, everything, list)).toBe(0)
})
