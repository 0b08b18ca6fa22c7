import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  createPairReader,
  loggablePath,
  MOST_PAIRS,
  type ParameterMap,
  parsePairs,
  pathOf,
  queryOf,
  TooManyPairs,
} from '../../server/http/query.ts'

function parse(text: string): Record<string, string[]> {
  const values: ParameterMap = new Map()
  parsePairs(text, values)
  return Object.fromEntries(values)
}

describe('parsePairs', () => {
  test('keeps every value of a repeated name, in order', () => {
    expect(parse('id=a&x=1&id=b&id=a')).toEqual({ id: ['a', 'b', 'a'], x: ['1'] })
  })

  test('takes + and %20 for a space (PAR-10)', () => {
    expect(parse('q=a+b%20c%2Bd&p+p=1')).toEqual({ q: ['a b c+d'], 'p p': ['1'] })
  })

  test('leaves invalid escapes as they are and never throws (PAR-10)', () => {
    expect(parse('a=100%&b=%zz&c=%4&d=%%41&e=%2')).toEqual({
      a: ['100%'],
      b: ['%zz'],
      c: ['%4'],
      d: ['%A'],
      e: ['%2'],
    })
  })

  test('turns invalid UTF-8 into U+FFFD (PAR-10)', () => {
    expect(parse('a=%ff&b=%c3%28')).toEqual({ a: ['\ufffd'], b: ['\ufffd('] })
  })

  test('reads UTF-8 that was not escaped', () => {
    expect(parse(Buffer.from('u=Søren&q=音楽').toString('latin1'))).toEqual({ u: ['Søren'], q: ['音楽'] })
  })

  test('reads names without a value, values with =, and skips empty pairs', () => {
    expect(parse('&&a&b=&c=1=2&')).toEqual({ a: [''], b: [''], c: ['1=2'] })
  })

  test('knows no magic names', () => {
    expect(parse('__proto__=1&constructor=2')).toEqual(
      Object.fromEntries([
        ['__proto__', ['1']],
        ['constructor', ['2']],
      ]),
    )
  })

  test('gives back whatever URLSearchParams writes', () => {
    const pairs = fc.array(
      fc.tuple(fc.string({ unit: 'binary', minLength: 1 }), fc.string({ unit: 'binary' })),
    )
    fc.assert(
      fc.property(pairs, (written) => {
        const expected: Record<string, string[]> = Object.fromEntries(
          written.map(([name]) => [name.toWellFormed(), []]),
        )
        for (const [name, value] of written) expected[name.toWellFormed()]!.push(value.toWellFormed())
        expect(parse(new URLSearchParams(written).toString())).toEqual(expected)
      }),
    )
  })

  test('reads every byte sequence', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        parse(Buffer.from(bytes).toString('latin1'))
      }),
    )
  })

  test('refuses more pairs than anybody sends', () => {
    const values: ParameterMap = new Map()
    expect(() => parsePairs('a&'.repeat(MOST_PAIRS), values)).not.toThrow()
    expect(() => parsePairs('a&'.repeat(MOST_PAIRS + 1), values)).toThrow(TooManyPairs)
  })
})

describe('createPairReader', () => {
  test('gives the same wherever the bytes are cut', () => {
    const piece = fc.constantFrom('a', 'id', '=', '&', '%', '%4', '%41', '%c3%a9', '+', 'é', '%zz')
    fc.assert(
      fc.property(fc.array(piece), fc.array(fc.nat({ max: 5 })), (pieces, cuts) => {
        const bytes = Buffer.from(pieces.join(''))
        const values: ParameterMap = new Map()
        const reader = createPairReader(values)
        let at = 0
        for (const length of cuts) {
          reader.push(Buffer.from(bytes.subarray(at, at + length)))
          at += length
        }
        reader.push(Buffer.from(bytes.subarray(at)))
        reader.end()
        expect(Object.fromEntries(values)).toEqual(parse(bytes.toString('latin1')))
      }),
    )
  })
})

describe('a request target', () => {
  test('has its path and query told apart', () => {
    expect(pathOf('/rest/ping?u=a?b')).toBe('/rest/ping')
    expect(queryOf('/rest/ping?u=a?b')).toBe('u=a?b')
    expect(queryOf('/rest/ping')).toBe('')
    expect(queryOf('/rest/ping?u=a#x')).toBe('u=a')
  })

  test('may be a whole address, as proxies send it', () => {
    expect(pathOf('http://music.example/rest/ping?u=a')).toBe('/rest/ping')
    expect(pathOf('http://music.example')).toBe('/')
    expect(pathOf('*')).toBe('*')
  })

  test('is shown to the log without anything behind the plain path (AUTH-13)', () => {
    expect(loggablePath('/rest/stream.view?u=a&p=secret')).toBe('/rest/stream.view')
    expect(loggablePath('/rest/ping&u=a&p=secret')).toBe('/rest/ping')
    expect(loggablePath('/rest/ping%3Fp=secret')).toBe('/rest/ping')
    for (const path of ['/share/', '/SHARE/', '//share/', '/music/share/']) {
      expect(loggablePath(`${path}Kx0-token_of-a-link/songs/1?size=1`)).toBe(path)
      expect(loggablePath(`http://host${path}Kx0-token_of-a-link`)).toBe(path)
    }
    expect(loggablePath('/share%2Ftoken')).toBe('/share')
    expect(loggablePath(`/${'a/'.repeat(500)}`)).toHaveLength(80)
  })

  test('is shown to the log without what may be the token of a link, wherever that stands', () => {
    const token = 'abcdefgh_jklmnop-rstuvwx12345678'
    expect(loggablePath(`/${token}/songs/1`)).toBe('/[hidden]/songs/1')
    expect(loggablePath(`http://share/${token}`)).toBe('/[hidden]')
    expect(loggablePath(`/shares/${token}`)).toBe('/shares/[hidden]')
    for (let before = 0; before < 120; before++) {
      const path = `/${'a/'.repeat(before)}${token}${'/b'.repeat(50)}`
      expect(loggablePath(path)).not.toContain('abcdefgh')
      expect(loggablePath(path).length).toBeLessThanOrEqual(80)
    }
  })
})
