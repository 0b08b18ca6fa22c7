import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { WriteDb } from '../../server/db/open.ts'
import { createFolderScope } from '../../server/folder-scope.ts'
import { drawSongs, type RandomSongs, sampleGenre } from '../../server/library/random-songs.ts'
import { createBigLibrary } from '../support/big-library.ts'

// 10,010 songs; 110 of them in folder 3.
let db: WriteDb
beforeAll(() => {
  db = createBigLibrary({ tracks: 10_010 })
})
afterAll(() => db.close())

const everything = createFolderScope([1, 2, 3], true)
const little = createFolderScope([3], false)

const idsWhere = (condition: string) =>
  new Set(db.prepare(`SELECT id FROM songs s WHERE ${condition}`).pluck().all() as number[])

function expectDrawnFrom(pool: ReadonlySet<number>, scope: typeof everything, wanted: RandomSongs) {
  const ids = drawSongs(db, scope, wanted)
  expect(ids.length).toBe(Math.min(pool.size, wanted.count))
  expect(new Set(ids).size).toBe(ids.length)
  expect(ids.filter((id) => !pool.has(id))).toEqual([])
}

const GENRE_2 = 'EXISTS (SELECT 1 FROM song_genres g WHERE g.song_id = s.id AND g.genre_id = 2)'

describe('drawSongs', () => {
  test.each([1, 50, 500])('draws %d different songs of the library', (count) => {
    expectDrawnFrom(idsWhere('true'), everything, { count })
  })

  test('draws all there is when more is asked for', () => {
    expectDrawnFrom(idsWhere('folder_id = 3'), little, { count: 500 })
  })

  test('draws songs of a genre', () => {
    expectDrawnFrom(idsWhere(GENRE_2), everything, { count: 40, genreId: 2 })
    expectDrawnFrom(idsWhere(`${GENRE_2} AND folder_id = 3`), little, { count: 500, genreId: 2 })
    expect(drawSongs(db, everything, { count: 10, genreId: 999 })).toEqual([])
  })

  test('draws songs between two years, or from one side', () => {
    for (const count of [10, 500]) {
      expectDrawnFrom(idsWhere('year BETWEEN 1970 AND 1975'), everything, {
        count,
        fromYear: 1970,
        toYear: 1975,
      })
      expectDrawnFrom(idsWhere('year >= 2020'), everything, { count, fromYear: 2020 })
      expectDrawnFrom(idsWhere('year <= 1961'), everything, { count, toYear: 1961 })
      expectDrawnFrom(idsWhere('year IS NOT NULL'), everything, { count, fromYear: 0 })
    }
    expectDrawnFrom(idsWhere('year = 1980 AND folder_id = 3'), little, {
      count: 500,
      fromYear: 1980,
      toYear: 1980,
    })
    expect(drawSongs(db, everything, { count: 10, fromYear: 1900, toYear: 1950 })).toEqual([])
    expect(drawSongs(db, everything, { count: 10, fromYear: 1990, toYear: 1980 })).toEqual([])
  })

  test('draws songs of a genre in some years', () => {
    const pool = idsWhere(`${GENRE_2} AND year BETWEEN 1980 AND 1999`)
    expect(pool.size).toBeGreaterThan(50)
    expectDrawnFrom(pool, everything, { count: 20, genreId: 2, fromYear: 1980, toYear: 1999 })
    expectDrawnFrom(pool, everything, { count: 500, genreId: 2, fromYear: 1980, toYear: 1999 })
  })

  test('reaches every song sooner or later, those of small folders as often as others', () => {
    const seen = new Set<number>()
    let ofFolder3 = 0
    const small = idsWhere('folder_id = 3')
    for (let round = 0; round < 120; round++) {
      for (const id of drawSongs(db, everything, { count: 500 })) {
        seen.add(id)
        if (small.has(id)) ofFolder3++
      }
    }
    // 60,000 draws of 10,010 songs: an even draw misses about 25, and gives 659 of folder 3.
    expect(seen.size).toBeGreaterThan(9_700)
    expect(ofFolder3).toBeGreaterThan(400)
    expect(ofFolder3).toBeLessThan(1_000)
  })

  test('gives another draw each time', () => {
    const one = drawSongs(db, everything, { count: 20 })
    const other = drawSongs(db, everything, { count: 20 })
    expect(other).not.toEqual(one)
  })

  test('gives nothing for no count', () => {
    expect(drawSongs(db, everything, { count: 0 })).toEqual([])
  })
})

test('sampleGenre gives the same sample for the same seed', () => {
  const sample = sampleGenre(db, everything, 2, 30, 11)
  expect(sample.length).toBe(30)
  expect(sampleGenre(db, everything, 2, 30, 11)).toEqual(sample)
  expect(sampleGenre(db, everything, 2, 30, 12)).not.toEqual(sample)
})
