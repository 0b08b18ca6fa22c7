import fc from 'fast-check'
import { expect, test } from 'vitest'
import { safeName, uniqueNames } from '../../server/media/zip-names.ts'

test.each([
  ['../../etc/passwd', '.._.._etc_passwd'],
  ['..', '_'],
  ['.', '_'],
  ['', '_'],
  ['   ', '_'],
  ['a\\b:c*d?e"f<g>h|i', 'a_b_c_d_e_f_g_h_i'],
  ['line\nbreak\0', 'line_break_'],
  ['CON', '_CON'],
  ['nul.mp3', '_nul.mp3'],
  ['console.mp3', 'console.mp3'],
  ['ends with dots...', 'ends with dots'],
  ['Björk – 東京 🎵.flac', 'Björk – 東京 🎵.flac'],
  ['half \ud83d', 'half \ufffd'],
])('%j becomes %j', (name, safe) => {
  expect(safeName(name)).toBe(safe)
})

test('a long name is cut between characters and keeps its extension', () => {
  const name = safeName(`${'🎵'.repeat(100)}.flac`)
  expect(Buffer.byteLength(name)).toBeLessThanOrEqual(180)
  expect(name).toMatch(/^(?:🎵)+\.flac$/u)
})

test('equal names get numbers, also where only the case differs', () => {
  expect(
    uniqueNames(['a/x.mp3', 'a/X.mp3', 'b/x.mp3', 'a/x.mp3', 'a/x (2).mp3', 'a/no', 'a/no', '.hid', '.hid']),
  ).toEqual([
    'a/x.mp3',
    'a/X (2).mp3',
    'b/x.mp3',
    'a/x (3).mp3',
    'a/x (2) (2).mp3',
    'a/no',
    'a/no (2)',
    '.hid',
    '.hid (2)',
  ])
})

test('ten thousand equal names are quick to number', () => {
  const names = uniqueNames(new Array(10_000).fill('same.mp3'))
  expect(new Set(names).size).toBe(10_000)
})

test('whatever a playlist or an album is called, it is one part of a path, also on Windows', () => {
  const letter = fc.constantFrom('.', ' ', '/', '\\', ':', '\0', 'a', 'é', '\ud800', 'CON', '..', '*', '歌')
  const name = fc.oneof(
    fc.array(letter).map((letters) => letters.join('')),
    fc.string({ unit: 'binary', maxLength: 200 }),
  )
  fc.assert(
    fc.property(name, (text) => {
      const safe = safeName(text)
      expect(safe).toMatch(/^[^\0-\x1f\x7f<>:"/\\|?*]+$/)
      expect(safe).not.toMatch(/^\.{1,2}$|^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i)
      expect(Buffer.byteLength(safe)).toBeLessThanOrEqual(181)
    }),
  )
})

test('makes every path different where case does not count, and changes only what was there before', () => {
  const path = fc.constantFrom('a.mp3', 'A.mp3', 'a (2).mp3', 'b/a.mp3', 'noext', '.hidden', 'b.c/d')
  fc.assert(
    fc.property(fc.array(path), (paths) => {
      const unique = uniqueNames(paths)
      expect(new Set(unique.map((each) => each.toLowerCase())).size).toBe(paths.length)
      expect(unique[0]).toBe(paths[0])
    }),
  )
})
