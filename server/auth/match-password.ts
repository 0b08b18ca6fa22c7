// Tries a login's password or token on the sealed passwords of a user. Sealed texts are kept in memory until the `auth`
// counter moves (most apps make a new salt for each request, so this happens often); plain ones only while they are compared.
import { createHash, randomBytes } from 'node:crypto'
import type { ReadDb } from '../db/open.ts'
import type { Versions } from '../db/versions.ts'
import type { UserId } from '../ids.ts'
import type { Log } from '../log.ts'
import { DoesNotOpen, type Place } from '../vault/seal.ts'
import { isSameSecret } from '../vault/tokens.ts'
import type { Vault } from '../vault/vault.ts'
import { listAppPasswords, type SealedPassword } from './app-passwords.ts'

export interface PasswordForm {
  readonly kind: 'password'
  readonly name: string
  readonly password: string
}

export interface TokenForm {
  readonly kind: 'token'
  readonly name: string
  /** Hex of MD5(password + salt), any case. */
  readonly token: string
  readonly salt: string
}

export interface PasswordMatcher {
  /** Without a user nothing matches, after the same work. `count` tells how many passwords there are to match. */
  match(
    userId: UserId | undefined,
    form: PasswordForm | TokenForm,
  ): { readonly match?: SealedPassword; readonly count: number }
}

/** A wrong login opens at least this many sealed passwords, so that its time hardly tells how many there are. */
const USUAL_PASSWORDS = 4
const MAX_KEPT = 1000
const DECOY_PLACE: Place = { table: 'none', row: 0, field: 'decoy', version: 1 }

export function createPasswordMatcher({
  db,
  vault,
  versions,
  log,
}: {
  readonly db: ReadDb
  readonly vault: Vault
  readonly versions: Versions
  readonly log: Log
}): PasswordMatcher {
  const decoy: SealedPassword = { sealed: vault.seal(randomBytes(20), DECOY_PLACE), place: DECOY_PLACE }
  const kept = new Map<UserId, SealedPassword[]>()
  let authVersion = -1

  function passwordsOf(userId: UserId): SealedPassword[] {
    const current = versions.current('auth')
    if (current !== authVersion || kept.size >= MAX_KEPT) kept.clear()
    authVersion = current
    let list = kept.get(userId)
    if (!list) {
      list = listAppPasswords(db, userId)
      kept.set(userId, list)
    }
    return list
  }

  function fits({ sealed, place }: SealedPassword, form: PasswordForm | TokenForm): boolean {
    let plain: Buffer | undefined
    try {
      plain = vault.open(sealed, place)
      return form.kind === 'password'
        ? isSameSecret(plain, form.password)
        : isSameSecret(tokenOf(plain, form.salt), form.token.toLowerCase())
    } catch (error) {
      if (!(error instanceof DoesNotOpen)) throw error
      // One damaged row must not shut out the other credentials of its user.
      log.error({ table: place.table, row: place.row }, 'a sealed password does not open')
      return false
    } finally {
      plain?.fill(0)
    }
  }

  return {
    match(userId, form) {
      const list = userId === undefined ? [] : passwordsOf(userId)
      const match = list.find((password) => fits(password, form))
      if (match) return { match, count: list.length }
      for (let tried = list.length; tried < USUAL_PASSWORDS; tried++) fits(decoy, form)
      return { count: list.length }
    },
  }
}

/** CONTRACT.md AUTH-3. */
function tokenOf(plainPassword: Buffer, salt: string): string {
  return createHash('md5').update(plainPassword).update(salt, 'utf8').digest('hex')
}
