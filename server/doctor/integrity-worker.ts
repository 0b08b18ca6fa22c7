// The thread that looks through a whole database. Reads only.
import { parentPort, workerData } from 'node:worker_threads'
import { openDatabase } from '../db/open.ts'

export interface IntegrityAnswer {
  /** The first ten. */
  readonly problems: readonly string[]
  /** Tables with rows whose foreign key points nowhere. */
  readonly orphans: readonly string[]
  readonly unreadable?: string
}

function lookThrough(dbPath: string): IntegrityAnswer {
  try {
    const db = openDatabase(dbPath, { readonly: true })
    try {
      const said = (db.pragma('integrity_check(10)') as { integrity_check: string }[]).map(
        (row) => row.integrity_check,
      )
      const tables = db.prepare('SELECT DISTINCT "table" FROM pragma_foreign_key_check').pluck().all()
      return { problems: said.filter((line) => line !== 'ok'), orphans: tables as string[] }
    } finally {
      db.close()
    }
  } catch (error) {
    return { problems: [], orphans: [], unreadable: (error as Error).message }
  }
}

parentPort?.postMessage(lookThrough(workerData as string))
