import { expect, test } from 'vitest'
import { placeAfter } from '../../../../renderer/components/windowed/arrow-keys.ts'

test.each([
  // Eleven items in rows of four: 0-3, 4-7, 8-10.
  ['ArrowRight', 3, 4],
  ['ArrowLeft', 4, 3],
  ['ArrowLeft', 0, 0],
  ['ArrowDown', 1, 5],
  ['ArrowDown', 7, 10],
  ['ArrowDown', 9, 9],
  ['ArrowUp', 9, 5],
  ['ArrowUp', 2, 2],
  ['Home', 7, 0],
  ['End', 0, 10],
  ['PageDown', 0, 10],
  ['x', 5, undefined],
])('%s at %i goes to %s', (key, at, next) => {
  expect(placeAfter(key, at, 4, 11)).toBe(next)
})

test('to the left and right there is nothing in a list', () => {
  expect(placeAfter('ArrowRight', 3, 1, 11)).toBeUndefined()
  expect(placeAfter('ArrowDown', 3, 1, 11)).toBe(4)
})
