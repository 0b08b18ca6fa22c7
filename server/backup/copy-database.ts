// A copy of the database at one moment, without what comes back by itself. In the backup's thread: it blocks, while others
// read and write the database itself.
import { closeSync, openSync } from 'node:fs'
import { openDatabase, type ReadDb, type WriteDb } from '../db/open.ts'
import { clearRebuildable } from '../library/refresh/rebuild.ts'

/** @param copyPath must not exist */
export function copyDatabase(dbPath: string, copyPath: string): void {
  makePrivateFile(copyPath)
  const db = openDatabase(dbPath)
  try {
    // Of the copy: it is read again right away, or thrown away.
    db.pragma('synchronous = OFF')
    db.prepare('VACUUM INTO ?').run(copyPath)
  } finally {
    db.close()
  }
  withCopy(copyPath, (copy) => {
    // Fills with zeros what is deleted. So the copy need not be copied again without it: zeros compress to nothing, and what is
    // made again after a restore finds its place.
    copy.pragma('secure_delete = ON')
    // With keys to look after SQLite deletes row by row, slowly, and leaves traces in the pages that stay.
    copy.pragma('foreign_keys = OFF')
    copy.transaction(() => {
      clearRebuildable(copy)
      leaveOut(copy)
    })()
  })
}

/** Restoring must not sign anybody in again, and nothing that goes on at this moment goes on in the copy. */
function leaveOut(copy: WriteDb): void {
  emptyTable(copy, 'sessions')
  emptyTable(copy, 'recovery_links')
  copy.exec("DELETE FROM state WHERE name IN ('scan_lease', 'running server', 'backup_rehearsals')")
}

/** As a whole: triggers would make it row by row. */
function emptyTable(copy: WriteDb, table: string): void {
  const triggers = copy
    .prepare<[string], { name: string; sql: string }>(
      "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = ?",
    )
    .all(table)
  for (const { name } of triggers) copy.exec(`DROP TRIGGER ${name}`)
  copy.exec(`DELETE FROM ${table}`)
  for (const { sql } of triggers) copy.exec(sql)
}

/** Opens a copy that nobody else knows of, without files beside it. */
export function withCopy<Result>(path: string, use: (copy: WriteDb) => Result): Result {
  const copy = openDatabase(path, { journal: 'MEMORY' })
  try {
    return use(copy)
  } finally {
    copy.close()
  }
}

/** Rows of each table, those of the search left aside: they are made again. */
export function countRows(db: ReadDb): Record<string, number> {
  const names = db
    .prepare<[], string>(
      `SELECT name FROM pragma_table_list
       WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name`,
    )
    .pluck()
    .all()
  return Object.fromEntries(
    names.map((name) => [name, db.prepare<[], number>(`SELECT count(*) FROM "${name}"`).pluck().get()!]),
  )
}

/** Readable by its owner only from the first byte. @throws when it exists */
export function makePrivateFile(path: string): void {
  closeSync(openSync(path, 'wx', 0o600))
}
