// The door for people: the window's files, management calls, and music for the window's player. A listener of its own, so
// that a phone on the network cannot even address it.
import Koa, { type Context } from 'koa'
import { browserHeaders, sameOrigin } from './console/browser-guards.ts'
import { callerOf } from './console/caller.ts'
import type { ConsoleDeps } from './console/dispatch.ts'
import { calls, refuseTooMany, windowFiles } from './console/http.ts'
import type { LiveEvents } from './console/live-events.ts'
import { MUSIC_PATH } from './contract/wire.ts'
import { knowClient } from './http/client-address.ts'
import { errorBoundary, logKoaErrors } from './http/error-boundary.ts'
import { type HostRules, hostCheck } from './http/host-check.ts'
import { createRequestLimiter, limitRequests } from './http/request-limits.ts'
import { requestLog } from './http/request-log.ts'
import { type MountOptions, subsonicMount } from './subsonic/mount.ts'
import { refuseTooManyOfWindow, windowEntry } from './subsonic/window-entry.ts'

export interface ConsoleDoorOptions {
  /** What the door is open on now, see http/host-check.ts. */
  readonly host: () => HostRules
  /** Folder of the built window. */
  readonly windowDir: string
  /** The music apps' endpoints, for the window under MUSIC_PATH. */
  readonly music: Omit<MountOptions, 'entry'>
  readonly liveEvents: Pick<LiveEvents, 'middleware'>
}

export function createConsoleDoor(deps: ConsoleDeps, options: ConsoleDoorOptions): Koa {
  const limiter = createRequestLimiter(() => deps.live.get('requestLimit'), deps.clock)
  const app = new Koa()
  logKoaErrors(app, deps.log)
  app.use(errorBoundary(deps.log))
  app.use(requestLog(deps.log))
  app.use(browserHeaders())
  app.use(knowClient(() => deps.live.get('trustedProxies')))
  app.use(hostCheck(options.host))
  app.use(sameOrigin())
  app.use(limitRequests(limiter, refuseInItsWay))
  app.use(
    subsonicMount({ ...options.music, entry: windowEntry(async (ctx) => (await callerOf(ctx, deps)).user) }),
  )
  app.use(options.liveEvents.middleware)
  app.use(calls(deps))
  app.use(windowFiles(options.windowDir))
  return app
}

function refuseInItsWay(ctx: Context): void {
  if (ctx.path.startsWith(MUSIC_PATH)) refuseTooManyOfWindow(ctx)
  else refuseTooMany(ctx)
}
