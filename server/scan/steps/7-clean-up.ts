// Step 7: the report of problems, and what keeps the database quick.
import type { WriteDb } from '../../db/open.ts'
import type { ShortTransactions } from '../short-transactions.ts'
import type { ScanProblem, Walk } from '../walk.ts'

/** Replaces the report, except for what concerns folders this scan could not look at. Returns how many problems it names. */
export function storeProblems(db: WriteDb, walk: Walk, transactions: ShortTransactions, now: number): number {
  const found = new Map(
    [...walk.problems, ...walk.paused.map(pausedProblem)].map((problem) => [keyOf(problem), problem]),
  )
  const pausedIds = new Set(walk.paused.map(({ folder }) => folder.id))
  const remove = db.prepare<[number, string]>('DELETE FROM scan_problems WHERE folder_id = ? AND path = ?')
  const store = db.prepare(
    `INSERT INTO scan_problems (folder_id, path, reason, stamp, found_at) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (folder_id, path) DO UPDATE SET reason = excluded.reason, stamp = excluded.stamp`,
  )
  const stored = db
    .prepare<[], ScanProblem>('SELECT folder_id AS folderId, path, reason, stamp FROM scan_problems')
    .all()
  for (const before of stored) {
    const again = found.get(keyOf(before))
    if (again?.reason === before.reason && again.stamp === before.stamp) found.delete(keyOf(before))
    if (again || (pausedIds.has(before.folderId) && before.path !== '')) continue
    transactions.run(() => remove.run(before.folderId, before.path))
  }
  for (const { folderId, path, reason, stamp } of found.values()) {
    transactions.run(() => store.run(folderId, path, reason, stamp, now))
  }
  transactions.end()
  return db.prepare<[], number>('SELECT count(*) FROM scan_problems').pluck().get()!
}

const keyOf = ({ folderId, path }: { folderId: number; path: string }): string => `${folderId}/${path}`

const pausedProblem = ({ folder, reason }: Walk['paused'][number]): ScanProblem => ({
  folderId: folder.id,
  path: '',
  reason,
  stamp: '',
})

/** Rows looked at in each index: exact enough for the planner, and done in milliseconds however large the library is. */
const ANALYSIS_LIMIT = 400

/**
 * Tells the query planner how the tables look, once there is something in them, and later when they have grown a lot.
 * Table by table: each is a write transaction of its own.
 */
export function tellPlanner(db: WriteDb): void {
  db.pragma(`analysis_limit = ${ANALYSIS_LIMIT}`)
  if (isAnalyzed(db)) {
    db.pragma('optimize')
    return
  }
  const tables = db
    .prepare<[], string>(
      `SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%'`,
    )
    .pluck()
    .all()
  for (const table of tables) db.exec(`ANALYZE "${table}"`)
}

/** Brings the log into the database file here, where it disturbs nobody, instead of on the thread that answers. */
export function emptyWriteLog(db: WriteDb): void {
  db.pragma('wal_checkpoint(PASSIVE)')
}

function isAnalyzed(db: WriteDb): boolean {
  const made = db.prepare(`SELECT 1 FROM sqlite_schema WHERE name = 'sqlite_stat1'`).get()
  return (
    made !== undefined && db.prepare(`SELECT 1 FROM sqlite_stat1 WHERE tbl = 'songs'`).get() !== undefined
  )
}
