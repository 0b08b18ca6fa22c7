// Who makes a request on the music door, by CONTRACT.md section 3. Everything wrong ends here in a refusal that tells a
// stranger nothing: the same words and about the same work for no such user, disabled user and wrong password.
import type { Clock } from '../clock.ts'
import type { WriteDb } from '../db/open.ts'
import type { Versions } from '../db/versions.ts'
import type { Events } from '../events.ts'
import type { UserId } from '../ids.ts'
import type { Log } from '../log.ts'
import type { Vault } from '../vault/vault.ts'
import { findApiKey, shownClient, storeDeviceUse } from './device-credentials.ts'
import { createDeviceGrants } from './device-grants.ts'
import type { CredentialUsed } from './device-scope.ts'
import type { LoginLimiter } from './limiter.ts'
import type { LoginRecord } from './login-record.ts'
import { createPasswordMatcher, type PasswordForm, type TokenForm } from './match-password.ts'
import { isTooLongForName, nameKey } from './names.ts'
import { readPasswordParameter } from './password-parameter.ts'
import type { SealOnSight } from './seal-on-sight.ts'
import type { SignedInUser } from './signed-in-user.ts'
import type { UserAccount, Users } from './users.ts'
import { createVerifiedCredentials, type Verified } from './verified-credentials.ts'

/** The parameters of a request that say who makes it: first values, query and form merged. */
export interface CredentialParameters {
  readonly u?: string | undefined
  readonly p?: string | undefined
  readonly t?: string | undefined
  readonly s?: string | undefined
  readonly apiKey?: string | undefined
  /** The client's name, kept with the device credential as its last use. */
  readonly c?: string | undefined
}

export interface Source {
  /** The socket's peer, or what a listed proxy says; undefined for a unix socket. */
  readonly address: string | undefined
  /** What failures count under; the address otherwise. */
  readonly countsAs?: string
}

export type Refusal =
  | { readonly code: 10 | 40 | 43; readonly message: string }
  | { readonly code: 41 | 42 | 44; readonly message: string; readonly helpUrl: string }
  /** HTTP 429 with Retry-After. */
  | { readonly code: 0; readonly message: string; readonly retryAfterSec: number }

export type Identified =
  | {
      /** As far as the credential reaches. */
      readonly user: SignedInUser
      readonly credential: CredentialUsed
      readonly refusal?: undefined
    }
  | { readonly refusal: Refusal; readonly user?: undefined; readonly credential?: undefined }

export interface SubsonicCredentials {
  /** @throws VaultSealed for a password or token while the vault is shut, whoever it is; not a failed login */
  identify(parameters: CredentialParameters, source: Source): Identified
}

export interface SubsonicCredentialsDeps {
  readonly db: WriteDb
  readonly vault: Vault
  readonly users: Users
  readonly limiter: LoginLimiter
  readonly loginRecord: LoginRecord
  readonly versions: Versions
  readonly clock: Clock
  readonly log: Log
  readonly events?: Events
  readonly sealOnSight?: SealOnSight
  /** Where a person reads how to make a device password or an API key. */
  readonly helpUrl?: string
}

const HELP_URL = 'https://opensubsonic.netlify.app/docs/extensions/apikeyauth/'
/** Nothing we gave out is longer; a stranger's megabyte is not worth hashing. */
const MAX_LETTERS = 4096
const NOTE_USE_EVERY_MS = 10 * 60 * 1000
const ACCOUNT: CredentialUsed = { kind: 'account' }

interface Rights {
  readonly user: SignedInUser
  readonly credential: CredentialUsed
  /** It has expired. */
  readonly isOver?: true
}

interface ApiKeyForm {
  readonly kind: 'apikey'
  readonly key: string
}
type Form = PasswordForm | TokenForm | ApiKeyForm

export function createSubsonicCredentials(deps: SubsonicCredentialsDeps): SubsonicCredentials {
  const { db, vault, users, limiter, loginRecord, versions, clock, log, events, helpUrl = HELP_URL } = deps
  const verified = createVerifiedCredentials(versions)
  const passwords = createPasswordMatcher({ db, vault, versions, log })
  const grants = createDeviceGrants(db, versions)
  const notedAt = new Map<number, number>()
  const wrongPassword: Refusal = { code: 40, message: 'Wrong username or password' }
  const invalidKey: Refusal = { code: 44, message: 'Invalid API key', helpUrl }

  function identify(parameters: CredentialParameters, source: Source): Identified {
    const { address, countsAs = address } = source
    const { u, apiKey } = parameters
    const retryAfterSec = limiter.waitSec(countsAs, apiKey ? undefined : limiterName(u))

    const form = readForm(parameters)
    if ('refusal' in form) return retryAfterSec > 0 ? { refusal: tooMany(retryAfterSec) } : form

    const credential = credentialText(form)
    const fingerprint = verified.fingerprint(credential)
    const known = verified.find(fingerprint)
    if (retryAfterSec > 0 && !isBeyondGuessing(form, known)) return { refusal: tooMany(retryAfterSec) }
    const found = known ?? (form.kind === 'apikey' ? verifyApiKey(form) : verifyPassword(form))
    if ('code' in found) return { refusal: refuse(found, form, credential, source) }

    // Another process may have removed the user since, and time passes.
    const account = users.findById(found.userId)
    const rights = account?.disabledAt === undefined ? rightsOf(account, found.deviceId) : undefined
    const ended = { refusal: form.kind === 'apikey' ? invalidKey : wrongPassword }
    if (!account || !rights) return ended
    const client = parameters.c ?? ''
    const login = { userName: account.name, credential: rights.credential, address, client }
    // Not a failed login: whoever knows it need not guess, and an app that goes on asking must not lock out its household.
    if (rights.isOver) {
      loginRecord.expired(login)
      return ended
    }
    if (!known) {
      verified.remember(fingerprint, found)
      deps.sealOnSight?.(account)
    }
    if (found.deviceId !== undefined) noteUse(found.deviceId, account.id, client, address)
    loginRecord.succeeded(login)
    return rights
  }

  /** What the credential is good for; undefined when it is revoked. */
  function rightsOf(account: UserAccount | undefined, deviceId: number | undefined): Rights | undefined {
    if (!account) return undefined
    if (deviceId === undefined) return { user: account, credential: ACCOUNT }
    const grant = grants.find(deviceId)
    if (!grant) return undefined
    const rights = { user: grant.limit(account), credential: grant.credential }
    return grant.expiresAt !== undefined && grant.expiresAt <= clock.now()
      ? { ...rights, isOver: true }
      : rights
  }

  function verifyApiKey(form: ApiKeyForm): Verified | Refusal {
    const found = isTooLong(form) ? undefined : findApiKey(db, form.key)
    const user = found && users.findById(found.userId)
    if (!user || user.disabledAt !== undefined) return invalidKey
    return { userId: user.id, deviceId: found.id }
  }

  function verifyPassword(form: PasswordForm | TokenForm): Verified | Refusal {
    const account = isTooLong(form) ? undefined : users.findByName(form.name)
    const user = account?.disabledAt === undefined ? account : undefined
    const result = passwords.match(user?.id, form)
    if (user && result.match) return { userId: user.id, deviceId: result.match.deviceId }
    if (!user || result.count > 0) return wrongPassword
    return form.kind === 'token'
      ? { code: 41, message: 'This account does not support token authentication', helpUrl }
      : { code: 42, message: 'This account signs in with an API key or a device password only', helpUrl }
  }

  function refuse(refusal: Refusal, form: Form, credential: string, source: Source): Refusal {
    const { address, countsAs = address } = source
    const name = form.kind === 'apikey' ? undefined : limiterName(form.name)
    const nameWaitSec = name === undefined ? 0 : limiter.nameWaitSec(name)
    if (limiter.failed({ address: countsAs, credential, ...(name !== undefined && { name }) })) {
      log.info({ address, code: refusal.code }, 'login failed')
      const userName = form.kind === 'apikey' ? undefined : users.findByName(form.name)?.name
      loginRecord.failed({ userName, form: form.kind, address })
    }
    events?.emit('login.failed', { source: address ?? 'local' })
    return nameWaitSec > 0 ? tooMany(nameWaitSec) : refusal
  }

  /** A device's last use, written rarely and never a reason to fail a request. */
  function noteUse(deviceId: number, userId: UserId, client: string, address: string | undefined) {
    const now = clock.now()
    const last = notedAt.get(deviceId)
    if (last !== undefined && now - last < NOTE_USE_EVERY_MS) return
    notedAt.set(deviceId, now)
    let isFirst = false
    try {
      isFirst = storeDeviceUse(db, deviceId, { client, address }, now).isFirst
    } catch (error) {
      log.debug({ err: error }, 'the last use of a device was not noted')
    }
    events?.emit('devices.used', { deviceId, userId, client: shownClient(client), isFirst })
  }

  return { identify }
}

/** Which credential a request gives, after the checks that need no secret (AUTH-4, AUTH-5). Empty counts as absent. */
function readForm({ u, p, t, s, apiKey }: CredentialParameters): Form | { refusal: Refusal } {
  if (apiKey) {
    if (u || p || t || s) return conflict('apiKey excludes u, p, t and s')
    return { kind: 'apikey', key: apiKey }
  }
  if (p && (t || s)) return conflict('p excludes t and s')
  if (!u) return missing('u')
  if (p) return { kind: 'password', name: u, password: readPasswordParameter(p) }
  if (t && s) return { kind: 'token', name: u, token: t, salt: s }
  return missing(t ? 's' : s ? 't' : 'p')
}

/**
 * What is let in although its source has to wait, so that one bad neighbour behind a proxy does not shut out the others:
 * API keys, device passwords and tokens that were right before. None can be found by trying. An account password could.
 */
function isBeyondGuessing(form: Form, known: Verified | undefined): boolean {
  if (form.kind === 'apikey') return true
  return known !== undefined && (form.kind === 'token' || known.deviceId !== undefined)
}

/** What the limiter counts failures of a name under; any text can be tried as a name. */
function limiterName(name: string | undefined): string | undefined {
  if (!name) return undefined
  return isTooLongForName(name) ? name.slice(0, MAX_LETTERS) : nameKey(name)
}

/** One text for one credential. Values too long to be right are cut to a length that no right one has. */
function credentialText(form: Form): string {
  return JSON.stringify(Object.values(form).map((value: string) => value.slice(0, MAX_LETTERS + 1)))
}

function isTooLong(form: Form): boolean {
  return Object.values(form).some((value: string) => value.length > MAX_LETTERS)
}

function conflict(what: string): { refusal: Refusal } {
  return { refusal: { code: 43, message: `Conflicting authentication parameters: ${what}` } }
}

function missing(name: string): { refusal: Refusal } {
  return { refusal: { code: 10, message: `Missing parameter: ${name}` } }
}

function tooMany(retryAfterSec: number): Refusal {
  return { code: 0, message: 'Too many failed logins', retryAfterSec }
}
