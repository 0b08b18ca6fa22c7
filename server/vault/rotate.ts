// A new data key: everything is sealed again, and the old key is gone. One transaction, so that whenever the process ends
// the database has the old state or the new one.
import type { Clock } from '../clock.ts'
import type { WriteDb } from '../db/open.ts'
import { prepare } from '../db/statements.ts'
import { noteOwnChange } from '../db/versions.ts'
import { createDataKey } from './data-keys.ts'
import { readKeyRing, readRecoveryPublicKey } from './key-ring.ts'
import { sealWith } from './seal.ts'
import { listStoredValues, nameOfPlace, plainOf, SEALED_COLUMNS, storeInto } from './sealed-places.ts'
import type { Vault } from './vault.ts'
import { type ChangeOptions, inOneTransaction, type VaultChange } from './vault-change.ts'
import { NO_MASTER_KEY, VaultSealed } from './vault-problem.ts'

export interface RotateOptions extends ChangeOptions {
  readonly clock: Clock
}

/**
 * Values in the clear are sealed on the way; values that do not open stay as they are.
 * @throws VaultSealed also while the vault lacks its master key, VaultProblem
 */
export function rotateDataKey(db: WriteDb, vault: Vault, options: RotateOptions): VaultChange {
  const { clock, onStep, dryRun = false } = options
  const change = inOneTransaction(db, options, () => {
    const ring = vault.keyRing()
    if (!ring.masterKey) throw new VaultSealed(NO_MASTER_KEY)
    const found = readRecoveryPublicKey(db, ring)
    const recoveryPublicKey = found === 'damaged' ? undefined : found
    const fresh = createDataKey(db, { masterKey: ring.masterKey, recoveryPublicKey }, clock.now())
    onStep?.('stored the new key')

    const resealed: Record<string, number> = {}
    const damaged: string[] = []
    for (const column of SEALED_COLUMNS) {
      const store = storeInto(db, column)
      for (const value of listStoredValues(db, column)) {
        const plain = plainOf(vault, column, value)
        if (plain) {
          store({ place: value.place, stored: sealWith(fresh.key, fresh.id, plain, value.place) })
          plain.fill(0)
          const name = `${column.table}.${column.field}`
          resealed[name] = (resealed[name] ?? 0) + 1
        } else damaged.push(nameOfPlace(value.place))
        onStep?.(`${plain ? 'sealed' : 'left'} ${nameOfPlace(value.place)}`)
      }
    }

    prepare<[string]>(db, 'UPDATE vault SET current_key_id = ?').run(fresh.id)
    onStep?.('named the new key')
    prepare<[string]>(db, 'DELETE FROM data_keys WHERE id <> ?').run(fresh.id)
    onStep?.('removed the old key')
    // What does not open now must not be committed.
    readKeyRing(db, ring.masterKey)
    return { dryRun, resealed, rewrappedKeys: 0, damaged }
  })
  onStep?.('committed')
  if (dryRun) return change
  noteOwnChange(db)
  // Takes the new keys into memory.
  vault.keyRing()
  onStep?.('switched')
  return change
}
