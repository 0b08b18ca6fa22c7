// How the window comes in: `/api/music/NAME` on the console door, with its session, always JSON. What changes something is
// POST only, so that no link of another page can do it; GET carries the cookie only within our own pages (SameSite).
import type { Context } from 'koa'
import type { SignedInUser } from '../auth/signed-in-user.ts'
import { MUSIC_PATH } from '../contract/wire.ts'
import { NotAllowed } from '../errors.ts'
import type { Encoded } from './encode.ts'
import { encodeFailed } from './encode.ts'
import type { Entry } from './entry.ts'
import { CODES, SubsonicError } from './protocol-errors.ts'
import { ROUTES, type Routes } from './routes.ts'

/** Users, passwords and links have methods of their own in the contract. */
export const WINDOW_ROUTES: Routes = new Map(
  [...ROUTES].filter(([, route]) => !route.public && route.needs !== 'account' && !route.appsOnly),
)

/** Kept with plays and queues, as the name of any app. */
export const WINDOW_CLIENT = 'Lockgroove window'

const JSON_FORMAT = { name: 'json' } as const
const READING = ['GET'] as const
const CHANGING = ['POST'] as const

/** @param findUser whose session a request carries; throws NotAllowed for what a proxy says and cannot be right */
export function windowEntry(findUser: (ctx: Context) => Promise<SignedInUser | undefined>): Entry {
  return {
    routes: WINDOW_ROUTES,
    endpointOf: (path) => (path.startsWith(MUSIC_PATH) ? path.slice(MUSIC_PATH.length) : undefined),
    async signIn(ctx) {
      const user = await findUser(ctx).catch(refuse)
      if (!user) throw new SubsonicError(CODES.wrongCredentials, 'Sign in first', { status: 401 })
      return { user, credential: { kind: 'account' } }
    },
    readClient: () => WINDOW_CLIENT,
    formatOf: () => JSON_FORMAT,
    methodsOf: ({ needs }) => (needs === 'change' ? CHANGING : READING),
  }
}

function refuse(error: unknown): never {
  if (!(error instanceof NotAllowed)) throw error
  throw new SubsonicError(CODES.notAuthorised, error.message, { status: 403 })
}

/** The answer to one request too many, unread. */
export function refuseTooManyOfWindow(ctx: Context): void {
  const failure = new SubsonicError(CODES.generic, 'Too many requests', { status: 429 })
  const { type, body }: Encoded = encodeFailed(failure, JSON_FORMAT)
  ctx.set({ 'Content-Type': type, 'Cache-Control': 'no-store' })
  ctx.body = body
}
