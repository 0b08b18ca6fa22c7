// Signing in and out, and what is signed in.
import type { AccountSignIn } from '../../auth/account-sign-in.ts'
import type { Audit } from '../../auth/audit.ts'
import type { LoginLimiter } from '../../auth/limiter.ts'
import { putBackRecoveryLink, takeRecoveryLink } from '../../auth/recovery-links.ts'
import type { SealOnSight } from '../../auth/seal-on-sight.ts'
import {
  createSession,
  endSession,
  endSessions,
  getSession,
  listSessions,
  type Session,
  type SessionMethod,
} from '../../auth/sessions.ts'
import type { SignedInUser } from '../../auth/signed-in-user.ts'
import type { Tickets } from '../../auth/tickets.ts'
import type { Users } from '../../auth/users.ts'
import type { Clock } from '../../clock.ts'
import type { InputOf, OutputOf } from '../../contract/methods.ts'
import type { SessionInfo, SignedIn } from '../../contract/sessions.ts'
import type { WriteDb } from '../../db/open.ts'
import { NotAllowed, NotFound } from '../../errors.ts'
import type { LiveSettings } from '../../settings/live.ts'
import { type Caller, userOf, whom } from '../caller.ts'

export interface SessionHandlerDeps {
  readonly db: WriteDb
  readonly clock: Clock
  readonly users: Users
  readonly audit: Audit
  readonly accountSignIn: AccountSignIn
  readonly sealOnSight: SealOnSight
  readonly limiter: LoginLimiter
  readonly tickets: Tickets
  readonly live: LiveSettings
}

/** @throws NotAllowed, Busy */
export async function signIn(
  { username, password }: InputOf<'sessions.signIn'>,
  deps: SessionHandlerDeps,
  caller: Caller,
): Promise<SignedIn> {
  const user = await deps.accountSignIn.signIn(username, password, caller.address)
  return startSession(user, 'password', deps, caller)
}

/** Gives the browser a new session, whatever proved who it is. The one it had before ends. */
export function startSession(
  user: SignedInUser,
  method: SessionMethod,
  deps: Pick<SessionHandlerDeps, 'db' | 'clock' | 'audit' | 'sealOnSight'>,
  caller: Caller,
): SignedIn {
  const { address, userAgent } = caller
  if (caller.sessionId !== undefined) endSession(deps.db, caller.sessionId)
  caller.setSession(createSession(deps, { userId: user.id, method, address, userAgent }).plainToken)
  deps.audit.record({
    event: 'login.succeeded',
    actor: user.name,
    subject: user.name,
    address,
    detail: { method },
  })
  deps.sealOnSight(user)
  return signedIn(user)
}

export function signOut(_input: unknown, { db, audit }: SessionHandlerDeps, caller: Caller): null {
  const { name } = userOf(caller)
  caller.setSession(undefined)
  if (caller.sessionId === undefined) return null
  endSession(db, caller.sessionId)
  audit.record({ event: 'session.ended', actor: name, subject: name, address: caller.address })
  return null
}

export function currentSession(
  _input: unknown,
  deps: SessionHandlerDeps,
  caller: Caller,
): OutputOf<'sessions.current'> {
  const user = userOf(caller)
  const passwordForApps = deps.users.findById(user.id)?.passwordForApps ?? false
  const sharing = user.roles.share ? { usualDays: deps.live.get('shareDays') } : undefined
  const current = { ...signedIn(user), passwordForApps, ...(sharing && { sharing }) }
  if (caller.sessionId !== undefined) {
    const session = getSession(deps.db, deps.clock, caller.sessionId)
    return { ...current, session: toSessionInfo(session, caller) }
  }
  // Here and not at every call: a program behind the proxy that keeps no cookies would fill the list of sessions.
  if (caller.isByProxy) startSession(user, 'proxy', deps, caller)
  return current
}

/** @throws NotFound, NotAllowed */
export function listOwnSessions(
  { username, everybody }: InputOf<'sessions.list'>,
  { db, clock, users }: SessionHandlerDeps,
  caller: Caller,
): readonly SessionInfo[] {
  const user = whom(username, users, caller)
  if (everybody && !user.roles.admin) throw new NotAllowed('Only an administrator may see all sessions')
  return listSessions(db, clock, everybody ? undefined : user.id).map((session) =>
    toSessionInfo(session, caller),
  )
}

/** One's own, or anybody's for an administrator. @throws NotFound, for somebody else's as for none */
export function revokeSession(
  { id }: InputOf<'sessions.revoke'>,
  { db, clock, audit }: SessionHandlerDeps,
  caller: Caller,
): null {
  const user = userOf(caller)
  const session = getSession(db, clock, id)
  if (session.userId !== user.id && !user.roles.admin) throw new NotFound('session')
  endSession(db, id)
  if (id === caller.sessionId) caller.setSession(undefined)
  audit.record({
    event: 'session.ended',
    actor: user.name,
    subject: session.userName,
    address: caller.address,
    detail: { device: session.device },
  })
  return null
}

/** @throws NotFound */
export function revokeAllSessions(
  { username }: InputOf<'sessions.revokeAll'>,
  { db, users, audit }: SessionHandlerDeps,
  caller: Caller,
): OutputOf<'sessions.revokeAll'> {
  const user = whom(username, users, caller)
  const ended = endSessions(db, user.id, caller.sessionId)
  audit.record({
    event: 'session.ended',
    actor: userOf(caller).name,
    subject: user.name,
    address: caller.address,
    detail: { ended },
  })
  return { ended }
}

/** @throws NotAllowed */
export function signInWithTicket(
  { ticket }: InputOf<'sessions.useTicket'>,
  deps: SessionHandlerDeps,
  caller: Caller,
): SignedIn {
  const userId = deps.tickets.use(ticket)
  const user = userId && deps.users.findById(userId)
  if (!user || user.disabledAt !== undefined) throw refusedSecret('ticket', ticket, deps, caller)
  return startSession(user, 'ticket', deps, caller)
}

/** @throws NotAllowed; InvalidInput for the password, which leaves the link as it was */
export async function useRecoveryLink(
  { token, password }: InputOf<'sessions.useRecoveryLink'>,
  deps: SessionHandlerDeps,
  caller: Caller,
): Promise<SignedIn> {
  const { db, users, audit } = deps
  const link = takeRecoveryLink(deps, token)
  if (!link) throw refusedSecret('recovery', token, deps, caller)
  try {
    await users.changePassword(link.userId, password)
  } catch (error) {
    putBackRecoveryLink(db, link)
    throw error
  }
  const user = users.findById(link.userId)
  if (!user || user.disabledAt !== undefined) throw refusedSecret('recovery', token, deps, caller)
  endSessions(db, user.id)
  audit.record({
    event: 'recovery-link.used',
    actor: user.name,
    subject: user.name,
    address: caller.address,
  })
  return startSession(user, 'recovery', deps, caller)
}

/** A secret of 256 bits that is wrong or too late. A right one works even where passwords have to wait. */
function refusedSecret(
  method: 'ticket' | 'recovery',
  credential: string,
  { limiter, audit }: SessionHandlerDeps,
  { address }: Caller,
): NotAllowed {
  const isOverLimit = limiter.waitSec(address) > 0
  if (limiter.failed({ address, credential }) && !isOverLimit) {
    audit.record({ event: 'login.failed', actor: '', address, detail: { method } })
  }
  return new NotAllowed('This link has been used, or its time is over')
}

function signedIn({ name, roles }: SignedInUser): SignedIn {
  return { name, admin: roles.admin }
}

function toSessionInfo({ userId: _, ...session }: Session, caller: Caller): SessionInfo {
  return { ...session, current: session.id === caller.sessionId }
}
