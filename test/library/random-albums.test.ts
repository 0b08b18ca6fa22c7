import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { WriteDb } from '../../server/db/open.ts'
import { createFolderScope } from '../../server/folder-scope.ts'
import type { UserId } from '../../server/ids.ts'
import { listRandomAlbums } from '../../server/library/random-albums.ts'
import { createBigLibrary } from '../support/big-library.ts'

// 910 albums, 10 of them in folder 3.
let db: WriteDb
beforeAll(() => {
  db = createBigLibrary({ tracks: 10_010 })
})
afterAll(() => db.close())

const everything = { userId: 1 as UserId, scope: createFolderScope([1, 2, 3], true) }
const little = { userId: 2 as UserId, scope: createFolderScope([3], false) }

function page(listener: typeof everything, offset: number, count: number): string[] {
  const albums = listRandomAlbums(db, listener, { offset, count }, 'album').parse() as { id: string }[]
  return albums.map(({ id }) => id)
}

function allPages(listener: typeof everything, count: number): string[] {
  const ids: string[] = []
  for (;;) {
    const next = page(listener, ids.length, count)
    if (next.length === 0) return ids
    ids.push(...next)
  }
}

describe('listRandomAlbums', () => {
  test.each([1, 7, 50, 500])('gives every album once over pages of %d', (count) => {
    const ids = allPages(everything, count)
    expect(new Set(ids).size).toBe(910)
    expect(ids.length).toBe(910)
  })

  test('gives the same page again, in whatever order pages are asked for', () => {
    const first = page(everything, 0, 20)
    const second = page(everything, 20, 20)
    const later = page(everything, 300, 20)
    expect(page(everything, 20, 20)).toEqual(second)
    expect(page(everything, 10, 20)).toEqual([...first.slice(10), ...second.slice(0, 10)])
    expect(page(everything, 290, 30).slice(10)).toEqual(later)
  })

  test('shuffles anew at offset 0', () => {
    expect(page(everything, 0, 50)).not.toEqual(page(everything, 0, 50))
  })

  test('puts together other albums each time', () => {
    const companions = new Set<string>()
    let seen = 0
    for (let round = 0; round < 500 && seen < 16; round++) {
      const ids = page(everything, 0, 100)
      const place = ids.indexOf('al-1')
      if (place < 0) continue
      seen++
      for (const id of ids.slice(Math.max(0, place - 2), place + 3)) companions.add(id)
    }
    expect(seen).toBe(16)
    // Up to four neighbours each time. Those of the same piece stay together; were all fixed, there would be four in all.
    expect(companions.size).toBeGreaterThan(16)
  })

  test('keeps the shuffles of two listeners apart, and each inside its folders', () => {
    const mine = page(everything, 0, 20)
    const theirs = allPages(little, 3)
    expect(theirs.length).toBe(10)
    expect(theirs.every((id) => Number(id.slice(3)) % 100 === 7)).toBe(true)
    const next = page(everything, 20, 20)
    expect(next.some((id) => mine.includes(id))).toBe(false)
  })

  test('is empty beyond the end and for no count', () => {
    page(everything, 0, 10)
    expect(page(everything, 910, 10)).toEqual([])
    expect(page(everything, 100_000, 10)).toEqual([])
    expect(page(everything, 0, 0)).toEqual([])
  })

  test('continues for a listener of whom nothing is remembered', () => {
    const stranger = { ...everything, userId: 77 as UserId }
    const third = page(stranger, 40, 20)
    expect(third.length).toBe(20)
    expect(page(stranger, 40, 20)).toEqual(third)
  })
})
