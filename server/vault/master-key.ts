// Where the master key comes from, in order: the settings, the keychain, a key file. There is no built-in key, and a
// database that has wrapped keys never gets a new one: without its own key it stays shut, untouched.
import { randomBytes } from 'node:crypto'
import type { ReadDb } from '../db/open.ts'
import { defaultKeyFile, isOpenToOthers, liesIn, makeKeyFile, readKeyFile } from './key-file.ts'
import { createKeychain, type Keychain } from './keychain.ts'
import { parseMasterKey } from './parse-master-key.ts'
import { KEY_BYTES } from './seal.ts'
import { hasVault, isKeyOf } from './vault.ts'
import { VaultProblem } from './vault-problem.ts'

export interface MasterKeyOptions {
  /** LOCKGROOVE_MASTER_KEY: base64, hex or 32 characters. */
  readonly masterKey?: string | undefined
  /** LOCKGROOVE_MASTER_KEY_FILE: a file that must exist. */
  readonly masterKeyFile?: string | undefined
  readonly keychain: 'auto' | 'off'
  /** Where a key file is made when there is no keychain. */
  readonly keyFile?: string
  /** The folder of the database; no key file is made in there. */
  readonly dataDir?: string
}

export interface MasterKey {
  /** To be zeroed once the vault is open. */
  readonly key: Buffer
  readonly source: 'LOCKGROOVE_MASTER_KEY' | 'LOCKGROOVE_MASTER_KEY_FILE' | 'keychain' | 'key file'
  /** The file, where the source is one. */
  readonly path?: string
  /** Made by this start. */
  readonly isNew: boolean
  /** Sentences the owner should read. */
  readonly warnings: readonly string[]
}

/** @throws VaultProblem, in words the owner can act on */
export async function findMasterKey(
  db: ReadDb,
  options: MasterKeyOptions,
  keychain: Keychain = createKeychain(),
): Promise<MasterKey> {
  const given = readGivenKey(options)
  if (given) return given
  const keyFile = options.keyFile ?? defaultKeyFile()
  const asked = options.keychain === 'auto' ? keychain : undefined
  return hasVault(db) ? findKeyOf(db, asked, keyFile) : findFirstKey(db, asked, keyFile, options.dataDir)
}

function readGivenKey({ masterKey, masterKeyFile }: MasterKeyOptions): MasterKey | undefined {
  if (masterKey !== undefined && masterKeyFile !== undefined) {
    throw new VaultProblem('bad key', 'Set LOCKGROOVE_MASTER_KEY or LOCKGROOVE_MASTER_KEY_FILE, not both.')
  }
  if (masterKey !== undefined) {
    const key = parseMasterKey(masterKey, 'LOCKGROOVE_MASTER_KEY')
    return { key, source: 'LOCKGROOVE_MASTER_KEY', isNew: false, warnings: [] }
  }
  if (masterKeyFile === undefined) return undefined
  const key = readKeyFile(masterKeyFile)
  if (!key)
    throw new VaultProblem(
      'no key',
      `--master-key-file or LOCKGROOVE_MASTER_KEY_FILE: there is no file ${masterKeyFile}.`,
    )
  return { key, source: 'LOCKGROOVE_MASTER_KEY_FILE', path: masterKeyFile, isNew: false, warnings: [] }
}

/**
 * The key that opens this database. The file is looked at before the keychain, because that costs nothing and asks nobody;
 * which comes first makes no difference to the result.
 */
async function findKeyOf(db: ReadDb, keychain: Keychain | undefined, keyFile: string): Promise<MasterKey> {
  const tried: string[] = []
  const inFile = attempt(() => readKeyFile(keyFile), tried)
  if (inFile && isKeyOf(db, inFile)) return fromFile(inFile, keyFile, { isNew: false, warnings: [] })
  if (inFile) tried.push(`the key in ${keyFile} is another one`)
  else if (tried.length === 0) tried.push(`there is no key file ${keyFile}`)

  const answer = await keychain?.read()
  const inKeychain =
    answer?.state === 'found' ? attempt(() => parseMasterKey(answer.value, IN_KEYCHAIN), tried) : undefined
  if (inKeychain && isKeyOf(db, inKeychain)) {
    return { key: inKeychain, source: 'keychain', isNew: false, warnings: [] }
  }
  if (!answer) tried.push('the keychain is not asked (LOCKGROOVE_KEYCHAIN is off)')
  else if (inKeychain) tried.push('the key in the keychain is another one')
  else if (answer.state === 'absent') tried.push('the keychain has none')
  else if (answer.state === 'locked') tried.push(`the keychain is locked (${answer.reason})`)
  else if (answer.state === 'unavailable') tried.push(`the keychain cannot be used (${answer.reason})`)

  const trouble = answer?.state === 'locked' ? 'locked' : inFile || inKeychain ? 'wrong key' : 'no key'
  const advice =
    trouble === 'locked'
      ? 'Unlock the keychain and start again.'
      : 'Bring the key back, or give it as LOCKGROOVE_MASTER_KEY.'
  throw new VaultProblem(
    trouble,
    `The master key of this database was not found: ${tried.join('; ')}. Nothing was changed. ${advice}`,
  )
}

/** One source that holds rubbish must not hide the right key in the next. */
function attempt(read: () => Buffer | undefined, tried: string[]): Buffer | undefined {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof VaultProblem)) throw error
    tried.push(error.message.replace(/\.$/, ''))
    return undefined
  }
}

/** The key for a database that has none yet: what the keychain holds already, or a new one. */
async function findFirstKey(
  db: ReadDb,
  keychain: Keychain | undefined,
  keyFile: string,
  dataDir: string | undefined,
): Promise<MasterKey> {
  if (!keychain) return firstKeyInFile(keyFile, dataDir, [])

  let answer = await keychain.read()
  let made: Buffer | undefined
  if (answer.state === 'absent') {
    // Another process may have made key and vault while the keychain was asked.
    if (hasVault(db)) return findKeyOf(db, keychain, keyFile)
    made = randomBytes(KEY_BYTES)
    answer = await keychain.store(made.toString('base64url'))
  }
  if (answer.state === 'found') {
    const key = parseMasterKey(answer.value, IN_KEYCHAIN)
    return { key, source: 'keychain', isNew: made?.equals(key) ?? false, warnings: [] }
  }

  const reason = answer.state === 'absent' ? 'it keeps nothing' : answer.reason
  const state = answer.state === 'locked' ? 'The keychain is locked' : 'There is no usable keychain'
  return firstKeyInFile(keyFile, dataDir, [
    `${state} (${reason}), so the master key is in ${keyFile}, readable by this account only. Keep a copy of it, apart from backups of the database.`,
  ])
}

function firstKeyInFile(
  keyFile: string,
  dataDir: string | undefined,
  warnings: readonly string[],
): MasterKey {
  const existing = readKeyFile(keyFile)
  if (existing) return fromFile(existing, keyFile, { isNew: false, warnings })
  if (dataDir !== undefined && liesIn(keyFile, dataDir)) {
    throw new VaultProblem(
      'no key',
      `The key file ${keyFile} would lie in the data folder, where every copy of the database would carry its key. Give a key in LOCKGROOVE_MASTER_KEY, or in a file named by LOCKGROOVE_MASTER_KEY_FILE.`,
    )
  }
  const made = randomBytes(KEY_BYTES)
  const key = makeKeyFile(keyFile, made)
  return fromFile(key, keyFile, { isNew: key.equals(made), warnings })
}

function fromFile(
  key: Buffer,
  path: string,
  { isNew, warnings }: { readonly isNew: boolean; readonly warnings: readonly string[] },
): MasterKey {
  const exposed = isOpenToOthers(path)
    ? [`The key file ${path} can be read by other accounts of this computer: chmod 600 it.`]
    : []
  return { key, source: 'key file', path, isNew, warnings: [...warnings, ...exposed] }
}

const IN_KEYCHAIN = 'The entry "Lockgroove", "master-key" of the keychain'
