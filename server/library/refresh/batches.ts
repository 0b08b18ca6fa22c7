// Small write transactions, one after another: other connections (a star, a scrobble) get their turn in between.
import type { WriteDb } from '../../db/open.ts'

export interface Batches {
  /** Call between two pieces of work that may each be committed without the other. */
  pause(): void
}

/**
 * Runs `work` inside of transactions. What was done since the last pause is rolled back when it throws.
 * @param longestMs past it, a transaction ends at the next pause
 * @param betweenBatches called while no transaction is open; what it throws ends the work
 * @param beforeCommit the last word of each transaction
 */
export function inBatches(
  db: WriteDb,
  options: { longestMs: number; betweenBatches: () => void; beforeCommit: (last: boolean) => void },
  work: (batches: Batches) => void,
): void {
  let startedAt = begin(db)
  try {
    work({
      pause() {
        if (performance.now() - startedAt < options.longestMs) return
        options.beforeCommit(false)
        db.exec('COMMIT')
        options.betweenBatches()
        startedAt = begin(db)
      },
    })
    options.beforeCommit(true)
    db.exec('COMMIT')
  } finally {
    if (db.inTransaction) db.exec('ROLLBACK')
  }
}

function begin(db: WriteDb): number {
  db.exec('BEGIN IMMEDIATE')
  return performance.now()
}
