// How API keys are stored: as SHA-256. One in the clear works too, see seal-on-sight.ts.
import { hash } from 'node:crypto'
import type { ReadDb } from '../db/open.ts'
import { prepare } from '../db/statements.ts'
import type { UserId } from '../ids.ts'
import { isSameSecret } from '../vault/tokens.ts'

export interface KeyInTheClear {
  readonly id: number
  readonly userId: UserId
  readonly plainKey: string
}

/** Ours begin so, a hash never does. The rest must be long enough that nobody finds it by trying. */
const API_KEY = /^lg_[\w-]{20,}$/
const HASH = /^[0-9a-f]{64}$/

/** A random 256-bit key needs no salt and no slow hash. */
export function hashApiKey(plainKey: string): string {
  return hash('sha256', plainKey, 'hex')
}

export function isKeyHash(stored: string): boolean {
  return HASH.test(stored)
}

export function isKeyInTheClear(stored: string): boolean {
  return API_KEY.test(stored)
}

/**
 * What `key_hash` holds for this key: its hash, or the key itself where somebody put it there. Only what looks like a key is
 * looked for as it is, so that a stolen hash is never good for a login.
 */
export function keyAsStored(db: ReadDb, plainKey: string): string {
  const inTheClear = isKeyInTheClear(plainKey)
    ? listKeysInTheClear(db).find((stored) => isSameSecret(stored.plainKey, plainKey))
    : undefined
  return inTheClear?.plainKey ?? hashApiKey(plainKey)
}

/** Hardly ever any, and found by the index of `key_hash`. */
export function listKeysInTheClear(db: ReadDb): KeyInTheClear[] {
  const rows = prepare<[], KeyInTheClear>(
    db,
    `SELECT id, user_id AS userId, key_hash AS plainKey FROM device_credentials
     WHERE key_hash >= 'lg_' AND key_hash < 'lg\`' AND kind = 'apikey' AND revoked_at IS NULL`,
  ).all()
  return rows.filter(({ plainKey }) => isKeyInTheClear(plainKey))
}
