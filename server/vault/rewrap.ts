// A new master key: every data key is wrapped again, no value is touched. Where the new key is kept is another matter:
// change-master-key.ts.
import type { WriteDb } from '../db/open.ts'
import { prepare } from '../db/statements.ts'
import { noteOwnChange } from '../db/versions.ts'
import { masterKeyIdOf, rewrapDataKey } from './data-keys.ts'
import { readKeyRing } from './key-ring.ts'
import { KEY_BYTES } from './seal.ts'
import type { Vault } from './vault.ts'
import { type ChangeOptions, inOneTransaction, type VaultChange } from './vault-change.ts'
import { VaultProblem } from './vault-problem.ts'

export interface RewrapOptions extends ChangeOptions {
  /** What the new master key is derived with, where it comes from a passphrase. */
  readonly passphraseSalt?: string
}

/**
 * Works also for a vault that the recovery key opened. The caller may zero `newMasterKey` afterwards.
 * @throws VaultSealed, VaultProblem
 */
export function rewrapVault(
  db: WriteDb,
  vault: Vault,
  newMasterKey: Buffer,
  options: RewrapOptions = {},
): VaultChange {
  const { dryRun = false, onStep, passphraseSalt } = options
  if (newMasterKey.length !== KEY_BYTES) {
    throw new VaultProblem(
      'bad key',
      `The master key must have ${KEY_BYTES} bytes, got ${newMasterKey.length}.`,
    )
  }
  const change = inOneTransaction(db, options, () => {
    const { keys } = vault.keyRing()
    for (const [id, key] of keys) {
      rewrapDataKey(db, id, key, newMasterKey)
      onStep?.(`wrapped ${id}`)
    }
    prepare<[string, string | null]>(db, 'UPDATE vault SET master_key_id = ?, passphrase_salt = ?').run(
      masterKeyIdOf(newMasterKey),
      passphraseSalt ?? null,
    )
    onStep?.('named the new master key')
    // What does not open now must not be committed.
    readKeyRing(db, newMasterKey)
    return { dryRun, resealed: {}, rewrappedKeys: keys.size, damaged: [] }
  })
  onStep?.('committed')
  if (dryRun) return change
  noteOwnChange(db)
  vault.unlock(newMasterKey)
  onStep?.('switched')
  return change
}
