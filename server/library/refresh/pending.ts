// The work list of a refresh. It lives in the database, so that whoever is killed is completed by the next run.
import type { WriteDb } from '../../db/open.ts'
import { prepare } from '../../db/statements.ts'

export type PendingKind = 'album_key' | 'album' | 'artist' | 'genre'

export interface Pending {
  /** @param item the album key, or the row id of the album, artist or genre */
  add(kind: PendingKind, item: string | number): void
  remove(kind: PendingKind, item: string): void
  next(kind: PendingKind): string[]
  isEmpty(): boolean
}

export function createPending(db: WriteDb): Pending {
  /** What this run has added and not yet removed: a common artist is added once, not with each song. */
  const added = { album_key: new Set(), album: new Set(), artist: new Set(), genre: new Set() } as Record<
    PendingKind,
    Set<string>
  >
  return {
    add(kind, item) {
      const text = String(item)
      if (added[kind].has(text)) return
      added[kind].add(text)
      prepare(db, 'INSERT OR IGNORE INTO pending_refresh (kind, item) VALUES (?, ?)').run(kind, text)
    },
    remove(kind, item) {
      added[kind].delete(item)
      prepare(db, 'DELETE FROM pending_refresh WHERE kind = ? AND item = ?').run(kind, item)
    },
    next(kind) {
      const items = prepare<[string], string>(db, 'SELECT item FROM pending_refresh WHERE kind = ? LIMIT 500')
      return items.pluck().all(kind)
    },
    isEmpty: () => prepare(db, 'SELECT 1 FROM pending_refresh LIMIT 1').get() === undefined,
  }
}
