import { KEY_BYTES } from './seal.ts'
import { VaultProblem } from './vault-problem.ts'

/** Fewer different bytes than any random key has: `aaaa…`, `0123456701234567…`, and other keys that are no secret. */
const LEAST_DIFFERENT = 8

/**
 * 32 bytes from their text: base64 (also base64url), hex, or 32 characters.
 * @param where names the setting or file in the error; what was given is never repeated
 * @throws VaultProblem
 */
export function parseMasterKey(given: string, where: string): Buffer {
  const key = decode(given)
  if (key?.length !== KEY_BYTES) {
    throw new VaultProblem('bad key', `${where}: expected a key of 32 bytes as base64, hex or 32 characters.`)
  }
  if (new Set(key).size < LEAST_DIFFERENT) {
    throw new VaultProblem(
      'bad key',
      `${where}: expected a random key, for example from: openssl rand -base64 32`,
    )
  }
  return key
}

function decode(given: string): Buffer | undefined {
  // A file written by an editor or a shell ends in a newline.
  const text = given.replace(/\r?\n$/, '')
  if (/^[0-9a-f]{64}$/i.test(text)) return Buffer.from(text, 'hex')
  if (/^[A-Za-z0-9+/]{43}=?$/.test(text)) return Buffer.from(text, 'base64')
  if (/^[A-Za-z0-9_-]{43}=?$/.test(text)) return Buffer.from(text, 'base64url')
  if ([...text].length === KEY_BYTES) return Buffer.from(text, 'utf8')
  return undefined
}
