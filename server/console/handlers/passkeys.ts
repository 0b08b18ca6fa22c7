// Passkeys: one's own, and signing in with one. An administrator sees and removes those of others, and adds none.
import { listPasskeys, type Passkey, removePasskey, renamePasskey } from '../../auth/passkey-rows.ts'
import type { Passkeys } from '../../auth/passkeys.ts'
import type { InputOf, OutputOf } from '../../contract/methods.ts'
import type { PasskeyInfo } from '../../contract/passkeys.ts'
import type { SignedIn } from '../../contract/sessions.ts'
import { NotAllowed } from '../../errors.ts'
import { type Caller, userOf, whom } from '../caller.ts'
import { proveAnew } from './fresh-proof.ts'
import { type SessionHandlerDeps, startSession } from './sessions.ts'

export interface PasskeyHandlerDeps extends SessionHandlerDeps {
  readonly passkeys: Passkeys
}

/** @throws NotFound */
export function listOwnPasskeys(
  { username }: InputOf<'passkeys.list'>,
  { db, users }: PasskeyHandlerDeps,
  caller: Caller,
): readonly PasskeyInfo[] {
  return listPasskeys(db, whom(username, users, caller).id).map(toPasskeyInfo)
}

/**
 * Only who proves anew who they are gets the challenge without which no passkey is added: it would outlast every session and
 * every password.
 * @throws InvalidInput, NotAllowed, Busy, Conflict
 */
export async function beginRegistration(
  { currentPassword }: InputOf<'passkeys.beginRegistration'>,
  deps: PasskeyHandlerDeps,
  caller: Caller,
): Promise<OutputOf<'passkeys.beginRegistration'>> {
  await proveAnew(currentPassword, deps, caller)
  return deps.passkeys.beginRegistration(userOf(caller), caller.origin)
}

export async function finishRegistration(
  { name, response }: InputOf<'passkeys.finishRegistration'>,
  { passkeys, audit }: PasskeyHandlerDeps,
  caller: Caller,
): Promise<PasskeyInfo> {
  const user = userOf(caller)
  const passkey = await passkeys.finishRegistration(user, caller.origin, name, response)
  audit.record({
    event: 'passkey.added',
    actor: user.name,
    subject: user.name,
    address: caller.address,
    detail: { name },
  })
  return toPasskeyInfo(passkey)
}

export function rename(
  { id, name }: InputOf<'passkeys.rename'>,
  { db }: PasskeyHandlerDeps,
  caller: Caller,
): null {
  renamePasskey(db, userOf(caller).id, id, name)
  return null
}

/** @throws NotFound, for somebody else's as for none */
export function remove(
  { id }: InputOf<'passkeys.remove'>,
  { db, users, audit }: PasskeyHandlerDeps,
  caller: Caller,
): null {
  const user = userOf(caller)
  const { name, userId } = removePasskey(db, id, user.roles.admin ? undefined : user.id)
  audit.record({
    event: 'passkey.removed',
    actor: user.name,
    subject: users.findById(userId)?.name ?? '',
    address: caller.address,
    detail: { name },
  })
  return null
}

export function beginSignIn(
  _input: unknown,
  { passkeys }: PasskeyHandlerDeps,
  caller: Caller,
): OutputOf<'passkeys.beginSignIn'> {
  return passkeys.beginSignIn(caller.origin)
}

/**
 * A signature cannot be guessed, so a source over the limit of failed logins still gets in with one.
 * @throws NotAllowed, in the same words whatever is wrong
 */
export async function finishSignIn(
  { response }: InputOf<'passkeys.finishSignIn'>,
  deps: PasskeyHandlerDeps,
  caller: Caller,
): Promise<SignedIn> {
  const user = await deps.passkeys.finishSignIn(caller.origin, response)
  if (user) return startSession(user, 'passkey', deps, caller)

  const { address } = caller
  const isOverLimit = deps.limiter.waitSec(address) > 0
  const isNew = deps.limiter.failed({ address, credential: `passkey ${response.id}` })
  if (isNew && !isOverLimit) {
    deps.audit.record({ event: 'login.failed', actor: '', address, detail: { method: 'passkey' } })
  }
  throw new NotAllowed('This passkey does not sign in here')
}

function toPasskeyInfo({ id, name, createdAt, lastUsedAt }: Passkey): PasskeyInfo {
  return { id, name, createdAt, ...(lastUsedAt !== undefined && { lastUsedAt }) }
}
