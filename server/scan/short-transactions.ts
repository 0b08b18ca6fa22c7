// The scan's writes, cut into transactions of a few milliseconds. SQLite lets one connection write at a time and a waiting
// one only looks again after 1, 2, 5, 10 … ms, so that a star pressed during a scan gets in only when our turns are short
// and have pauses between them (SPEED.md T4, T22).
import type { WriteDb } from '../db/open.ts'

/** Work after which a transaction is committed, ms. */
const BUDGET_MS = 6
/** The least time between two transactions, ms: longer than the first waits of SQLite's busy handler. */
const PAUSE_MS = 3

export interface ShortTransactions {
  /** Runs one piece of work that must be done wholly or not at all. It joins the open transaction, if one is open. */
  run<Result>(piece: () => Result): Result
  /** Commits what is open. To be called before anything slow that is no writing, such as reading files. */
  end(): void
  /** The longest time a transaction was open, ms. */
  longestMs(): number
}

export function createShortTransactions(db: WriteDb): ShortTransactions {
  const begin = db.prepare('BEGIN IMMEDIATE')
  const commit = db.prepare('COMMIT')
  const rollback = db.prepare('ROLLBACK')
  let openedAt = 0
  let closedAt = Number.NEGATIVE_INFINITY
  let longest = 0

  function end() {
    if (!db.inTransaction) return
    commit.run()
    closedAt = performance.now()
    longest = Math.max(longest, closedAt - openedAt)
  }

  return {
    run(piece) {
      if (!db.inTransaction) {
        const rest = PAUSE_MS - (performance.now() - closedAt)
        if (rest > 0) sleep(rest)
        begin.run()
        openedAt = performance.now()
      }
      try {
        const result = piece()
        if (performance.now() - openedAt >= BUDGET_MS) end()
        return result
      } catch (error) {
        if (db.inTransaction) rollback.run()
        throw error
      }
    },
    end,
    longestMs: () => longest,
  }
}

const NEVER_WOKEN = new Int32Array(new SharedArrayBuffer(4))

/** Blocks the thread it is called on: for the scan's worker only. */
export function sleep(ms: number): void {
  Atomics.wait(NEVER_WOKEN, 0, 0, ms)
}
