import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { WriteDb } from '../../server/db/open.ts'
import { createFolderScope } from '../../server/folder-scope.ts'
import type { UserId } from '../../server/ids.ts'
import {
  artistsByIds,
  findArtist,
  findArtistByName,
  type IndexPlace,
  listArtistsByName,
  listIndexedArtists,
} from '../../server/library/artists.ts'
import { createBigLibrary } from '../support/big-library.ts'

// 1,000 albums of 250 artists, every artist in several folders.
let db: WriteDb
beforeAll(() => {
  db = createBigLibrary({ tracks: 11_000 })
})
afterAll(() => db.close())

const everything = { userId: 1 as UserId, scope: createFolderScope([1, 2, 3], true) }
const little = { userId: 2 as UserId, scope: createFolderScope([3], false) }
const plain = (sql: string) => db.prepare(sql).pluck().all() as number[]
const ids = (rows: { id: number }[]) => rows.map(({ id }) => id)

describe.each([
  ['everything', everything],
  ['a small folder', little],
])('for a listener of %s', (_, listener) => {
  const inFolders = () =>
    `id IN (SELECT artist_id FROM artist_folders WHERE folder_id IN (${listener.scope.ids.join(',')}))`

  test('listArtistsByName pages by sort name without repeating or skipping', () => {
    const found: number[] = []
    for (;;) {
      const page = listArtistsByName(db, listener, 1, { offset: found.length, count: 9 })
      if (page.length === 0) break
      found.push(...ids(page))
    }
    expect(found).toEqual(plain(`SELECT id FROM artists WHERE ${inFolders()} ORDER BY sort_name, id`))
    expect(ids(listArtistsByName(db, listener, 1, { offset: 5, count: 3 }))).toEqual(found.slice(5, 8))
  })

  test('listIndexedArtists reads on where a portion ended', () => {
    const found: number[] = []
    let place: IndexPlace | undefined
    for (;;) {
      const portion = listIndexedArtists(db, listener, place, 7)
      found.push(...ids(portion))
      place = portion.at(-1)
      if (portion.length < 7) break
    }
    expect(found).toEqual(
      plain(`SELECT id FROM artists WHERE ${inFolders()} ORDER BY index_name, sort_name, id`),
    )
  })
})

test('counts and roles are those of the folders in the scope', () => {
  const id = plain('SELECT artist_id FROM artist_folders GROUP BY artist_id HAVING count(*) > 1 LIMIT 1')[0]!
  const [first, ...others] = plain(
    `SELECT folder_id FROM artist_folders WHERE artist_id = ${id} ORDER BY folder_id`,
  )
  db.exec(`UPDATE artist_folders SET roles = 4 WHERE artist_id = ${id} AND folder_id = ${others[0]}`)
  const sum = plain(`SELECT sum(album_count) FROM artist_folders WHERE artist_id = ${id}`)[0]
  expect(findArtist(db, everything, id)).toMatchObject({
    albumCount: sum,
    roles: expect.stringContaining(','),
  })
  const one = findArtist(db, { ...everything, scope: createFolderScope([first!], false) }, id)!
  expect(one.albumCount).toBeLessThan(sum!)
  expect(one.roles).toBe('3')
})

test('artistsByIds keeps the order and leaves out what is unknown or out of the scope', () => {
  const [a, b] = plain('SELECT artist_id FROM artist_folders WHERE folder_id = 3 ORDER BY artist_id LIMIT 2')
  const outside = plain(
    'SELECT id FROM artists WHERE id NOT IN (SELECT artist_id FROM artist_folders WHERE folder_id = 3) LIMIT 1',
  )[0]!
  expect(ids(artistsByIds(db, everything, [b!, 99_999, outside, a!]))).toEqual([b, outside, a])
  expect(ids(artistsByIds(db, little, [b!, 99_999, outside, a!]))).toEqual([b, a])
  expect(artistsByIds(db, everything, [])).toEqual([])
})

test('findArtistByName takes any case and finds nobody outside the scope', () => {
  const { id, name } = db
    .prepare(
      'SELECT id, name FROM artists WHERE id NOT IN (SELECT artist_id FROM artist_folders WHERE folder_id = 3) LIMIT 1',
    )
    .get() as { id: number; name: string }
  db.prepare('UPDATE artists SET key = ? WHERE id = ?').run(name.toLowerCase(), id)
  expect(findArtistByName(db, everything, name.toUpperCase())?.id).toBe(id)
  expect(findArtistByName(db, little, name)).toBeUndefined()
  expect(findArtistByName(db, everything, 'nobody')).toBeUndefined()
})

test('a picture is shown to those who may use the music folder it lies in', () => {
  const id = plain('SELECT artist_id FROM artist_folders WHERE folder_id = 3 LIMIT 1')[0]!
  db.exec(`UPDATE artists SET image_hash = 'abc', image_directory_id =
    (SELECT id FROM directories WHERE folder_id = 1 LIMIT 1) WHERE id = ${id}`)
  expect(findArtist(db, everything, id)?.imageHash).toBe('abc')
  expect(findArtist(db, little, id)?.imageHash).toBeNull()
})
