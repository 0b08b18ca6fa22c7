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
