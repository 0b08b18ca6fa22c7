// The places a master key may be in, each with what it says when it is asked for the key of this database. A place that
// holds rubbish, or the key of another database, must not hide the right key in the next.
import type { ReadDb } from '../db/open.ts'
import { prepare } from '../db/statements.ts'
import { keptAccount, keptFile, wantedKeyId } from './kept-keys.ts'
import { readKeyFile } from './key-file.ts'
import type { Keychain, KeychainAnswer } from './keychain.ts'
import { parseMasterKey } from './parse-master-key.ts'
import { deriveMasterKey, type PassphraseOptions, readGivenPassphrase } from './passphrase.ts'
import { hasVault, isKeyOf } from './vault.ts'
import { VaultProblem } from './vault-problem.ts'

export type KeySourceName =
  | 'LOCKGROOVE_MASTER_KEY'
  | 'LOCKGROOVE_MASTER_KEY_FILE'
  | 'key file'
  | 'keychain'
  | 'passphrase'

/** `opens`: holds the key of this database, or of any where there is no vault yet. */
export type KeySourceState = 'opens' | 'another key' | 'none' | 'off' | 'locked' | 'unavailable' | 'unusable'

export interface KeySource {
  readonly source: KeySourceName
  readonly state: KeySourceState
  /** Begins small: part of a longer one. */
  readonly sentence: string
}

export interface LookedAt extends KeySource {
  /** Where the state is `opens`. */
  readonly key?: Buffer
  /** The file, where the source is one. */
  readonly path?: string
  readonly passphraseSalt?: string
}

export const IN_KEYCHAIN = 'The entry "Lockgroove", "master-key" of the keychain'

export function lookAtGivenKey(db: ReadDb, masterKey: string | undefined): LookedAt {
  const source = 'LOCKGROOVE_MASTER_KEY'
  if (masterKey === undefined) return { source, state: 'none', sentence: `${source} is not set` }
  return attempt(source, () => judged(db, source, parseMasterKey(masterKey, source), `the key in ${source}`))
}

/** Looks at the file, then at the key of the vault that is kept beside it. */
export function lookAtKeyFile(
  db: ReadDb,
  path: string | undefined,
  source: 'key file' | 'LOCKGROOVE_MASTER_KEY_FILE' = 'key file',
): LookedAt {
  if (path === undefined) return { source, state: 'none', sentence: `${source} is not set` }
  const inPlace = lookAtOneFile(db, source, path)
  const id = wantedKeyId(db)
  if (inPlace.state === 'opens' || id === undefined) return inPlace
  const kept = lookAtOneFile(db, source, keptFile(path, id))
  return kept.state === 'opens' ? kept : inPlace
}

function lookAtOneFile(db: ReadDb, source: KeySourceName, path: string): LookedAt {
  return attempt(source, () => {
    const key = readKeyFile(path)
    if (!key) return { source, state: 'none', sentence: `there is no key file ${path}` }
    return { ...judged(db, source, key, `the key in ${path}`), path }
  })
}

/** @param keychain undefined where it is not to be asked */
export async function lookAtKeychain(db: ReadDb, keychain: Keychain | undefined): Promise<LookedAt> {
  const source = 'keychain'
  if (!keychain) {
    return { source, state: 'off', sentence: 'the keychain is not asked (LOCKGROOVE_KEYCHAIN is off)' }
  }
  const inPlace = readAnswer(db, await keychain.read())
  const id = wantedKeyId(db)
  if (id === undefined || !['none', 'another key', 'unusable'].includes(inPlace.state)) return inPlace
  const kept = readAnswer(db, await keychain.read(keptAccount(id)))
  return kept.state === 'opens' ? kept : inPlace
}

function readAnswer(db: ReadDb, answer: KeychainAnswer): LookedAt {
  const source = 'keychain'
  switch (answer.state) {
    case 'found':
      return attempt(source, () =>
        judged(db, source, parseMasterKey(answer.value, IN_KEYCHAIN), 'the key in the keychain'),
      )
    case 'absent':
      return { source, state: 'none', sentence: 'the keychain has none' }
    case 'locked':
      return { source, state: 'locked', sentence: `the keychain is locked (${answer.reason})` }
    case 'unavailable':
      return { source, state: 'unavailable', sentence: `the keychain cannot be used (${answer.reason})` }
    default:
      return answer satisfies never
  }
}

/** Of a vault that was not made with a passphrase this says so, without deriving a key. */
export async function lookAtPassphrase(db: ReadDb, options: PassphraseOptions): Promise<LookedAt> {
  const source = 'passphrase'
  const salt = passphraseSaltOf(db)
  let given: ReturnType<typeof readGivenPassphrase>
  try {
    given = readGivenPassphrase(options)
  } catch (error) {
    return unusable(source, error)
  }
  if (!given) return { source, state: 'none', sentence: 'no passphrase is set (LOCKGROOVE_PASSPHRASE)' }
  if (!hasVault(db)) return { source, state: 'opens', sentence: 'a passphrase is set' }
  if (salt === undefined) {
    return { source, state: 'another key', sentence: 'the vault was not made with the passphrase' }
  }
  try {
    return {
      ...judged(db, source, await deriveMasterKey(given.text, salt), 'the passphrase'),
      passphraseSalt: salt,
    }
  } catch (error) {
    return unusable(source, error)
  }
}

/** Set where the master key comes from a passphrase. */
export function passphraseSaltOf(db: ReadDb): string | undefined {
  const salt = prepare(db, 'SELECT passphrase_salt FROM vault').pluck().get()
  return typeof salt === 'string' ? salt : undefined
}

function judged(db: ReadDb, source: KeySourceName, key: Buffer, what: string): LookedAt {
  if (!hasVault(db) || isKeyOf(db, key)) return { source, state: 'opens', key, sentence: `${what} opens it` }
  key.fill(0)
  return { source, state: 'another key', sentence: `${what} is another one` }
}

function attempt(source: KeySourceName, look: () => LookedAt): LookedAt {
  try {
    return look()
  } catch (error) {
    return unusable(source, error)
  }
}

function unusable(source: KeySourceName, error: unknown): LookedAt {
  if (!(error instanceof VaultProblem)) throw error
  return { source, state: 'unusable', sentence: error.message.replace(/\.$/, '') }
}
