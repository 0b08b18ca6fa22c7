// One credential for one app: a generated password (sealed, for `p`, `enc:` and `t`+`s`) or an API key (hash). Shown once
// when made, listable, revocable; never more rights than its user has (CONTRACT.md AUTH-10, device-grants.ts).
import type { Clock } from '../clock.ts'
import type { ReadDb, WriteDb } from '../db/open.ts'
import { prepare } from '../db/statements.ts'
import { noteOwnChange } from '../db/versions.ts'
import { Conflict, InvalidInput, NotFound } from '../errors.ts'
import type { FolderScope } from '../folder-scope.ts'
import type { UserId } from '../ids.ts'
import { randomApiKey, randomDevicePassword } from '../vault/tokens.ts'
import type { Vault } from '../vault/vault.ts'
import { hashApiKey, keyAsStored } from './api-keys.ts'
import { placeOfDevicePassword } from './app-passwords.ts'
import type { DeviceScope } from './device-scope.ts'
import { isMisleading } from './names.ts'
import type { FolderChoice } from './user-details.ts'

export type DeviceCredentialKind = 'password' | 'apikey'

export interface DeviceCredential {
  readonly id: number
  readonly userId: UserId
  readonly userName: string
  readonly kind: DeviceCredentialKind
  /** What the owner calls the app or device. */
  readonly name: string
  readonly scope: DeviceScope
  readonly folders: FolderChoice
  readonly createdAt: number
  readonly expiresAt?: number
  /** To some ten minutes. */
  readonly lastUsedAt?: number
  /** The parameter `c` of that use. */
  readonly lastClient?: string
  readonly lastAddress?: string
  readonly revokedAt?: number
}

export interface NewDeviceCredential {
  readonly userId: UserId
  readonly kind: DeviceCredentialKind
  readonly name: string
  /** `change` when left out. */
  readonly scope?: DeviceScope
  /** All its user may hear when left out; see `checkDeviceFolders`. */
  readonly folders?: FolderChoice
  readonly expiresAt?: number | undefined
}

/** Each wrong login tries all passwords of a user, so their number is bounded. */
export const MAX_DEVICE_CREDENTIALS = 50
const MAX_NAME_LETTERS = 64
const MAX_CLIENT_LETTERS = 100
const LONGEST_LIFE_MS = 100 * 366 * 24 * 60 * 60 * 1000

/**
 * @returns the row's id and the secret, which cannot be had again
 * @throws InvalidInput, NotFound, Conflict
 */
export function createDeviceCredential(
  { db, vault, clock }: { readonly db: WriteDb; readonly vault: Vault; readonly clock: Clock },
  { userId, kind, name, scope = 'change', folders = 'all', expiresAt }: NewDeviceCredential,
): { readonly id: number; readonly plainSecret: string } {
  checkDeviceName(name)
  const now = clock.now()
  if (expiresAt !== undefined && !(expiresAt > now && expiresAt <= now + LONGEST_LIFE_MS)) {
    throw new InvalidInput('expiresAt', 'a time to come')
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
        `INSERT INTO device_credentials (user_id, kind, name, scope, all_folders, expires_at, key_hash, created_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING id`,
      )
        .pluck()
        .get(
          userId,
          kind,
          name,
          scope,
          folders === 'all' ? 1 : 0,
          expiresAt ?? null,
          kind === 'apikey' ? hashApiKey(plainSecret) : null,
          now,
        ) as number
      if (folders !== 'all') storeFolders(db, row, folders)
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

export function checkDeviceName(name: string): void {
  if (name.trim() === '' || [...name].length > MAX_NAME_LETTERS || isMisleading(name)) {
    throw new InvalidInput(
      'name',
      `1 to ${MAX_NAME_LETTERS} characters, none of them a control or invisible character`,
    )
  }
}

/** A folder its user may not hear is the same as one that does not exist. @throws InvalidInput */
export function checkDeviceFolders(ofUser: FolderScope, folders: FolderChoice): void {
  if (folders === 'all' || folders.every((id) => ofUser.ids.includes(id))) return
  throw new InvalidInput('musicFolders', 'numbers of music folders this user may hear')
}

/** What revoked ones are listed for is the memory of the last; they are kept without end. */
const MAX_REVOKED_LISTED = 200

/** Newest last; of revoked ones the newest. */
export function listDeviceCredentials(db: ReadDb, userId?: UserId): DeviceCredential[] {
  const rows = prepare<{ userId: number | null }, DeviceRow>(
    db,
    `${SELECT_DEVICE} WHERE (:userId IS NULL OR user_id = :userId) AND (revoked_at IS NULL OR device_credentials.id IN (
       SELECT id FROM device_credentials WHERE revoked_at IS NOT NULL AND (:userId IS NULL OR user_id = :userId)
       ORDER BY id DESC LIMIT ${MAX_REVOKED_LISTED}))
     ORDER BY device_credentials.id`,
  ).all({ userId: userId ?? null })
  return rows.map(toDeviceCredential)
}

/** @param userId only a credential of this user @throws NotFound */
export function getDeviceCredential(db: ReadDb, id: number, userId?: UserId): DeviceCredential {
  const row = prepare<{ id: number; userId: number | null }, DeviceRow>(
    db,
    `${SELECT_DEVICE} WHERE device_credentials.id = :id AND (:userId IS NULL OR user_id = :userId)`,
  ).get({ id, userId: userId ?? null })
  if (!row) throw new NotFound('device credential')
  return toDeviceCredential(row)
}

/**
 * Ends a credential; its secret is wiped, its row stays as a record.
 * @param userId only a credential of this user, as for somebody who may not touch those of others
 * @returns false when it had ended before
 * @throws NotFound
 */
export function revokeDeviceCredential(db: WriteDb, id: number, clock: Clock, userId?: UserId): boolean {
  if (getDeviceCredential(db, id, userId).revokedAt !== undefined) return false
  prepare<[number, number]>(
    db,
    `UPDATE device_credentials SET revoked_at = ?, sealed_password = NULL, key_hash = NULL
     WHERE id = ? AND revoked_at IS NULL`,
  ).run(clock.now(), id)
  noteOwnChange(db)
  return true
}

/** @returns how many ended */
export function revokeAllDeviceCredentials(db: WriteDb, userId: UserId | 'everybody', clock: Clock): number {
  const { changes } = prepare<{ userId: number | null; now: number }>(
    db,
    `UPDATE device_credentials SET revoked_at = :now, sealed_password = NULL, key_hash = NULL
     WHERE revoked_at IS NULL AND (:userId IS NULL OR user_id = :userId)`,
  ).run({ userId: userId === 'everybody' ? null : userId, now: clock.now() })
  noteOwnChange(db)
  return changes
}

export function findApiKey(db: ReadDb, plainKey: string): { id: number; userId: UserId } | undefined {
  return prepare<[string], { id: number; userId: UserId }>(
    db,
    "SELECT id, user_id AS userId FROM device_credentials WHERE key_hash = ? AND kind = 'apikey' AND revoked_at IS NULL",
  ).get(keyAsStored(db, plainKey))
}

/**
 * For the owner's eyes only; not part of what moves the `auth` counter.
 * @returns whether it was never used before
 */
export function storeDeviceUse(
  db: WriteDb,
  id: number,
  { client, address }: { readonly client: string; readonly address: string | undefined },
  now: number,
): { readonly isFirst: boolean } {
  const before = prepare<[number], { last_used_at: number | null }>(
    db,
    'SELECT last_used_at FROM device_credentials WHERE id = ?',
  ).get(id)
  prepare<[number, string, string | null, number]>(
    db,
    'UPDATE device_credentials SET last_used_at = ?, last_client = ?, last_address = ? WHERE id = ?',
  ).run(now, shownClient(client), address ?? null, id)
  return { isFirst: before?.last_used_at === null }
}

/** The parameter `c` as it may be kept: anybody can send anything. */
export function shownClient(client: string): string {
  return client
    .slice(0, 2 * MAX_CLIENT_LETTERS)
    .replace(/[\p{Cc}\p{Cs}]/gu, '')
    .slice(0, MAX_CLIENT_LETTERS)
}

const SELECT_DEVICE = `
  SELECT device_credentials.*, users.name AS user_name,
    (SELECT json_group_array(folder_id) FROM device_credential_folders WHERE credential_id = device_credentials.id) AS folder_ids
  FROM device_credentials JOIN users ON users.id = user_id`

interface DeviceRow {
  readonly id: number
  readonly user_id: number
  readonly user_name: string
  readonly kind: DeviceCredentialKind
  readonly name: string
  readonly scope: DeviceScope
  readonly all_folders: number
  /** JSON array, where not all. */
  readonly folder_ids: string
  readonly created_at: number
  readonly expires_at: number | null
  readonly last_used_at: number | null
  readonly last_client: string | null
  readonly last_address: string | null
  readonly revoked_at: number | null
}

function toDeviceCredential(row: DeviceRow): DeviceCredential {
  return {
    id: row.id,
    userId: row.user_id as UserId,
    userName: row.user_name,
    kind: row.kind,
    name: row.name,
    scope: row.scope,
    folders: row.all_folders === 1 ? 'all' : (JSON.parse(row.folder_ids) as number[]),
    createdAt: row.created_at,
    ...(row.expires_at !== null && { expiresAt: row.expires_at }),
    ...(row.last_used_at !== null && { lastUsedAt: row.last_used_at }),
    ...(row.last_client !== null && { lastClient: row.last_client }),
    ...(row.last_address !== null && { lastAddress: row.last_address }),
    ...(row.revoked_at !== null && { revokedAt: row.revoked_at }),
  }
}

function storeFolders(db: WriteDb, id: number, folders: readonly number[]) {
  const insert = prepare<[number, number]>(
    db,
    'INSERT INTO device_credential_folders (credential_id, folder_id) VALUES (?, ?)',
  )
  for (const folder of new Set(folders)) insert.run(id, folder)
}

function countActive(db: ReadDb, userId: UserId): number {
  return prepare<[number]>(
    db,
    'SELECT count(*) FROM device_credentials WHERE user_id = ? AND revoked_at IS NULL',
  )
    .pluck()
    .get(userId) as number
}
