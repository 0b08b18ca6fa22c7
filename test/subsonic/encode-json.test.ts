import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { RawJson } from '../../server/raw-json.ts'
import { cleanText } from '../../server/subsonic/clean-text.ts'
import { joinParts, type Parts, toDocument, writeJson } from '../../server/subsonic/encode-json.ts'

function encode(value: unknown): string {
  const parts: Parts = []
  writeJson(value, parts)
  return joinParts(parts).toString()
}

describe('writeJson', () => {
  test('keeps types: numbers and booleans bare, ids quoted (FMT-2)', () => {
    expect(encode({ id: '12', year: 1999, gain: -6.5, isDir: false })).toBe(
      '{"id":"12","year":1999,"gain":-6.5,"isDir":false}',
    )
  })

  test('keeps lists of one and of none (FMT-3)', () => {
    expect(encode({ song: [{ id: 'a' }], album: [] })).toBe('{"song":[{"id":"a"}],"album":[]}')
  })

  test('never writes null: what is absent is left out (FMT-6)', () => {
    expect(encode({ a: null, b: undefined, c: Number.NaN, d: {}, e: [null, undefined, 1], f: '' })).toBe(
      '{"d":{},"e":[1],"f":""}',
    )
  })

  test('removes control characters and mends surrogates, in names too (FMT-10)', () => {
    expect(encode({ title: 'a\u0000b\u001bc\td\ud800e\uffff' })).toBe('{"title":"abc\\td\ufffde"}')
  })

  test('copies RawJson as it is, text and bytes', () => {
    expect(encode({ a: new RawJson('{"x":1}'), b: [new RawJson(Buffer.from('{"é":2}')), 3] })).toBe(
      '{"a":{"x":1},"b":[{"é":2},3]}',
    )
    expect(encode({ song: RawJson.array(null) })).toBe('{"song":[]}')
  })

  test('writes what JSON.stringify writes, for everything it can read back', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const expected = JSON.stringify(value, (_, member) => {
          if (typeof member === 'string') return cleanText(member)
          if (Array.isArray(member)) return member.filter((item) => item !== null)
          return member ?? undefined
        })
        if (expected !== undefined) expect(JSON.parse(encode(value))).toEqual(JSON.parse(expected))
      }),
    )
  })
})

describe('joinParts', () => {
  test('stays a string without bytes, and is bytes with them', () => {
    expect(joinParts(['a', 'b'])).toBe('ab')
    expect(joinParts(['a', Buffer.from('é'), 'b'])).toEqual(Buffer.from('aéb'))
  })

  test('of a whole answer leaves very long bytes in pieces instead of copying them', () => {
    const long = Buffer.alloc(5_000_000, 'x')
    expect(toDocument(['a', long])).toEqual([Buffer.from('a'), long])
  })
})
