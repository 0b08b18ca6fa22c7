// A master key that nobody stores: derived from what a person remembers, with a salt that the database holds.
import { randomBytes, scrypt } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { InvalidInput } from '../errors.ts'
import { isOpenToOthers } from './key-file.ts'
import { KEY_BYTES } from './seal.ts'
import { VaultProblem } from './vault-problem.ts'

export const LEAST_LETTERS_OF_PASSPHRASE = 12
const MAX_BYTES = 1024
const MAX_FILE_BYTES = 4096
const SALT_BYTES = 16
const SALT = /^[A-Za-z0-9_-]{22}$/
const COST = { N: 2 ** 17, r: 8, p: 1 }
/** Needed: 128 * N * r, and a little for what OpenSSL adds. */
const MAX_MEMORY = 128 * COST.N * COST.r + 2 * 1024 * 1024

export interface PassphraseOptions {
  /** LOCKGROOVE_PASSPHRASE */
  readonly passphrase?: string | undefined
  /** LOCKGROOVE_PASSPHRASE_FILE: the first line of a file that must exist. */
  readonly passphraseFile?: string | undefined
}

export interface GivenPassphrase {
  readonly text: string
  readonly warnings: readonly string[]
}

/** @throws VaultProblem that names the setting, and never repeats what was given */
export function readGivenPassphrase({
  passphrase,
  passphraseFile,
}: PassphraseOptions): GivenPassphrase | undefined {
  if (passphrase !== undefined && passphraseFile !== undefined) {
    throw new VaultProblem('bad key', 'Set LOCKGROOVE_PASSPHRASE or LOCKGROOVE_PASSPHRASE_FILE, not both.')
  }
  if (passphrase !== undefined) {
    return { text: checked(passphrase, 'LOCKGROOVE_PASSPHRASE'), warnings: [] }
  }
  if (passphraseFile === undefined) return undefined
  const text = checked(readFirstLine(passphraseFile), passphraseFile)
  const warnings = isOpenToOthers(passphraseFile)
    ? [`The file ${passphraseFile} can be read by other accounts of this computer: chmod 600 it.`]
    : []
  return { text, warnings }
}

export function newPassphraseSalt(): string {
  return randomBytes(SALT_BYTES).toString('base64url')
}

/** For a passphrase that is to be used from now on. @throws InvalidInput */
export function checkNewPassphrase(passphrase: string): void {
  const wrong = whatIsWrong(passphrase)
  if (wrong) throw new InvalidInput('passphrase', wrong)
}

/**
 * The master key of a passphrase, to be zeroed after use. Takes some 0.4 s in the thread pool and 128 MiB, one at a time.
 * @param salt as the vault, or the head of a backup, has it
 * @throws VaultProblem for a damaged salt
 */
export function deriveMasterKey(passphrase: string, salt: string): Promise<Buffer> {
  if (!SALT.test(salt)) {
    return Promise.reject(new VaultProblem('damaged', 'The salt of the passphrase is damaged.'))
  }
  // A keyboard may give é as one character or as two.
  const mine = last.then(() => runScrypt(passphrase.normalize('NFKC'), Buffer.from(salt, 'base64url')))
  last = mine.catch(() => {})
  return mine
}
let last: Promise<unknown> = Promise.resolve()

function runScrypt(passphrase: string, salt: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(passphrase, salt, KEY_BYTES, { ...COST, maxmem: MAX_MEMORY }, (error, key) =>
      error ? reject(error) : resolve(key),
    )
  })
}

function checked(passphrase: string, where: string): string {
  const wrong = whatIsWrong(passphrase)
  if (wrong) throw new VaultProblem('bad key', `${where}: expected a passphrase of ${wrong}.`)
  return passphrase
}

function whatIsWrong(passphrase: string): string | undefined {
  if ([...passphrase].length < LEAST_LETTERS_OF_PASSPHRASE)
    return `at least ${LEAST_LETTERS_OF_PASSPHRASE} characters`
  if (Buffer.byteLength(passphrase) > MAX_BYTES) return `at most ${MAX_BYTES} bytes`
  return undefined
}

function readFirstLine(path: string): string {
  try {
    const file = statSync(path)
    if (!file.isFile() || file.size > MAX_FILE_BYTES) {
      throw new VaultProblem('bad key', `${path}: expected a file with a passphrase in its first line.`)
    }
    return readFileSync(path, 'utf8').split(/\r?\n/, 1)[0]!
  } catch (error) {
    if (error instanceof VaultProblem) throw error
    const { code } = error as NodeJS.ErrnoException
    throw new VaultProblem(
      code === 'ENOENT' ? 'no key' : 'bad key',
      `--passphrase-file or LOCKGROOVE_PASSPHRASE_FILE: ${path} cannot be read: ${code ?? 'unknown'}.`,
      { cause: error },
    )
  }
}
