// Sessions of the console: only the SHA-256 of a token is stored.
import type { WriteDb } from '../db/open.ts'
import { prepare } from '../db/statements.ts'
import { noteOwnChange } from '../db/versions.ts'
import type { UserId } from '../ids.ts'

/** Ends the sessions of a user, but for the one a change was made in. @returns how many ended */
export function endSessions(db: WriteDb, userId: UserId, exceptSessionId?: number): number {
  const { changes } = prepare<[number, number]>(db, 'DELETE FROM sessions WHERE user_id = ? AND id <> ?').run(
    userId,
    exceptSessionId ?? -1,
  )
  noteOwnChange(db)
  return changes
}
