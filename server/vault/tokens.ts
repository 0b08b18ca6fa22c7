// Every random secret of the server is made here, and compared here.
import { hash, randomBytes, timingSafeEqual } from 'node:crypto'

/** Crockford's base32: no I, L, O or U, so that nothing is mistyped or misread. 32 letters, so no bias. */
export const TYPEABLE = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** 256 bits as base64url, for what a program carries: sessions, tickets. */
export function randomToken(): string {
  return randomBytes(32).toString('base64url')
}

/** 192 bits as base64url, 32 characters: what stands in the address of a share link. */
export function randomShareToken(): string {
  return randomBytes(24).toString('base64url')
}

/** An API key, 256 bits. The prefix lets a person and a secret scanner see what it is. */
export function randomApiKey(): string {
  return `lg_${randomToken()}`
}

/** A password for one app, 100 bits: a token made from it (MD5) must not be worth guessing off-line. */
export function randomDevicePassword(): string {
  return groups(20, 5).toLowerCase()
}

/** A code that is read from a terminal and typed once, 60 bits. */
export function randomSetupCode(): string {
  return groups(12, 4)
}

/** What a person typed as the code they meant: case, blanks and dashes do not matter, nor O for 0, nor I and L for 1. */
export function readTypedCode(typed: string): string {
  return typed
    .replace(/[\s\p{Pd}]/gu, '')
    .toUpperCase()
    .replaceAll('O', '0')
    .replace(/[IL]/g, '1')
}

/** Tells whether two secrets are equal in a time that depends on neither, whatever their lengths. */
export function isSameSecret(one: string | Buffer, other: string | Buffer): boolean {
  return timingSafeEqual(hash('sha256', one, 'buffer'), hash('sha256', other, 'buffer'))
}

function groups(letters: number, groupSize: number): string {
  const bytes = randomBytes(letters)
  let text = ''
  for (let at = 0; at < letters; at++) {
    if (at > 0 && at % groupSize === 0) text += '-'
    text += TYPEABLE[bytes[at]! & 31]
  }
  return text
}
