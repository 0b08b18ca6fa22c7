// Tries a login's password or token on the passwords of a user. Stored texts are kept in memory until the `auth`
// counter moves (most apps make a new salt for each request, so this happens often); plain ones only while they are compared.
import { createHash, randomBytes } from 'node:crypto'
import type { ReadDb } from '../db/open.ts'
import type { Versions } from '../db/versions.ts'
import type { UserId } from '../ids.ts'
import type { Log } from '../log.ts'
import { DoesNotOpen, type Place } from '../vault/seal.ts'
import { isSameSecret } from '../vault/tokens.ts'
import type { Vault } from '../vault/vault.ts'
import { VaultSealed } from '../vault/vault-problem.ts'
import { type AppPassword, listAppPasswords, openAppPassword } from './app-passwords.ts'

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
  /**
   * Without a user nothing matches, after the same work. `count` tells how many passwords there are to match.
   * @throws VaultSealed for whatever is asked, so that a shut server tells nothing about who exists
   */
  match(
    userId: UserId | undefined,
    form: PasswordForm | TokenForm,
  ): { readonly match?: AppPassword; readonly count: number }
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
  const kept = new Map<UserId, AppPassword[]>()
  /** Rows that do not open, so that each is logged once and not at every login. */
  const reported = new Set<string>()
  let authVersion = -1
  let decoy: { readonly keyId: string; readonly password: AppPassword } | undefined

  function passwordsOf(userId: UserId): AppPassword[] {
    const current = versions.current('auth')
    if (current !== authVersion || kept.size >= MAX_KEPT) {
      kept.clear()
      reported.clear()
    }
    authVersion = current
    let list = kept.get(userId)
    if (!list) {
      list = listAppPasswords(db, userId)
      kept.set(userId, list)
    }
    return list
  }

  function fits(password: AppPassword, form: PasswordForm | TokenForm): boolean {
    let plain: Buffer | undefined
    try {
      plain = openAppPassword(vault, password)
      return form.kind === 'password'
        ? isSameSecret(plain, form.password)
        : isSameSecret(tokenOf(plain, form.salt), form.token.toLowerCase())
    } catch (error) {
      if (!(error instanceof DoesNotOpen)) throw error
      // One damaged row must not shut out the other credentials of its user.
      reportOnce(password.place)
      return false
    } finally {
      plain?.fill(0)
    }
  }

  function reportOnce({ table, row }: Place) {
    if (reported.has(`${table} ${row}`)) return
    reported.add(`${table} ${row}`)
    log.error({ table, row }, 'a sealed password does not open')
  }

  /** Sealed with the key of now: one that a rotation took away would open faster than a real one, by failing. */
  function decoyPassword(): AppPassword {
    const { keyId } = vault
    if (decoy?.keyId !== keyId) {
      const stored = vault.seal(randomBytes(20), DECOY_PLACE)
      decoy = { keyId, password: { stored, isInTheClear: false, place: DECOY_PLACE } }
    }
    return decoy.password
  }

  return {
    match(userId, form) {
      const state = vault.state()
      if (!state.open) throw new VaultSealed(state.sentence)
      const list = userId === undefined ? [] : passwordsOf(userId)
      const match = list.find((password) => fits(password, form))
      if (match) return { match, count: list.length }
      for (let tried = list.length; tried < USUAL_PASSWORDS; tried++) fits(decoyPassword(), form)
      return { count: list.length }
    },
  }
}

/** CONTRACT.md AUTH-3. */
function tokenOf(plainPassword: Buffer, salt: string): string {
  return createHash('md5').update(plainPassword).update(salt, 'utf8').digest('hex')
}
