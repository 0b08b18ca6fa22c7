import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { WriteDb } from '../../server/db/open.ts'
import { createFolderScope } from '../../server/folder-scope.ts'
import type { SongId, UserId } from '../../server/ids.ts'
import { findMark } from '../../server/library/page-marks.ts'
import {
  approachSongsByTitle,
  countSongs,
  findSong,
  listSongsByGenre,
  listSongsByTitle,
  songsByIds,
} from '../../server/library/songs.ts'
import type { RawJson } from '../../server/raw-json.ts'
import { createBigLibrary } from '../support/big-library.ts'

let db: WriteDb
beforeAll(() => {
  db = createBigLibrary({ tracks: 5_500 })
})
afterAll(() => db.close())

const everything = { userId: 1 as UserId, scope: createFolderScope([1, 2, 3], true) }
const little = { userId: 2 as UserId, scope: createFolderScope([3], false) }

const idsOf = (json: RawJson) => (json.parse() as { id: string }[]).map(({ id }) => Number(id.slice(3)))
const plain = (sql: string) => db.prepare(sql).pluck().all() as number[]

describe('listSongsByTitle', () => {
  test.each([
    ['everything', everything, 500],
    ['everything in odd pages', everything, 333],
    ['a small folder', little, 7],
  ])('pages through %s by sort title without repeating or skipping', (_, listener, count) => {
    const ids: number[] = []
    for (;;) {
      const next = idsOf(listSongsByTitle(db, listener, 1, { offset: ids.length, count }))
      if (next.length === 0) break
      ids.push(...next)
    }
    const folders = listener.scope.ids.join(',')
    expect(ids).toEqual(plain(`SELECT id FROM songs WHERE folder_id IN (${folders}) ORDER BY sort_title, id`))
  })

  test('gives any page in any order, also between marks and after a change of the library', () => {
    const all = plain('SELECT id FROM songs ORDER BY sort_title, id')
    for (const [offset, version] of [
      [4000, 2],
      [10, 2],
      [4600, 2],
      [4601, 2],
      [4500, 3],
      [5490, 3],
    ] as const) {
      const page = idsOf(listSongsByTitle(db, everything, version, { offset, count: 600 }))
      expect(page).toEqual(all.slice(offset, offset + 600))
    }
  })

  test('gives the same page after the way to it was marked', async () => {
    const all = plain('SELECT id FROM songs ORDER BY sort_title, id')
    for (const offset of [5_400, 5_100, 200, 99_999]) {
      await approachSongsByTitle(db, everything, 7, offset)
      const page = idsOf(listSongsByTitle(db, everything, 7, { offset, count: 50 }))
      expect(page).toEqual(all.slice(offset, offset + 50))
    }
    expect(findMark(db, `songs ${everything.scope.key}`, 7, 5_050)?.offset).toBe(5_000)
  })

  test('is empty beyond the end and for no count', () => {
    expect(idsOf(listSongsByTitle(db, everything, 1, { offset: 5_500, count: 10 }))).toEqual([])
    expect(idsOf(listSongsByTitle(db, everything, 1, { offset: 0, count: 0 }))).toEqual([])
  })
})

test('listSongsByGenre pages by sort title', () => {
  const all = plain('SELECT song_id FROM song_genres WHERE genre_id = 1 ORDER BY sort_title, song_id')
  expect(all.length).toBeGreaterThan(100)
  const pages = [0, 50, 100].flatMap((offset) =>
    idsOf(listSongsByGenre(db, everything, 1, { offset, count: 50 })),
  )
  expect(pages).toEqual(all.slice(0, 150))
  const ofLittle = plain(
    'SELECT song_id FROM song_genres WHERE genre_id = 2 AND folder_id = 3 ORDER BY sort_title, song_id',
  )
  expect(idsOf(listSongsByGenre(db, little, 2, { offset: 0, count: 500 }))).toEqual(ofLittle)
})

test('songsByIds keeps the order and leaves out what is unknown, missing or out of the scope', () => {
  const hidden = plain('SELECT id FROM songs WHERE folder_id = 1 LIMIT 1')[0]!
  const [first, second, third] = plain('SELECT id FROM songs WHERE folder_id = 3 ORDER BY id LIMIT 3')
  const wanted = [third!, hidden, first!, 999_999, second!]
  expect(idsOf(songsByIds(db, everything, wanted))).toEqual([third, hidden, first, second])
  expect(idsOf(songsByIds(db, little, wanted))).toEqual([third, first, second])
  expect(idsOf(songsByIds(db, everything, []))).toEqual([])

  db.prepare('UPDATE songs SET missing_since = 1 WHERE id = ?').run(first)
  try {
    expect(idsOf(songsByIds(db, little, wanted))).toEqual([third, second])
    expect(findSong(db, everything, first as SongId)).toBeUndefined()
  } finally {
    db.prepare('UPDATE songs SET missing_since = NULL WHERE id = ?').run(first)
  }
})

test('findSong shows the annotations of the caller only', () => {
  const song = (userId: number) =>
    findSong(db, { ...everything, userId: userId as UserId }, 300 as SongId)!.parse() as Record<
      string,
      unknown
    >
  expect(song(1)).toMatchObject({ id: 'so-300', playCount: 6, userRating: 1, starred: expect.any(String) })
  expect(song(2)).toMatchObject({ id: 'so-300', playCount: 0 })
  expect(song(2)).not.toHaveProperty('starred')
  expect(song(2)).not.toHaveProperty('userRating')
})

test('countSongs adds up what is kept for the folders', () => {
  expect(countSongs(db, everything.scope)).toBe(5_500)
  expect(countSongs(db, little.scope)).toBe(plain('SELECT count(*) FROM songs WHERE folder_id = 3')[0])
})
