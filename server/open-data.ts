// The data folder, opened: what the server and the command line have in common.
import { chmodSync, existsSync, mkdirSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { createUsers, type Users } from './auth/users.ts'
import { type Clock, systemClock } from './clock.ts'
import { migrate } from './db/migrate.ts'
import { openDatabase, type WriteDb } from './db/open.ts'
import { createVersions, type Versions } from './db/versions.ts'
import { StartProblem } from './errors.ts'
import type { Events } from './events.ts'
import type { Settings } from './settings/definitions.ts'
import { findMasterKey, type MasterKey } from './vault/master-key.ts'
import { openVault, type Vault } from './vault/vault.ts'

export interface OpenDatabase {
  readonly db: WriteDb
  readonly dbPath: string
  readonly versions: Versions
}

export interface OpenData extends OpenDatabase {
  readonly vault: Vault
  readonly users: Users
  readonly masterKeySource: MasterKey['source']
  /** Sentences the owner should read, such as where a new key file lies. */
  readonly notices: readonly string[]
  close(): void
}

/** Makes the data folder (0700) and brings its database up to date. @throws StartProblem */
export function openDataFolder(settings: Settings): OpenDatabase {
  makePrivateFolder(settings.data, 'data folder')
  const dbPath = join(settings.data, 'lockgroove.db')
  const db = openDatabase(dbPath)
  migrate(db)
  return { db, dbPath, versions: createVersions(db) }
}

/** As above, and opens the vault, which may mean asking the keychain. @throws StartProblem */
export async function openData(
  settings: Settings,
  { clock = systemClock, events }: { clock?: Clock; events?: Events } = {},
): Promise<OpenData> {
  const { db, dbPath, versions } = openDataFolder(settings)
  try {
    const found = await findMasterKey(db, {
      masterKey: settings.masterKey,
      masterKeyFile: settings.masterKeyFile,
      keychain: settings.keychain,
      dataDir: settings.data,
    })
    const vault = openVault(db, found.key, clock)
    found.key.fill(0)
    const users = createUsers({ db, vault, clock, versions, events })
    return {
      db,
      dbPath,
      versions,
      vault,
      users,
      masterKeySource: found.source,
      notices: found.warnings,
      close() {
        vault.close()
        db.close()
      },
    }
  } catch (error) {
    db.close()
    throw error
  }
}

/** Makes a folder only its owner may enter, or takes the others' rights from one that is there. @throws StartProblem */
export function makePrivateFolder(path: string, what: string): void {
  try {
    // Not recursive where it need not be: in /proc Node's recursive mkdir never ends.
    if (!existsSync(path)) mkdirSync(path, { recursive: !existsSync(dirname(path)), mode: 0o700 })
    if (process.platform !== 'win32' && (statSync(path).mode & 0o077) !== 0) chmodSync(path, 0o700)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    const reason = code === 'EEXIST' || code === 'ENOTDIR' ? 'a file is in the way' : (code ?? 'unknown')
    throw new StartProblem(`The ${what} ${path} cannot be made or written: ${reason}.`, { cause: error })
  }
}
