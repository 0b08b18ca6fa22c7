// Looks at every stored credential and says which do not open and which are in the clear. For the doctor and `key status`;
// changes nothing, and names whose credential it is, never what it is.
import type { ReadDb } from '../db/open.ts'
import type { UserId } from '../ids.ts'
import { DoesNotOpen } from '../vault/seal.ts'
import type { Vault } from '../vault/vault.ts'
import { isKeyHash, isKeyInTheClear } from './api-keys.ts'
import { type AppPassword, listAppPasswords, openAppPassword } from './app-passwords.ts'
import { isPasswordHash } from './passwords.ts'

export interface CredentialCheck {
  /** Such as `the device password "phone" of Ann (device_credentials.sealed_password of row 7)`. */
  readonly damaged: readonly string[]
  /** They work, and are sealed at their user's next good login. */
  readonly inTheClear: readonly string[]
  /** How many sealed values could not be looked into, because the vault is shut. */
  readonly unchecked: number
}

type Condition = 'fine' | 'damaged' | 'in the clear' | 'unchecked'

interface KeyRow {
  readonly id: number
  readonly name: string
  readonly owner: string
  readonly stored: string | null
}

export function checkCredentials(db: ReadDb, vault: Pick<Vault, 'state' | 'open'>): CredentialCheck {
  const found = [...conditionsOfPasswords(db, vault), ...conditionsOfKeys(db)]
  const of = (condition: Condition) => found.filter((one) => one.condition === condition)
  return {
    damaged: of('damaged').map(({ what }) => what),
    inTheClear: of('in the clear').map(({ what }) => what),
    unchecked: of('unchecked').length,
  }
}

function* conditionsOfPasswords(db: ReadDb, vault: Pick<Vault, 'state' | 'open'>) {
  const users = db.prepare('SELECT id, name, password_hash AS hash FROM users ORDER BY id').all() as {
    id: UserId
    name: string
    hash: string
  }[]
  const nameOf = db.prepare('SELECT name FROM device_credentials WHERE id = ?').pluck()
  for (const { id, name, hash } of users) {
    const passwords = listAppPasswords(db, id)
    for (const password of passwords) {
      const { place, deviceId } = password
      const which =
        deviceId === undefined ? 'the account password' : `the device password "${nameOf.get(deviceId)}"`
      yield {
        what: `${which} of ${name} (${place.table}.${place.field} of row ${place.row})`,
        condition: conditionOf(vault, password),
      }
    }
    // An imported user gets a hash when he first signs in with the sealed password.
    const hasOther = passwords.some(({ deviceId }) => deviceId === undefined)
    if (isPasswordHash(hash) || (hash === '' && hasOther)) continue
    yield {
      what: `the account password of ${name} (users.password_hash of row ${id})`,
      condition: 'damaged' as const,
    }
  }
}

function conditionOf(vault: Pick<Vault, 'state' | 'open'>, password: AppPassword): Condition {
  if (password.isInTheClear) return 'in the clear'
  if (!vault.state().open) return 'unchecked'
  try {
    openAppPassword(vault, password).fill(0)
    return 'fine'
  } catch (error) {
    if (error instanceof DoesNotOpen) return 'damaged'
    throw error
  }
}

function conditionsOfKeys(db: ReadDb) {
  const keys = db
    .prepare(
      `SELECT device_credentials.id, device_credentials.name, users.name AS owner, key_hash AS stored
       FROM device_credentials JOIN users ON users.id = user_id
       WHERE kind = 'apikey' AND revoked_at IS NULL ORDER BY device_credentials.id`,
    )
    .all() as KeyRow[]
  return keys.map(({ id, name, owner, stored }) => ({
    what: `the API key "${name}" of ${owner} (device_credentials.key_hash of row ${id})`,
    condition: conditionOfKey(stored ?? ''),
  }))
}

function conditionOfKey(stored: string): Condition {
  if (isKeyHash(stored)) return 'fine'
  return isKeyInTheClear(stored) ? 'in the clear' : 'damaged'
}
