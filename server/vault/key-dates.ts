import type { ReadDb } from '../db/open.ts'
import { prepare } from '../db/statements.ts'

export interface KeyDates {
  /** Absent where no recovery key was ever made. */
  readonly recoveryKeyMadeAt?: number
  readonly dataKeyMadeAt?: number
}

export function keyDates(db: ReadDb): KeyDates {
  const row = prepare<[], { recovery: number | null; dataKey: number | null }>(
    db,
    `SELECT recovery_made_at AS recovery, (SELECT created_at FROM data_keys WHERE id = current_key_id) AS dataKey
     FROM vault`,
  ).get()
  return {
    ...(row && row.recovery !== null && { recoveryKeyMadeAt: row.recovery }),
    ...(row && row.dataKey !== null && { dataKeyMadeAt: row.dataKey }),
  }
}
