import { expect, test } from 'vitest'
import { parseRange } from '../../server/media/range.ts'

test.each([
  ['bytes=0-0', 0, 0],
  ['bytes=0-99', 0, 99],
  ['bytes=10-', 10, 99],
  ['bytes=90-1000', 90, 99],
  ['bytes=-1', 99, 99],
  ['bytes=-30', 70, 99],
  ['bytes=-1000', 0, 99],
  ['BYTES=5-6', 5, 6],
  ['bytes= 5-6 ', 5, 6],
])('%s of 100 bytes is %i to %i', (header, start, end) => {
  expect(parseRange(header, 100)).toEqual({ kind: 'part', start, end })
})

test.each([
  undefined,
  '',
  'bytes',
  'bytes=',
  'bytes=-',
  'bytes=a-b',
  'bytes=1-2,4-5',
  'bytes=0-0,-1',
  'bytes=9-3',
  'bytes=--5',
  'bytes=1.5-3',
  'items=0-5',
  'bytes=0x1-5',
])('%s is no single range: the whole file', (header) => {
  expect(parseRange(header, 100)).toEqual({ kind: 'whole' })
})

test.each([
  ['bytes=100-', 100],
  ['bytes=100-200', 100],
  ['bytes=99999999999999999999-', 100],
  ['bytes=-0', 100],
  ['bytes=0-', 0],
  ['bytes=-5', 0],
])('%s of %i bytes cannot be satisfied', (header, size) => {
  expect(parseRange(header, size)).toEqual({ kind: 'unsatisfiable' })
})
