// The patient of the command line: a data folder, opened for reading only. Nothing is migrated, made or mended, since the
// doctor may be asked in the middle of a disaster.
import { existsSync, rmSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { takeLock } from '../db/folder-lock.ts'
import { MIGRATIONS } from '../db/migrate.ts'
import { openDatabase, type WriteDb } from '../db/open.ts'
import { createVersions } from '../db/versions.ts'
import { shutAt } from '../doors/shut.ts'
import { StartProblem } from '../errors.ts'
import type { SettingName, Settings } from '../settings/definitions.ts'
import { createLiveSettings } from '../settings/live.ts'
import { type LoadedSettings, loadSettings } from '../settings/load.ts'
import { findRunningServer, type RunningServer } from '../settings/running-server.ts'
import { createKeychain, type Keychain } from '../vault/keychain.ts'
import { findMasterKey } from '../vault/master-key.ts'
import { hasVault, sealedVault, type Vault } from '../vault/vault.ts'
import { VaultProblem } from '../vault/vault-problem.ts'
import type { Patient, PatientData } from './patient.ts'

export interface OpenPatient {
  readonly patient: Patient
  /** Of what is open, undefined when none runs. */
  readonly running?: RunningServer | undefined
  close(): void
}

type Missing = Exclude<Patient['data'], PatientData>

interface Reading {
  readonly db: WriteDb
  close(): void
}

export async function openPatient(loaded: LoadedSettings, now: number): Promise<OpenPatient> {
  const keychain = rememberAnswers(createKeychain())
  const dbPath = join(loaded.settings.data, 'lockgroove.db')
  const without = (data: Missing): OpenPatient => ({
    patient: { ...settingsAtStart(loaded), now, keychain, data },
    close() {},
  })
  const reading = openForReading(dbPath)
  if ('missing' in reading) return without(reading)
  const { db } = reading
  try {
    const vault = await openVaultForReading(db, loaded.settings, keychain)
    const running = findRunningServer(db)
    return {
      patient: { ...settingsNow(loaded, db, running), now, keychain, data: { db, dbPath, vault } },
      running,
      close() {
        vault.close()
        reading.close()
      },
    }
  } catch (error) {
    reading.close()
    return without(unreadable(dbPath, error))
  }
}

function openForReading(dbPath: string): Reading | Missing {
  if (!existsSync(dbPath)) return { missing: 'There is none yet; the first start makes it.', isBad: false }
  const hadWal = existsSync(`${dbPath}-wal`)
  let db: WriteDb | undefined
  const close = () => {
    db?.close()
    if (!hadWal) removeTraces(dbPath)
  }
  try {
    db = openDatabase(dbPath, { readonly: true })
    const version = db.pragma('user_version', { simple: true }) as number
    if (version === MIGRATIONS.length) return { db, close }
    close()
    return otherVersion(version)
  } catch (error) {
    close()
    return unreadable(dbPath, error)
  }
}

/** SQLite makes two files even for a reader, and a reader may not remove them. Nobody else may be using them. */
function removeTraces(dbPath: string) {
  const lockPath = join(dirname(dbPath), 'lockgroove.lock')
  const lock = existsSync(lockPath) ? takeLock(lockPath, 'replace') : undefined
  if (!lock) return
  const wal = statSync(`${dbPath}-wal`, { throwIfNoEntry: false })
  if (wal?.size === 0) for (const ending of ['-wal', '-shm']) rmSync(dbPath + ending, { force: true })
  lock.release()
}

/** SQLite's own words may quote a row; its code does not. @throws what is no trouble with the file */
function unreadable(dbPath: string, error: unknown): Missing {
  const code = (error as { code?: unknown } | undefined)?.code
  if (!(error instanceof StartProblem) && typeof code !== 'string') throw error
  return {
    missing: error instanceof StartProblem ? error.message : `${dbPath} is damaged (${code}).`,
    isBad: true,
    remedy: 'lockgroove backup list, then lockgroove backup restore',
  }
}

function otherVersion(version: number): Missing {
  if (version > MIGRATIONS.length) {
    return {
      missing: `It was made by a newer Lockgroove (version ${version}; this one knows ${MIGRATIONS.length}).`,
      isBad: true,
      remedy: 'Update Lockgroove.',
    }
  }
  return {
    missing: `It is of an older Lockgroove (version ${version} of ${MIGRATIONS.length}); the next start brings it up to date. Ask again after that.`,
    isBad: false,
  }
}

/** Unlike openVault this makes nothing. */
async function openVaultForReading(db: WriteDb, settings: Settings, keychain: Keychain): Promise<Vault> {
  const vault = sealedVault(db, new VaultProblem('no key', 'There is no vault yet.'))
  if (!hasVault(db)) return vault
  try {
    const found = await findMasterKey(db, { ...settings, dataDir: settings.data }, keychain)
    try {
      vault.unlock(found.key)
    } finally {
      found.key.fill(0)
    }
    return vault
  } catch (error) {
    if (!(error instanceof VaultProblem)) throw error
    return sealedVault(db, error)
  }
}

function settingsAtStart({ settings, sourceOf }: LoadedSettings): Pick<Patient, 'get' | 'sourceOf'> {
  return { get: (name) => settings[name], sourceOf: (name) => sourceOf[name] }
}

/** What this command's own start says: the same folder may have another path in the server's container. */
const OWN: readonly SettingName[] = [
  'data',
  'cache',
  'music',
  'masterKey',
  'masterKeyFile',
  'passphrase',
  'passphraseFile',
  'keychain',
]

/** A server that runs goes by its own start command, whatever this one's flags and environment say. */
function settingsNow(
  loaded: LoadedSettings,
  db: WriteDb,
  running: RunningServer | undefined,
): Pick<Patient, 'get' | 'sourceOf'> {
  const versions = createVersions(db)
  const atStart = createLiveSettings(db, versions, loaded.settings, loaded.sourceOf)
  if (!running) return atStart
  const unpinned = createLiveSettings(db, versions, loadSettings({}, {}).settings)
  return {
    get(name) {
      if (OWN.includes(name)) return atStart.get(name)
      if (name === 'address' && (shutAt(db) ?? 0) > running.startedAt) return unpinned.get(name)
      const pinned = running.pinned[name]
      return pinned && 'value' in pinned ? (pinned.value as Settings[typeof name]) : unpinned.get(name)
    },
    sourceOf(name) {
      return OWN.includes(name)
        ? atStart.sourceOf(name)
        : (running.pinned[name]?.source ?? unpinned.sourceOf(name))
    },
  }
}

/** A locked keychain puts up a prompt; nobody should see it twice. */
function rememberAnswers(keychain: Keychain): Keychain {
  const answers = new Map<string | undefined, ReturnType<Keychain['read']>>()
  return {
    ...keychain,
    read(account) {
      const known = answers.get(account) ?? keychain.read(account)
      answers.set(account, known)
      return known
    },
  }
}
