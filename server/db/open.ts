// Opens the one database file. Every connection (HTTP thread, scan worker, command line) comes from here.
import { chmodSync, existsSync } from 'node:fs'
import Database from 'better-sqlite3'
import { StartProblem } from '../errors.ts'

declare const access: unique symbol

/** A connection that a function only reads from. */
export type ReadDb = Database.Database & { readonly [access]?: 'read' }
/** A connection that a function changes rows with. Only functions that take one may write. */
export type WriteDb = Database.Database & { readonly [access]?: 'read' } & { readonly __write?: true }

export interface OpenOptions {
  /** How long a statement waits for another connection's write before it fails. Writers hold the lock for some 10 ms. */
  readonly busyTimeoutMs?: number
  readonly readonly?: boolean
  /** MEMORY for a copy nobody else opens, and which may be lost: then there is one file, and none beside it. */
  readonly journal?: 'WAL' | 'MEMORY'
  /** Fails instead of making one. */
  readonly mustExist?: boolean
}

/**
 * Opens (and makes, 0600) the database file. Does not migrate: see migrate.ts.
 * @throws StartProblem when the file is no database or cannot be opened
 */
export function openDatabase(
  path: string,
  { busyTimeoutMs = 5000, readonly = false, journal = 'WAL', mustExist = false }: OpenOptions = {},
): WriteDb {
  try {
    const isNew = !existsSync(path)
    const db = new Database(path, {
      timeout: busyTimeoutMs,
      readonly,
      fileMustExist: mustExist,
    }) as WriteDb
    if (isNew && path !== ':memory:') chmodSync(path, 0o600)
    if (!readonly) db.pragma(`journal_mode = ${journal}`)
    db.pragma('synchronous = NORMAL')
    db.pragma('foreign_keys = ON')
    db.pragma('cache_size = -8000')
    db.pragma('temp_store = MEMORY')
    return db
  } catch (error) {
    throw new StartProblem(`The database ${path} cannot be opened: ${(error as Error).message}`, {
      cause: error,
    })
  }
}
