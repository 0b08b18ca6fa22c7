// Brings a database to the version this program knows. The version is SQLite's own `user_version`.
import { StartProblem } from '../errors.ts'
import { start } from './migrations/001-start.ts'
import { sealed } from './migrations/002-sealed.ts'
import { window } from './migrations/003-window.ts'
import { shares } from './migrations/004-shares.ts'
import type { WriteDb } from './open.ts'

/** In order, never edited after release. Number n brings version n-1 to n. */
export const MIGRATIONS: readonly string[] = [start, sealed, window, shares]

/**
 * Applies what is missing, each migration in a transaction of its own with its version.
 * @throws StartProblem when the database was made by a newer program
 */
export function migrate(db: WriteDb, upTo: number = MIGRATIONS.length): void {
  const version = db.pragma('user_version', { simple: true }) as number
  if (version > MIGRATIONS.length) {
    throw new StartProblem(
      `The database was made by a newer Lockgroove (version ${version}, this program knows ${MIGRATIONS.length}). Update Lockgroove, or restore an older backup.`,
    )
  }
  for (let next = version; next < upTo; next++) {
    db.transaction(() => {
      // Another process may have migrated while we waited for the lock.
      if ((db.pragma('user_version', { simple: true }) as number) > next) return
      db.exec(MIGRATIONS[next]!)
      db.pragma(`user_version = ${next + 1}`)
    }).immediate()
  }
}
