// One credential for one app: a generated password (sealed, for `p`, `enc:` and `t`+`s`) or an API key (hash). Shown once
// when made, listable, revocable; never more rights than its user has (CONTRACT.md AUTH-10).
import type { Clock } from '../clock.ts'
import type { ReadDb, WriteDb } from '../db/open.ts'
import { prepare } from '../db/statements.ts'
import { noteOwnChange } from '../db/versions.ts'
import { Conflict, InvalidInput, NotFound } from '../errors.ts'
import type { UserId } from '../ids.ts'
import { randomApiKey, randomDevicePassword } from '../vault/tokens.ts'
import type { Vault } from '../vault/vault.ts'
import { hashApiKey, keyAsStored } from './api-keys.ts'
import { placeOfDevicePassword } from './app-passwords.ts'

export type DeviceCredentialKind = 'password' | 'apikey'

export interface DeviceCredential {
  readonly id: number
  readonly userId: UserId
  readonly userName: string
  readonly kind: DeviceCredentialKind
  /** What the owner calls the app or device. */
  readonly name: string
  readonly createdAt: number
  /** To some ten minutes. */
  readonly lastUsedAt?: number
  /** The parameter `c` of that use. */
  readonly lastClient?: string
  readonly revokedAt?: number
}

export interface NewDeviceCredential {
  readonly userId: UserId
  readonly kind: DeviceCredentialKind
  readonly name: string
}

/** Each wrong login tries all passwords of a user, so their number is bounded. */
export const MAX_DEVICE_CREDENTIALS = 50
const MAX_NAME_LETTERS = 64
const MAX_CLIENT_LETTERS = 100

/** @returns the row's id and the secret, which cannot be had again */
export function createDeviceCredential(
  { db, vault, clock }: { readonly db: WriteDb; readonly vault: Vault; readonly clock: Clock },
  { userId, kind, name }: NewDeviceCredential,
): { readonly id: number; readonly plainSecret: string } {
  if (name.trim() === '' || [...name].length > MAX_NAME_LETTERS || /[\p{Cc}\p{Cs}]/u.test(name)) {
    throw new InvalidInput('name', `1 to ${MAX_NAME_LETTERS} characters, none of them a control character`)
  }
  const plainSecret = kind === 'apikey' ? randomApiKey() : randomDevicePassword()

  const id = db
    .transaction(() => {
      if (!prepare<[number]>(db, 'SELECT 1 FROM users WHERE id = ?').get(userId)) throw new NotFound('user')
      if (countActive(db, userId) >= MAX_DEVICE_CREDENTIALS) {
        throw new Conflict(`A user has at most ${MAX_DEVICE_CREDENTIALS} of these; revoke one first`)
      }
      const row = prepare(
        db,
        'INSERT INTO device_credentials (user_id, kind, name, key_hash, created_at) VALUES (?, ?, ?, ?, ?) RETURNING id',
      )
        .pluck()
        .get(userId, kind, name, kind === 'apikey' ? hashApiKey(plainSecret) : null, clock.now()) as number
      if (kind === 'password') {
        prepare<[string, number]>(db, 'UPDATE device_credentials SET sealed_password = ? WHERE id = ?').run(
          vault.seal(plainSecret, placeOfDevicePassword(row)),
          row,
        )
      }
      return row
    })
    .immediate()
  noteOwnChange(db)
  return { id, plainSecret }
}

/** Newest last, revoked ones too. */
export function listDeviceCredentials(db: ReadDb, userId?: UserId): DeviceCredential[] {
  const rows = prepare<{ userId: number | null }, DeviceRow>(
    db,
    `SELECT device_credentials.*, users.name AS user_name FROM device_credentials
     JOIN users ON users.id = user_id WHERE :userId IS NULL OR user_id = :userId ORDER BY device_credentials.id`,
  ).all({ userId: userId ?? null })
  return rows.map(toDeviceCredential)
}

/**
 * Ends a credential; its secret is wiped, its row stays as a record. Revoking twice changes nothing.
 * @param userId only a credential of this user, as for somebody who may not touch those of others
 * @throws NotFound
 */
export function revokeDeviceCredential(db: WriteDb, id: number, clock: Clock, userId?: UserId): void {
  const { changes } = prepare<{ id: number; userId: number | null; now: number }>(
    db,
    `UPDATE device_credentials
     SET revoked_at = coalesce(revoked_at, :now), sealed_password = NULL, key_hash = NULL
     WHERE id = :id AND (:userId IS NULL OR user_id = :userId)`,
  ).run({ id, userId: userId ?? null, now: clock.now() })
  if (changes === 0) throw new NotFound('device credential')
  noteOwnChange(db)
}

export function findApiKey(db: ReadDb, plainKey: string): { id: number; userId: UserId } | undefined {
  return prepare<[string], { id: number; userId: UserId }>(
    db,
    "SELECT id, user_id AS userId FROM device_credentials WHERE key_hash = ? AND kind = 'apikey' AND revoked_at IS NULL",
  ).get(keyAsStored(db, plainKey))
}

/** For the owner's eyes only; not part of what moves the `auth` counter. */
export function storeDeviceUse(db: WriteDb, id: number, client: string, now: number): void {
  const shown = client.replace(/[\p{Cc}\p{Cs}]/gu, '').slice(0, MAX_CLIENT_LETTERS)
  prepare<[number, string, number]>(
    db,
    'UPDATE device_credentials SET last_used_at = ?, last_client = ? WHERE id = ?',
  ).run(now, shown, id)
}

interface DeviceRow {
  readonly id: number
  readonly user_id: number
  readonly user_name: string
  readonly kind: DeviceCredentialKind
  readonly name: string
  readonly created_at: number
  readonly last_used_at: number | null
  readonly last_client: string | null
  readonly revoked_at: number | null
}

function toDeviceCredential(row: DeviceRow): DeviceCredential {
  return {
    id: row.id,
    userId: row.user_id as UserId,
    userName: row.user_name,
    kind: row.kind,
    name: row.name,
    createdAt: row.created_at,
    ...(row.last_used_at !== null && { lastUsedAt: row.last_used_at }),
    ...(row.last_client !== null && { lastClient: row.last_client }),
    ...(row.revoked_at !== null && { revokedAt: row.revoked_at }),
  }
}

function countActive(db: ReadDb, userId: UserId): number {
  return prepare<[number]>(
    db,
    'SELECT count(*) FROM device_credentials WHERE user_id = ? AND revoked_at IS NULL',
  )
    .pluck()
    .get(userId) as number
}
