// Where the master key comes from. There is no built-in key, and a database that has wrapped keys never gets a new one:
// without its own key it stays shut, untouched.
//
// What counts for a new database: LOCKGROOVE_MASTER_KEY or LOCKGROOVE_MASTER_KEY_FILE, a passphrase that is set, the
// keychain, a key file. For a database with a vault the first two again, alone; else whichever of the others holds its key.
import { randomBytes } from 'node:crypto'
import type { ReadDb } from '../db/open.ts'
import { defaultKeyFile, isOpenToOthers, liesIn, makeKeyFile, readKeyFile } from './key-file.ts'
import {
  IN_KEYCHAIN,
  type KeySource,
  type KeySourceName,
  type LookedAt,
  lookAtGivenKey,
  lookAtKeychain,
  lookAtKeyFile,
  lookAtPassphrase,
  passphraseSaltOf,
} from './key-sources.ts'
import { createKeychain, type Keychain } from './keychain.ts'
import { parseMasterKey } from './parse-master-key.ts'
import {
  deriveMasterKey,
  newPassphraseSalt,
  type PassphraseOptions,
  readGivenPassphrase,
} from './passphrase.ts'
import { KEY_BYTES } from './seal.ts'
import { hasVault } from './vault.ts'
import { VaultProblem } from './vault-problem.ts'

export interface MasterKeyOptions extends PassphraseOptions {
  /** LOCKGROOVE_MASTER_KEY: base64, hex or 32 characters. */
  readonly masterKey?: string | undefined
  /** LOCKGROOVE_MASTER_KEY_FILE: a file that must exist. */
  readonly masterKeyFile?: string | undefined
  readonly keychain: 'auto' | 'off'
  /** Where a key file is made when there is no keychain. */
  readonly keyFile?: string
  /** The folder of the database; no key file is made in there. */
  readonly dataDir?: string
  /** Of a host that has its own way to start the keychain's helper. */
  readonly hostKeychain?: Keychain | undefined
  /**
   * Where the first key goes: `by itself` into the keychain, and where there is none into a key file, with a warning;
   * `ask` never into a file, but fails with `no place` or `locked`; `key file` is what the owner chose then.
   */
  readonly firstKey?: FirstKey
}

export type FirstKey = 'by itself' | 'ask' | 'key file'

export interface MasterKey {
  /** To be zeroed once the vault is open. */
  readonly key: Buffer
  readonly source: KeySourceName
  /** The file, where the source is one. */
  readonly path?: string
  /** To be handed to `openVault`, where the source is a passphrase. */
  readonly passphraseSalt?: string
  /** Made by this start. */
  readonly isNew: boolean
  /** Sentences the owner should read. */
  readonly warnings: readonly string[]
}

/** @throws VaultProblem, in words the owner can act on */
export async function findMasterKey(
  db: ReadDb,
  options: MasterKeyOptions,
  keychain: Keychain = options.hostKeychain ?? createKeychain(),
): Promise<MasterKey> {
  const given = readGivenKey(db, options)
  if (given) return given
  const asked = options.keychain === 'auto' ? keychain : undefined
  return hasVault(db) ? findKeyOf(db, options, asked) : findFirstKey(db, options, asked)
}

/** What each source says, in the order that counts, for the doctor. Asks the keychain. */
export async function describeKeySources(
  db: ReadDb,
  options: MasterKeyOptions,
  keychain: Keychain = options.hostKeychain ?? createKeychain(),
): Promise<readonly KeySource[]> {
  const looked = [
    lookAtGivenKey(db, options.masterKey),
    lookAtKeyFile(db, options.masterKeyFile, 'LOCKGROOVE_MASTER_KEY_FILE'),
    lookAtKeyFile(db, keyFileOf(options)),
    await lookAtPassphrase(db, options),
    await lookAtKeychain(db, options.keychain === 'auto' ? keychain : undefined),
  ]
  return looked.map(({ source, state, sentence, key }) => {
    key?.fill(0)
    return { source, state, sentence }
  })
}

function keyFileOf({ keyFile = defaultKeyFile() }: MasterKeyOptions): string {
  return keyFile
}

/** What a setting names is taken as it is: openVault says when it does not fit. */
function readGivenKey(db: ReadDb, { masterKey, masterKeyFile }: MasterKeyOptions): MasterKey | undefined {
  if (masterKey !== undefined && masterKeyFile !== undefined) {
    throw new VaultProblem('bad key', 'Set LOCKGROOVE_MASTER_KEY or LOCKGROOVE_MASTER_KEY_FILE, not both.')
  }
  if (masterKey !== undefined) {
    const key = parseMasterKey(masterKey, 'LOCKGROOVE_MASTER_KEY')
    return { key, source: 'LOCKGROOVE_MASTER_KEY', isNew: false, warnings: [] }
  }
  if (masterKeyFile === undefined) return undefined
  const looked = lookAtKeyFile(db, masterKeyFile, 'LOCKGROOVE_MASTER_KEY_FILE')
  if (looked.key) return found(looked)
  const key = readKeyFile(masterKeyFile)
  if (!key)
    throw new VaultProblem(
      'no key',
      `--master-key-file or LOCKGROOVE_MASTER_KEY_FILE: there is no file ${masterKeyFile}.`,
    )
  return { key, source: 'LOCKGROOVE_MASTER_KEY_FILE', path: masterKeyFile, isNew: false, warnings: [] }
}

/**
 * The key that opens this database. Only a key that fits is taken, so which comes first makes no difference to the result:
 * the file costs nothing, the passphrase half a second, and the keychain may ask somebody for its password.
 */
async function findKeyOf(
  db: ReadDb,
  options: MasterKeyOptions,
  keychain: Keychain | undefined,
): Promise<MasterKey> {
  const hasPassphrase = passphraseSaltOf(db) !== undefined
  const isGiven = options.passphrase !== undefined || options.passphraseFile !== undefined
  const tried: LookedAt[] = []
  for (const look of [
    () => lookAtKeyFile(db, keyFileOf(options)),
    ...(hasPassphrase || isGiven ? [() => lookAtPassphrase(db, options)] : []),
    () => lookAtKeychain(db, keychain),
  ]) {
    const looked = await look()
    if (looked.state === 'opens') return found(looked)
    tried.push(looked)
  }
  throw notFound(tried, hasPassphrase)
}

function notFound(tried: readonly LookedAt[], hasPassphrase: boolean): VaultProblem {
  const trouble = hasPassphrase
    ? troubleOf(tried.filter(({ source }) => source === 'passphrase'))
    : troubleOf(tried)
  const looked = tried.map(({ sentence }) => sentence).join('; ')
  return new VaultProblem(
    trouble,
    `The master key of this database was not found: ${looked}. Nothing was changed. ${adviceFor(trouble, hasPassphrase)}`,
    { looked },
  )
}

function troubleOf(tried: readonly LookedAt[]): VaultProblem['trouble'] {
  const states = tried.map(({ state }) => state)
  if (tried.every(({ source, state }) => source === 'passphrase' && state === 'none')) return 'no passphrase'
  if (states.includes('locked')) return 'locked'
  return states.includes('another key') ? 'wrong key' : 'no key'
}

function adviceFor(trouble: VaultProblem['trouble'], hasPassphrase: boolean): string {
  if (hasPassphrase) return 'Set LOCKGROOVE_PASSPHRASE or LOCKGROOVE_PASSPHRASE_FILE to its passphrase.'
  if (trouble === 'locked') return 'Unlock the keychain and start again.'
  return 'Bring the key back, or give it as LOCKGROOVE_MASTER_KEY.'
}

function found({ key, source, path, passphraseSalt }: LookedAt): MasterKey {
  if (!key) throw new Error(`${source} has no key`)
  const warnings = source === 'key file' && path !== undefined ? exposedFile(path) : []
  return {
    key,
    source,
    ...(path !== undefined && { path }),
    ...(passphraseSalt !== undefined && { passphraseSalt }),
    isNew: false,
    warnings,
  }
}

/** The key for a database that has none yet: from the passphrase, what the keychain holds already, or a new one. */
async function findFirstKey(
  db: ReadDb,
  options: MasterKeyOptions,
  keychain: Keychain | undefined,
): Promise<MasterKey> {
  const passphrase = readGivenPassphrase(options)
  if (passphrase) {
    const passphraseSalt = newPassphraseSalt()
    const key = await deriveMasterKey(passphrase.text, passphraseSalt)
    // Another process may have made the vault meanwhile, with a salt of its own.
    if (hasVault(db)) return findKeyOf(db, options, keychain)
    return { key, source: 'passphrase', passphraseSalt, isNew: true, warnings: passphrase.warnings }
  }
  if (options.firstKey === 'key file') return firstKeyInFile(options, [])
  if (!keychain) {
    if (options.firstKey === 'ask')
      throw noPlace('The keychain is not to be asked (LOCKGROOVE_KEYCHAIN is off)')
    return firstKeyInFile(options, [])
  }

  let answer = await keychain.read()
  let made: Buffer | undefined
  if (answer.state === 'absent') {
    // Another process may have made key and vault while the keychain was asked.
    if (hasVault(db)) return findKeyOf(db, options, keychain)
    made = randomBytes(KEY_BYTES)
    answer = await keychain.store(made.toString('base64url'))
  }
  if (answer.state === 'found') {
    const key = parseMasterKey(answer.value, IN_KEYCHAIN)
    return { key, source: 'keychain', isNew: made?.equals(key) ?? false, warnings: [] }
  }

  const reason = answer.state === 'absent' ? 'it keeps nothing' : answer.reason
  const state = answer.state === 'locked' ? 'The keychain is locked' : 'There is no usable keychain'
  if (options.firstKey === 'ask') {
    throw answer.state === 'locked' ? lockedAtFirst(reason) : noPlace(`${state} (${reason})`)
  }
  return firstKeyInFile(options, [
    `${state} (${reason}), so the master key is in ${keyFileOf(options)}, readable by this account only. Keep a copy of it, apart from backups of the database.`,
  ])
}

function noPlace(why: string): VaultProblem {
  return new VaultProblem(
    'no place',
    `${why}, so the key that seals your passwords has no place yet. Nothing was made.`,
  )
}

function lockedAtFirst(reason: string): VaultProblem {
  return new VaultProblem(
    'locked',
    `The keychain is locked (${reason}), so the key that seals your passwords cannot be put there yet. Nothing was made. Unlock the keychain and try again.`,
  )
}

function firstKeyInFile(options: MasterKeyOptions, warnings: readonly string[]): MasterKey {
  const path = keyFileOf(options)
  const existing = readKeyFile(path)
  if (existing) return fromFile(existing, path, false, warnings)
  if (options.dataDir !== undefined && liesIn(path, options.dataDir)) throw inDataFolder(path)
  const made = randomBytes(KEY_BYTES)
  const key = makeKeyFile(path, made)
  return fromFile(key, path, key.equals(made), warnings)
}

export function inDataFolder(path: string): VaultProblem {
  return new VaultProblem(
    'no key',
    `The key file ${path} would lie in the data folder, where every copy of the database would carry its key. Give a key in LOCKGROOVE_MASTER_KEY, or in a file named by LOCKGROOVE_MASTER_KEY_FILE.`,
  )
}

function fromFile(key: Buffer, path: string, isNew: boolean, warnings: readonly string[]): MasterKey {
  return { key, source: 'key file', path, isNew, warnings: [...warnings, ...exposedFile(path)] }
}

function exposedFile(path: string): string[] {
  if (!isOpenToOthers(path)) return []
  return [`The key file ${path} can be read by other accounts of this computer: chmod 600 it.`]
}
