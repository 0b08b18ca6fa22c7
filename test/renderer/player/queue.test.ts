import { describe, expect, test } from 'vitest'
import {
  currentOf,
  EMPTY,
  moved,
  nextIndex,
  previousIndex,
  type Queue,
  replaced,
  restored,
  shuffled,
  withAdded,
  withNext,
  without,
  withSong,
} from '../../../renderer/player/queue.ts'

const songs = (...ids: string[]) => ids.map((id) => ({ id, title: `Song ${id}` }))
const ids = (queue: Queue) => queue.entries.map(({ id }) => id).join(' ')
const current = (queue: Queue) => currentOf(queue)?.id
const keyOf = (queue: Queue, id: string) => queue.entries.find((entry) => entry.id === id)!.key
const four = replaced(EMPTY, songs('a', 'b', 'c', 'd'), 1)

describe('the queue', () => {
  test('starts where it is told, within what there is', () => {
    expect(current(four)).toBe('b')
    expect(current(replaced(EMPTY, songs('a', 'b'), 9))).toBe('b')
    expect(currentOf(replaced(EMPTY, [], 0))).toBeUndefined()
  })

  test('takes songs next or at the end, and knows twice the same apart', () => {
    expect(ids(withNext(four, songs('x', 'y')))).toBe('a b x y c d')
    expect(ids(withAdded(four, songs('a')))).toBe('a b c d a')
    expect(new Set(withAdded(four, songs('a')).entries.map(({ key }) => key)).size).toBe(5)
    expect(current(withAdded(EMPTY, songs('x')))).toBe('x')
  })

  test('keeps the current song while others go', () => {
    expect(current(without(four, keyOf(four, 'a')))).toBe('b')
    expect(current(without(four, keyOf(four, 'd')))).toBe('b')
    expect(current(without(four, keyOf(four, 'b')))).toBe('c')
    const last = { ...four, index: 3 }
    expect(current(without(last, keyOf(last, 'd')))).toBe('c')
    const one = replaced(EMPTY, songs('a'), 0)
    expect(without(one, keyOf(one, 'a'))).toMatchObject({ entries: [], index: -1 })
    expect(without(four, -5)).toBe(four)
  })

  test('moves a song and not what plays', () => {
    const after = moved(four, keyOf(four, 'd'), 0)
    expect(ids(after)).toBe('d a b c')
    expect(current(after)).toBe('b')
    expect(current(moved(four, keyOf(four, 'b'), 3))).toBe('b')
    expect(moved(four, keyOf(four, 'b'), 9)).toBe(four)
  })

  test('shuffles behind the current song, and back into the order from before', () => {
    const many = replaced(EMPTY, songs(...Array.from({ length: 50 }, (_, at) => `s${at}`)), 7)
    const mixed = shuffled(many, true)
    expect(mixed.entries[0]?.id).toBe('s7')
    expect(ids(mixed)).not.toBe(ids(many))
    expect(new Set(mixed.entries).size).toBe(50)
    const back = shuffled(without(mixed, keyOf(mixed, 's3')), false)
    expect(ids(back)).toBe(ids(without(many, keyOf(many, 's3'))))
    expect(current(back)).toBe('s7')
  })

  test('goes on by the repeat it has', () => {
    const last = { ...four, index: 3 }
    expect(nextIndex(four, false)).toBe(2)
    expect(nextIndex(last, false)).toBeUndefined()
    expect(nextIndex({ ...last, repeat: 'all' }, false)).toBe(0)
    expect(nextIndex({ ...last, repeat: 'one' }, false)).toBe(3)
    expect(nextIndex({ ...last, repeat: 'one' }, true)).toBe(0)
    expect(nextIndex(EMPTY, true)).toBeUndefined()
    expect(previousIndex({ ...four, index: 0 })).toBeUndefined()
    expect(previousIndex({ ...four, index: 0, repeat: 'all' })).toBe(3)
  })

  test('learns the songs of ids it kept', () => {
    const kept = restored(EMPTY, ['a', 'b', 'a'], 2)
    expect(current(kept)).toBe('a')
    const known = withSong(kept, { id: 'a', title: 'Found' })
    expect(known.entries.map(({ song }) => song?.title)).toEqual(['Found', undefined, 'Found'])
    expect(withSong(known, { id: 'a', title: 'Again' })).toBe(known)
    expect(restored(EMPTY, ['a'], 4).index).toBe(0)
    expect(restored(EMPTY, [], 0).index).toBe(-1)
  })
})
