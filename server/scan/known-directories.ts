// The folder tree as the database knows it, by path. Loaded once for each music folder when its walk begins.
import type { ReadDb } from '../db/open.ts'
import { prepare } from '../db/statements.ts'

export interface KnownDirectory {
  readonly id: number
  readonly parentId: number | null
  readonly path: string
  sortName: string
  readonly addedAt: number
  missing: boolean
  readonly coverFile: string | null
  readonly coverHash: string | null
  readonly artistImageFile: string | null
  readonly artistImageHash: string | null
  /** Met by this walk. */
  seen: boolean
}

export type KnownDirectories = Map<string, KnownDirectory>

export function loadKnownDirectories(db: ReadDb, folderId: number): KnownDirectories {
  const rows = prepare<
    [number],
    Omit<KnownDirectory, 'missing' | 'seen'> & { readonly missingSince: number | null }
  >(
    db,
    `SELECT id, parent_id AS parentId, path, sort_name AS sortName, added_at AS addedAt, missing_since AS missingSince, cover_file AS coverFile,
       cover_hash AS coverHash, artist_image_file AS artistImageFile, artist_image_hash AS artistImageHash
     FROM directories WHERE folder_id = ?`,
  )
  const known: KnownDirectories = new Map()
  for (const { missingSince, ...row } of rows.iterate(folderId)) {
    known.set(row.path, { ...row, missing: missingSince !== null, seen: false })
  }
  return known
}
