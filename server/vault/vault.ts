// The one object that holds keys while the server runs. Nothing here asks where the master key came from
// (master-key.ts) or what is sealed (auth/).
import type { KeyObject } from 'node:crypto'
import type { Clock } from '../clock.ts'
import type { ReadDb, WriteDb } from '../db/open.ts'
import { readAuditKey } from './audit-key.ts'
import { type BackupKeyHeader, wrapBackupKey } from './backup-key.ts'
import { createDataKey, hasWrappedKeys, masterKeyIdOf, unwrapDataKeys } from './data-keys.ts'
import {
  atOneMoment,
  CANARY,
  CANARY_PLACE,
  type KeyRing,
  readHead,
  readKeyRing,
  readKeyRingWithRecovery,
  type VaultHead,
} from './key-ring.ts'
import { parseRecoveryKey } from './recovery-key.ts'
import { DoesNotOpen, KEY_BYTES, keyIdOf, openWith, type Place, sealWith } from './seal.ts'
import { VaultProblem, VaultSealed, type VaultTrouble } from './vault-problem.ts'

export type VaultState =
  | {
      readonly open: true
      /** Opened with its recovery key, until it is closed: the next start does not find a master key. Why not. */
      readonly lacksKey?: { readonly trouble: VaultTrouble; readonly sentence: string }
    }
  /** The server runs on without it: whatever needs no sealed value works, whatever does throws VaultSealed. */
  | { readonly open: false; readonly trouble: VaultTrouble; readonly sentence: string }

export interface Vault {
  state(): VaultState
  /** Whether this start made the vault or found it. */
  readonly outcome: 'created' | 'opened' | 'sealed'
  /** Id of the data key that new values are sealed with. @throws VaultSealed */
  readonly keyId: string
  /**
   * To be called inside the transaction that stores the value: so no other process can rotate the key away in between.
   * @throws VaultSealed
   */
  seal(value: Buffer | string, place: Place): string
  /** The plain bytes, to be zeroed after use. @throws DoesNotOpen, VaultSealed */
  open(sealed: string, place: Place): Buffer
  /**
   * Opens a sealed vault, or takes the master key another process re-wrapped the vault under. A wrong key changes nothing.
   * @throws VaultProblem
   */
  unlock(masterKey: Buffer): void
  /**
   * Opens the vault without its master key, which it lacks afterwards until it is given a new one (change-master-key.ts).
   * @throws InvalidInput for what is no recovery key, VaultProblem for the wrong one
   */
  unlockWithRecovery(recoveryKey: string): void
  /**
   * Whether the vault has a master key that is not held here: it is sealed, was opened with the recovery key, or another
   * process re-wrapped it. Whoever finds the key again calls `unlock`.
   */
  needsMasterKey(): boolean
  /** What the audit log is chained with. Made at first use; undefined while sealed, or when it is damaged. */
  auditKey(): KeyObject | undefined
  /** What stands in the clear at the head of a backup. @throws VaultSealed */
  wrapBackupKey(key: Buffer): BackupKeyHeader
  /** For the files of vault/ that change keys, nobody else. @throws VaultSealed */
  keyRing(): KeyRing
  /** Lets go of the keys; afterwards nothing is sealed or opened. */
  close(): void
}

/**
 * Opens the vault of this database, or makes it in a database that has none. The caller may zero `masterKey` afterwards.
 * @param passphraseSalt what the master key was derived with, where it comes from a passphrase
 * @throws VaultProblem `wrong key` or `damaged`; the database is unchanged then
 */
export function openVault(db: WriteDb, masterKey: Buffer, clock: Clock, passphraseSalt?: string): Vault {
  if (masterKey.length !== KEY_BYTES) {
    throw new VaultProblem('bad key', `The master key must have ${KEY_BYTES} bytes, got ${masterKey.length}.`)
  }
  const made = makeVault(db, masterKey, clock.now(), passphraseSalt)
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
  return readHead(db)?.masterKeyId === masterKeyIdOf(masterKey) || unwrapDataKeys(db, masterKey).keys.size > 0
}

/** True when there was none. Two processes may start at once: the second waits for the first and finds its vault. */
function makeVault(db: WriteDb, masterKey: Buffer, now: number, passphraseSalt: string | undefined): boolean {
  return db
    .transaction(() => {
      if (hasVault(db)) return false
      const { id, key } = createDataKey(db, { masterKey }, now)
      db.prepare(
        `INSERT INTO vault (id, canary, current_key_id, master_key_id, passphrase_salt, created_at)
         VALUES (1, ?, ?, ?, ?, ?)`,
      ).run(
        sealWith(key, id, CANARY, CANARY_PLACE),
        id,
        masterKeyIdOf(masterKey),
        passphraseSalt ?? null,
        now,
      )
      return true
    })
    .immediate()
}

function vaultOf(db: WriteDb, outcome: Vault['outcome'], problem?: VaultProblem): Vault {
  let ring: KeyRing | undefined
  let keyId = ''
  let isClosed = false
  let state: VaultState = problem ? shutBy(problem) : { open: true }

  function take(next: KeyRing) {
    ring = next
    keyId = next.keyId
    isClosed = false
    state = { open: true }
  }

  /**
   * Reads the keys again if another process changed them. What does not open with the master key held here stays as it
   * is: values sealed with the keys held here may still be there.
   */
  function refresh(): VaultHead | undefined {
    const head = readHead(db)
    if (!ring?.masterKey || !head) return head
    if (head.keyId === ring.keyId && head.masterKeyId === ring.masterKeyId) return head
    const { masterKey } = ring
    return atOneMoment(db, () => {
      try {
        take(readKeyRing(db, masterKey))
      } catch (error) {
        if (!(error instanceof VaultProblem)) throw error
      }
      return readHead(db)
    })
  }

  function heldRing(): KeyRing {
    if (!state.open) throw new VaultSealed(state.sentence)
    if (!ring || isClosed) throw new Error('The vault is closed')
    return ring
  }

  /** The keys as the database has them now. Of the master key only the one that is not going away. */
  function currentRing(): KeyRing {
    heldRing()
    const head = refresh()
    const held = heldRing()
    if (head && !held.keys.has(head.keyId)) throw new VaultSealed(BEHIND)
    return head?.masterKeyId === held.masterKeyId ? held : { ...held, masterKey: undefined }
  }

  return {
    outcome,
    get keyId() {
      if (!state.open) throw new VaultSealed(state.sentence)
      return keyId
    },
    state: () => state,
    seal(value, place) {
      const held = currentRing()
      return sealWith(held.keys.get(held.keyId)!, held.keyId, value, place)
    },
    open(sealed, place) {
      const id = keyIdOf(sealed) ?? ''
      const key = heldRing().keys.get(id)
      if (key) return openWith(key, sealed, place)
      const head = refresh()
      const newKey = heldRing().keys.get(id)
      if (newKey) return openWith(newKey, sealed, place)
      // Not its fault: the key it names is the vault's, only not here.
      if (id !== '' && head?.keyId === id) throw new VaultSealed(BEHIND)
      throw new DoesNotOpen(place)
    },
    unlock: (masterKey) => take(readKeyRing(db, masterKey)),
    unlockWithRecovery: (text) => take(readKeyRingWithRecovery(db, parseRecoveryKey(text))),
    needsMasterKey() {
      if (isClosed) return false
      const head = refresh()
      return !ring?.masterKey || head?.masterKeyId !== ring.masterKeyId
    },
    auditKey() {
      if (!state.open || isClosed) return undefined
      try {
        return readAuditKey(db, this)
      } catch (error) {
        if (error instanceof DoesNotOpen || error instanceof VaultSealed) return undefined
        throw error
      }
    },
    wrapBackupKey: (key) => wrapBackupKey(db, currentRing(), key),
    keyRing: currentRing,
    close() {
      ring = undefined
      isClosed = true
    },
  }
}

const BEHIND =
  'Another process gave the vault new keys under another master key, which is not here yet. Look for the master key again, or restart.'

function shutBy({ trouble, message }: VaultProblem): VaultState {
  return { open: false, trouble, sentence: message }
}
