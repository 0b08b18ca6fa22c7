import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { app } from 'electron'
import { makePrivateFolder } from '../server/index.ts'

/**
 * Chromium's files and Electron's lock lie in the data folder: one app for each, and nothing elsewhere. Where nothing can be
 * written there they stay where Electron has them: without its lock the app would end without a word, and so its window
 * says what the server says of that folder.
 */
export function keepAppIn(folder: string): void {
  try {
    makePrivateFolder(folder, 'folder of the app')
    expectRoom(folder)
  } catch {
    return
  }
  app.setPath('userData', folder)
  app.setPath('sessionData', folder)
}

/** @throws where the disk is full, too: an empty file can be made there */
function expectRoom(folder: string): void {
  const probe = join(folder, `probe.${process.pid}`)
  try {
    writeFileSync(probe, Buffer.alloc(4096), { mode: 0o600 })
  } finally {
    rmSync(probe, { force: true })
  }
}
