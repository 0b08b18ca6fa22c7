import { expect, test } from 'vitest'
import { openDatabase } from '../../server/db/open.ts'
import { findMark, noteMark } from '../../server/library/page-marks.ts'

const mark = (offset: number) => ({ offset, sort: `name ${offset}`, id: offset })

test('findMark gives the last mark at or before an offset', () => {
  const db = openDatabase(':memory:')
  for (const offset of [1000, 500, 1500]) noteMark(db, 'songs', 1, mark(offset))
  expect(findMark(db, 'songs', 1, 499)).toBeUndefined()
  expect(findMark(db, 'songs', 1, 500)).toEqual(mark(500))
  expect(findMark(db, 'songs', 1, 1499)).toEqual(mark(1000))
  expect(findMark(db, 'songs', 1, 90_000)).toEqual(mark(1500))
})

test('findMark knows nothing of other lists, of an earlier library or of another connection', () => {
  const db = openDatabase(':memory:')
  noteMark(db, 'songs', 1, mark(500))
  expect(findMark(db, 'artists', 1, 500)).toBeUndefined()
  expect(findMark(db, 'songs', 2, 500)).toBeUndefined()
  expect(findMark(openDatabase(':memory:'), 'songs', 1, 500)).toBeUndefined()
  noteMark(db, 'songs', 2, mark(700))
  expect(findMark(db, 'songs', 2, 600)).toBeUndefined()
})

test('noteMark keeps a bounded number of lists', () => {
  const db = openDatabase(':memory:')
  for (let list = 0; list < 200; list++) noteMark(db, `songs ${list}`, 1, mark(500))
  expect(findMark(db, 'songs 0', 1, 500)).toBeUndefined()
  expect(findMark(db, 'songs 199', 1, 500)).toEqual(mark(500))
})
