import { expect, test } from 'vitest'
import { mergeAnnouncements } from '../../build/dist.ts'

const announcement = (version: string, ...files: string[]) =>
  `version: ${version}\nfiles:\n${files.map((file) => `  - url: ${file}\n    sha512: of-${file}==\n    size: 1\n`).join('')}path: ${files[0]}\nsha512: of-${files[0]}==\nreleaseDate: '2026-11-21T10:00:00.000Z'\n`

test('what announces a version for Macs names the files for both processors', () => {
  const arm = announcement('0.2.0', 'Lockgroove-arm64.zip', 'Lockgroove-arm64.dmg')
  const intel = announcement('0.2.0', 'Lockgroove-x64.zip')
  const both = mergeAnnouncements(arm, intel)
  expect(both).toBe(
    announcement('0.2.0', 'Lockgroove-arm64.zip', 'Lockgroove-arm64.dmg', 'Lockgroove-x64.zip').replace(
      /^path: .*\nsha512: .*$/m,
      'path: Lockgroove-x64.zip\nsha512: of-Lockgroove-x64.zip==',
    ),
  )
  expect(mergeAnnouncements(both, intel)).toBe(both)
})

test('what is left of another version is not announced again', () => {
  const fresh = announcement('0.2.0', 'Lockgroove-x64.zip')
  expect(mergeAnnouncements(announcement('0.1.0', 'Lockgroove-arm64.zip'), fresh)).toBe(fresh)
})
