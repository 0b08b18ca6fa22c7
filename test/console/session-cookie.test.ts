import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readCookies, sessionCookie, sessionCookieName } from '../../server/console/session-cookie.ts'

describe('sessionCookieName', () => {
  test.each([
    ['127.0.0.1:4041', false, 'lockgroove-4041'],
    ['[::1]:4042', false, 'lockgroove-4042'],
    ['music.example.org', true, '__Host-lockgroove'],
    ['music.example.org:8443', true, '__Host-lockgroove-8443'],
    ['', false, 'lockgroove'],
  ])('of %j (secure: %j) is %s', (host, isSecure, name) => {
    expect(sessionCookieName(host, isSecure)).toBe(name)
  })

  test('is a cookie name whatever the host', () => {
    fc.assert(
      fc.property(fc.string(), fc.boolean(), (host, isSecure) => {
        expect(sessionCookieName(host, isSecure)).toMatch(/^(__Host-)?lockgroove(-\d{1,5})?$/)
      }),
    )
  })
})

describe('sessionCookie', () => {
  test('under HTTPS has what the prefix __Host- demands: Secure, the whole path, no Domain', () => {
    const line = sessionCookie('__Host-lockgroove', 'token', true)
    expect(line).toBe('__Host-lockgroove=token; Path=/; HttpOnly; SameSite=Strict; Max-Age=2592000; Secure')
  })

  test('without a token takes the cookie away', () => {
    expect(sessionCookie('lockgroove', undefined, false)).toBe(
      'lockgroove=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0',
    )
  })
})

describe('readCookies', () => {
  test.each([
    ['a=1', 'a', ['1']],
    ['b=2; a=1', 'a', ['1']],
    ['a=1; a=2', 'a', ['1', '2']],
    ['a=; a=2', 'a', ['2']],
    [' a = 1 ;b=2', 'a', ['1']],
    ['aa=1; a=2', 'a', ['2']],
    ['a', 'a', []],
    ['a=', 'a', []],
    ['', 'a', []],
    ['A=1', 'a', []],
    ['a=b=c', 'a', ['b=c']],
  ])('%j: %s is %j', (header, name, values) => {
    expect(readCookies(header, name)).toEqual(values)
  })

  test('gives no more than a browser keeps', () => {
    expect(readCookies('a=1;'.repeat(1000), 'a')).toHaveLength(16)
  })

  test('finds a token among any other cookies', () => {
    const other = fc
      .tuple(fc.stringMatching(/^[a-z_-]{1,8}$/), fc.stringMatching(/^[^;]*$/))
      .map((pair) => pair.join('='))
    const token = fc.stringMatching(/^[A-Za-z0-9_-]{43}$/)
    fc.assert(
      fc.property(fc.array(other), token, fc.array(other), (before, value, after) => {
        const header = [...before, `lockgroove-4041=${value}`, ...after].join('; ')
        expect(readCookies(header, 'lockgroove-4041')).toEqual([value])
      }),
    )
  })

  test('never throws, and gives parts of what was sent', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 2000 }), fc.string(), (header, name) => {
        for (const value of readCookies(header, name)) expect(header).toContain(value)
      }),
    )
  })
})
