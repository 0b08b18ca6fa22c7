import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { InvalidInput, MissingInput, NotFound } from '../../server/errors.ts'
import { createFolderScope } from '../../server/folder-scope.ts'
import {
  MOST_LETTERS,
  optionalParameters,
  parseBoolean,
  parseInteger,
  requiredParameters,
} from '../../server/subsonic/parameters.ts'
import { narrowScope } from '../../server/subsonic/request.ts'

const need = (values: Record<string, string[]>) => requiredParameters(new Map(Object.entries(values)))
const optional = (values: Record<string, string[]>) => optionalParameters(new Map(Object.entries(values)))

describe('required parameters', () => {
  test('that are absent or empty are missing, and named (PAR-3)', () => {
    expect(() => need({}).text('id')).toThrow(new MissingInput('id'))
    expect(() => need({ id: [''] }).text('id')).toThrow('Missing parameter: id')
    expect(() => need({}).textOrEmpty('query')).toThrow(MissingInput)
    expect(need({ query: [''] }).textOrEmpty('query')).toBe('')
  })

  test('that are malformed are refused (PAR-4)', () => {
    expect(() => need({ rating: ['many'] }).int('rating')).toThrow(
      'Invalid parameter: rating: expected a whole number',
    )
    expect(() => need({ rating: ['6'] }).int('rating', { min: 0, max: 5 })).toThrow('from 0 to 5')
    expect(() => need({ n: ['-1'] }).int('n', { min: 0 })).toThrow('at least 0')
    expect(() => need({ n: ['9'] }).int('n', { max: 5 })).toThrow('at most 5')
    expect(() => need({ b: ['maybe'] }).boolean('b')).toThrow(InvalidInput)
    expect(() => need({ state: ['singing'] }).choice('state', ['playing', 'paused'])).toThrow(
      'one of playing, paused',
    )
    expect(need({ rating: ['5'] }).int('rating', { min: 0, max: 5 })).toBe(5)
    expect(need({ b: ['Yes'] }).boolean('b')).toBe(true)
    expect(need({ state: ['paused'] }).choice('state', ['playing', 'paused'])).toBe('paused')
  })

  test('are ids of the right kind, or nothing is found', () => {
    expect(need({ id: ['so-12'] }).songId('id')).toBe(12)
    expect(need({ id: ['al-12'] }).albumId('id')).toBe(12)
    expect(need({ id: ['ar-12'] }).artistId('id')).toBe(12)
    expect(need({ id: ['di-12'] }).directoryId('id')).toBe(12)
    expect(need({ id: ['pl-12'] }).playlistId('id')).toBe(12)
    expect(need({ id: ['ar-12'] }).anyId('id')).toEqual({ kind: 'artist', id: 12 })
    expect(() => need({ id: ['al-12'] }).songId('id')).toThrow(new NotFound('song'))
    expect(() => need({ id: ['12'] }).albumId('id')).toThrow(NotFound)
    expect(() => need({ id: ['../etc'] }).anyId('id')).toThrow(NotFound)
    expect(() => need({}).songId('id')).toThrow(MissingInput)
  })

  test('take the first of several values (PAR-11)', () => {
    expect(need({ id: ['so-1', 'so-2'] }).songId('id')).toBe(1)
  })
})

describe('a text', () => {
  test('has a length that one request cannot hold up others with, and is refused beyond it', () => {
    const long = { title: ['x'.repeat(MOST_LETTERS)], comment: ['x'.repeat(MOST_LETTERS + 1)] }
    expect(need(long).text('title')).toBe(long.title[0])
    expect(() => need(long).text('comment')).toThrow(InvalidInput)
    expect(() => optional(long).text('comment')).toThrow(
      'Invalid parameter: comment: expected at most 4096 letters',
    )
  })
})

describe('optional parameters', () => {
  test('that are malformed count as missing (PAR-4, PAR-6)', () => {
    const given = optional({ size: ['ten'], offset: ['-5'], flag: ['maybe'], big: ['99999999999999999999'] })
    expect(given.int('size', 10)).toBe(10)
    expect(given.int('offset', 0, { min: 0 })).toBe(0)
    expect(given.int('absent', 7)).toBe(7)
    expect(given.boolean('flag')).toBeUndefined()
    expect(given.maybeInt('big')).toBeUndefined()
  })

  test('give what was sent', () => {
    const given = optional({ size: ['20'], text: [''], id: ['a', '', 'b'], flag: ['0'] })
    expect(given.int('size', 10)).toBe(20)
    expect(given.text('text')).toBe('')
    expect(given.text('absent')).toBeUndefined()
    expect(given.texts('id')).toEqual(['a', 'b'])
    expect(given.texts('absent')).toEqual([])
    expect(given.boolean('flag')).toBe(false)
    expect(given.has('text')).toBe(true)
    expect(given.has('absent')).toBe(false)
  })
})

describe('words and numbers', () => {
  test('are read as PAR-5 says', () => {
    for (const word of ['true', '1', 'on', 'yes', 'TRUE', 'Yes']) expect(parseBoolean(word), word).toBe(true)
    for (const word of ['false', '0', 'off', 'no', 'FALSE']) expect(parseBoolean(word), word).toBe(false)
    for (const word of ['', '2', 'ja', 'truee', ' true']) expect(parseBoolean(word), word).toBeUndefined()
  })

  test('are whole numbers and nothing like them', () => {
    expect(parseInteger('12')).toBe(12)
    expect(parseInteger('-1')).toBe(-1)
    expect(parseInteger(' 7 ')).toBe(7)
    for (const text of ['', '1.5', '1e3', '0x10', 'NaN', 'Infinity', '9007199254740993']) {
      expect(parseInteger(text), text).toBeUndefined()
    }
  })
})

describe('musicFolderId', () => {
  const mine = createFolderScope([1, 3, 5], false)

  test('absent, empty, unreadable, 0 and -1 mean every folder of the caller (PAR-8)', () => {
    for (const values of [undefined, [''], ['all'], ['0'], ['-1'], ['1', '0']]) {
      expect(narrowScope(mine, values)).toBe(mine)
    }
  })

  test('narrows to the folders named, also several', () => {
    expect(narrowScope(mine, ['3'])).toEqual(createFolderScope([3], false))
    expect(narrowScope(mine, ['5', '1']).ids).toEqual([1, 5])
  })

  test('that is unknown or somebody else’s is not found', () => {
    for (const values of [['2'], ['99'], ['1', '2'], ['-7']]) {
      expect(() => narrowScope(mine, values)).toThrow(new NotFound('music folder'))
    }
    expect(narrowScope(createFolderScope([1, 2], true), ['2'])).toEqual(createFolderScope([2], false))
    expect(() => narrowScope(createFolderScope([1, 2], true), ['3'])).toThrow(NotFound)
  })
})

describe('whatever is sent', () => {
  const sent = fc.array(fc.string(), { minLength: 1, maxLength: 3 })

  test('required parameters give a value or one of their errors, optional ones never throw', () => {
    fc.assert(
      fc.property(sent, (values) => {
        const { int, boolean, choice, anyId, songId, textOrEmpty, text } = need({ x: values })
        for (const read of [
          int,
          boolean,
          anyId,
          songId,
          text,
          textOrEmpty,
          (name: string) => choice(name, ['a']),
        ]) {
          try {
            read('x')
          } catch (error) {
            expect([InvalidInput, MissingInput, NotFound].some((kind) => error instanceof kind)).toBe(true)
          }
        }
        const given = optional({ x: values })
        expect(given.int('x', 7, { min: 0, max: 9 })).toBeLessThanOrEqual(9)
        expect(given.texts('x')).toEqual(values.filter((value) => value !== ''))
      }),
    )
  })

  test('an integer is read exactly, or not at all', () => {
    const blanks = fc.stringMatching(/^[ \t]*$/)
    fc.assert(
      fc.property(
        fc.maxSafeInteger(),
        blanks,
        (value, blank) => parseInteger(`${blank}${value}${blank}`) === value,
      ),
    )
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.double().map(String), fc.bigInt().map(String)), (text) => {
        const value = parseInteger(text)
        if (value === undefined) return
        expect(BigInt(value)).toBe(BigInt(text.trim().replace('+', '')))
      }),
    )
  })

  test('a boolean is one of eight words', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.constantFrom('TRUE', 'On', '1', 'no', 'Off', '00', 'y')),
        (text) => {
          const words = { true: ['true', '1', 'on', 'yes'], false: ['false', '0', 'off', 'no'] }
          const isWord = [...words.true, ...words.false].includes(text.toLowerCase())
          expect(parseBoolean(text)).toBe(isWord ? words.true.includes(text.toLowerCase()) : undefined)
        },
      ),
    )
  })

  test('musicFolderId never widens what the caller may use', () => {
    const ids = fc.uniqueArray(fc.integer({ min: 1, max: 9 }))
    const asked = fc.array(fc.oneof(fc.integer({ min: -2, max: 9 }).map(String), fc.string()))
    fc.assert(
      fc.property(ids, fc.boolean(), fc.option(asked, { nil: undefined }), (own, hasAll, values) => {
        const scope = createFolderScope(own, hasAll)
        try {
          const narrowed = narrowScope(scope, values)
          expect(narrowed.ids.every((id) => own.includes(id))).toBe(true)
          if (narrowed !== scope)
            expect(values!.map(Number).every((id) => narrowed.ids.includes(id))).toBe(true)
        } catch (error) {
          expect(error).toBeInstanceOf(NotFound)
        }
      }),
    )
  })
})
