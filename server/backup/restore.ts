// A backup becomes the database. In this order: nobody else is here, the file is whole and opens, a new database is made of
// it beside the present one, the present one is put aside, and one renaming exchanges them. Whatever ends it before that
// renaming leaves the present database; whatever ends it after, the restored one.
import { createSecretKey, randomBytes } from 'node:crypto'
import { rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import { createAudit } from '../auth/audit.ts'
import type { Clock } from '../clock.ts'
import { lockDataFolder, takeLock } from '../db/folder-lock.ts'
import { migrate } from '../db/migrate.ts'
import { openDatabase, type WriteDb } from '../db/open.ts'
import { bumpVersion } from '../db/versions.ts'
import { rebuildLibrary } from '../library/refresh/rebuild.ts'
import { makePrivateFolder } from '../private-folder.ts'
import { type BackupKeyHeader, openBackupKey } from '../vault/backup-key.ts'
import { masterKeyIdOf } from '../vault/data-keys.ts'
import { findMasterKey, type MasterKey, type MasterKeyOptions } from '../vault/master-key.ts'
import { rewrapVault } from '../vault/rewrap.ts'
import { hasVault, isKeyOf, openVault, sealedVault, type Vault } from '../vault/vault.ts'
import { VaultProblem } from '../vault/vault-problem.ts'
import { readBackupFile } from './backup-file.ts'
import { checkCopy } from './check-copy.ts'
import { makePrivateFile, withCopy } from './copy-database.ts'
import { exchangeDatabase, flushToDisk, putPresentAside } from './exchange-database.ts'
import { emptyDatabase, findKeyOfBackup } from './find-backup-key.ts'
import { type BackupHeader, readHead } from './header.ts'
import { keepFromPresent } from './keep-from-present.ts'
import { backupDirOf, backupLockPath, removeLeftOvers } from './places.ts'
import { BackupProblem, toBackupProblem } from './problem.ts'

/** What opens the backup: the recovery key of its time, a master key, or else whatever is found where keys are kept. */
export type BackupOpener = { readonly recoveryKey: string } | { readonly masterKey: Buffer } | 'key at hand'

export interface RestoreOptions {
  readonly dataDir: string
  readonly path: string
  readonly opener: BackupOpener
  readonly keys: MasterKeyOptions
  readonly ignoredArticles: string
  readonly clock: Clock
  /** Told after each step, for tests that end the process there. */
  readonly onStep?: (step: string) => void
}

export interface Restored {
  readonly header: BackupHeader
  /** Where the database lies that was there before; undefined where there was none. */
  readonly keptIn: string | undefined
  /** Where the master key of the restored database comes from, if it is another than the backup's. */
  readonly newKeySource: MasterKey['source'] | undefined
  /** Devices that were good in the backup and are revoked in the database that was there. */
  readonly keptRevoked: number
  /** Sentences the owner should read. */
  readonly notices: readonly string[]
}

/** Blocks for as long as it takes: only for the command line. @throws StartProblem; nothing is changed then */
export async function restoreBackup(options: RestoreOptions): Promise<Restored> {
  const { dataDir, path } = options
  const { header } = readHead(path)
  makePrivateFolder(dataDir, 'data folder')
  const lock = lockDataFolder(dataDir, 'replace')
  const backupDir = backupDirOf(dataDir)
  const restoredPath = join(backupDir, `restored-${randomBytes(6).toString('hex')}.db`)
  try {
    makePrivateFolder(backupDir, 'folder of backups')
    const backupLock = takeLock(backupLockPath(backupDir), 'replace')
    if (!backupLock) throw new BackupProblem('in the way', 'A backup is being made or checked at the moment.')
    try {
      removeLeftOvers(backupDir)
      return await restoreInto(restoredPath, header, options)
    } finally {
      rmSync(restoredPath, { force: true })
      backupLock.release()
    }
  } catch (error) {
    throw toBackupProblem(error, backupDir)
  } finally {
    lock.release()
  }
}

async function restoreInto(
  restoredPath: string,
  header: BackupHeader,
  options: RestoreOptions,
): Promise<Restored> {
  const { dataDir, path, opener, onStep, clock } = options
  const unlocked = await unlockBackup(header.key, opener, options.keys)
  onStep?.('opened')

  makePrivateFile(restoredPath)
  await readBackupFile(path, restoredPath, createSecretKey(unlocked.backupKey))
  unlocked.backupKey.fill(0)
  onStep?.('unpacked')

  const { newKey, keptRevoked } = await prepare(restoredPath, header, unlocked, options)
  unlocked.masterKey?.fill(0)
  flushToDisk(restoredPath)
  onStep?.('prepared')

  const dbPath = join(dataDir, 'lockgroove.db')
  const keptIn = putPresentAside(dbPath, backupDirOf(dataDir), clock.now())
  onStep?.('put aside')
  exchangeDatabase(restoredPath, dbPath)
  onStep?.('exchanged')
  return { header, keptIn, newKeySource: newKey?.source, keptRevoked, notices: newKey?.warnings ?? [] }
}

interface Unlocked {
  /** To be zeroed. */
  readonly backupKey: Buffer
  /** To be zeroed; undefined where the recovery key has opened it. */
  readonly masterKey: Buffer | undefined
}

/** @throws VaultProblem, InvalidInput for what is no recovery key */
async function unlockBackup(
  wrapped: BackupKeyHeader,
  opener: BackupOpener,
  keys: MasterKeyOptions,
): Promise<Unlocked> {
  if (opener !== 'key at hand' && 'recoveryKey' in opener) {
    return { backupKey: openBackupKey(wrapped, opener), masterKey: undefined }
  }
  const masterKey = opener === 'key at hand' ? await findKeyOfBackup(wrapped, keys) : opener.masterKey
  return { backupKey: openBackupKey(wrapped, { masterKey }), masterKey }
}

/** Checks the unpacked database and makes it ready to be started with. `newKey`: if its vault got another one. */
async function prepare(
  restoredPath: string,
  header: BackupHeader,
  { masterKey }: Unlocked,
  options: RestoreOptions,
): Promise<{ newKey: MasterKey | undefined; keptRevoked: number }> {
  withCopy(restoredPath, (db) => checkCopy(db, header))
  options.onStep?.('checked')
  const db = openDatabase(restoredPath, { journal: 'MEMORY' })
  try {
    migrate(db)
    const vault = openVaultInside(db, masterKey, options)
    const newKey = await giveKey(db, vault, options)
    const { revoked: keptRevoked } = keepFromPresent(db, join(options.dataDir, 'lockgroove.db'))
    makeStartable(db, vault, header, options)
    vault.close()
    return { newKey, keptRevoked }
  } finally {
    db.close()
  }
}

function openVaultInside(
  db: WriteDb,
  masterKey: Buffer | undefined,
  { opener, clock }: RestoreOptions,
): Vault {
  if (masterKey) return openVault(db, masterKey, clock)
  if (opener === 'key at hand' || !('recoveryKey' in opener)) throw new Error('No key to open the vault with')
  const vault = sealedVault(db, new VaultProblem('no key', 'Opened with the recovery key.'))
  vault.unlockWithRecovery(opener.recoveryKey)
  return vault
}

async function giveKey(db: WriteDb, vault: Vault, options: RestoreOptions): Promise<MasterKey | undefined> {
  const present = await presentKey(options)
  if (!present) return undefined
  try {
    if (masterKeyIdOf(present.key) === vault.keyRing().masterKeyId) return undefined
    const { passphraseSalt } = present
    rewrapVault(db, vault, present.key, { ...(passphraseSalt !== undefined && { passphraseSalt }) })
    return present
  } finally {
    present.key.fill(0)
  }
}

/**
 * The key the restored vault is to open with from now on: that of the database which is there; on another computer, the key
 * of this computer. Undefined where the backup's own key is at hand and nothing speaks for another one.
 */
async function presentKey({ dataDir, opener, keys }: RestoreOptions): Promise<MasterKey | undefined> {
  const ofPresent = await keyOfPresent(join(dataDir, 'lockgroove.db'), keys)
  if (ofPresent || opener === 'key at hand') return ofPresent
  const empty = emptyDatabase()
  try {
    return await findMasterKey(empty, keys)
  } finally {
    empty.close()
  }
}

async function keyOfPresent(dbPath: string, keys: MasterKeyOptions): Promise<MasterKey | undefined> {
  let db: WriteDb | undefined
  try {
    db = openDatabase(dbPath, { mustExist: true })
    if (!hasVault(db)) return undefined
    const found = await findMasterKey(db, keys)
    return isKeyOf(db, found.key) ? found : undefined
  } catch (error) {
    // It is there, and must not be passed by for a new one.
    if (error instanceof VaultProblem && error.trouble === 'locked') throw error
    // Damaged, of another version, or its key is lost: often the very reason for restoring.
    return undefined
  } finally {
    db?.close()
  }
}

function makeStartable(db: WriteDb, vault: Vault, header: BackupHeader, options: RestoreOptions): void {
  const { clock, path, ignoredArticles } = options
  // They are in no backup of ours. One more look, as the price of reviving one is high.
  db.exec('DELETE FROM sessions; DELETE FROM recovery_links')
  rebuildLibrary(db, { clock, ignoredArticles })
  for (const name of ['library', 'auth', 'settings'] as const) bumpVersion(db, name, clock.now())
  createAudit({ db, vault, clock }).record({
    event: 'backup.restored',
    actor: 'command line',
    subject: basename(path),
    detail: { madeAt: new Date(header.madeAt).toISOString() },
  })
}
