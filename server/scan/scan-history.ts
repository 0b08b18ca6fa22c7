// The rows of `scans`: when scans ran and what came of them.
import type { ReadDb, WriteDb } from '../db/open.ts'
import type { ScanSummary } from '../events.ts'

/** Finished scans that are remembered. */
const KEPT = 50

export function beginScanRow(db: WriteDb, startedAt: number): number {
  // A row without an end belongs to a scan that was killed; there is only one scan at a time.
  return db.transaction(() => {
    db.prepare('DELETE FROM scans WHERE finished_at IS NULL').run()
    return Number(db.prepare('INSERT INTO scans (started_at) VALUES (?)').run(startedAt).lastInsertRowid)
  })()
}

export function finishScanRow(db: WriteDb, scanId: number, summary: ScanSummary): void {
  db.transaction(() => {
    db.prepare('UPDATE scans SET finished_at = ?, summary = ? WHERE id = ?').run(
      summary.finishedAt,
      JSON.stringify(summary),
      scanId,
    )
    db.prepare('DELETE FROM scans WHERE id <= ?').run(scanId - KEPT)
  })()
}

/** Of the last scan that could say what came of it. */
export function findLastSummary(db: ReadDb): ScanSummary | undefined {
  const summary = db
    .prepare<[], string>('SELECT summary FROM scans WHERE finished_at IS NOT NULL ORDER BY id DESC LIMIT 1')
    .pluck()
    .get()
  return summary === undefined ? undefined : (JSON.parse(summary) as ScanSummary)
}

/** The last scan that ran to its end; undefined before the first. */
export function findLastScan(
  db: ReadDb,
): { readonly startedAt: number; readonly finishedAt: number } | undefined {
  return db
    .prepare<[], { startedAt: number; finishedAt: number }>(
      `SELECT started_at AS startedAt, finished_at AS finishedAt FROM scans
       WHERE finished_at IS NOT NULL AND summary ->> 'failure' IS NULL ORDER BY id DESC LIMIT 1`,
    )
    .get()
}
