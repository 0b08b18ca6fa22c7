// The one object that holds keys while the server runs. Nothing here asks where the master key came from
// (master-key.ts) or what is sealed (auth/).
import type { KeyObject } from 'node:crypto'
import type { Clock } from '../clock.ts'
import type { ReadDb, WriteDb } from '../db/open.ts'
import { createDataKey, hasWrappedKeys, masterKeyIdOf, unwrapDataKeys } from './data-keys.ts'
import { DoesNotOpen, KEY_BYTES, keyIdOf, openWith, type Place, sealWith } from './seal.ts'
import { VaultProblem, VaultSealed, type VaultTrouble } from './vault-problem.ts'

export type VaultState =
  | { readonly open: true }
  /** The server runs on without it: whatever needs no sealed value works, whatever does throws VaultSealed. */
  | { readonly open: false; readonly trouble: VaultTrouble; readonly sentence: string }

export interface Vault {
  state(): VaultState
  /** Whether this start made the vault or found it. */
  readonly outcome: 'created' | 'opened' | 'sealed'
  /** Id of the data key that new values are sealed with. @throws VaultSealed */
  readonly keyId: string
  /** @throws VaultSealed */
  seal(value: Buffer | string, place: Place): string
  /** The plain bytes, to be zeroed after use. @throws DoesNotOpen, VaultSealed */
  open(sealed: string, place: Place): Buffer
  /**
   * Opens a sealed vault, or takes the master key another process re-wrapped the vault under. A wrong key changes nothing.
   * @throws VaultProblem
   */
  unlock(masterKey: Buffer): void
  /** Lets go of the keys; afterwards nothing is sealed or opened. */
  close(): void
}

const CANARY = 'The lockgroove vault is open.'
const CANARY_PLACE: Place = { table: 'vault', row: 1, field: 'canary', version: 1 }

interface VaultRow {
  readonly canary: string
  readonly current_key_id: string
  readonly master_key_id: string
}

/**
 * Opens the vault of this database, or makes it in a database that has none. The caller may zero `masterKey` afterwards.
 * @throws VaultProblem `wrong key` or `damaged`; the database is unchanged then
 */
export function openVault(db: WriteDb, masterKey: Buffer, clock: Clock): Vault {
  if (masterKey.length !== KEY_BYTES) {
    throw new VaultProblem('bad key', `The master key must have ${KEY_BYTES} bytes, got ${masterKey.length}.`)
  }
  const made = makeVault(db, masterKey, clock.now())
  const vault = vaultOf(db, made ? 'created' : 'opened')
  vault.unlock(masterKey)
  return vault
}

/** The vault of a database whose master key is not here: closed until somebody brings it. */
export function sealedVault(db: WriteDb, problem: VaultProblem): Vault {
  return vaultOf(db, 'sealed', problem)
}

/** Whether this database has a vault, so that a new master key must not be made for it. */
export function hasVault(db: ReadDb): boolean {
  return hasWrappedKeys(db) || db.prepare('SELECT EXISTS (SELECT 1 FROM vault)').pluck().get() === 1
}

/** Whether this is the master key of this database, also when some of its rows are damaged. */
export function isKeyOf(db: ReadDb, masterKey: Buffer): boolean {
  const masterKeyId = db.prepare('SELECT master_key_id FROM vault').pluck().get()
  return masterKeyId === masterKeyIdOf(masterKey) || unwrapDataKeys(db, masterKey).keys.size > 0
}

/** True when there was none. Two processes may start at once: the second waits for the first and finds its vault. */
function makeVault(db: WriteDb, masterKey: Buffer, now: number): boolean {
  return db
    .transaction(() => {
      if (hasVault(db)) return false
      const { id, key } = createDataKey(db, masterKey, now)
      db.prepare(
        'INSERT INTO vault (id, canary, current_key_id, master_key_id, created_at) VALUES (1, ?, ?, ?, ?)',
      ).run(sealWith(key, id, CANARY, CANARY_PLACE), id, masterKeyIdOf(masterKey), now)
      return true
    })
    .immediate()
}

function checkKeys(
  masterKey: Buffer,
  row: VaultRow | undefined,
  keys: ReadonlyMap<string, KeyObject>,
  shut: readonly string[],
): asserts row is VaultRow {
  if (keys.size === 0 && row?.master_key_id !== masterKeyIdOf(masterKey)) {
    throw new VaultProblem(
      'wrong key',
      'This master key does not open the database: it is the key of another database, or an old one. Nothing was changed.',
    )
  }
  if (!row) throw damaged('its head is missing')
  if (shut.length > 0)
    throw damaged(`the data key ${shut[0]} does not open, although the master key is right`)
  const key = keys.get(row.current_key_id)
  if (!key) throw damaged(`the data key ${row.current_key_id} is missing`)
  try {
    if (openWith(key, row.canary, CANARY_PLACE).toString() === CANARY) return
  } catch (error) {
    if (!(error instanceof DoesNotOpen)) throw error
  }
  throw damaged('its check value does not open, although the master key is right')
}

function damaged(what: string): VaultProblem {
  return new VaultProblem(
    'damaged',
    `The vault in the database is damaged: ${what}. Restore a backup of the database. Nothing was changed.`,
  )
}

function vaultOf(db: WriteDb, outcome: Vault['outcome'], problem?: VaultProblem): Vault {
  let keys = new Map<string, KeyObject>()
  let keyId = ''
  let state: VaultState = problem ? shutBy(problem) : { open: true }

  return {
    outcome,
    get keyId() {
      if (!state.open) throw new VaultSealed(state.sentence)
      return keyId
    },
    state: () => state,
    seal(value, place) {
      if (!state.open) throw new VaultSealed(state.sentence)
      const key = keys.get(keyId)
      if (!key) throw new Error('The vault is closed')
      return sealWith(key, keyId, value, place)
    },
    open(sealed, place) {
      if (!state.open) throw new VaultSealed(state.sentence)
      if (keys.size === 0) throw new Error('The vault is closed')
      const key = keys.get(keyIdOf(sealed) ?? '')
      if (!key) throw new DoesNotOpen(place)
      return openWith(key, sealed, place)
    },
    unlock(masterKey) {
      const row = db.prepare('SELECT canary, current_key_id, master_key_id FROM vault').get() as
        | VaultRow
        | undefined
      const unwrapped = unwrapDataKeys(db, masterKey)
      checkKeys(masterKey, row, unwrapped.keys, unwrapped.shut)
      keys = unwrapped.keys
      keyId = row.current_key_id
      state = { open: true }
    },
    close() {
      keys.clear()
    },
  }
}

function shutBy({ trouble, message }: VaultProblem): VaultState {
  return { open: false, trouble, sentence: message }
}
