// What was deleted or replaced stays on disk for a while: in free pages of the database, and in its write-ahead log. For a
// wrapped key that is too long: whoever has the master key of before would look for it there.
import type { WriteDb } from '../db/open.ts'

/** Runs a change of keys so that what it replaces is overwritten, as far as nobody is reading it. */
export function overwritingOldKeys<T>(db: WriteDb, change: () => T): T {
  try {
    return overwriting(db, change)
  } finally {
    emptyLog(db)
  }
}

/** For who empties the log in a turn of its own. */
export function overwriting<T>(db: WriteDb, change: () => T): T {
  const before = db.pragma('secure_delete', { simple: true })
  db.pragma('secure_delete = ON')
  try {
    return change()
  } finally {
    db.pragma(`secure_delete = ${before}`)
  }
}

/** Not while another process reads from it: then that goes on holding what it reads, and a later checkpoint overwrites it. */
export function emptyLog(db: WriteDb) {
  if (db.inTransaction) return
  const timeout = db.pragma('busy_timeout', { simple: true })
  db.pragma('busy_timeout = 0')
  try {
    db.pragma('wal_checkpoint(TRUNCATE)')
  } finally {
    db.pragma(`busy_timeout = ${timeout}`)
  }
}
