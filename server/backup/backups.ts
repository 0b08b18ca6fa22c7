// Makes, checks and removes backups; one at a time, whichever process it is. The work itself is done in a thread of its
// own (worker.ts), so nobody waits for it.
import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto'
import { existsSync, renameSync, rmSync, statfsSync, statSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import type { Audit } from '../auth/audit.ts'
import type { Clock } from '../clock.ts'
import type { BackupInfo } from '../contract/backups.ts'
import { takeLock } from '../db/folder-lock.ts'
import type { WriteDb } from '../db/open.ts'
import { Busy, NotFound } from '../errors.ts'
import { makePrivateFolder } from '../private-folder.ts'
import type { LiveSettings } from '../settings/live.ts'
import { masterKeyIdOf } from '../vault/data-keys.ts'
import type { MasterKeyOptions } from '../vault/master-key.ts'
import { KEY_BYTES } from '../vault/seal.ts'
import type { Vault } from '../vault/vault.ts'
import { VERSION } from '../version.ts'
import { findKeyOfBackup } from './find-backup-key.ts'
import { readHead } from './header.ts'
import { describeBackup, listBackups } from './list-backups.ts'
import {
  BAD_ENDING,
  backupDirOf,
  backupLockPath,
  ENDING,
  isBackupName,
  removeLeftOvers,
  timeInName,
} from './places.ts'
import { BackupProblem } from './problem.ts'
import { chooseOutdated, removeOldStates, timeToCountFrom } from './prune.ts'
import { type KnownRehearsal, storeRehearsal } from './rehearsals.ts'
import { type RunningJob, runJob, type StartBackupWorker } from './run-job.ts'
import type { Job, Rehearsal } from './worker.ts'

export interface Backups {
  list(): BackupInfo[]
  isBusy(): boolean
  /**
   * Makes one, checks it, and removes those that are no longer kept. One that fails its check is there, marked as bad.
   * @param actor for the audit log
   * @param folder instead of the data folder's own; it must exist, and nothing in it is ever removed
   * @throws BackupProblem, VaultSealed, Busy
   */
  make(actor: string, folder?: string): Promise<MadeBackup>
  /**
   * Checks one again, as after making it.
   * @param file a name in the folder of backups, or a path
   * @throws BackupProblem, VaultSealed, Busy, NotFound
   */
  verify(file: string): Promise<BackupInfo>
  /** Ends what is under way. */
  close(): Promise<void>
}

export type MadeBackup = BackupInfo & { readonly path: string }

export interface BackupsDeps {
  readonly db: WriteDb
  readonly dbPath: string
  readonly dataDir: string
  readonly vault: Vault
  /** Where master keys are kept: an older backup may have been made under another one. */
  readonly keys: MasterKeyOptions
  readonly live: LiveSettings
  readonly audit: Audit
  readonly clock: Clock
  readonly startWorker?: StartBackupWorker | undefined
}

export function createBackups(deps: BackupsDeps): Backups {
  const { db, dbPath, dataDir, vault, keys, live, audit, clock, startWorker } = deps
  const backupDir = backupDirOf(dataDir)
  let running: RunningJob | undefined
  let isClosed = false

  /** @throws Busy */
  async function alone<Result>(work: () => Promise<Result>): Promise<Result> {
    if (isClosed) throw new Busy('The server is stopping', 10)
    makePrivateFolder(backupDir, 'folder of backups')
    const lock = takeLock(backupLockPath(backupDir), 'replace')
    if (!lock) throw new Busy('Another backup is being made, checked or restored', 30)
    try {
      removeLeftOvers(backupDir)
      return await work()
    } finally {
      // Of a thread that was stopped.
      removeLeftOvers(backupDir)
      lock.release()
    }
  }

  async function run(job: Job): Promise<Rehearsal> {
    running = runJob(job, startWorker)
    try {
      return await running.done
    } finally {
      running = undefined
    }
  }

  /** The key in use, or the one that was when the backup was made. */
  async function keyFor(path: string): Promise<KeyObject> {
    const { key: wrapped } = readHead(path).header
    const present = masterKeyOf(vault)
    if (masterKeyIdOf(present) === wrapped.masterKeyId) return present
    const found = await findKeyOfBackup(wrapped, keys)
    const key = createSecretKey(found)
    found.fill(0)
    return key
  }

  function remember(name: string, { ok, sentence }: Rehearsal): KnownRehearsal {
    const known = { at: clock.now(), ok, sentence }
    storeRehearsal(db, name, known, [name, ...listBackups(dataDir).map((backup) => backup.name)])
    return known
  }

  function removeOutdated() {
    const rules = { count: live.get('backupKeepCount'), days: live.get('backupKeepDays') }
    const now = clock.now()
    const present = listBackups(dataDir, db)
    for (const { name } of chooseOutdated(present, rules, now)) rmSync(join(backupDir, name), { force: true })
    removeOldStates(backupDir, rules, timeToCountFrom(present, now))
  }

  async function makeIn(folder: string): Promise<MadeBackup> {
    const masterKey = masterKeyOf(vault)
    checkFolder(folder)
    checkRoom(backupDir, dbPath)
    const madeAt = clock.now()
    const path = freePath(folder, madeAt)
    const keyBytes = randomBytes(KEY_BYTES)
    const wrappedKey = vault.wrapBackupKey(keyBytes)
    const key = createSecretKey(keyBytes)
    keyBytes.fill(0)

    const part = `${path}.part`
    const job = {
      path: part,
      dbPath,
      workDir: backupDir,
      key,
      wrappedKey,
      masterKey,
      madeAt,
      program: VERSION,
    }
    const rehearsal = await run({ kind: 'make', ...job })
    const kept = rehearsal.ok ? path : path.slice(0, -ENDING.length) + BAD_ENDING
    renameSync(part, kept)
    const name = basename(kept)
    const known = folder === backupDir ? remember(name, rehearsal) : { at: clock.now(), ...rehearsal }
    return { ...describeBackup(kept, name, known), path: kept }
  }

  return {
    list: () => listBackups(dataDir, db),
    isBusy: () => running !== undefined,

    async make(actor, folder) {
      const made = await alone(() => makeIn(folder === undefined ? backupDir : resolve(folder)))
      audit.record({
        event: 'backup.made',
        actor,
        subject: made.name,
        detail: { ok: made.good, bytes: made.sizeBytes },
      })
      if (made.good && folder === undefined) removeOutdated()
      return made
    },

    verify(file) {
      const isOurs = isBackupName(file)
      const path = isOurs ? join(backupDir, file) : resolve(file)
      if (!existsSync(path)) throw new NotFound('backup')
      return alone(async () => {
        const masterKey = await keyFor(path)
        const rehearsal = await run({ kind: 'check', path, workDir: backupDir, masterKey })
        const isKnown = isOurs || resolve(dirname(path)) === resolve(backupDir)
        const name = basename(path)
        const known = isKnown ? remember(name, rehearsal) : { at: clock.now(), ...rehearsal }
        return describeBackup(path, name, known)
      })
    },

    async close() {
      isClosed = true
      await running?.stop()
    },
  }
}

/** @throws VaultSealed */
function masterKeyOf(vault: Vault) {
  const { masterKey } = vault.keyRing()
  if (masterKey) return masterKey
  throw new BackupProblem(
    'in the way',
    'The vault was opened without its master key, so a backup can be neither made nor checked. Re-wrap it first: lockgroove key rewrap',
  )
}

/** A drive that is not plugged in must not become a folder on this one. */
function checkFolder(folder: string) {
  if (existsSync(folder) && statSync(folder).isDirectory()) return
  throw new BackupProblem('unwritable', `There is no folder ${folder}.`)
}

/** The copy, and at worst as much again for the sealed file. Said before half of it is written. */
function checkRoom(backupDir: string, dbPath: string) {
  const { bavail, bsize } = statfsSync(backupDir)
  const needed = statSync(dbPath).size * 2
  if (bavail * bsize >= needed) return
  throw new BackupProblem(
    'no room',
    `There is not enough room in ${backupDir} for a backup: it takes up to ${toMebibytes(needed)} MiB while it is made, and ${toMebibytes(bavail * bsize)} MiB are free.`,
  )
}

const toMebibytes = (bytes: number) => Math.ceil(bytes / 2 ** 20)

/** Two within a second happen only to those who try. */
function freePath(folder: string, at: number): string {
  const base = join(folder, `lockgroove-${timeInName(at)}`)
  for (let number = 1; ; number++) {
    const path = `${base}${number === 1 ? '' : `-${number}`}`
    if (![ENDING, BAD_ENDING].some((ending) => existsSync(path + ending))) return path + ENDING
  }
}
