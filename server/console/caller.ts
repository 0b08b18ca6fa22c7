// Who calls the console, from where. The one place where a request becomes a Caller.
import type { Context } from 'koa'
import { findSession, type SessionsDeps } from '../auth/sessions.ts'
import type { SignedInUser } from '../auth/signed-in-user.ts'
import type { Users } from '../auth/users.ts'
import { NotAllowed } from '../errors.ts'
import { readCookie, sessionCookie, sessionCookieName } from './session-cookie.ts'

/** Who calls, as console/http.ts found out. */
export interface Caller {
  /** The socket's peer, or what a trusted proxy says; undefined for a unix socket. */
  readonly address: string | undefined
  /** Whether the browser came by HTTPS, be it through a trusted proxy. */
  readonly isSecure: boolean
  /** As in the browser's address bar: `https://music.example.org`. */
  readonly origin: string
  readonly userAgent: string
  readonly user?: SignedInUser | undefined
  readonly sessionId?: number | undefined
  /** Gives the browser a session, or takes it away. */
  setSession(plainToken: string | undefined): void
}

export interface CallerDeps extends SessionsDeps {
  readonly users: Pick<Users, 'findById'>
}

export function callerOf(ctx: Context, deps: CallerDeps): Caller {
  const { address, isSecure, origin } = clientOf(ctx)
  const cookieName = sessionCookieName(ctx.get('Host'), isSecure)
  const plainToken = readCookie(ctx.get('Cookie'), cookieName)
  const session = plainToken === undefined ? undefined : findSession(deps, plainToken)
  const user = session && deps.users.findById(session.userId)
  return {
    address,
    isSecure,
    origin,
    userAgent: ctx.get('User-Agent'),
    ...(session && user && { user, sessionId: session.id }),
    setSession(token) {
      ctx.set('Set-Cookie', sessionCookie(cookieName, token, isSecure))
    },
  }
}

function clientOf(ctx: Context) {
  const isSecure = 'encrypted' in ctx.req.socket
  return {
    address: ctx.req.socket.remoteAddress,
    isSecure,
    origin: `${isSecure ? 'https' : 'http'}://${ctx.get('Host')}`,
  }
}

/** The signed-in user of a method whose access is `user` or `admin`: dispatch.ts has let nobody else through. */
export function userOf({ user }: Caller): SignedInUser {
  if (!user) throw new NotAllowed('Sign in first')
  return user
}
