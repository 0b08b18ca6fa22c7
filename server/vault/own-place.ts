// Where the master key of a database belongs on this computer, by the settings of the server that starts with it.
import type { WriteDb } from '../db/open.ts'
import {
  type KeyPlaced,
  type MasterKeyChange,
  type NewMasterKey,
  placeNewKey,
  rewrapping,
  type TakeKey,
} from './change-master-key.ts'
import { readKeyFile } from './key-file.ts'
import type { KeySourceName } from './key-sources.ts'
import { createKeychain, type Keychain } from './keychain.ts'
import type { MasterKeyOptions } from './master-key.ts'
import { parseMasterKey } from './parse-master-key.ts'
import { readGivenPassphrase } from './passphrase.ts'
import type { Vault } from './vault.ts'
import type { ChangeOptions } from './vault-change.ts'
import { VaultProblem } from './vault-problem.ts'

/** A new key in the place where this one came from; undefined where only the owner can put it. */
export function samePlace(source: KeySourceName, options: MasterKeyOptions): NewMasterKey | undefined {
  if (source === 'keychain') return { place: 'keychain' }
  if (source === 'key file') return keyFile(options.keyFile)
  if (source === 'LOCKGROOVE_MASTER_KEY_FILE') return keyFile(options.masterKeyFile)
  return undefined
}

/**
 * For a vault that the recovery key opened: a master key the next start finds by itself.
 * @throws VaultProblem
 */
export function giveOwnMasterKey(
  db: WriteDb,
  vault: Vault,
  options: MasterKeyOptions,
  more: OwnPlaceOptions = {},
): Promise<MasterKeyChange> {
  return putKeyInOwnPlace(rewrapping(db, vault, more), options, more)
}

export type OwnPlaceOptions = ChangeOptions & { readonly keychain?: Keychain }

/**
 * What the settings give is taken as it is; else a new key goes into the keychain, or into a key file where there is none
 * that can be used and the owner need not be asked first.
 * @throws VaultProblem, and what `take` throws
 */
export async function putKeyInOwnPlace<Done>(
  take: TakeKey<Done>,
  options: MasterKeyOptions,
  { keychain = options.hostKeychain ?? createKeychain(), ...more }: OwnPlaceOptions = {},
): Promise<Done & KeyPlaced> {
  const { keyFile: path, dataDir } = options
  const put = (to: NewMasterKey) =>
    placeNewKey(take, to, {
      ...more,
      keychain,
      ...(path !== undefined && { keyFile: path }),
      ...(dataDir !== undefined && { dataDir }),
    })

  const bySettings = await givenBySettings(options)
  if (bySettings) return { ...(await put(bySettings.to)), ...bySettings.where }
  if (options.keychain === 'off') return put(keyFile(path))
  try {
    return await put({ place: 'keychain' })
  } catch (error) {
    if (!(error instanceof VaultProblem) || options.firstKey === 'ask') throw error
    const inFile = await put(keyFile(path))
    return { ...inFile, notices: [`${error.message} So the master key is in a file.`, ...inFile.notices] }
  }
}

async function givenBySettings(
  options: MasterKeyOptions,
): Promise<
  | { readonly to: NewMasterKey; readonly where?: { readonly source: KeySourceName; readonly path: string } }
  | undefined
> {
  const { masterKey, masterKeyFile } = options
  if (masterKey !== undefined) {
    return { to: { place: 'given', key: parseMasterKey(masterKey, 'LOCKGROOVE_MASTER_KEY') } }
  }
  if (masterKeyFile !== undefined) {
    const key = readKeyFile(masterKeyFile)
    if (!key) return { to: keyFile(masterKeyFile) }
    const where = { source: 'LOCKGROOVE_MASTER_KEY_FILE', path: masterKeyFile } as const
    return { to: { place: 'given', key }, where }
  }
  const passphrase = readGivenPassphrase(options)
  return passphrase && { to: { place: 'passphrase', passphrase: passphrase.text } }
}

function keyFile(path: string | undefined): NewMasterKey {
  return { place: 'key file', ...(path !== undefined && { path }) }
}
