import { describe, expect, test } from 'vitest'
import { createShuffle, type Shuffle } from '../../server/library/draw.ts'
import { RANDOM_KEYS } from '../../server/library/random-key.ts'

/** The pieces of a whole shuffle as folder and range of keys, taken apart as `insidePiece` does in SQL. */
function allPieces(shuffle: Shuffle) {
  return (JSON.parse(shuffle.pieces(0, shuffle.length)) as number[]).map((code) => {
    const level = Math.floor(code / 2 ** 31) % 32
    const from = code % 2 ** 31
    return { folderId: Math.floor(code / 2 ** 36), from, to: from + RANDOM_KEYS / 2 ** level }
  })
}

describe('createShuffle', () => {
  test.each([1, 2, 3, 7, 8, 1000, 4097])('covers every key of every folder once, with %d things', (count) => {
    const shuffle = createShuffle(12345, [
      { folderId: 3, count },
      { folderId: 100_000, count: 5 },
    ])
    for (const folderId of [3, 100_000]) {
      const pieces = allPieces(shuffle)
        .filter((piece) => piece.folderId === folderId)
        .sort((a, b) => a.from - b.from)
      expect(pieces[0]!.from).toBe(0)
      expect(pieces.at(-1)!.to).toBe(RANDOM_KEYS)
      for (let next = 1; next < pieces.length; next++) expect(pieces[next]!.from).toBe(pieces[next - 1]!.to)
    }
  })

  test('has about as many pieces as things, or half as many in pairs', () => {
    const holdings = [{ folderId: 1, count: 1000 }]
    expect(createShuffle(1, holdings).length).toBe(1024)
    expect(createShuffle(1, holdings, 'pairs').length).toBe(512)
  })

  test('gives the same order for the same seed and another for another', () => {
    const holdings = [{ folderId: 1, count: 500 }]
    const order = (seed: number) => createShuffle(seed, holdings).pieces(0, 100)
    expect(order(7)).toBe(order(7))
    expect(order(7)).not.toBe(order(8))
  })

  test('continues where the stretch before ended', () => {
    const shuffle = createShuffle(99, [{ folderId: 1, count: 50 }])
    const stretches = [...JSON.parse(shuffle.pieces(0, 30)), ...JSON.parse(shuffle.pieces(30, 999))]
    expect(stretches).toEqual(JSON.parse(shuffle.pieces(0, shuffle.length)))
  })

  test('has nothing where there is nothing', () => {
    expect(createShuffle(1, [{ folderId: 1, count: 0 }]).length).toBe(0)
    expect(createShuffle(1, []).pieces(0, 10)).toBe('[]')
  })
})
