// The head of a backup file: a line that says what it is, and a line of JSON. Readable by anybody, so that a list of
// backups needs no key; bound to the rest by authentication, so that a changed head opens nothing.
import { closeSync, openSync, readSync } from 'node:fs'
import { z } from 'zod'
import type { BackupKeyHeader } from '../vault/backup-key.ts'
import { BackupProblem } from './problem.ts'

const MAGIC = Buffer.from('lockgroove backup 1\n')
const LONGEST_HEAD = 64 * 1024
const NEWLINE = 10

export interface BackupHeader {
  /** Of the program that made it. */
  readonly program: string
  /** Of the database inside: SQLite's user_version. */
  readonly schema: number
  readonly madeAt: number
  /** Rows of each table that is in it. */
  readonly counts: Readonly<Record<string, number>>
  /** Begins the nonce of each chunk, base64url. */
  readonly nonce: string
  readonly key: BackupKeyHeader
}

/** The last moment that can be written as a date. */
const LATEST = 8.64e15
const count = z.int().nonnegative()
const HEADER = z.object({
  program: z.string().max(100),
  schema: z.int().positive(),
  madeAt: z.int().nonnegative().max(LATEST),
  counts: z.record(z.string(), count),
  nonce: z.string().regex(/^[A-Za-z0-9_-]{10}$/),
  key: z.object({
    masterKeyId: z.string().max(100),
    byMaster: z.string().max(1000),
    byRecovery: z.string().max(1000).exactOptional(),
    passphraseSalt: z.string().max(1000).exactOptional(),
  }),
})

export interface BackupHead {
  readonly header: BackupHeader
  /** The lines themselves, which every chunk is bound to. */
  readonly bytes: Buffer
}

export function toHead(header: BackupHeader): BackupHead {
  return { header, bytes: Buffer.concat([MAGIC, Buffer.from(`${JSON.stringify(header)}\n`)]) }
}

/** @throws BackupProblem when this is no backup, or its head cannot be read */
export function readHead(path: string): BackupHead {
  const start = readStart(path)
  if (!start.subarray(0, MAGIC.length).equals(MAGIC)) {
    throw new BackupProblem('not a backup', `${path} is no backup that this version of Lockgroove can read.`)
  }
  const end = start.indexOf(NEWLINE, MAGIC.length)
  const parsed = HEADER.safeParse(end < 0 ? undefined : parseJson(start.subarray(MAGIC.length, end)))
  if (!parsed.success) throw new BackupProblem('damaged', `The head of the backup ${path} is damaged.`)
  return { header: parsed.data, bytes: start.subarray(0, end + 1) }
}

function readStart(path: string): Buffer {
  let file: number
  try {
    file = openSync(path, 'r')
  } catch (error) {
    throw new BackupProblem(
      'not a backup',
      `The backup ${path} cannot be read: ${(error as Error).message}`,
      {
        cause: error,
      },
    )
  }
  try {
    const start = Buffer.alloc(LONGEST_HEAD)
    return start.subarray(0, readSync(file, start, 0, LONGEST_HEAD, 0))
  } catch (error) {
    throw new BackupProblem(
      'not a backup',
      `The backup ${path} cannot be read: ${(error as Error).message}`,
      {
        cause: error,
      },
    )
  } finally {
    closeSync(file)
  }
}

function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch {
    return undefined
  }
}
