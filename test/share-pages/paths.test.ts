import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isSharePath, parseSharePath } from '../../server/share-pages/paths.ts'
import { randomShareToken } from '../../server/vault/tokens.ts'

const token = fc
  .uint8Array({ minLength: 24, maxLength: 24 })
  .map((bytes) => Buffer.from(bytes).toString('base64url'))

describe('parseSharePath', () => {
  test('reads the page, songs and covers of every token that is ever made', () => {
    expect(parseSharePath(`/share/${randomShareToken()}`)?.kind).toBe('page')
    fc.assert(
      fc.property(token, fc.integer({ min: 1, max: 999_999 }), (plainToken, position) => {
        expect(parseSharePath(`/share/${plainToken}`)).toEqual({ kind: 'page', plainToken })
        expect(parseSharePath(`/share/${plainToken}/songs/${position}`)).toEqual({
          kind: 'song',
          plainToken,
          position,
        })
        expect(parseSharePath(`/share/${plainToken}/covers/${position}`)).toEqual({
          kind: 'cover',
          plainToken,
          position,
        })
      }),
    )
  })

  test('reads the files of the page, and no other', () => {
    expect(parseSharePath('/share/assets/player.js')).toEqual({ kind: 'asset', name: 'player.js' })
    for (const name of [
      '',
      'index.html',
      'player.js/',
      '../index.html',
      'PLAYER.JS',
      'constructor',
      '__proto__',
    ]) {
      expect([name, parseSharePath(`/share/assets/${name}`)]).toEqual([name, undefined])
    }
  })

  const good = randomBytes(24).toString('base64url')

  test.each([
    '/share',
    '/share/',
    `/share/${good}/`,
    `/share/${good}/songs`,
    `/share/${good}/songs/`,
    `/share/${good}/songs/0`,
    `/share/${good}/songs/01`,
    `/share/${good}/songs/-1`,
    `/share/${good}/songs/1e3`,
    `/share/${good}/songs/1/`,
    `/share/${good}/songs/1/2/3/4`,
    `/share/${good}/songs/so-1`,
    `/share/${good}/songs/../../secret`,
    `/share/${good}/songs/%2e%2e%2fsecret`,
    `/share/${good}/covers/al-1`,
    `/share/${good}/avatars/1`,
    `/share/${good}/constructor/1`,
    `/share/${good}x`,
    `/share/${good.slice(1)}`,
    `/share/${good.slice(1)}=`,
    `/share/%41${good.slice(1)}`,
    `//share/${good}`,
    `/share//${good}`,
    `/SHARE/${good}`,
    `/shares/${good}`,
  ])('finds nothing in %s', (path) => {
    expect(parseSharePath(path)).toBeUndefined()
  })

  test('takes any text at all, and finds only what it would write itself', () => {
    const part = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 40 }),
      fc.constantFrom(
        'share',
        'songs',
        'covers',
        'assets',
        '..',
        '.',
        '',
        '1',
        'page.css',
        good,
        '%2f',
        '\\',
      ),
    )
    fc.assert(
      fc.property(fc.array(part, { maxLength: 8 }), (parts) => {
        const path = `/${parts.join('/')}`
        const found = parseSharePath(path)
        if (found) expect(isSharePath(path)).toBe(true)
        if (found?.kind === 'page') expect(path).toBe(`/share/${found.plainToken}`)
        if (found?.kind === 'song') expect(path).toBe(`/share/${found.plainToken}/songs/${found.position}`)
        if (found?.kind === 'cover') expect(path).toBe(`/share/${found.plainToken}/covers/${found.position}`)
        if (found?.kind === 'asset') expect(path).toBe(`/share/assets/${found.name}`)
      }),
      { numRuns: 2000 },
    )
  })
})
