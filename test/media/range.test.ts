import fc from 'fast-check'
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

test('is a part inside the file, the whole, or nothing, as RFC 9110 counts', () => {
  const number = fc.oneof(fc.nat(300).map(String), fc.constant(''), fc.bigInt({ min: 0n }).map(String))
  fc.assert(
    fc.property(number, number, fc.nat(200), (first, last, size) => {
      const answer = parseRange(`bytes=${first}-${last}`, size)
      const bytes = Array.from({ length: size }, (_, at) => at)
      const isReversed = first !== '' && last !== '' && BigInt(last) < BigInt(first)
      if ((first === '' && last === '') || isReversed) {
        expect(answer).toEqual({ kind: 'whole' })
        return
      }
      const wanted =
        first === ''
          ? bytes.slice(Math.max(0, size - Number(last)))
          : bytes.slice(Number(first), last === '' ? undefined : Number(last) + 1)
      expect(answer).toEqual(
        wanted.length === 0
          ? { kind: 'unsatisfiable' }
          : { kind: 'part', start: wanted[0], end: wanted.at(-1) },
      )
    }),
  )
})

test('anything else is the whole file, in one look', () => {
  fc.assert(
    fc.property(fc.string(), fc.nat(), (text, size) => parseRange(`bytes=${text},`, size).kind === 'whole'),
  )
  expect(parseRange(`bytes=${' '.repeat(1e6)}1`, 100)).toEqual({ kind: 'whole' })
  expect(parseRange(`bytes=${'1'.repeat(1e6)}-`, 100)).toEqual({ kind: 'unsatisfiable' })
})
