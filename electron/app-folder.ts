import { mkdirSync } from 'node:fs'
import { app } from 'electron'

/** Chromium's files and Electron's lock lie in the data folder: one app for each, and nothing elsewhere. */
export function keepAppIn(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    app.setPath('userData', folder)
    app.setPath('sessionData', folder)
  } catch {
    // The server says in words what is the matter with its folder.
  }
}
