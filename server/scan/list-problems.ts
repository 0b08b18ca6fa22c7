import type { ReadDb } from '../db/open.ts'
import { prepare } from '../db/statements.ts'

export interface ScanProblem {
  readonly folderId: number
  readonly folderName: string
  /** From the music folder. */
  readonly path: string
  readonly reason: string
  readonly foundAt: number
}

/** By music folder and path; those of removed folders are left out. */
export function listScanProblems(
  db: ReadDb,
  { offset, count }: { readonly offset: number; readonly count: number },
): ScanProblem[] {
  return prepare<[number, number], ScanProblem>(
    db,
    `SELECT p.folder_id AS folderId, m.name AS folderName, p.path, p.reason, p.found_at AS foundAt
     FROM music_folders m CROSS JOIN scan_problems p ON p.folder_id = m.id WHERE m.removed_at IS NULL
     ORDER BY m.id, p.path LIMIT ? OFFSET ?`,
  ).all(count, offset)
}

export function countScanProblems(db: ReadDb): number {
  return prepare<[], number>(
    db,
    `SELECT count(*) FROM music_folders m CROSS JOIN scan_problems p ON p.folder_id = m.id
     WHERE m.removed_at IS NULL`,
  )
    .pluck()
    .get() as number
}
