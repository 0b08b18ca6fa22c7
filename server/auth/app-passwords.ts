// The sealed passwords a music app may sign in with: the account's own, where the user has that on, and one per device.
import type { ReadDb } from '../db/open.ts'
import { prepare } from '../db/statements.ts'
import type { UserId } from '../ids.ts'
import type { Place } from '../vault/seal.ts'

export interface SealedPassword {
  readonly sealed: string
  readonly place: Place
  /** Row of device_credentials; none for the account password. */
  readonly deviceId?: number
}

export function placeOfAccountPassword(userId: number, passwordVersion: number): Place {
  return { table: 'users', row: userId, field: 'sealed_password', version: passwordVersion }
}

export function placeOfDevicePassword(deviceId: number): Place {
  return { table: 'device_credentials', row: deviceId, field: 'sealed_password', version: 1 }
}

export function listAppPasswords(db: ReadDb, userId: UserId): SealedPassword[] {
  const account = prepare<[number], { sealed: string; version: number }>(
    db,
    `SELECT sealed_password AS sealed, password_version AS version FROM users
     WHERE id = ? AND sealed_password IS NOT NULL`,
  ).get(userId)
  const devices = prepare<[number], { id: number; sealed: string }>(
    db,
    `SELECT id, sealed_password AS sealed FROM device_credentials
     WHERE user_id = ? AND kind = 'password' AND sealed_password IS NOT NULL AND revoked_at IS NULL ORDER BY id`,
  ).all(userId)
  return [
    ...(account ? [{ sealed: account.sealed, place: placeOfAccountPassword(userId, account.version) }] : []),
    ...devices.map(({ id, sealed }) => ({ sealed, place: placeOfDevicePassword(id), deviceId: id })),
  ]
}
