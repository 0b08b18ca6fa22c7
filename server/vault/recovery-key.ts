// The recovery key: 32 bytes on paper, from which an X25519 key pair follows. Only the public half is in the database.
//
// As text: 14 groups of five of Crockford's base32. Four letters of a group carry 20 bits, 56 letters the seed and 24 bits
// of its hash; the fifth letter checks its group. It catches every wrong letter, every swap of neighbours and every group
// in another's place, and so tells which group is to be read again.
import { createHash, type KeyObject, randomBytes } from 'node:crypto'
import type { Clock } from '../clock.ts'
import type { WriteDb } from '../db/open.ts'
import { prepare } from '../db/statements.ts'
import { InvalidInput } from '../errors.ts'
import { rewrapDataKeyForRecovery } from './data-keys.ts'
import { RECOVERY_KEY_PLACE } from './key-ring.ts'
import { overwritingOldKeys } from './old-keys.ts'
import { publicBytesOf, SEED_BYTES, toPrivateKey, toPublicKey } from './recovery-wrap.ts'
import { isSameSecret, readTypedCode, TYPEABLE } from './tokens.ts'
import type { Vault } from './vault.ts'

const GROUPS = 14
const GROUP_SIZE = 5
const HASH_BYTES = 3

/**
 * A new recovery key for an open vault, as text that cannot be had again. The one before opens nothing any more, except
 * backups made until now.
 * @throws VaultSealed
 */
export function makeRecoveryKey(db: WriteDb, vault: Vault, clock: Clock): string {
  const seed = randomBytes(SEED_BYTES)
  const publicBytes = publicBytesOf(toPrivateKey(seed))
  const publicKey = toPublicKey(publicBytes)
  const change = db.transaction(() => {
    for (const [id, key] of vault.keyRing().keys) rewrapDataKeyForRecovery(db, id, key, publicKey)
    prepare<[string, number]>(db, 'UPDATE vault SET recovery_public_key = ?, recovery_made_at = ?').run(
      vault.seal(publicBytes, RECOVERY_KEY_PLACE),
      clock.now(),
    )
  })
  overwritingOldKeys(db, () => change.immediate())
  const text = printRecoveryKey(seed)
  seed.fill(0)
  return text
}

/** @param seed 32 bytes */
export function printRecoveryKey(seed: Buffer): string {
  const values = toLetterValues(Buffer.concat([seed, hashOf(seed)]))
  const groups = Array.from({ length: GROUPS }, (_, at) => {
    const group = values.slice(at * (GROUP_SIZE - 1), (at + 1) * (GROUP_SIZE - 1))
    return [...group, checkOf(group, at)].map((value) => TYPEABLE[value]).join('')
  })
  return groups.join('-')
}

/**
 * The private key of what a person typed: case, blanks and dashes do not matter, nor O for 0, nor I and L for 1.
 * @throws InvalidInput that says which groups to read again, never what was typed
 */
export function parseRecoveryKey(typed: string): KeyObject {
  const letters = readTypedCode(typed)
  const { length } = [...letters]
  if (length !== GROUPS * GROUP_SIZE) {
    throw new InvalidInput(
      'recoveryKey',
      `${GROUPS} groups of ${GROUP_SIZE} characters, got ${length} characters`,
    )
  }
  const values = [...letters].map((letter) => TYPEABLE.indexOf(letter))
  const groups = Array.from({ length: GROUPS }, (_, at) =>
    values.slice(at * GROUP_SIZE, (at + 1) * GROUP_SIZE),
  )
  const wrong = groups.flatMap((group, at) => (isWhole(group, at) ? [] : [at + 1]))
  if (wrong.length > 0) throw new InvalidInput('recoveryKey', `the key as it was printed; ${saying(wrong)}`)

  const bytes = toBytes(groups.flatMap((group) => group.slice(0, -1)))
  const seed = bytes.subarray(0, SEED_BYTES)
  try {
    if (!isSameSecret(hashOf(seed), bytes.subarray(SEED_BYTES))) {
      throw new InvalidInput('recoveryKey', 'the key as it was printed; some of its characters are others')
    }
    return toPrivateKey(seed)
  } finally {
    bytes.fill(0)
  }
}

function saying(wrong: readonly number[]): string {
  if (wrong.length === 1) return `group ${wrong[0]} is not right`
  if (wrong.length === GROUPS) return 'no group is right'
  return `groups ${wrong.slice(0, -1).join(', ')} and ${wrong.at(-1)} are not right`
}

function hashOf(seed: Buffer): Buffer {
  return createHash('sha256')
    .update('lockgroove recovery key v1')
    .update(seed)
    .digest()
    .subarray(0, HASH_BYTES)
}

/**
 * Letters are elements of GF(32). In a whole group the sum of each, times a weight of its own, is the group's number: so one
 * wrong letter changes the sum, and so does a swap of two that differ.
 */
function isWhole(group: readonly number[], at: number): boolean {
  return group.every((value) => value >= 0) && checkOf(group.slice(0, -1), at) === group.at(-1)
}

function checkOf(group: readonly number[], at: number): number {
  return group.reduce((sum, value, position) => sum ^ timesPowerOfTwo(value, position + 1), at + 1)
}

/** In GF(32) with x^5 + x^2 + 1. The check letter itself has the weight 1. */
function timesPowerOfTwo(value: number, power: number): number {
  let product = value
  for (let count = 0; count < power; count++) {
    product <<= 1
    if (product & 32) product ^= 0b100101
  }
  return product
}

/** 35 bytes as 56 values of five bits. */
function toLetterValues(bytes: Buffer): number[] {
  let bits = BigInt(`0x${bytes.toString('hex')}`)
  const values: number[] = []
  for (let left = (bytes.length * 8) / 5; left > 0; left--) {
    values.unshift(Number(bits & 31n))
    bits >>= 5n
  }
  return values
}

function toBytes(values: readonly number[]): Buffer {
  const bits = values.reduce((sum, value) => (sum << 5n) | BigInt(value), 0n)
  return Buffer.from(bits.toString(16).padStart((values.length * 5) / 4, '0'), 'hex')
}
