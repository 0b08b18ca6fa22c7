// The music door, from the socket inwards: what a request of a music app passes, in order.
import Koa from 'koa'
import type { SubsonicCredentials } from './auth/subsonic-credentials.ts'
import { knowClient } from './http/client-address.ts'
import { type AllowedOrigins, corsHeaders } from './http/cors.ts'
import { errorBoundary, logKoaErrors } from './http/error-boundary.ts'
import { answerHeaders } from './http/headers.ts'
import { type HostRules, hostCheck } from './http/host-check.ts'
import { plainPages } from './http/plain-pages.ts'
import { pathOf } from './http/query.ts'
import type { Refusal } from './http/refusals.ts'
import { createRequestLimiter, limitRequests } from './http/request-limits.ts'
import { requestLog } from './http/request-log.ts'
import { topicLog } from './log.ts'
import { refuseTooManyOfPages, type SharePagesDeps, sharePages } from './share-pages/mount.ts'
import { isSharePath } from './share-pages/paths.ts'
import { appEntry } from './subsonic/app-entry.ts'
import type { ByteLimits } from './subsonic/byte-limits.ts'
import type { ClientLists } from './subsonic/client-lists.ts'
import { subsonicMount } from './subsonic/mount.ts'
import { refuseTooMany, refuseUnreadable } from './subsonic/refuse-unreadable.ts'
import { ROUTES, type Routes } from './subsonic/routes.ts'
import type { SubsonicDeps } from './subsonic/types.ts'

export interface MusicDoorDeps {
  readonly subsonic: SubsonicDeps
  readonly credentials: SubsonicCredentials
  readonly shares: Pick<SharePagesDeps, 'limiter' | 'assetsDir'>
  /** What the door is open on now, see http/host-check.ts. */
  readonly host: () => HostRules
  readonly origins?: AllowedOrigins
  /** Shared with the window, see subsonic/mount.ts. */
  readonly limits?: ByteLimits
  readonly clientLists?: ClientLists
  readonly isClosing?: () => boolean
  /** See subsonic/app-entry.ts. */
  readonly catchUp?: () => Promise<void>
  /** For tests. */
  readonly routes?: Routes
}

export function createMusicDoor(deps: MusicDoorDeps): Koa {
  const {
    subsonic,
    credentials,
    shares,
    host,
    origins = '*',
    limits,
    clientLists,
    isClosing,
    catchUp,
    routes = ROUTES,
  } = deps
  const { live, clock } = subsonic
  const log = topicLog(subsonic.log, 'http')
  const limiter = createRequestLimiter(() => live.get('requestLimit'), clock)
  const door = new Koa()
  logKoaErrors(door, log)

  door.use(requestLog(log))
  door.use(errorBoundary(log))
  door.use(answerHeaders(origins, isSharePath))
  door.use(knowClient(() => live.get('trustedProxies')))
  door.use(hostCheck(host))
  door.use(limitRequests(limiter, refuseInItsWay))
  door.use(sharePages({ ...subsonic, ...shares, log: topicLog(subsonic.log, 'shares'), isClosing }))
  door.use(
    subsonicMount({
      entry: appEntry({ routes, identify: credentials.identify, catchUp }),
      deps: subsonic,
      limits,
      clientLists,
      isClosing,
    }),
  )
  door.use(plainPages({ '/': 'Lockgroove: music apps connect here.\n', '/healthz': 'ok\n' }))
  return door
}

function refuseInItsWay(ctx: Koa.Context): void {
  if (isSharePath(pathOf(ctx.req.url ?? ''))) refuseTooManyOfPages(ctx)
  else refuseTooMany(ctx)
}

/** For `listen`: how this door answers what is no readable request. */
export function refuseOnMusicDoor(origins: AllowedOrigins = '*') {
  return (status: number, head: string): Refusal => {
    const { type, body } = refuseUnreadable(status, head)
    return {
      headers: {
        'Content-Type': type,
        'Cache-Control': 'no-store',
        'X-Content-Type-Options': 'nosniff',
        ...corsHeaders(/^origin: *(\S+)/im.exec(head)?.[1], origins),
      },
      body,
    }
  }
}
