import { z } from 'zod'
import { method } from './method.ts'

export interface SignedIn {
  readonly name: string
  readonly admin: boolean
}

export interface SessionInfo {
  readonly id: number
  readonly userName: string
  /** How it began. */
  readonly method: 'password' | 'passkey' | 'proxy' | 'ticket' | 'recovery'
  readonly createdAt: number
  readonly lastSeenAt: number
  /** When it ends at the latest. */
  readonly endsAt: number
  readonly address?: string
  /** Browser and system, in words. */
  readonly device: string
  /** The session this was asked with. */
  readonly current: boolean
}

export interface CurrentSession extends SignedIn {
  /** Whether music apps may sign in with this user's account password. */
  readonly passwordForApps: boolean
  /** For whoever may make links: after how many days they end by themselves, 0 is never. */
  readonly sharing?: { readonly usualDays: number }
  readonly session?: SessionInfo
}

const username = z.string().min(1, 'Needed: a name').max(64)
const password = z.string().min(1, 'Needed: a password').max(1024)

export const sessionMethods = {
  /** The cookie comes with the answer. */
  'sessions.signIn': method<SignedIn>()({
    access: 'anyone',
    changes: false,
    input: z.strictObject({ username, password }),
  }),
  'sessions.signOut': method<null>()({ access: 'user', changes: false, input: z.strictObject({}) }),
  /** Who is signed in; also what keeps a session alive. Without a session a trusted proxy says who it is each time. */
  'sessions.current': method<CurrentSession>()({
    access: 'user',
    changes: false,
    input: z.strictObject({}),
  }),
  /** One's own; an administrator may name somebody else, or ask for everybody's. */
  'sessions.list': method<readonly SessionInfo[]>()({
    access: 'user',
    changes: false,
    input: z.strictObject({ username: username.optional(), everybody: z.boolean().default(false) }),
  }),
  'sessions.revoke': method<null>()({
    access: 'user',
    changes: true,
    takesAway: 'always',
    input: z.strictObject({ id: z.int().positive() }),
  }),
  /** All but the one this is asked with. An administrator may name somebody else, whose sessions then all end. */
  'sessions.revokeAll': method<{ readonly ended: number }>()({
    access: 'user',
    changes: true,
    takesAway: 'always',
    input: z.strictObject({ username: username.optional() }),
  }),
  /** Signs the desktop app's own window in with what its main process gave it. */
  'sessions.useTicket': method<SignedIn>()({
    access: 'anyone',
    changes: false,
    input: z.strictObject({ ticket: z.string().min(1).max(128) }),
  }),
  /** Sets a new password with the token of a link made by `lockgroove user recovery-link`, and signs in. */
  'sessions.useRecoveryLink': method<SignedIn>()({
    access: 'anyone',
    changes: true,
    input: z.strictObject({ token: z.string().min(1).max(128), password }),
  }),
} as const
