// `GET /api/events`: what happens in the server, to every window that is open, as far as its user may know of it
// (contract/events.ts). What another process changes is seen by `look`.
import type { Context, Middleware, Next } from 'koa'
import { newestId } from '../auth/audit-chain.ts'
import { listDeviceCredentials } from '../auth/device-credentials.ts'
import { listPasskeys } from '../auth/passkey-rows.ts'
import { isSessionLive, listSessions } from '../auth/sessions.ts'
import type { UserAccount, Users } from '../auth/users.ts'
import type { ServerEvent } from '../contract/events.ts'
import { EVENTS_PATH, type FailureCode } from '../contract/wire.ts'
import type { Versions } from '../db/versions.ts'
import { NotAllowed } from '../errors.ts'
import { type Events, hear } from '../events.ts'
import type { UserId } from '../ids.ts'
import { stampOfPublicPlaylists } from '../library/playlists.ts'
import { stampsOfShares } from '../library/shares.ts'
import type { LiveSettings } from '../settings/live.ts'
import type { VaultState } from '../vault/vault.ts'
import { type Caller, type CallerDeps, callerOf } from './caller.ts'
import { type EventStream, openEventStream } from './event-stream.ts'
import { createThrottle } from './throttle.ts'

export interface LiveEvents {
  /** Answers EVENTS_PATH. */
  readonly middleware: Middleware
  /** Whose session has ended, what others changed in the database, how it is with the vault. Called every second. */
  look(): void
  /** Ends every stream, and takes no new ones. */
  close(): void
}

export interface LiveEventsDeps extends CallerDeps {
  readonly events: Events
  readonly versions: Versions
  readonly live: LiveSettings
  readonly users: Users
  readonly vaultState: () => VaultState
  /** For tests. */
  readonly beatMs?: number
}

/** A browser has one for each window; who opens more is a program gone wrong. */
export const MOST_STREAMS_OF_USER = 20
const BEAT_MS = 20_000
const PROGRESS_MS = 250
const CHANGES_MS = 500
/** A link that a thousand people open. */
const SHARES_MS = 2000
/** Each makes windows ask for lists again. */
const LIBRARY_MS = 2000
const PLAYING_MS = 1000

interface Window {
  readonly stream: EventStream
  readonly userId: UserId
  readonly sessionId: number | undefined
  readonly isByProxy: boolean
  /** What `users.changed` is about for somebody who is no administrator. */
  ofUser: string
}

type MayKnow = (user: UserAccount) => boolean
const anybody: MayKnow = () => true
const administrators: MayKnow = ({ roles }) => roles.admin

export function createLiveEvents(deps: LiveEventsDeps): LiveEvents {
  const { db, clock, users, versions, live, events, vaultState, beatMs = BEAT_MS } = deps
  const windows = new Set<Window>()
  const throttle = createThrottle()
  let seenAuth = versions.current('auth')
  let seenAudit = newestId(db)
  let seenVault = JSON.stringify(vaultState())
  let seenPlaylists = stampOfPublicPlaylists(db)
  let seenShares: Map<UserId, string | undefined> = stampsOfShares(db)
  let seenLibrary = versions.current('library')
  let isClosed = false

  function tell(event: ServerEvent, mayKnow: MayKnow): void {
    for (const window of windows) {
      const user = users.findById(window.userId)
      if (user && mayKnow(user)) window.stream.send(event)
    }
  }

  function tellSometimes(everyMs: number, event: ServerEvent, mayKnow: MayKnow, key: string = event.type) {
    throttle.run(key, everyMs, () => tell(event, mayKnow))
  }

  const stopHearing = hear(events, {
    'scan.started': ({ full }) => {
      throttle.drop('scan.progress')
      tell({ type: 'scan.started', full }, anybody)
    },
    'scan.progress': ({ phase, seen, toRead, read }) =>
      tellSometimes(PROGRESS_MS, { type: 'scan.progress', phase, seen, toRead, read }, administrators),
    'scan.finished': ({ problems, failure }) => {
      throttle.drop('scan.progress')
      const isAdmin = administrators
      tell({ type: 'scan.finished', problems, ...(failure !== undefined && { failure }) }, isAdmin)
      tell({ type: 'scan.finished' }, (user) => !isAdmin(user))
    },
    'library.changed': tellLibraryChanged,
    'users.changed': lookAtUsers,
    'stars.changed': ({ userId }) =>
      tellSometimes(
        CHANGES_MS,
        { type: 'stars.changed' },
        ({ id }) => id === userId,
        `stars.changed ${userId}`,
      ),
    'playlists.changed': ({ userId }) =>
      throttle.run(`playlists.changed ${userId}`, CHANGES_MS, () => tellPlaylistsChanged(userId)),
    'shares.changed': ({ userId }) => {
      seenShares.set(userId, stampsOfShares(db).get(userId))
      tellSharesChanged(userId)
    },
    'nowPlaying.changed': ({ userId }) =>
      tellSometimes(
        PLAYING_MS,
        { type: 'nowPlaying.changed' },
        (user) => administrators(user) || user.id === userId,
        `nowPlaying.changed ${userId}`,
      ),
    'door.opened': tellDoorsChanged,
    'door.closed': tellDoorsChanged,
    'devices.used': ({ deviceId, userId, client }) =>
      tell({ type: 'devices.used', deviceId, client }, (user) => administrators(user) || user.id === userId),
    'login.failed': ({ source }) =>
      tellSometimes(CHANGES_MS, { type: 'login.failed', source }, administrators),
  })
  live.onChange(() => tellSometimes(CHANGES_MS, { type: 'settings.changed' }, anybody))
  const heart = setInterval(() => {
    for (const { stream } of windows) stream.beat()
  }, beatMs).unref()

  function tellDoorsChanged() {
    tellSometimes(CHANGES_MS, { type: 'doors.changed' }, anybody)
  }

  function tellLibraryChanged() {
    seenLibrary = versions.current('library')
    tellSometimes(LIBRARY_MS, { type: 'library.changed' }, anybody)
  }

  function tellPlaylistsChanged(by: UserId | undefined) {
    const stamp = stampOfPublicPlaylists(db)
    const isOfAll = stamp !== seenPlaylists
    seenPlaylists = stamp
    tell({ type: 'playlists.changed' }, ({ id }) => isOfAll || id === by)
  }

  function tellSharesChanged(of: UserId) {
    const mayKnow: MayKnow = (user) => administrators(user) || user.id === of
    tellSometimes(SHARES_MS, { type: 'shares.changed' }, mayKnow, `shares.changed ${of}`)
  }

  /** An emergency on the command line, somebody who may no longer sign in: whoever ends links, it is in the log. */
  function lookAtShares() {
    const stamps = stampsOfShares(db)
    for (const id of new Set([...seenShares.keys(), ...stamps.keys()])) {
      if (stamps.get(id) !== seenShares.get(id)) tellSharesChanged(id)
    }
    seenShares = stamps
  }

  /** Sessions and passkeys have no version, but whatever happens to them is in the log. */
  function lookAtUsers() {
    const auth = versions.current('auth')
    const audit = newestId(db)
    const isOfUsers = auth !== seenAuth
    const isLogged = audit !== seenAudit
    if (!isOfUsers && !isLogged) return
    lookAtShares()
    seenAuth = auth
    seenAudit = audit
    if (isLogged) tellSometimes(CHANGES_MS, { type: 'audit.changed' }, administrators)
    for (const window of windows) {
      const user = users.findById(window.userId)
      if (!user) continue
      const before = window.ofUser
      window.ofUser = aboutUser(user)
      const isTold = (user.roles.admin && isOfUsers) || window.ofUser !== before
      if (isTold) window.stream.send({ type: 'users.changed' })
    }
    // Whoever is removed takes their playlists along, or leaves them to somebody.
    if (isOfUsers) tellPlaylistsChanged(undefined)
  }

  function lookAtVault() {
    const state = JSON.stringify(vaultState())
    if (state === seenVault) return
    seenVault = state
    tell({ type: 'vault.changed' }, anybody)
  }

  function aboutUser(user: UserAccount): string {
    const devices = listDeviceCredentials(db, user.id).map(
      ({ id, name, scope, folders, expiresAt, revokedAt }) => [
        id,
        name,
        scope,
        folders,
        expiresAt,
        revokedAt,
      ],
    )
    const sessions = listSessions(db, clock, user.id).map(({ id }) => id)
    const passkeys = listPasskeys(db, user.id).map(({ id, name }) => [id, name])
    return JSON.stringify([user, devices, sessions.sort(), passkeys])
  }

  function mayGoOn({ userId, sessionId, isByProxy }: Window): boolean {
    const user = users.findById(userId)
    if (!user || user.disabledAt !== undefined) return false
    if (isByProxy && !live.get('proxyLogin')) return false
    return sessionId === undefined || isSessionLive(db, clock, sessionId)
  }

  function open(ctx: Context, user: UserAccount, { sessionId, isByProxy }: Caller) {
    const window: Window = {
      stream: openEventStream(ctx, () => windows.delete(window)),
      userId: user.id,
      sessionId,
      isByProxy,
      ofUser: aboutUser(user),
    }
    // Whoever hung up while we found out who he is says no 'close' any more.
    if (!ctx.res.destroyed) windows.add(window)
  }

  return {
    async middleware(ctx: Context, next: Next) {
      if (ctx.path !== EVENTS_PATH) return next()
      ctx.set('Cache-Control', 'no-store')
      if (ctx.method !== 'GET') {
        ctx.set('Allow', 'GET')
        return refuse(ctx, 405, 'invalid-input', 'Use GET.')
      }
      const caller = await callerOf(ctx, deps).catch(whatIsRefused)
      if ('refusal' in caller) return refuse(ctx, 403, 'not-allowed', caller.refusal)
      const user = caller.user && users.findById(caller.user.id)
      if (!user) return refuse(ctx, 401, 'not-signed-in', 'Sign in first.')
      if (isClosed) return refuse(ctx, 503, 'busy', 'The server is shutting down.')
      const count = [...windows].filter(({ userId }) => userId === user.id).length
      if (count >= MOST_STREAMS_OF_USER) {
        ctx.set('Retry-After', '10')
        return refuse(ctx, 429, 'busy', 'Too many windows of this user are open.')
      }
      open(ctx, user, caller)
    },

    look() {
      for (const window of windows) {
        if (mayGoOn(window)) continue
        window.stream.send({ type: 'session.ended' })
        window.stream.end()
        windows.delete(window)
      }
      lookAtUsers()
      lookAtVault()
      if (versions.current('library') !== seenLibrary) tellLibraryChanged()
    },

    close() {
      isClosed = true
      stopHearing()
      clearInterval(heart)
      throttle.close()
      for (const { stream } of windows) stream.end()
      windows.clear()
    },
  }
}

function refuse(ctx: Context, status: number, code: FailureCode, message: string) {
  ctx.status = status
  ctx.body = { ok: false, code, message }
}

function whatIsRefused(error: unknown): { readonly refusal: string } {
  if (error instanceof NotAllowed) return { refusal: error.message }
  throw error
}
