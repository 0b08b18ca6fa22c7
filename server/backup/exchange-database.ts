// The present database goes aside and the restored one takes its place. Only for whoever holds the data folder alone.
import {
  chmodSync,
  closeSync,
  copyFileSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { openDatabase } from '../db/open.ts'
import { timeInName } from './places.ts'
import { BackupProblem } from './problem.ts'

/** What belongs to a database: itself, and what was committed but not yet written into it. */
const PARTS = ['', '-wal', '-shm', '-journal']

/**
 * The database stays where it is, complete; a second name for it is made in a folder that is given back. Undefined where
 * there is none.
 */
export function putPresentAside(dbPath: string, backupDir: string, now: number): string | undefined {
  if (!PARTS.some((part) => existsSync(dbPath + part))) return undefined
  settle(dbPath)
  const folder = makeFolder(join(backupDir, `before-restore-${timeInName(now)}`))
  const present = PARTS.filter((part) => existsSync(dbPath + part))
  for (const part of present) {
    const kept = join(folder, basename(dbPath) + part)
    nameAgain(dbPath + part, kept)
    flushToDisk(kept)
  }
  flushToDisk(folder)
  // A log left beside the restored database would be taken for its own. After settling there is none.
  for (const part of present.filter((part) => part !== '')) rmSync(dbPath + part)
  return folder
}

export function exchangeDatabase(restoredPath: string, dbPath: string): void {
  chmodSync(restoredPath, 0o600)
  renameSync(restoredPath, dbPath)
  flushToDisk(dirname(dbPath))
}

/** A file or a folder. */
export function flushToDisk(path: string): void {
  let file: number
  try {
    file = openSync(path, 'r')
  } catch (error) {
    // Windows opens no folders.
    if (process.platform === 'win32') return
    throw error
  }
  try {
    fsyncSync(file)
  } catch (error) {
    if (process.platform !== 'win32') throw error
  } finally {
    closeSync(file)
  }
}

/** Everything into the one file. A damaged database stays as it is: all its files are kept. */
function settle(dbPath: string): void {
  let mode: unknown
  try {
    const db = openDatabase(dbPath)
    try {
      db.pragma('wal_checkpoint(TRUNCATE)')
      mode = db.pragma('journal_mode = DELETE', { simple: true })
    } finally {
      db.close()
    }
  } catch (error) {
    if (!isLocked(error)) return
    throw inUse(dbPath)
  }
  if (mode !== 'delete') throw inUse(dbPath)
}

/** As openDatabase tells it, too. */
function isLocked(error: unknown): boolean {
  const { code = '', cause } = error as { code?: string; cause?: unknown }
  return code.startsWith('SQLITE_BUSY') || (cause !== undefined && isLocked(cause))
}

function inUse(dbPath: string): BackupProblem {
  return new BackupProblem('in the way', `Another program has ${dbPath} open. Nothing was changed.`)
}

function makeFolder(path: string): string {
  for (let number = 1; ; number++) {
    const folder = number === 1 ? path : `${path}-${number}`
    if (existsSync(folder)) continue
    mkdirSync(folder, { mode: 0o700 })
    return folder
  }
}

/** A second name for the same file costs nothing; some file systems have none. */
function nameAgain(path: string, second: string): void {
  try {
    linkSync(path, second)
  } catch {
    copyFileSync(path, second)
    chmodSync(second, 0o600)
  }
}
