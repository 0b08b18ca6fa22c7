import { isUtf8 } from 'node:buffer'

/** Hex of more letters than a password may have (4096, of up to three bytes); a stranger's megabytes are not worth decoding. */
const LONGEST = 32 * 1024
const ENCODED = /^enc:((?:[0-9a-f]{2})*)$/i

/**
 * The password that a parameter (`p`, `password`) means: clear, or `enc:` and the hex of its UTF-8 bytes. What follows
 * `enc:` and is no even number of hex digits is the password as it stands (CONTRACT.md AUTH-2).
 *
 * Some clients (py-sonic) write one byte for each letter up to ÿ, so bytes that are no UTF-8 are Latin-1. Read as UTF-8
 * they would turn into replacement characters, and many passwords into the same one.
 */
export function readPasswordParameter(given: string): string {
  if (given.length > LONGEST) return given
  const encoded = ENCODED.exec(given)
  if (!encoded || !given.startsWith('enc:')) return given
  const bytes = Buffer.from(encoded[1]!, 'hex')
  return bytes.toString(isUtf8(bytes) ? 'utf8' : 'latin1')
}
