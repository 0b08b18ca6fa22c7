import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { downloadsPage, type Installation, whoReplaces } from '../../electron/installation.ts'

const resourcesPath = mkdtempSync(join(tmpdir(), 'lockgroove-resources-'))
afterAll(() => rmSync(resourcesPath, { recursive: true }))

const who = (more: Partial<Installation>) =>
  whoReplaces({ isPackaged: true, platform: 'linux', environment: {}, resourcesPath, ...more })

test('what replaces the app depends on how it was installed', () => {
  expect(who({ platform: 'win32' })).toBeUndefined()
  writeFileSync(join(resourcesPath, 'app-update.yml'), 'provider: generic\n')
  expect(who({ platform: 'win32' })).toBe('the app')
  expect(who({ platform: 'darwin' })).toBe('the app')
  expect(who({ environment: { APPIMAGE: '/home/anna/Lockgroove.AppImage' } })).toBe('the app')
  expect(who({})).toBeUndefined()
  expect(who({ platform: 'win32', isPackaged: false })).toBeUndefined()
  writeFileSync(join(resourcesPath, 'package-type'), 'deb\n')
  expect(who({})).toBe('root')
  writeFileSync(join(resourcesPath, 'package-type'), 'pacman')
  expect(who({})).toBeUndefined()
})

test('the page of the releases is where updates come from', () => {
  expect(downloadsPage({ resourcesPath })).toBeUndefined()
  writeFileSync(
    join(resourcesPath, 'app-update.yml'),
    "owner: someone\nrepo: 'lockgroove'\nprovider: github\n",
  )
  expect(downloadsPage({ resourcesPath })).toBe('https://github.com/someone/lockgroove/releases/latest')
  writeFileSync(join(resourcesPath, 'app-update.yml'), 'owner: a/../b\nrepo: c\nprovider: github\n')
  expect(downloadsPage({ resourcesPath })).toBeUndefined()
})
