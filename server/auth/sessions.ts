// Who stays signed in to the console. A session is a random token in a cookie; here is only its SHA-256. It ends after a day
// without use and after 30 days however busy, when its user is disabled or gone, and by hand.
import { hash } from 'node:crypto'
import type { Clock } from '../clock.ts'
import type { ReadDb, WriteDb } from '../db/open.ts'
import { prepare } from '../db/statements.ts'
import { noteOwnChange } from '../db/versions.ts'
import { NotFound } from '../errors.ts'
import type { UserId } from '../ids.ts'
import { randomToken } from '../vault/tokens.ts'
import { browserWords } from './browser-words.ts'

export type SessionMethod = 'password' | 'passkey' | 'proxy' | 'ticket' | 'recovery'

export interface Session {
  readonly id: number
  readonly userId: UserId
  readonly userName: string
  readonly method: SessionMethod
  readonly createdAt: number
  readonly lastSeenAt: number
  /** Not later than this, however busy. */
  readonly endsAt: number
  readonly address?: string
  /** Browser and system, in words. */
  readonly device: string
}

export interface NewSession {
  readonly userId: UserId
  readonly method: SessionMethod
  readonly address: string | undefined
  readonly userAgent: string
}

export interface SessionsDeps {
  readonly db: WriteDb
  readonly clock: Clock
}

const HOUR_MS = 60 * 60 * 1000
export const IDLE_MS = 24 * HOUR_MS
export const LONGEST_MS = 30 * 24 * HOUR_MS
/** A write for each request would be one too many. */
const NOTE_USE_EVERY_MS = 60 * 1000
/** Beyond that the one unused for longest ends: a program that signs in again and again must not fill the table. */
const MAX_OF_USER = 100

/** The token is for the cookie and is kept nowhere. */
export function createSession(
  { db, clock }: SessionsDeps,
  { userId, method, address, userAgent }: NewSession,
): { readonly id: number; readonly plainToken: string } {
  const plainToken = randomToken()
  const now = clock.now()
  const id = db
    .transaction(() => {
      removeEnded(db, now)
      const created = prepare<[number, string, string, number, number, number, string | null, string]>(
        db,
        `INSERT INTO sessions (user_id, token_hash, method, created_at, last_seen_at, ends_at, address, device)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING id`,
      )
        .pluck()
        .get(
          userId,
          hashOf(plainToken),
          method,
          now,
          now,
          now + LONGEST_MS,
          address ?? null,
          browserWords(userAgent),
        ) as number
      removeBeyondLimit(db, userId)
      return created
    })
    .immediate()
  noteOwnChange(db)
  return { id, plainToken }
}

/** Also what keeps a session alive. Undefined for a token that never was or whose time is over. */
export function findSession({ db, clock }: SessionsDeps, plainToken: string): Session | undefined {
  const row = prepare<[string], SessionRow>(db, `${SELECT_SESSION} WHERE token_hash = ?`).get(
    hashOf(plainToken),
  )
  const now = clock.now()
  if (!row || hasEnded(row, now)) return undefined
  if (Math.abs(now - row.last_seen_at) < NOTE_USE_EVERY_MS) return toSession(row)
  prepare<[number, number]>(db, 'UPDATE sessions SET last_seen_at = ? WHERE id = ?').run(now, row.id)
  return toSession({ ...row, last_seen_at: now })
}

/** Last used first. Of everybody without a user. */
export function listSessions(db: ReadDb, clock: Clock, userId?: UserId): Session[] {
  const where = userId === undefined ? '' : 'WHERE user_id = :userId'
  const rows = prepare<{ userId: number | null }, SessionRow>(
    db,
    `${SELECT_SESSION} ${where} ORDER BY last_seen_at DESC, sessions.id DESC`,
  ).all({ userId: userId ?? null })
  const now = clock.now()
  return rows.filter((row) => !hasEnded(row, now)).map(toSession)
}

/** @throws NotFound */
export function getSession(db: ReadDb, clock: Clock, id: number): Session {
  const row = prepare<[number], SessionRow>(db, `${SELECT_SESSION} WHERE sessions.id = ?`).get(id)
  if (!row || hasEnded(row, clock.now())) throw new NotFound('session')
  return toSession(row)
}

/** Without keeping it alive. */
export function isSessionLive(db: ReadDb, clock: Clock, id: number): boolean {
  const row = prepare<[number], SessionRow>(db, `${SELECT_SESSION} WHERE sessions.id = ?`).get(id)
  return row !== undefined && !hasEnded(row, clock.now())
}

export function endSession(db: WriteDb, id: number): void {
  prepare<[number]>(db, 'DELETE FROM sessions WHERE id = ?').run(id)
  noteOwnChange(db)
}

/** All of a user, but the one that is kept. Tells how many. */
export function endSessions(db: WriteDb, userId: UserId, exceptId?: number): number {
  const { changes } = prepare<[number, number]>(db, 'DELETE FROM sessions WHERE user_id = ? AND id <> ?').run(
    userId,
    exceptId ?? 0,
  )
  noteOwnChange(db)
  return changes
}

/** Of everybody. Tells how many. */
export function endAllSessions(db: WriteDb): number {
  const { changes } = prepare(db, 'DELETE FROM sessions').run()
  noteOwnChange(db)
  return changes
}

interface SessionRow {
  readonly id: number
  readonly user_id: number
  readonly user_name: string
  readonly method: SessionMethod
  readonly created_at: number
  readonly last_seen_at: number
  readonly ends_at: number
  readonly address: string | null
  readonly device: string
}

/** A disabled user has no sessions: they end when that happens, and this is the second lock. */
const SELECT_SESSION = `
  SELECT sessions.id, user_id, users.name AS user_name, method, sessions.created_at, last_seen_at, ends_at, address, device
  FROM sessions JOIN users ON users.id = user_id AND users.disabled_at IS NULL`

function toSession(row: SessionRow): Session {
  return {
    id: row.id,
    userId: row.user_id as UserId,
    userName: row.user_name,
    method: row.method,
    createdAt: row.created_at,
    lastSeenAt: row.last_seen_at,
    endsAt: row.ends_at,
    ...(row.address !== null && { address: row.address }),
    device: row.device,
  }
}

function hasEnded(row: SessionRow, now: number): boolean {
  // Also one used long after now: a clock put back must not make it live for years.
  return now >= row.ends_at || Math.abs(now - row.last_seen_at) >= IDLE_MS
}

function removeEnded(db: WriteDb, now: number) {
  prepare<[number, number]>(db, 'DELETE FROM sessions WHERE ends_at <= ? OR last_seen_at <= ?').run(
    now,
    now - IDLE_MS,
  )
}

function removeBeyondLimit(db: WriteDb, userId: UserId) {
  prepare<[number, number]>(
    db,
    `DELETE FROM sessions WHERE id IN (
       SELECT id FROM sessions WHERE user_id = ? ORDER BY last_seen_at DESC, id DESC LIMIT -1 OFFSET ?)`,
  ).run(userId, MAX_OF_USER)
}

function hashOf(plainToken: string): string {
  return hash('sha256', plainToken)
}
