// Where the log goes in an app without a terminal: `logs/lockgroove.log` in the data folder, and the one before it. At the default
// verbosity there are a few lines a day, so they are written at once and a crash loses none.
import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { Writable } from 'node:stream'
import { shell } from 'electron'
import { StartProblem } from '../server/index.ts'
import { WORDS } from './words.ts'

const LARGEST_BYTES = 5 * 1024 * 1024

export function openLogFile(path: string, largestBytes = LARGEST_BYTES): Writable {
  let size = sizeOf(path)
  return new Writable({
    decodeStrings: true,
    write(lines: Buffer, _encoding, done) {
      try {
        if (size === undefined) mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
        if ((size ?? 0) + lines.length > largestBytes && (size ?? 0) > 0) {
          renameSync(path, `${path}.1`)
          size = 0
        }
        appendFileSync(path, lines, { mode: 0o600 })
        size = (size ?? 0) + lines.length
      } catch {
        // A full disk must not end the music.
      }
      done()
    },
  })
}

/** @throws with a sentence that names it, where nothing here can show a folder */
export async function openLogFolder(folder: string): Promise<void> {
  try {
    // Nothing may have been logged yet.
    mkdirSync(folder, { recursive: true, mode: 0o700 })
  } catch {
    // Whatever opens it says so.
  }
  const problem = await shell.openPath(folder)
  if (problem !== '') throw new StartProblem(WORDS.logFolder.cannotOpen(folder), { cause: problem })
}

function sizeOf(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.size
}
