// Where Lockgroove itself stores a master key: the keychain or a file.
import { existsSync } from 'node:fs'
import { masterKeyIdOf } from './data-keys.ts'
import { keptAccount, keptFile } from './kept-keys.ts'
import { checkReplaceable, liesIn, makeKeyFile, readKeyFile, replaceKeyFile } from './key-file.ts'
import { IN_KEYCHAIN } from './key-sources.ts'
import type { Keychain, KeychainAccount, KeychainAnswer } from './keychain.ts'
import { inDataFolder } from './master-key.ts'
import { parseMasterKey } from './parse-master-key.ts'
import { isSameSecret } from './tokens.ts'
import { VaultProblem } from './vault-problem.ts'

/** Every method throws VaultProblem when the place refuses. */
export interface KeyPlace {
  readonly source: 'keychain' | 'key file'
  readonly path?: string
  /** The key that is there. Also throws when a key could not be put there, or something is there that is no key. */
  read(): Promise<Buffer | undefined>
  /** Stores a key under its id, beside the one in place. */
  keep(key: Buffer): Promise<void>
  /** Replaces the one in place. */
  put(key: Buffer): Promise<void>
}

export function keychainPlace(keychain: Keychain): KeyPlace {
  async function store(key: Buffer, account?: KeychainAccount) {
    const text = key.toString('base64url')
    const answer = await keychain.store(text, account)
    if (answer.state === 'found' && isSameSecret(answer.value, text)) return
    throw refused(answer, 'it does not keep what it is given')
  }

  return {
    source: 'keychain',
    async read() {
      const answer = await keychain.read()
      if (answer.state === 'absent') return undefined
      if (answer.state !== 'found') throw refused(answer)
      return parseMasterKey(answer.value, IN_KEYCHAIN)
    },
    keep: (key) => store(key, keptAccount(masterKeyIdOf(key))),
    put: (key) => store(key),
  }
}

/** @param dataDir the folder of the database: no key file is made in there */
export function keyFilePlace(path: string, dataDir: string | undefined): KeyPlace {
  return {
    source: 'key file',
    path,
    async read() {
      // One that lies there already was put there by somebody.
      if (dataDir !== undefined && liesIn(path, dataDir) && !existsSync(path)) throw inDataFolder(path)
      checkReplaceable(path)
      return readKeyFile(path)
    },
    async keep(key) {
      const kept = makeKeyFile(keptFile(path, masterKeyIdOf(key)), key)
      if (!isSameSecret(kept, key)) {
        throw new VaultProblem('bad key', `${keptFile(path, masterKeyIdOf(key))} holds another key.`)
      }
    },
    async put(key) {
      replaceKeyFile(path, key)
    },
  }
}

function refused(answer: KeychainAnswer, otherwise = ''): VaultProblem {
  const reason = 'reason' in answer ? answer.reason : otherwise
  return answer.state === 'locked'
    ? new VaultProblem('locked', `The keychain is locked (${reason}). Unlock it and try again.`)
    : new VaultProblem('no key', `The keychain cannot be used (${reason}).`)
}
