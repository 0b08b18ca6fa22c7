// Small write transactions, one after another: other connections (a star, a scrobble) get their turn in between.
import type { WriteDb } from '../../db/open.ts'

/** How long a transaction stays open. Past it, it ends at the next `pause`. */
const LONGEST_MS = 8

export interface Batches {
  /** Call between two pieces of work that may each be committed without the other. */
  pause(): void
}

/**
 * Runs `work` inside of transactions. What was done since the last pause is rolled back when it throws.
 * @param betweenBatches called while no transaction is open; what it throws ends the work
 * @param beforeCommit the last word of each transaction
 */
export function inBatches(
  db: WriteDb,
  options: { betweenBatches: () => void; beforeCommit: (last: boolean) => void },
  work: (batches: Batches) => void,
): void {
  let startedAt = begin(db)
  try {
    work({
      pause() {
        if (performance.now() - startedAt < LONGEST_MS) return
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
