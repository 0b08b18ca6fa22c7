// The keys of an opened vault as one value: read from the database with a master key or the recovery key, checked against
// the canary, replaced as a whole when another process changed them.
import { createSecretKey, type KeyObject } from 'node:crypto'
import type { ReadDb } from '../db/open.ts'
import { prepare } from '../db/statements.ts'
import {
  hasKeysForRecovery,
  masterKeyIdOf,
  type UnwrappedKeys,
  unwrapDataKeys,
  unwrapDataKeysWithRecovery,
} from './data-keys.ts'
import { toPublicKey } from './recovery-wrap.ts'
import { DoesNotOpen, openWith, type Place } from './seal.ts'
import { VaultProblem } from './vault-problem.ts'

export interface KeyRing {
  /** None where the recovery key opened the vault, or another process re-wrapped it, until the new one is here. */
  readonly masterKey: KeyObject | undefined
  /** As the database named it when the keys were read. */
  readonly masterKeyId: string
  /** The data key new values are sealed with. */
  readonly keyId: string
  readonly keys: ReadonlyMap<string, KeyObject>
}

/** Which keys the vault has now; two numbers of a row, so that it may be asked before each sealing. */
export interface VaultHead {
  readonly keyId: string
  readonly masterKeyId: string
}

interface VaultRow {
  readonly canary: string
  readonly current_key_id: string
  readonly master_key_id: string
}

export const CANARY = 'The lockgroove vault is open.'
export const CANARY_PLACE: Place = { table: 'vault', row: 1, field: 'canary', version: 1 }
export const RECOVERY_KEY_PLACE: Place = {
  table: 'vault',
  row: 1,
  field: 'recovery_public_key',
  version: 1,
}

export function readHead(db: ReadDb): VaultHead | undefined {
  return prepare<[], VaultHead>(
    db,
    'SELECT current_key_id AS keyId, master_key_id AS masterKeyId FROM vault',
  ).get()
}

/** @throws VaultProblem `wrong key` or `damaged` */
export function readKeyRing(db: ReadDb, masterKey: Buffer | KeyObject): KeyRing {
  const { row, unwrapped } = atOneMoment(db, () => ({
    row: readRow(db),
    unwrapped: unwrapDataKeys(db, masterKey),
  }))
  if (unwrapped.keys.size === 0 && row?.master_key_id !== masterKeyIdOf(masterKey)) {
    throw new VaultProblem(
      'wrong key',
      'This master key does not open the database: it is the key of another database, or an old one. Nothing was changed.',
    )
  }
  return checkedRing(row, unwrapped, 'master', masterKey)
}

/**
 * @param recoveryKey the private key
 * @throws VaultProblem `no key`, `wrong key` or `damaged`
 */
export function readKeyRingWithRecovery(db: ReadDb, recoveryKey: KeyObject): KeyRing {
  const { row, hasOne, unwrapped } = atOneMoment(db, () => ({
    row: readRow(db),
    hasOne: hasKeysForRecovery(db),
    unwrapped: unwrapDataKeysWithRecovery(db, recoveryKey),
  }))
  if (!hasOne) {
    throw new VaultProblem('no key', 'No recovery key was ever made for this database. Nothing was changed.')
  }
  if (unwrapped.keys.size === 0) {
    throw new VaultProblem(
      'wrong key',
      'This recovery key does not open the database: it is the key of another database, or an old one. Nothing was changed.',
    )
  }
  return checkedRing(row, unwrapped, 'recovery', undefined)
}

/**
 * The public half of the recovery key, kept sealed: whoever could write one into the database in the clear would be given
 * the next data key. Undefined where there is none, `damaged` where it does not open.
 */
export function readRecoveryPublicKey(db: ReadDb, ring: KeyRing): KeyObject | 'damaged' | undefined {
  const stored = prepare(db, 'SELECT recovery_public_key FROM vault').pluck().get()
  const key = ring.keys.get(ring.keyId)
  if (typeof stored !== 'string' || !key) return undefined
  try {
    return toPublicKey(openWith(key, stored, RECOVERY_KEY_PLACE))
  } catch (error) {
    if (error instanceof DoesNotOpen) return 'damaged'
    throw error
  }
}

/** Another process may rotate between two statements: half of each state would look like damage. */
export function atOneMoment<T>(db: ReadDb, read: () => T): T {
  return db.transaction(read).deferred()
}

function readRow(db: ReadDb): VaultRow | undefined {
  return prepare<[], VaultRow>(db, 'SELECT canary, current_key_id, master_key_id FROM vault').get()
}

function checkedRing(
  row: VaultRow | undefined,
  { keys, shut }: UnwrappedKeys,
  kind: 'master' | 'recovery',
  masterKey: Buffer | KeyObject | undefined,
): KeyRing {
  if (!row) throw damaged('its head is missing')
  if (shut.length > 0)
    throw damaged(`the data key ${shut[0]} does not open, although the ${kind} key is right`)
  const key = keys.get(row.current_key_id)
  if (!key) throw damaged(`the data key ${row.current_key_id} is missing`)
  if (!opensCanary(key, row.canary)) {
    throw damaged(`its check value does not open, although the ${kind} key is right`)
  }
  return {
    masterKey: Buffer.isBuffer(masterKey) ? createSecretKey(masterKey) : masterKey,
    masterKeyId: row.master_key_id,
    keyId: row.current_key_id,
    keys,
  }
}

function opensCanary(key: KeyObject, canary: string): boolean {
  try {
    return openWith(key, canary, CANARY_PLACE).toString() === CANARY
  } catch (error) {
    if (error instanceof DoesNotOpen) return false
    throw error
  }
}

function damaged(what: string): VaultProblem {
  return new VaultProblem(
    'damaged',
    `The vault in the database is damaged: ${what}. Restore a backup of the database. Nothing was changed.`,
  )
}
