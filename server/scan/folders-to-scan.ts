import type { ReadDb } from '../db/open.ts'
import type { ScannedFolder } from './walk.ts'

export interface FoldersToScan {
  readonly present: readonly ScannedFolder[]
  /** Ids of those the owner has taken away; their songs become missing. */
  readonly removed: ReadonlySet<number>
}

/** @param lastScanStartedAt of the last scan that ran to its end; undefined before the first */
export function findFoldersToScan(db: ReadDb, lastScanStartedAt: number | undefined): FoldersToScan {
  const rows = db
    .prepare<[], { id: number; path: string; name: string; addedAt: number; removedAt: number | null }>(
      'SELECT id, path, name, added_at AS addedAt, removed_at AS removedAt FROM music_folders ORDER BY id',
    )
    .all()
  const present = rows
    .filter(({ removedAt }) => removedAt === null)
    .map(({ id, path, name, addedAt }) => ({
      id,
      path,
      prefix: path.replace(/[\\/]+$/, ''),
      name,
      isNew: lastScanStartedAt === undefined || addedAt > lastScanStartedAt,
    }))
  return { present, removed: new Set(rows.filter(({ removedAt }) => removedAt !== null).map(({ id }) => id)) }
}
