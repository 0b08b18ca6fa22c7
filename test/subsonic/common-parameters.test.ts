import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { InvalidInput, MissingInput } from '../../server/errors.ts'
import { checkCallback, readClient } from '../../server/subsonic/common-parameters.ts'
import { SubsonicError } from '../../server/subsonic/protocol-errors.ts'

const values = (given: Record<string, string>) =>
  new Map(Object.entries(given).map(([name, value]) => [name, [value]]))
const EXPECTED = [InvalidInput, MissingInput, SubsonicError]

describe('v and c', () => {
  test('give a client of at most 100 well-formed letters for every version 1, else one of the documented errors', () => {
    const version = fc.oneof(
      fc.string(),
      fc.array(fc.nat(), { minLength: 1, maxLength: 4 }).map((parts) => parts.join('.')),
    )
    fc.assert(
      fc.property(version, fc.string({ unit: 'binary', maxLength: 300 }), (v, c) => {
        try {
          const client = readClient(values({ v, c }))
          expect(v).toMatch(/^0*1(\.\d+)*$/)
          expect(client.length).toBeLessThanOrEqual(100)
          expect(client.isWellFormed()).toBe(true)
          expect(client).toBe(c.slice(0, 100).toWellFormed())
        } catch (error) {
          expect(EXPECTED.some((kind) => error instanceof kind)).toBe(true)
          if (/^1(\.\d+)*$/.test(v)) expect(c).toBe('')
        }
      }),
    )
  })

  test('are looked at once, however long', () => {
    expect(() => readClient(values({ v: `1${'.1'.repeat(500_000)}x`, c: 'a' }))).toThrow(InvalidInput)
    expect(readClient(values({ v: `1${'.1'.repeat(500_000)}`, c: 'a'.repeat(1e6) }))).toHaveLength(100)
  })
})

describe('callback', () => {
  test('is nothing that could be a script of strangers', () => {
    const piece = fc.constantFrom(
      'a',
      'Z9',
      '_',
      '$',
      '.',
      '(',
      ')',
      ';',
      '=',
      ' ',
      '\n',
      '<',
      'é',
      '`',
      '\u2028',
    )
    fc.assert(
      fc.property(
        fc.array(piece, { minLength: 1 }).map((pieces) => pieces.join('')),
        (callback) => {
          const isName =
            callback.length <= 128 &&
            callback.split('.').every((part) => /^[A-Za-z_$][A-Za-z0-9_$]*$/.test(part))
          const check = () => checkCallback(values({ f: 'jsonp', callback }))
          if (isName) expect(check).not.toThrow()
          else expect(check).toThrow(InvalidInput)
        },
      ),
    )
  })
})
