// A new data key: everything is sealed again, and the old key is gone. The sealing is done before, in turns; one transaction
// stores it, so that whenever the process ends the database has the old state or the new one.
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Clock } from '../clock.ts'
import type { WriteDb } from '../db/open.ts'
import { prepare } from '../db/statements.ts'
import { noteOwnChange } from '../db/versions.ts'
import { makeDataKey, storeDataKey } from './data-keys.ts'
import { type KeyRing, readKeyRing, readRecoveryPublicKey } from './key-ring.ts'
import { emptyLog, overwriting } from './old-keys.ts'
import { createSealedAhead, listAllValues } from './seal-ahead.ts'
import { nameOfPlace, storeInto } from './sealed-places.ts'
import type { Vault } from './vault.ts'
import { type ChangeOptions, inOneTransaction, type VaultChange } from './vault-change.ts'
import { NO_MASTER_KEY, VaultSealed } from './vault-problem.ts'

export interface RotateOptions extends ChangeOptions {
  readonly clock: Clock
}

/** Values that may have changed since they were sealed ahead, and are sealed within the transaction. */
const MAX_STALE = 100
/** Then others change them faster than they are sealed, and the transaction takes as long as it takes. */
const MAX_ROUNDS = 5

/**
 * Values in the clear are sealed on the way; values that do not open stay as they are.
 * @throws VaultSealed also while the vault lacks its master key, VaultProblem
 */
export async function rotateDataKey(db: WriteDb, vault: Vault, options: RotateOptions): Promise<VaultChange> {
  const rotation = createRotation(db, vault, options)
  for (let round = 1; ; round++) {
    await rotation.sealAhead()
    const change = rotation.commit(round < MAX_ROUNDS ? MAX_STALE : Number.POSITIVE_INFINITY)
    if (!change) continue
    if (!change.dryRun) {
      await nextTurn()
      emptyLog(db)
    }
    return change
  }
}

export interface Rotation {
  /** In turns. */
  sealAhead(): Promise<void>
  /** At once. Undefined, with nothing changed, where more values than `maxStale` are not as they were sealed ahead. */
  commit(maxStale: number): VaultChange | undefined
}

/** For `rotateDataKey`, which empties the log afterwards. @throws VaultSealed, as both of its parts do */
export function createRotation(db: WriteDb, vault: Vault, options: RotateOptions): Rotation {
  const { clock, onStep, dryRun = false } = options
  const fresh = makeDataKey()
  const ahead = createSealedAhead(db, vault, fresh)
  // Before anything is done.
  ringWithMasterKey(vault)

  function store(maxStale: number): VaultChange | undefined {
    const { ring, masterKey } = ringWithMasterKey(vault)
    const columns = listAllValues(db)
    if (ahead.countStale(columns) > maxStale) return undefined
    const found = readRecoveryPublicKey(db, ring)
    const recoveryPublicKey = found === 'damaged' ? undefined : found
    storeDataKey(db, fresh, { masterKey, recoveryPublicKey }, clock.now())
    onStep?.('stored the new key')

    const resealed: Record<string, number> = {}
    const damaged: string[] = []
    for (const { column, values } of columns) {
      const storeValue = storeInto(db, column)
      for (const value of values) {
        const sealed = ahead.sealedAnew(column, value)
        if (sealed !== undefined) {
          storeValue({ place: value.place, stored: sealed })
          const name = `${column.table}.${column.field}`
          resealed[name] = (resealed[name] ?? 0) + 1
        } else damaged.push(nameOfPlace(value.place))
        onStep?.(`${sealed === undefined ? 'left' : 'sealed'} ${nameOfPlace(value.place)}`)
      }
    }

    prepare<[string]>(db, 'UPDATE vault SET current_key_id = ?').run(fresh.id)
    onStep?.('named the new key')
    prepare<[string]>(db, 'DELETE FROM data_keys WHERE id <> ?').run(fresh.id)
    onStep?.('removed the old key')
    // What does not open now must not be committed.
    readKeyRing(db, masterKey)
    return { dryRun, resealed, rewrappedKeys: 0, damaged }
  }

  return {
    async sealAhead() {
      await ahead.catchUp()
      onStep?.('sealed everything ahead')
    },
    commit(maxStale) {
      const change = inOneTransaction(db, options, () => store(maxStale), overwriting)
      if (!change || dryRun) return change
      onStep?.('committed')
      noteOwnChange(db)
      // Takes the new keys into memory.
      vault.keyRing()
      onStep?.('switched')
      return change
    },
  }
}

function ringWithMasterKey(vault: Vault) {
  const ring: KeyRing = vault.keyRing()
  if (!ring.masterKey) throw new VaultSealed(NO_MASTER_KEY)
  return { ring, masterKey: ring.masterKey }
}
