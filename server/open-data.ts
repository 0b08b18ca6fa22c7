// The data folder, opened: what the server and the command line have in common.
import { join } from 'node:path'
import { type Audit, createAudit } from './auth/audit.ts'
import { createPasswordRules, type PasswordRules } from './auth/password-rules.ts'
import { createSealOnSight, type SealOnSight } from './auth/seal-on-sight.ts'
import { createUsers, type Users } from './auth/users.ts'
import { type Clock, systemClock } from './clock.ts'
import { type Lock, lockDataFolder } from './db/folder-lock.ts'
import { migrate } from './db/migrate.ts'
import { openDatabase, type WriteDb } from './db/open.ts'
import { createVersions, type Versions } from './db/versions.ts'
import { StartProblem } from './errors.ts'
import type { Events } from './events.ts'
import type { Log } from './log.ts'
import { closeExposed, makePrivateFolder } from './private-folder.ts'
import type { Settings } from './settings/definitions.ts'
import { createLiveSettings, type LiveSettings } from './settings/live.ts'
import type { LoadedSettings } from './settings/load.ts'
import type { Keychain } from './vault/keychain.ts'
import { type FirstKey, findMasterKey, type MasterKey, type MasterKeyOptions } from './vault/master-key.ts'
import { sealedNotice } from './vault/sealed-words.ts'
import { createUnlocking, type Unlocking } from './vault/unlocking.ts'
import { hasVault, openVault, sealedVault, type Vault } from './vault/vault.ts'
import { VaultProblem } from './vault/vault-problem.ts'

export interface OpenDatabase {
  readonly db: WriteDb
  readonly dbPath: string
  readonly versions: Versions
  /** Sentences the owner should read, such as where a new key file lies. */
  readonly notices: readonly string[]
  /** The database, and with it the hold on the data folder. */
  close(): void
}

export interface OpenData extends OpenDatabase {
  readonly vault: Vault
  readonly users: Users
  readonly live: LiveSettings
  readonly passwordRules: PasswordRules
  readonly audit: Audit
  readonly unlocking: Unlocking
  readonly sealOnSight: SealOnSight
  /** Where the master key may come from. */
  readonly masterKey: MasterKeyOptions
  close(): void
}

export interface OpenDataOptions {
  readonly clock?: Clock
  readonly events?: Events
  readonly log?: Log
  /** Where each setting comes from; a flag or the environment pins it. */
  readonly sourceOf?: LoadedSettings['sourceOf']
  /** Open the data folder also when its vault stays shut, as the server does; what is sealed is out of reach then. */
  readonly evenSealed?: boolean
  /** Of a host that has its own way to start the keychain's helper. */
  readonly keychain?: Keychain | undefined
  readonly firstKey?: FirstKey | undefined
  /** For opening or making the vault now, instead of what the settings say. */
  readonly passphrase?: string | undefined
}

/** Makes the data folder (0700) and brings its database up to date. @throws StartProblem */
export function openDataFolder(settings: Settings): OpenDatabase {
  const notices = closeExposed(settings.data)
  makePrivateFolder(settings.data, 'data folder')
  const lock = lockDataFolder(settings.data, 'use')
  try {
    return openLockedFolder(settings, lock, notices)
  } catch (error) {
    lock.release()
    throw isFull(error) ? new StartProblem(fullDisk(settings.data), { cause: error }) : error
  }
}

function isFull(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'SQLITE_FULL'
}

function fullDisk(dataDir: string): string {
  return `The disk of the data folder ${dataDir} is full. Make some room there, then start Lockgroove again.`
}

function openLockedFolder(settings: Settings, lock: Lock, notices: readonly string[]): OpenDatabase {
  const dbPath = join(settings.data, 'lockgroove.db')
  const db = openDatabase(dbPath)
  migrate(db)
  // A star must not pay for tidying up after a scan: the scan's own connection does that, at SQLite's default of 1000.
  db.pragma('wal_autocheckpoint = 4000')
  // Holds what listings read of some 10,000 songs: a page of 500 costs 2.5 ms instead of 4.1 ms with the 8 MB of other
  // connections. Not mmap: a disk error would then end the process instead of the statement.
  db.pragma('cache_size = -48000')
  return {
    db,
    dbPath,
    versions: createVersions(db),
    notices,
    close() {
      db.close()
      lock.release()
    },
  }
}

/** Where the master key may come from, by the settings. */
export function masterKeyOptions(settings: Settings): MasterKeyOptions {
  const { masterKey, masterKeyFile, passphrase, passphraseFile, keychain, data } = settings
  return { masterKey, masterKeyFile, passphrase, passphraseFile, keychain, dataDir: data }
}

/** As above, and opens the vault, which may mean asking the keychain. @throws StartProblem */
export async function openData(
  settings: Settings,
  {
    clock = systemClock,
    events,
    log,
    sourceOf,
    evenSealed = false,
    keychain,
    firstKey,
    passphrase,
  }: OpenDataOptions = {},
): Promise<OpenData> {
  const { db, dbPath, versions, notices, close: closeFolder } = openDataFolder(settings)
  try {
    const masterKey: MasterKeyOptions = {
      ...masterKeyOptions(settings),
      hostKeychain: keychain,
      ...(firstKey !== undefined && { firstKey }),
    }
    const findKey = () => findMasterKey(db, masterKey)
    const findKeyNow = () =>
      findMasterKey(db, passphrase === undefined ? masterKey : withPassphrase(masterKey, passphrase))
    const { vault, start } = await openVaultOf(db, findKeyNow, clock, evenSealed)
    const unlocking = createUnlocking({
      db,
      vault,
      findKey,
      start,
      clock,
      onTrouble: (sentence) => log?.error({ sentence }, 'the master key was not found'),
    })
    const live = createLiveSettings(db, versions, settings, sourceOf)
    const audit = createAudit({ db, vault, clock, log })
    const passwordRules = createPasswordRules(live)
    const users = createUsers({ db, vault, clock, versions, passwordRules, events })
    return {
      db,
      dbPath,
      versions,
      vault,
      users,
      live,
      passwordRules,
      audit,
      unlocking,
      sealOnSight: createSealOnSight({ db, vault, versions, audit, log }),
      masterKey,
      notices: [...notices, ...(start instanceof VaultProblem ? [sealedNotice(start)] : start.warnings)],
      close() {
        unlocking.close()
        vault.close()
        closeFolder()
      },
    }
  } catch (error) {
    closeFolder()
    throw error
  }
}

function withPassphrase(masterKey: MasterKeyOptions, passphrase: string): MasterKeyOptions {
  return { ...masterKey, passphrase, passphraseFile: undefined }
}

/** @throws VaultProblem where there is no vault yet to be kept, or a shut one is of no use */
async function openVaultOf(
  db: WriteDb,
  findKey: () => Promise<MasterKey>,
  clock: Clock,
  evenSealed: boolean,
): Promise<{ vault: Vault; start: MasterKey | VaultProblem }> {
  try {
    const found = await findKey()
    try {
      return { vault: openVault(db, found.key, clock, found.passphraseSalt), start: found }
    } finally {
      found.key.fill(0)
    }
  } catch (error) {
    if (!(error instanceof VaultProblem) || !evenSealed || !hasVault(db)) throw error
    return { vault: sealedVault(db, error), start: error }
  }
}
