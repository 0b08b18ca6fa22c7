// A one-time link for somebody who is locked out, made by whoever has access to the machine. Only the token's hash is
// stored; the token travels in the fragment of an address, which browsers send to nobody.
import { hash } from 'node:crypto'
import type { Clock } from '../clock.ts'
import type { WriteDb } from '../db/open.ts'
import { prepare } from '../db/statements.ts'
import type { UserId } from '../ids.ts'
import { randomToken } from '../vault/tokens.ts'

export interface RecoveryLink {
  readonly tokenHash: string
  readonly userId: UserId
  readonly createdAt: number
  readonly expiresAt: number
}

interface LinksDeps {
  readonly db: WriteDb
  readonly clock: Clock
}

export const LINK_LIFE_MS = 15 * 60 * 1000

/** Links made for this user before stop working. */
export function makeRecoveryToken({ db, clock }: LinksDeps, userId: UserId): string {
  const plainToken = randomToken()
  const now = clock.now()
  db.transaction(() => {
    prepare<[number, number]>(db, 'DELETE FROM recovery_links WHERE user_id = ? OR expires_at <= ?').run(
      userId,
      now,
    )
    prepare<[string, number, number, number]>(
      db,
      'INSERT INTO recovery_links (token_hash, user_id, created_at, expires_at) VALUES (?, ?, ?, ?)',
    ).run(hash('sha256', plainToken), userId, now, now + LINK_LIFE_MS)
  }).immediate()
  return plainToken
}

/**
 * Gives it away: a second caller finds none. Undefined when there is none or its time is over. Its row stays with the end
 * negated, so that a newer link or an emergency can end it while it is in use.
 */
export function takeRecoveryLink({ db, clock }: LinksDeps, plainToken: string): RecoveryLink | undefined {
  const row = prepare<[string], LinkRow>(
    db,
    `UPDATE recovery_links SET expires_at = -expires_at WHERE token_hash = ? AND expires_at > 0
     RETURNING token_hash, user_id, created_at, -expires_at AS expires_at`,
  ).get(hash('sha256', plainToken))
  const now = clock.now()
  // A clock put back must not make a link live longer.
  if (!row || now >= row.expires_at || now < row.created_at) return undefined
  return {
    tokenHash: row.token_hash,
    userId: row.user_id as UserId,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
  }
}

/** When what it was for failed: a password that is too short must not cost the link, unless it was ended meanwhile. */
export function putBackRecoveryLink(db: WriteDb, { tokenHash, expiresAt }: RecoveryLink): void {
  prepare<[number, string]>(db, 'UPDATE recovery_links SET expires_at = ? WHERE token_hash = ?').run(
    expiresAt,
    tokenHash,
  )
}

interface LinkRow {
  readonly token_hash: string
  readonly user_id: number
  readonly created_at: number
  readonly expires_at: number
}
