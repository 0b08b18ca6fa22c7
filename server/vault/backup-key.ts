// The key of a backup, wrapped: the head of a backup file carries it in the clear. It opens with the master key of the time
// it was made, or with the recovery key of that time, and tells nothing to anybody else.
import type { ReadDb } from '../db/open.ts'
import { prepare } from '../db/statements.ts'
import { masterKeyIdOf } from './data-keys.ts'
import { type KeyRing, readRecoveryPublicKey } from './key-ring.ts'
import { parseRecoveryKey } from './recovery-key.ts'
import { openWithRecovery, wrapForRecovery } from './recovery-wrap.ts'
import { DoesNotOpen, openWith, type Place, sealWith } from './seal.ts'
import { NO_MASTER_KEY, VaultProblem, VaultSealed } from './vault-problem.ts'

export interface BackupKeyHeader {
  /** Names the master key, and tells nothing about it. */
  readonly masterKeyId: string
  readonly byMaster: string
  /** Where the vault has a recovery key. */
  readonly byRecovery?: string
  /** What the master key is derived with from the passphrase, where it comes from one: see passphrase.ts. */
  readonly passphraseSalt?: string
}

const BY_MASTER: Place = { table: 'backup', row: 1, field: 'by_master', version: 1 }
const BY_RECOVERY: Place = { table: 'backup', row: 1, field: 'by_recovery', version: 1 }

/** `vault.wrapBackupKey(key)` is how to call it. @throws VaultSealed while no master key is held */
export function wrapBackupKey(db: ReadDb, ring: KeyRing, key: Buffer): BackupKeyHeader {
  if (!ring.masterKey) throw new VaultSealed(NO_MASTER_KEY)
  const masterKeyId = masterKeyIdOf(ring.masterKey)
  const recoveryKey = readRecoveryPublicKey(db, ring)
  const salt = prepare(db, 'SELECT passphrase_salt FROM vault').pluck().get()
  return {
    masterKeyId,
    byMaster: sealWith(ring.masterKey, masterKeyId, key, BY_MASTER),
    ...(recoveryKey &&
      recoveryKey !== 'damaged' && { byRecovery: wrapForRecovery(recoveryKey, key, BY_RECOVERY) }),
    ...(typeof salt === 'string' && { passphraseSalt: salt }),
  }
}

/**
 * The backup's key, to be zeroed after use.
 * @throws VaultProblem `wrong key` or `no key`, InvalidInput for what is no recovery key
 */
export function openBackupKey(
  header: BackupKeyHeader,
  by: { readonly masterKey: Buffer } | { readonly recoveryKey: string },
): Buffer {
  if ('recoveryKey' in by) {
    const recoveryKey = parseRecoveryKey(by.recoveryKey)
    const { byRecovery } = header
    if (byRecovery === undefined) {
      throw new VaultProblem('no key', 'This backup was made before there was a recovery key.')
    }
    return opened('recovery key', () => openWithRecovery(recoveryKey, byRecovery, BY_RECOVERY))
  }
  return opened('master key', () => openWith(by.masterKey, header.byMaster, BY_MASTER))
}

function opened(what: string, open: () => Buffer): Buffer {
  try {
    return open()
  } catch (error) {
    if (!(error instanceof DoesNotOpen)) throw error
    throw new VaultProblem(
      'wrong key',
      `This ${what} does not open the backup: it is another one than when the backup was made, or the backup is damaged.`,
    )
  }
}
