// The form of a sealed value: `v1:<key id>:<base64url of nonce, ciphertext and tag>`, AES-256-GCM. What it belongs to
// (table, row, field, version) is authenticated with it, so a value copied to another row, or an older one put back
// after a change, does not open.
import { createCipheriv, createDecipheriv, type KeyObject, randomBytes } from 'node:crypto'

export interface Place {
  readonly table: string
  readonly row: string | number
  readonly field: string
  /** Grows when the value is replaced, where the table counts that; else 1. */
  readonly version: number
}

export const KEY_BYTES = 32
const NONCE_BYTES = 12
const TAG_BYTES = 16
const SEALED = /^v1:([A-Za-z0-9_-]{1,32}):([A-Za-z0-9_-]{38,})$/

/** A stored value that does not open: damaged, moved from another place, or sealed with a key that is not here. */
export class DoesNotOpen extends Error {
  readonly place: Place
  constructor(place: Place) {
    super(`The sealed value in ${place.table}.${place.field} of row ${place.row} does not open`)
    this.name = 'DoesNotOpen'
    this.place = place
  }
}

/** @param key 32 bytes; as a KeyObject where it is used often: Node turns bytes into one on each call, in 12 us */
export function sealWith(
  key: Buffer | KeyObject,
  keyId: string,
  value: Buffer | string,
  place: Place,
): string {
  const nonce = freshNonce()
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES })
  cipher.setAAD(boundTo(keyId, place))
  const plain = typeof value === 'string' ? Buffer.from(value, 'utf8') : value
  const body = Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()])
  if (plain !== value) plain.fill(0)
  return `v1:${keyId}:${body.toString('base64url')}`
}

/**
 * The plain bytes, in a Buffer the caller zeroes after use.
 * @throws DoesNotOpen
 */
export function openWith(key: Buffer | KeyObject, sealed: string, place: Place): Buffer {
  const match = SEALED.exec(sealed)
  if (!match) throw new DoesNotOpen(place)
  const body = Buffer.from(match[2]!, 'base64url')
  // Another spelling of the same bytes would be a value somebody touched.
  if (body.toString('base64url') !== match[2]) throw new DoesNotOpen(place)

  const cipherEnd = body.length - TAG_BYTES
  const decipher = createDecipheriv('aes-256-gcm', key, body.subarray(0, NONCE_BYTES), {
    authTagLength: TAG_BYTES,
  })
  decipher.setAAD(boundTo(match[1]!, place))
  decipher.setAuthTag(body.subarray(cipherEnd))
  // GCM is a stream cipher: update() gives everything, final() only judges.
  const plain = decipher.update(body.subarray(NONCE_BYTES, cipherEnd))
  try {
    decipher.final()
  } catch {
    plain.fill(0)
    throw new DoesNotOpen(place)
  }
  return plain
}

/** Which key a sealed value names; undefined when it is no sealed value. */
export function keyIdOf(sealed: string): string | undefined {
  return SEALED.exec(sealed)?.[1]
}

/** Drawn many at once: a draw takes as long as the encryption of a password. Each is given away once. */
function freshNonce(): Buffer {
  if (nextNonce === nonces.length) {
    nonces = randomBytes(NONCE_BYTES * 64)
    nextNonce = 0
  }
  nextNonce += NONCE_BYTES
  return nonces.subarray(nextNonce - NONCE_BYTES, nextNonce)
}
let nonces = Buffer.alloc(0)
let nextNonce = 0

function boundTo(keyId: string, { table, row, field, version }: Place): Buffer {
  return Buffer.from(JSON.stringify(['lockgroove', 'v1', keyId, table, String(row), field, version]), 'utf8')
}
