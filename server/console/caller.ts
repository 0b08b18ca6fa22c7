// Who calls the console, from where. The one place where a request becomes a Caller.
import type { Context } from 'koa'
import type { ProxyLogin } from '../auth/proxy-login.ts'
import { findSession, type Session, type SessionsDeps } from '../auth/sessions.ts'
import type { SignedInUser } from '../auth/signed-in-user.ts'
import type { Users } from '../auth/users.ts'
import { NotAllowed, NotFound } from '../errors.ts'
import { clientOf } from '../http/client-address.ts'
import { readCookies, sessionCookie, sessionCookieName } from './session-cookie.ts'

/** Who calls, as console/http.ts found out. */
export interface Caller {
  /** The socket's peer, or what a trusted proxy says; undefined for a unix socket. */
  readonly address: string | undefined
  /** Whether the browser came by HTTPS, be it through a trusted proxy. */
  readonly isSecure: boolean
  /** As in the browser's address bar: `https://music.example.org`. */
  readonly origin: string
  /** The same, where a listed proxy has it: under this name others reach the server, and music apps too (http/README.md). */
  readonly publicOrigin?: string | undefined
  readonly userAgent: string
  readonly user?: SignedInUser | undefined
  readonly sessionId?: number | undefined
  /** A reverse proxy says who it is, on this call and without a session too. */
  readonly isByProxy: boolean
  /** Gives the browser a session, or takes it away. */
  setSession(plainToken: string | undefined): void
}

export interface CallerDeps extends SessionsDeps {
  readonly users: Pick<Users, 'findById'>
  readonly proxyLogin: ProxyLogin
}

/** @throws NotAllowed for what a proxy says and cannot be right */
export async function callerOf(ctx: Context, deps: CallerDeps): Promise<Caller> {
  const client = clientOf(ctx)
  const { address, isSecure, origin } = client
  const word = await deps.proxyLogin.identify(ctx.req, client)
  const cookieName = sessionCookieName(ctx.get('Host'), isSecure)
  const kept = firstSession(readCookies(ctx.get('Cookie'), cookieName), deps)
  const session = deps.proxyLogin.sessionBeside(word, kept)
  const user = word.kind === 'user' ? word.user : session && deps.users.findById(session.userId)
  return {
    address,
    isSecure,
    origin,
    ...(client.wasForwarded && { publicOrigin: origin }),
    userAgent: ctx.get('User-Agent'),
    isByProxy: word.kind === 'user',
    ...(user && { user, ...(session && { sessionId: session.id }) }),
    setSession(token) {
      ctx.set('Set-Cookie', sessionCookie(cookieName, token, isSecure))
      // Covers stay in the browser for a day, for whoever sits there next.
      if (token === undefined) ctx.set('Clear-Site-Data', '"cache"')
    },
  }
}

function firstSession(plainTokens: readonly string[], deps: SessionsDeps): Session | undefined {
  for (const plainToken of plainTokens) {
    const session = findSession(deps, plainToken)
    if (session) return session
  }
  return undefined
}

/** The signed-in user of a method whose access is `user` or `admin`: dispatch.ts has let nobody else through. */
export function userOf({ user }: Caller): SignedInUser {
  if (!user) throw new NotAllowed('Sign in first')
  return user
}

/** Oneself, or whom an administrator names. @throws NotFound, to everybody else whether that name exists or not */
export function whom(
  username: string | undefined,
  users: Pick<Users, 'findByName'>,
  caller: Caller,
): SignedInUser {
  const user = userOf(caller)
  const named = username === undefined ? user : users.findByName(username)
  if (!named || (named.id !== user.id && !user.roles.admin)) throw new NotFound('user')
  return named
}
