// What is wrapped for the recovery key needs only its public half: `x1:<ephemeral public key>:<nonce, ciphertext, tag>`,
// X25519, HKDF-SHA256, AES-256-GCM, bound to its place like any sealed value. Whoever wraps cannot open it again.
import {
  createPrivateKey,
  createPublicKey,
  createSecretKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
  type KeyObject,
} from 'node:crypto'
import { DoesNotOpen, openWith, type Place, sealWith } from './seal.ts'

export const SEED_BYTES = 32
const WRAPPED = /^x1:([A-Za-z0-9_-]{43}):([A-Za-z0-9_-]+)$/
/** Node makes keys of raw bytes only in a DER dress (RFC 8410). */
const PRIVATE_KEY_DER = Buffer.from('302e020100300506032b656e04220420', 'hex')
const PUBLIC_KEY_DER = Buffer.from('302a300506032b656e032100', 'hex')
/** In place of a key's id in what is sealed: the ephemeral key stands beside it, and is part of the derived key. */
const KEY_ID = 'recovery'

export function toPrivateKey(seed: Buffer): KeyObject {
  const der = Buffer.concat([PRIVATE_KEY_DER, seed])
  try {
    return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
  } finally {
    der.fill(0)
  }
}

export function toPublicKey(bytes: Buffer): KeyObject {
  return createPublicKey({ key: Buffer.concat([PUBLIC_KEY_DER, bytes]), format: 'der', type: 'spki' })
}

/** The 32 bytes of a public key, also of the one that belongs to a private key. */
export function publicBytesOf(key: KeyObject): Buffer {
  const publicKey = key.type === 'private' ? createPublicKey(key) : key
  return publicKey.export({ format: 'der', type: 'spki' }).subarray(PUBLIC_KEY_DER.length)
}

export function wrapForRecovery(publicKey: KeyObject, value: Buffer, place: Place): string {
  const ephemeral = generateKeyPairSync('x25519')
  const ephemeralBytes = publicBytesOf(ephemeral.publicKey)
  const key = deriveKey(ephemeral.privateKey, publicKey, ephemeralBytes, publicBytesOf(publicKey))
  const body = sealWith(key, KEY_ID, value, place).split(':')[2]!
  return `x1:${ephemeralBytes.toString('base64url')}:${body}`
}

/**
 * The plain bytes, to be zeroed after use.
 * @throws DoesNotOpen
 */
export function openWithRecovery(privateKey: KeyObject, wrapped: string, place: Place): Buffer {
  const match = WRAPPED.exec(wrapped)
  if (!match) throw new DoesNotOpen(place)
  const ephemeralBytes = Buffer.from(match[1]!, 'base64url')
  // Another spelling of the same bytes would be a value somebody touched.
  if (ephemeralBytes.toString('base64url') !== match[1]) throw new DoesNotOpen(place)
  const key = agreedKey(privateKey, ephemeralBytes)
  if (!key) throw new DoesNotOpen(place)
  return openWith(key, `v1:${KEY_ID}:${match[2]}`, place)
}

function agreedKey(privateKey: KeyObject, ephemeralBytes: Buffer): KeyObject | undefined {
  try {
    return deriveKey(privateKey, toPublicKey(ephemeralBytes), ephemeralBytes, publicBytesOf(privateKey))
  } catch {
    // A point of small order, on which nobody agrees who made one at random.
    return undefined
  }
}

function deriveKey(
  privateKey: KeyObject,
  publicKey: KeyObject,
  ephemeralBytes: Buffer,
  recipientBytes: Buffer,
): KeyObject {
  const shared = diffieHellman({ privateKey, publicKey })
  const salt = Buffer.concat([ephemeralBytes, recipientBytes])
  const derived = Buffer.from(hkdfSync('sha256', shared, salt, 'lockgroove recovery wrap v1', 32))
  shared.fill(0)
  const key = createSecretKey(derived)
  derived.fill(0)
  return key
}
