// The data folder, opened: what the server and the command line have in common.
import { join } from 'node:path'
import { type Audit, createAudit } from './auth/audit.ts'
import { createPasswordRules, type PasswordRules } from './auth/password-rules.ts'
import { createUsers, type Users } from './auth/users.ts'
import { type Clock, systemClock } from './clock.ts'
import { type Lock, lockDataFolder } from './db/folder-lock.ts'
import { migrate } from './db/migrate.ts'
import { openDatabase, type WriteDb } from './db/open.ts'
import { createVersions, type Versions } from './db/versions.ts'
import type { Events } from './events.ts'
import type { Log } from './log.ts'
import { makePrivateFolder } from './private-folder.ts'
import type { Settings } from './settings/definitions.ts'
import { createLiveSettings, type LiveSettings } from './settings/live.ts'
import type { LoadedSettings } from './settings/load.ts'
import { findMasterKey, type MasterKey } from './vault/master-key.ts'
import { openVault, type Vault } from './vault/vault.ts'

export interface OpenDatabase {
  readonly db: WriteDb
  readonly dbPath: string
  readonly versions: Versions
  /** The database, and with it the hold on the data folder. */
  close(): void
}

export interface OpenData extends OpenDatabase {
  readonly vault: Vault
  readonly users: Users
  readonly live: LiveSettings
  readonly passwordRules: PasswordRules
  readonly audit: Audit
  readonly masterKeySource: MasterKey['source']
  /** Sentences the owner should read, such as where a new key file lies. */
  readonly notices: readonly string[]
  close(): void
}

export interface OpenDataOptions {
  readonly clock?: Clock
  readonly events?: Events
  readonly log?: Log
  /** Where each setting comes from; a flag or the environment pins it. */
  readonly sourceOf?: LoadedSettings['sourceOf']
}

/** Makes the data folder (0700) and brings its database up to date. @throws StartProblem */
export function openDataFolder(settings: Settings): OpenDatabase {
  makePrivateFolder(settings.data, 'data folder')
  const lock = lockDataFolder(settings.data, 'use')
  try {
    return openLockedFolder(settings, lock)
  } catch (error) {
    lock.release()
    throw error
  }
}

function openLockedFolder(settings: Settings, lock: Lock): OpenDatabase {
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
    close() {
      db.close()
      lock.release()
    },
  }
}

/** As above, and opens the vault, which may mean asking the keychain. @throws StartProblem */
export async function openData(
  settings: Settings,
  { clock = systemClock, events, log, sourceOf }: OpenDataOptions = {},
): Promise<OpenData> {
  const { db, dbPath, versions, close: closeFolder } = openDataFolder(settings)
  try {
    const found = await findMasterKey(db, {
      masterKey: settings.masterKey,
      masterKeyFile: settings.masterKeyFile,
      keychain: settings.keychain,
      dataDir: settings.data,
    })
    const vault = openVault(db, found.key, clock)
    found.key.fill(0)
    const live = createLiveSettings(db, versions, settings, sourceOf)
    const audit = createAudit({ db, vault: { auditKey: () => undefined }, clock, log })
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
      masterKeySource: found.source,
      notices: found.warnings,
      close() {
        vault.close()
        closeFolder()
      },
    }
  } catch (error) {
    closeFolder()
    throw error
  }
}
