// Account passwords, one way: scrypt in the PHC string form `$scrypt$ln=17,r=8,p=1$<salt>$<hash>`. One derivation takes
// 128 MiB and some 0.3 s in the thread pool, so there is never more than one at a time.
import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto'
import { Busy } from '../errors.ts'

interface Cost {
  /** log2 of scrypt's N. */
  readonly ln: number
  readonly r: number
  readonly p: number
}

const COST: Cost = { ln: 17, r: 8, p: 1 }
const SALT_BYTES = 16
const HASH_BYTES = 32
const MAX_PASSWORD_BYTES = 1024
/** Waiting longer than some 10 s for one's turn is worse than being told to come back. */
const MAX_WAITING = 32
const PHC = /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]{22,86})\$([A-Za-z0-9+/]{43,86})$/

/** @throws Busy when too many are waiting already */
export async function hashPassword(plainPassword: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES)
  const hash = await derive(plainPassword, salt, HASH_BYTES, COST)
  return `$scrypt$ln=${COST.ln},r=${COST.r},p=${COST.p}$${toText(salt)}$${toText(hash)}`
}

/** A text that is none can only be imported, damaged or written by hand; no password fits it. */
export function isPasswordHash(text: string): boolean {
  return parse(text) !== undefined
}

/**
 * Whether this is the password of that hash. Without a hash (no such user) the answer is false after the same work.
 * @throws Busy when too many are waiting already
 */
export async function verifyPassword(plainPassword: string, hash: string | undefined): Promise<boolean> {
  const stored = hash === undefined ? undefined : parse(hash)
  const salt = stored?.salt ?? randomBytes(SALT_BYTES)
  const expected = stored?.hash ?? randomBytes(HASH_BYTES)
  // Nobody's password is that long; hashing a megabyte for a stranger is work for nothing.
  const isTooLong = Buffer.byteLength(plainPassword) > MAX_PASSWORD_BYTES
  const derived = await derive(isTooLong ? '' : plainPassword, salt, expected.length, stored?.cost ?? COST)
  return timingSafeEqual(derived, expected) && stored !== undefined && !isTooLong
}

function parse(text: string) {
  const match = PHC.exec(text)
  if (!match) return undefined
  const cost = { ln: Number(match[1]), r: Number(match[2]), p: Number(match[3]) }
  // A changed row must not make one login take gigabytes.
  if (cost.ln < 10 || cost.ln > 20 || cost.r < 1 || cost.r > 16 || cost.p < 1 || cost.p > 4) return undefined
  return { cost, salt: Buffer.from(match[4]!, 'base64'), hash: Buffer.from(match[5]!, 'base64') }
}

let waiting = 0
let last: Promise<unknown> = Promise.resolve()

function derive(plainPassword: string, salt: Buffer, length: number, cost: Cost): Promise<Buffer> {
  if (waiting >= MAX_WAITING) throw new Busy('Too many logins at once', 10)
  waiting++
  const mine = last.then(() => runScrypt(plainPassword, salt, length, cost)).finally(() => waiting--)
  last = mine.catch(() => {})
  return mine
}

function runScrypt(plainPassword: string, salt: Buffer, length: number, { ln, r, p }: Cost): Promise<Buffer> {
  const N = 2 ** ln
  // Needed: 128 * N * r, and a little for what OpenSSL adds.
  const maxmem = 128 * N * r + 128 * r * p + 1024 * 1024
  return new Promise((resolve, reject) => {
    scrypt(plainPassword, salt, length, { N, r, p, maxmem }, (error, key) =>
      error ? reject(error) : resolve(key),
    )
  })
}

function toText(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '')
}
