// The passwords a music app may sign in with: the account's own, where the user has that on, and one per device. Each is
// sealed, or still in the clear (imported, or written by hand): that works too, until seal-on-sight.ts has sealed it.
import type { ReadDb } from '../db/open.ts'
import { prepare } from '../db/statements.ts'
import type { UserId } from '../ids.ts'
import { isInTheClear } from '../vault/in-the-clear.ts'
import type { Place } from '../vault/seal.ts'
import type { Vault } from '../vault/vault.ts'

export interface AppPassword {
  /** The column's text. */
  readonly stored: string
  readonly isInTheClear: boolean
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

/** Those that are not revoked. An empty text is no password: anybody can make a token of it. */
export function listAppPasswords(db: ReadDb, userId: UserId): AppPassword[] {
  const account = prepare<[number], { stored: string; version: number }>(
    db,
    `SELECT sealed_password AS stored, password_version AS version FROM users
     WHERE id = ? AND sealed_password <> ''`,
  ).get(userId)
  const devices = prepare<[number], { id: number; stored: string }>(
    db,
    `SELECT id, sealed_password AS stored FROM device_credentials
     WHERE user_id = ? AND kind = 'password' AND sealed_password <> '' AND revoked_at IS NULL ORDER BY id`,
  ).all(userId)
  return [
    ...(account ? [toAppPassword(account.stored, placeOfAccountPassword(userId, account.version))] : []),
    ...devices.map(({ id, stored }) => ({
      ...toAppPassword(stored, placeOfDevicePassword(id)),
      deviceId: id,
    })),
  ]
}

/** The plain bytes, to be zeroed after use. @throws DoesNotOpen, VaultSealed */
export function openAppPassword(vault: Pick<Vault, 'open'>, password: AppPassword): Buffer {
  return password.isInTheClear ? Buffer.from(password.stored) : vault.open(password.stored, password.place)
}

function toAppPassword(stored: string, place: Place): AppPassword {
  return { stored, isInTheClear: isInTheClear(stored), place }
}
