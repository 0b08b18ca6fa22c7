import type { ReadDb } from '../db/open.ts'
import { prepare } from '../db/statements.ts'

/** When each user was last here, by id, as far as is known: the account password in a music app leaves no trace. */
export function readLastSeen(db: ReadDb): ReadonlyMap<number, number> {
  const rows = prepare<[], { userId: number; at: number }>(
    db,
    `SELECT user_id AS userId, max(at) AS at FROM (
       SELECT user_id, last_seen_at AS at FROM sessions
       UNION ALL SELECT user_id, last_used_at FROM device_credentials WHERE last_used_at IS NOT NULL)
     GROUP BY user_id`,
  ).all()
  return new Map(rows.map(({ userId, at }) => [userId, at]))
}
