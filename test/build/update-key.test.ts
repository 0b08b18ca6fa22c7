import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { makeUpdateKey, readAnnouncement, signAnnouncements } from '../../build/update-key.ts'
import { isSignedWith } from '../../electron/update-signature.ts'

/** As electron-builder writes it. */
const LATEST = `version: 0.2.0
files:
  - url: Lockgroove-0.2.0.AppImage
    sha512: abc==
    size: 123
  - url: lockgroove_0.2.0_amd64.deb
    sha512: def==
    size: 45
path: Lockgroove-0.2.0.AppImage
sha512: abc==
releaseDate: '2026-11-21T10:00:00.000Z'
`
const folder = mkdtempSync(join(tmpdir(), 'lockgroove-update-key-'))
const path = join(folder, 'latest-linux.yml')
const { privateKey, publicKey } = makeUpdateKey()

beforeEach(() => writeFileSync(path, LATEST))
afterAll(() => rmSync(folder, { recursive: true }))

test('what was signed holds, also when it is signed twice, and reads otherwise as before', () => {
  signAnnouncements([path], privateKey, publicKey)
  expect(signAnnouncements([path], privateKey, publicKey)).toBe('Signed: latest-linux.yml.')
  const { signature, ...rest } = readAnnouncement(path)
  expect(isSignedWith(publicKey, { ...rest, signature })).toBe(true)
  const signed = readFileSync(path, 'utf8')
  writeFileSync(path, LATEST)
  expect(rest).toEqual(readAnnouncement(path))
  expect(signed.match(/^signature:/gm)).toHaveLength(1)
})

test.each([
  ['another version', 'version: 0.2.0', 'version: 0.3.0'],
  ['another checksum', 'def==', 'dee=='],
  ['another file', 'lockgroove_0.2.0_amd64.deb', 'lockgroove_0.2.0_evil.deb'],
  ['one file less', /\s+- url: lockgroove_[\s\S]*?size: 45/, ''],
])('%s is not what was signed', (_name, from, to) => {
  signAnnouncements([path], privateKey, publicKey)
  writeFileSync(path, readFileSync(path, 'utf8').replace(from, to))
  expect(isSignedWith(publicKey, readAnnouncement(path))).toBe(false)
})

test('nothing is signed by nobody, by somebody else or with a key that is none', () => {
  expect(isSignedWith(publicKey, readAnnouncement(path))).toBe(false)
  signAnnouncements([path], privateKey, publicKey)
  const announcement = readAnnouncement(path)
  for (const key of ['', 'nonsense', makeUpdateKey().publicKey])
    expect(isSignedWith(key, announcement)).toBe(false)
  for (const signature of ['', '!', 7, undefined, ['a'] as unknown]) {
    expect(isSignedWith(publicKey, { ...announcement, signature })).toBe(false)
  }
  expect(isSignedWith(publicKey, { ...announcement, files: [] })).toBe(false)
})

test('a release fails where the apps out there would refuse it', () => {
  expect(() => signAnnouncements([path], '', publicKey)).toThrow('LOCKGROOVE_UPDATE_KEY is missing')
  expect(() => signAnnouncements([path], makeUpdateKey().privateKey, publicKey)).toThrow(
    'is not the key that',
  )
  expect(() => signAnnouncements([], privateKey, publicKey)).toThrow('got no file')
})

test('without any key a release is only told of', () => {
  expect(signAnnouncements([path], '', '')).toContain('do not install it')
  expect(readFileSync(path, 'utf8')).toBe(LATEST)
})
