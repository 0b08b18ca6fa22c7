import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { STEPS, stepFor } from '../../server/media/resize.ts'
import { optionalParameters } from '../../server/subsonic/parameters.ts'

describe('the size of a cover', () => {
  test('is one of a few steps whatever is asked for: the next larger one, or the largest', () => {
    const number = fc.oneof(
      fc.integer(),
      fc.double(),
      fc.bigInt().map(Number),
      fc.constantFrom(NaN, Infinity, 1e308),
    )
    fc.assert(
      fc.property(number, (size) => {
        const step = stepFor(size)
        expect(STEPS).toContain(step)
        if (size <= STEPS.at(-1)!) expect(step).toBe(STEPS.find((each) => each >= size))
      }),
    )
  })

  test('that is no number is the original', () => {
    fc.assert(
      fc.property(
        fc.string().filter((text) => !/^\s*[+-]?\d+\s*$/.test(text)),
        (text) => {
          expect(optionalParameters(new Map([['size', [text]]])).int('size', 0)).toBe(0)
        },
      ),
    )
  })
})
