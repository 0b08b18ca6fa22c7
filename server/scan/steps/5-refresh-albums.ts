// Step 5: everything that listings and searches read is made anew where songs have changed. The work itself is the
// library's (library/refresh); here it gets its place in a scan. What a killed scan has left to do is done here too.
import type { Clock } from '../../clock.ts'
import type { WriteDb } from '../../db/open.ts'
import type { PendingRefresh } from '../pending-refresh.ts'
import { type ShortTransactions, sleep } from '../short-transactions.ts'

/** `refreshLibrary` of library/refresh: drains `pending_refresh` in short transactions and moves the library version. */
export type RefreshLibrary = (
  db: WriteDb,
  options: { readonly clock: Clock; readonly ignoredArticles: string; readonly betweenBatches: () => void },
) => { readonly changed: boolean }

export interface RefreshStep {
  readonly db: WriteDb
  readonly clock: Clock
  readonly ignoredArticles: string
  readonly refreshLibrary: RefreshLibrary
  readonly pending: PendingRefresh
  readonly transactions: ShortTransactions
  /** Throws to end the scan. */
  readonly checkpoint: () => void
}

/** The pause between two transactions, ms: see short-transactions.ts. */
const PAUSE_MS = 3

export function refreshAlbums(step: RefreshStep): { readonly changed: boolean } {
  step.transactions.end()
  const { db, clock, ignoredArticles } = step
  const result = step.refreshLibrary(db, {
    clock,
    ignoredArticles,
    betweenBatches() {
      step.checkpoint()
      sleep(PAUSE_MS)
    },
  })
  step.pending.worked()
  return result
}
