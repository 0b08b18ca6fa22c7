// Makes a new master key, has the vault take it, and puts it where the owner wants it. Storing a key and committing the
// database cannot be one step: see [Note: master keys by their id] in kept-keys.ts for why the vault opens whenever this ends.
import { randomBytes } from 'node:crypto'
import type { WriteDb } from '../db/open.ts'
import { masterKeyIdOf } from './data-keys.ts'
import { keptAccount, keptFile } from './kept-keys.ts'
import { defaultKeyFile } from './key-file.ts'
import { type KeyPlace, keychainPlace, keyFilePlace } from './key-places.ts'
import type { KeySourceName } from './key-sources.ts'
import { createKeychain, type Keychain } from './keychain.ts'
import { checkNewPassphrase, deriveMasterKey, newPassphraseSalt } from './passphrase.ts'
import { rewrapVault } from './rewrap.ts'
import { KEY_BYTES } from './seal.ts'
import type { Vault } from './vault.ts'
import type { ChangeOptions, VaultChange } from './vault-change.ts'
import { VaultProblem } from './vault-problem.ts'

export type NewMasterKey =
  | { readonly place: 'keychain' }
  /** Without a path: where a key file is made by itself. */
  | { readonly place: 'key file'; readonly path?: string }
  /** The owner keeps it, and sets LOCKGROOVE_MASTER_KEY. */
  | { readonly place: 'given'; readonly key: Buffer }
  | { readonly place: 'passphrase'; readonly passphrase: string }

export interface ChangeMasterKeyOptions extends ChangeOptions {
  readonly keychain?: Keychain
  /** Where a key file is made by itself. */
  readonly keyFile?: string
  /** The folder of the database; no key file is made in there. */
  readonly dataDir?: string
}

export interface KeyPlaced {
  /** Where the key comes from at the next start. */
  readonly source: KeySourceName
  readonly path?: string
  /** Sentences the owner should read. */
  readonly notices: readonly string[]
}

export type MasterKeyChange = VaultChange & KeyPlaced

/** Has the database take the new master key, in one transaction, which a dry run takes back. */
export type TakeKey<Done> = (newKey: Buffer, passphraseSalt?: string) => Done

/**
 * Works also for a vault that the recovery key opened. The key before stays kept where it was, for backups of its time.
 * @throws VaultSealed, VaultProblem, InvalidInput for a passphrase; the vault is unchanged then
 */
export async function changeMasterKey(
  db: WriteDb,
  vault: Vault,
  to: NewMasterKey,
  options: ChangeMasterKeyOptions = {},
): Promise<MasterKeyChange> {
  // A sealed vault is refused before a key is stored anywhere.
  vault.keyRing()
  return placeNewKey(rewrapping(db, vault, options), to, options)
}

/** The vault's present data keys, wrapped under the new master key. */
export function rewrapping(db: WriteDb, vault: Vault, options: ChangeOptions): TakeKey<VaultChange> {
  return (newKey, passphraseSalt) =>
    rewrapVault(db, vault, newKey, { ...options, ...(passphraseSalt !== undefined && { passphraseSalt }) })
}

/** @throws VaultProblem, InvalidInput for a passphrase, and what `take` throws */
export async function placeNewKey<Done>(
  take: TakeKey<Done>,
  to: NewMasterKey,
  options: ChangeMasterKeyOptions = {},
): Promise<Done & KeyPlaced> {
  const { keychain, keyFile = defaultKeyFile(), dataDir } = options
  switch (to.place) {
    case 'keychain':
      return putNewKey(take, keychainPlace(keychain ?? createKeychain()), options)
    case 'key file':
      return putNewKey(take, keyFilePlace(to.path ?? keyFile, dataDir), options)
    case 'passphrase':
      return deriveNewKey(take, to.passphrase, options)
    case 'given':
      return { ...take(to.key), source: 'LOCKGROOVE_MASTER_KEY', notices: [] }
    default:
      return to satisfies never
  }
}

async function putNewKey<Done>(
  take: TakeKey<Done>,
  place: KeyPlace,
  { dryRun = false, onStep }: ChangeOptions,
): Promise<Done & KeyPlaced> {
  const key = randomBytes(KEY_BYTES)
  const where = { source: place.source, ...(place.path !== undefined && { path: place.path }) }
  let before: Buffer | undefined
  try {
    before = await place.read()
    if (dryRun) return { ...take(key), ...where, notices: [] }

    if (before) await place.keep(before)
    onStep?.('kept the key in place')
    await place.keep(key)
    onStep?.('kept the new key')
    const done = take(key)
    const notices = await putInPlace(place, key)
    onStep?.('put the new key in place')
    return { ...done, ...where, notices }
  } finally {
    key.fill(0)
    before?.fill(0)
  }
}

/** The vault has the new key already: what fails here is no failure, as the key is found under its id. */
async function putInPlace(place: KeyPlace, key: Buffer): Promise<string[]> {
  try {
    await place.put(key)
    return []
  } catch (error) {
    if (!(error instanceof VaultProblem)) throw error
    const id = masterKeyIdOf(key)
    const name = place.path === undefined ? keptAccount(id) : keptFile(place.path, id)
    return [
      `The new master key could not be put in place: ${error.message} It is kept, and will be found, as ${name}.`,
    ]
  }
}

async function deriveNewKey<Done>(
  take: TakeKey<Done>,
  passphrase: string,
  { onStep }: ChangeOptions,
): Promise<Done & KeyPlaced> {
  checkNewPassphrase(passphrase)
  const passphraseSalt = newPassphraseSalt()
  const key = await deriveMasterKey(passphrase, passphraseSalt)
  onStep?.('derived the new key')
  try {
    return { ...take(key, passphraseSalt), source: 'passphrase', notices: [] }
  } finally {
    key.fill(0)
  }
}
