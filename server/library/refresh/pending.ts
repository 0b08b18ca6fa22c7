import type { WriteDb } from '../../db/open.ts'
import { prepare } from '../../db/statements.ts'

export type PendingKind = 'album_key' | 'album' | 'artist' | 'genre'

/** @param item the album key, or the row id of the album, artist or genre */
export function markPending(db: WriteDb, kind: PendingKind, item: string | number): void {
  prepare(db, 'INSERT OR IGNORE INTO pending_refresh (kind, item) VALUES (?, ?)').run(kind, String(item))
}

export function nextPending(db: WriteDb, kind: PendingKind): string[] {
  return prepare<[string], string>(db, 'SELECT item FROM pending_refresh WHERE kind = ? LIMIT 500')
    .pluck()
    .all(kind)
}

export function removePending(db: WriteDb, kind: PendingKind, item: string): void {
  prepare(db, 'DELETE FROM pending_refresh WHERE kind = ? AND item = ?').run(kind, item)
}

export function isPending(db: WriteDb): boolean {
  return prepare(db, 'SELECT 1 FROM pending_refresh LIMIT 1').get() !== undefined
}
