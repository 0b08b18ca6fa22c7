import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isCallback, wrapJsonp } from '../../server/subsonic/encode-jsonp.ts'

describe('isCallback', () => {
  test('is true for names joined by dots (FMT-18)', () => {
    for (const name of ['cb', '_', '$', 'jQuery123_456', 'a.b.c', 'a'.repeat(128)])
      expect(isCallback(name), name).toBe(true)
  })

  test('is false for everything else', () => {
    for (const name of [
      undefined,
      '',
      '1a',
      'a b',
      'a.',
      '.a',
      'a..b',
      'a()',
      'alert(1)//',
      'a\n',
      'é',
      'a-b',
      'a[0]',
      'a'.repeat(129),
    ]) {
      expect(isCallback(name), String(name)).toBe(false)
    }
  })

  test('lets no character through that could end or start anything', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => {
        if (isCallback(name)) expect(name).toMatch(/^[\w$.]+$/)
      }),
    )
  })
})

describe('wrapJsonp', () => {
  test('calls the callback with the document (FMT-17)', () => {
    expect(wrapJsonp('{"a":1}', 'x.cb')).toBe('x.cb({"a":1});')
    expect(wrapJsonp([Buffer.from('{"a"'), Buffer.from(':1}')], 'cb')).toBe('cb({"a":1});')
  })

  test('escapes line ends that old JavaScript does not allow in strings, in bytes too', () => {
    expect(wrapJsonp(Buffer.from('{"a":"\u2028\u2029"}'), 'cb')).toBe('cb({"a":"\\u2028\\u2029"});')
  })
})
