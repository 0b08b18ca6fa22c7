// [Note: master keys by their id] A change of the master key first keeps both keys, the one in place and the new one, each
// under the id of the key: `master.key.<id>` beside the key file, `master-key-<id>` in the keychain. Then it commits, then
// it puts the new one in place. Whenever the process ends, the vault's key is in place or under the id that the vault
// names. Kept keys stay: they open the backups of their time, and the vault of another data folder that has the same key.
import type { ReadDb } from '../db/open.ts'
import { readHead } from './key-ring.ts'
import type { KeychainAccount } from './keychain.ts'

const MASTER_KEY_ID = /^[A-Za-z0-9_-]{12}$/

export function keptFile(keyFile: string, masterKeyId: string): string {
  return `${keyFile}.${masterKeyId}`
}

export function keptAccount(masterKeyId: string): KeychainAccount {
  return `master-key-${masterKeyId}`
}

/** The id of the master key that the vault names; undefined where there is no usable one, as it becomes part of a path. */
export function wantedKeyId(db: ReadDb): string | undefined {
  const id = readHead(db)?.masterKeyId
  return id !== undefined && MASTER_KEY_ID.test(id) ? id : undefined
}
