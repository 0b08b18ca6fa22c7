// The master key a backup was made under, looked for where the present one is: as the key in place, or as one that was
// kept when the vault got another ([Note: master keys by their id] in vault/kept-keys.ts).
import { migrate } from '../db/migrate.ts'
import { openDatabase, type WriteDb } from '../db/open.ts'
import type { BackupKeyHeader } from '../vault/backup-key.ts'
import { masterKeyIdOf } from '../vault/data-keys.ts'
import { findMasterKey, type MasterKeyOptions } from '../vault/master-key.ts'
import { VaultProblem } from '../vault/vault-problem.ts'

/**
 * To be zeroed after use. May ask the keychain.
 * @throws VaultProblem
 */
export async function findKeyOfBackup(header: BackupKeyHeader, options: MasterKeyOptions): Promise<Buffer> {
  const db = emptyDatabase()
  try {
    db.pragma('foreign_keys = OFF')
    // The finder asks a database which key it wants: this one has a vault with the key of the backup, and nothing else.
    db.prepare(
      `INSERT INTO vault (id, canary, current_key_id, master_key_id, passphrase_salt, created_at)
       VALUES (1, '', '', ?, ?, 0)`,
    ).run(header.masterKeyId, header.passphraseSalt ?? null)
    const { key } = await findMasterKey(db, options).catch(notAtHand)
    if (masterKeyIdOf(key) === header.masterKeyId) return key
    key.fill(0)
    return notAtHand(new VaultProblem('wrong key', 'The one that is set is another one.'))
  } finally {
    db.close()
  }
}

function notAtHand(error: unknown): never {
  if (!(error instanceof VaultProblem)) throw error
  // The finder's own sentence speaks of a database, and here there is none.
  const why = error.looked === undefined ? error.message : `Looked for it: ${error.looked}.`
  throw new VaultProblem(
    error.trouble,
    `The master key of the backup is not at hand. ${why} To restore it, give the recovery key (--recovery-key-stdin) or its master key (--backup-key-file).`,
    { cause: error },
  )
}

/** In memory, with all tables. */
export function emptyDatabase(): WriteDb {
  const db = openDatabase(':memory:')
  migrate(db)
  return db
}
