// What library/refresh has to make anew. Written in the same transaction as the change itself, so that a scan that was
// killed is completed by the next one.
import type { WriteDb } from '../db/open.ts'

export type RefreshKind = 'album_key' | 'album' | 'artist' | 'genre'

export interface PendingRefresh {
  /** Null is nothing to refresh. */
  add(kind: RefreshKind, item: string | number | null): void
  /** To be called when library/refresh has worked off what was noted. */
  worked(): void
}

export function createPendingRefresh(db: WriteDb): PendingRefresh {
  const insert = db.prepare<[string, string]>(
    'INSERT OR IGNORE INTO pending_refresh (kind, item) VALUES (?, ?)',
  )
  /** The songs of an album follow one another: most of the time their album is noted already. */
  let lastNoted = ''
  return {
    add(kind, item) {
      if (item === null || lastNoted === `${kind} ${item}`) return
      insert.run(kind, String(item))
      lastNoted = `${kind} ${item}`
    },
    worked() {
      lastNoted = ''
    },
  }
}

export function isRefreshPending(db: WriteDb): boolean {
  return db.prepare('SELECT 1 FROM pending_refresh LIMIT 1').get() !== undefined
}
