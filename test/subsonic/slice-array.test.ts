import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { sliceArray } from '../../server/subsonic/slice-array.ts'

describe('sliceArray', () => {
  test('gives every item once, in order, whatever stands in the strings', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), (items) => {
        expect([...sliceArray(JSON.stringify(items))].flat()).toEqual(JSON.parse(JSON.stringify(items)))
      }),
    )
  })

  test('cuts a long array into parseable slices of about 64 KiB', () => {
    const items = Array.from({ length: 2000 }, (_, n) => ({
      n,
      text: `"],[{\\${'é'.repeat(n % 200)}`,
      list: [[1], { a: [] }],
    }))
    const slices = [...sliceArray(Buffer.from(JSON.stringify(items)))]
    expect(slices.length).toBeGreaterThan(5)
    expect(slices.flat()).toEqual(items)
  })

  test('gives nothing for an empty array', () => {
    expect([...sliceArray('[]')]).toEqual([])
  })
})
