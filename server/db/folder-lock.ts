// Who uses a data folder at the moment, across processes. Kept by the operating system on behalf of SQLite, on an empty
// database of its own: a process that was killed holds nothing, and no number of a dead process can mislead anybody.
import { chmodSync, existsSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { StartProblem } from '../errors.ts'

/**
 * `use`: any number of them, beside one `serve`. `serve`: one at a time. `replace`: nobody else at all, for exchanging the
 * database. These are SQLite's SHARED, RESERVED and EXCLUSIVE.
 */
export type Hold = 'use' | 'serve' | 'replace'

export interface Lock {
  release(): void
}

const BEGIN: Readonly<Record<Hold, string>> = {
  use: 'BEGIN; SELECT count(*) FROM sqlite_master',
  serve: 'BEGIN IMMEDIATE',
  replace: 'BEGIN EXCLUSIVE',
}

/** Whoever wants `replace` bars the others for a moment, even if it does not get it, ms. */
const PATIENCE_MS = 500

/** @throws StartProblem saying who is in the way */
export function lockDataFolder(dataDir: string, hold: Hold): Lock {
  const path = join(dataDir, 'lockgroove.lock')
  const lock = takeLock(path, hold, PATIENCE_MS)
  if (lock) return lock
  if (hold === 'replace') {
    throw new StartProblem(
      `The data folder ${dataDir} is in use: stop the Lockgroove server and commands that work on it first. Nothing was changed.`,
    )
  }
  const beside = takeLock(path, 'use', PATIENCE_MS)
  beside?.release()
  throw new StartProblem(
    beside
      ? `Another Lockgroove server runs on the data folder ${dataDir}. Stop it, or name another folder with --data.`
      : `A backup is being restored in the data folder ${dataDir}. Wait until that is done.`,
  )
}

/**
 * Undefined while somebody holds what does not go together with it.
 * @param patienceMs how long to wait for it, and nothing else happens meanwhile
 * @throws StartProblem when there can be no such file
 */
export function takeLock(path: string, hold: Hold, patienceMs = 0): Lock | undefined {
  let db: Database.Database | undefined
  try {
    db = new Database(path, { timeout: patienceMs })
    makeLockFile(db, path)
    db.exec(BEGIN[hold])
  } catch (error) {
    db?.close()
    if (isBusy(error)) return undefined
    throw new StartProblem(`The lock ${path} cannot be used: ${(error as Error).message}`, { cause: error })
  }
  const held = db
  HELD.add(held)
  return {
    release() {
      HELD.delete(held)
      held.close()
    },
  }
}

/** So that a lock whose holder has forgotten it lasts until the process ends, not until memory is tidied up. */
const HELD = new Set<Database.Database>()

/** With a page of its own: taking a lock on a file without one would leave a journal behind. */
function makeLockFile(db: Database.Database, path: string) {
  if (db.pragma('user_version', { simple: true }) === 1) return
  // Nothing in it is worth waiting for the disk.
  db.pragma('synchronous = OFF')
  db.pragma('user_version = 1')
  if (existsSync(path)) chmodSync(path, 0o600)
}

function isBusy(error: unknown): boolean {
  return error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY')
}
