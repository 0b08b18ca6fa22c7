// A shuffled order of everything in some music folders without reading them. Each folder's key space (random-key.ts) is
// cut into about as many pieces as it holds things, and the pieces of all folders are put into an order that depends only
// on a seed: any stretch of it can be asked for, a page later the next one. A piece holds one thing on average, so that
// what comes out beside each other is different with each seed.
import { randomInt } from 'node:crypto'
import { RANDOM_KEYS } from './random-key.ts'

/** How many things a music folder holds, as the kept counters tell. */
export interface Holding {
  readonly folderId: number
  readonly count: number
}

export interface Shuffle {
  /** How many pieces there are; stretches end here. */
  readonly length: number
  /** The pieces at these places of the order, as JSON for `json_each`; take them apart with `pieceBounds`. */
  pieces(from: number, to: number): string
}

export const newSeed = (): number => randomInt(2 ** 32)

/** @param grain pieces of one thing or less on average, or of one to two: half the seeks, but neighbours come together */
export function createShuffle(
  seed: number,
  holdings: readonly Holding[],
  grain: 'single' | 'pairs' = 'single',
): Shuffle {
  const folders = holdings
    .filter((holding) => holding.count > 0)
    .map(({ folderId, count }) => ({ folderId, level: levelFor(count, grain) }))
  const length = folders.reduce((sum, { level }) => sum + 2 ** level, 0)
  const place = createPermutation(seed, length)

  return {
    length,
    pieces(from, to) {
      const codes: number[] = []
      for (let position = from; position < Math.min(to, length); position++) {
        let piece = place(position)
        for (const { folderId, level } of folders) {
          if (piece < 2 ** level) {
            codes.push(encodePiece(folderId, level, piece))
            break
          }
          piece -= 2 ** level
        }
      }
      return `[${codes.join(',')}]`
    },
  }
}

/** A folder is cut into 2^level pieces. Finer than 2^24 would only make numbers that JSON cannot hold. */
function levelFor(count: number, grain: 'single' | 'pairs'): number {
  const level = grain === 'single' ? Math.ceil(Math.log2(count)) : Math.floor(Math.log2(count))
  return Math.min(24, level)
}

// One number per piece: folder id, 5 bits of level, 31 bits of its first key. Exact below 2^53, as folder ids are small.
const LEVEL_AT = 2 ** 31
const FOLDER_AT = 2 ** 36

function encodePiece(folderId: number, level: number, piece: number): number {
  return folderId * FOLDER_AT + level * LEVEL_AT + piece * (RANDOM_KEYS / 2 ** level)
}

/** SQL that is true for the rows of `table` inside the piece `code`. */
export function insidePiece(table: string, code: string): string {
  return `${table}.folder_id = ${code} >> 36 AND ${table}.random_key >= ${code} & 2147483647
    AND ${table}.random_key < (${code} & 2147483647) + (2147483648 >> ((${code} >> 31) & 31))`
}

/** A one-to-one map of 0 to length-1 onto itself: two rounds of multiply and fold, repeated while outside. */
function createPermutation(seed: number, length: number): (position: number) => number {
  const bits = Math.max(1, Math.ceil(Math.log2(Math.max(2, length))))
  const mask = 2 ** bits - 1
  const half = Math.max(1, bits >> 1)
  const odd = (n: number) => Math.imul(n, 0x9e3779b1) | 1
  const [first, second, shift] = [odd(seed), odd(seed ^ 0x5bd1e995), Math.imul(seed, 0x85ebca6b)]

  const once = (n: number) => {
    let mixed = (Math.imul(n, first) + shift) & mask
    mixed ^= mixed >>> half
    mixed = Math.imul(mixed, second) & mask
    return mixed ^ (mixed >>> half)
  }
  return (position) => {
    let place = once(position)
    while (place >= length) place = once(place)
    return place
  }
}
