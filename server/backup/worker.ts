// The backup's thread: one job, then it is gone, and all memory with it. Started by run-job.ts.
import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto'
import { rmSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { constants, setPriority } from 'node:os'
import { join } from 'node:path'
import { isMainThread, parentPort, workerData } from 'node:worker_threads'
import { StartProblem } from '../errors.ts'
import { type BackupKeyHeader, openBackupKey } from '../vault/backup-key.ts'
import { masterKeyIdOf } from '../vault/data-keys.ts'
import { readBackupFile, writeBackupFile } from './backup-file.ts'
import { checkCopy, checkVault } from './check-copy.ts'
import { copyDatabase, countRows, makePrivateFile, withCopy } from './copy-database.ts'
import { readHead } from './header.ts'
import { BackupProblem, type BackupTrouble, toBackupProblem } from './problem.ts'
import { sayCounts } from './say-counts.ts'

export interface MakeJob {
  readonly kind: 'make'
  readonly dbPath: string
  /** Where the copies are that it works on. */
  readonly workDir: string
  /** The file to be made. */
  readonly path: string
  readonly key: KeyObject
  readonly wrappedKey: BackupKeyHeader
  readonly masterKey: KeyObject
  readonly program: string
  readonly madeAt: number
}

export interface CheckJob {
  readonly kind: 'check'
  readonly path: string
  readonly workDir: string
  readonly masterKey: KeyObject
}

export type Job = MakeJob | CheckJob

export interface Rehearsal {
  readonly ok: boolean
  readonly sentence: string
}

export type JobAnswer =
  | ({ readonly type: 'rehearsed' } & Rehearsal)
  | { readonly type: 'problem'; readonly trouble: BackupTrouble; readonly sentence: string }

async function work(job: Job): Promise<JobAnswer> {
  try {
    if (job.kind === 'make') await make(job)
    return { type: 'rehearsed', ...(await rehearse(job)) }
  } catch (error) {
    if (job.kind === 'make') rmSync(job.path, { force: true })
    const problem = toBackupProblem(error, job.workDir)
    if (!(problem instanceof BackupProblem)) throw problem
    return { type: 'problem', trouble: problem.trouble, sentence: problem.message }
  }
}

async function make(job: MakeJob): Promise<void> {
  await withWorkFile(job.workDir, { exists: false }, async (copyPath) => {
    copyDatabase(job.dbPath, copyPath)
    const { schema, counts } = withCopy(copyPath, (copy) => ({
      schema: copy.pragma('user_version', { simple: true }) as number,
      counts: countRows(copy),
    }))
    const { program, madeAt, wrappedKey, key } = job
    await writeBackupFile(copyPath, job.path, {
      key,
      header: { program, schema, madeAt, counts, key: wrappedKey },
    })
  })
}

/** As a restore would: from the file as it is on disk, with the master key as it is now. */
function rehearse({ path, workDir, masterKey }: Job): Promise<Rehearsal> {
  return withWorkFile(workDir, { exists: true }, async (copyPath) => {
    try {
      const header = await readBackupFile(path, copyPath, openKey(path, masterKey))
      withCopy(copyPath, (copy) => {
        checkCopy(copy, header)
        checkVault(copy, masterKey)
      })
      return { ok: true, sentence: `Opened, whole: ${sayCounts(header.counts)}.` }
    } catch (error) {
      if (!isAboutContent(error)) throw error
      return { ok: false, sentence: error.message }
    }
  })
}

/** A full disk or another key says nothing about what is in the file. */
function isAboutContent(error: unknown): error is Error {
  return error instanceof BackupProblem ? error.trouble === 'damaged' : error instanceof StartProblem
}

/** @throws BackupProblem `other key`, VaultProblem when it is damaged */
function openKey(path: string, masterKey: KeyObject): KeyObject {
  const { key: wrapped } = readHead(path).header
  if (wrapped.masterKeyId !== masterKeyIdOf(masterKey)) {
    throw new BackupProblem(
      'other key',
      `The backup ${path} was made under another master key. It opens with that one, or with the recovery key of that time.`,
    )
  }
  const masterBytes = masterKey.export()
  try {
    const bytes = openBackupKey(wrapped, { masterKey: masterBytes })
    const key = createSecretKey(bytes)
    bytes.fill(0)
    return key
  } finally {
    masterBytes.fill(0)
  }
}

async function withWorkFile<Result>(
  workDir: string,
  { exists }: { readonly exists: boolean },
  use: (path: string) => Promise<Result>,
): Promise<Result> {
  const path = join(workDir, `working-${randomBytes(6).toString('hex')}.db`)
  try {
    if (exists) makePrivateFile(path)
    return await use(path)
  } finally {
    for (const more of ['', '-journal', '-wal', '-shm']) rmSync(path + more, { force: true })
  }
}

/**
 * Whoever listens to music comes first. Only Linux gives a thread a priority of its own; elsewhere it would be that of the
 * whole program.
 */
async function stepBack(): Promise<void> {
  if (process.platform !== 'linux') return
  // Threads inherit. The pool that all threads share begins with the first work for it: not with this thread's priority.
  await stat('.').catch(() => {})
  try {
    setPriority(constants.priority.PRIORITY_LOW)
  } catch {
    // Not allowed here: as quick as the others, then.
  }
}

if (!isMainThread && parentPort) {
  const port = parentPort
  await stepBack()
  port.postMessage(await work(workerData as Job))
}
