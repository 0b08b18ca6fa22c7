import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { app } from 'electron'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { keepAppIn } from '../../electron/app-folder.ts'
import { closeElectron, resetElectron } from '../support/electron/control.ts'

let folder: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lockgroove-app-folder-'))
})
beforeEach(() => resetElectron())
afterAll(async () => {
  await closeElectron()
  rmSync(folder, { recursive: true })
})

test('the app’s own files lie in the data folder, for nobody else to read', () => {
  const own = join(folder, 'data', 'desktop')
  keepAppIn(own)
  expect([app.getPath('userData'), app.getPath('sessionData')]).toEqual([own, own])
  if (process.platform !== 'win32') expect(statSync(own).mode & 0o777).toBe(0o700)
  expect(readdirSync(own)).toEqual([])
})

test('they stay where Electron has them where there is no folder, or none that takes a file', () => {
  const [file, full] = [join(folder, 'file'), join(folder, 'full')]
  writeFileSync(file, '')
  // Where the probe would stand, as on a full disk nothing can.
  mkdirSync(join(full, `probe.${process.pid}`), { recursive: true })
  const before = app.getPath('userData')
  for (const place of [file, full]) {
    keepAppIn(place)
    expect(app.getPath('userData')).toBe(before)
  }
})
