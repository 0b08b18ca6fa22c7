// The door for people: the window's files and management calls. A listener of its own, so that a phone on the network
// cannot even address it.
import Koa from 'koa'
import { browserHeaders, sameOrigin } from './console/browser-guards.ts'
import type { ConsoleDeps } from './console/dispatch.ts'
import { calls, refuseTooMany, windowFiles } from './console/http.ts'
import { knowClient } from './http/client-address.ts'
import { errorBoundary, logKoaErrors } from './http/error-boundary.ts'
import { type HostRules, hostCheck } from './http/host-check.ts'
import { createRequestLimiter, limitRequests } from './http/request-limits.ts'
import { requestLog } from './http/request-log.ts'

export interface ConsoleDoorOptions {
  /** What the door is open on now, see http/host-check.ts. */
  readonly host: () => HostRules
  /** Folder of the built window. */
  readonly windowDir: string
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
  app.use(limitRequests(limiter, refuseTooMany))
  app.use(calls(deps))
  app.use(windowFiles(options.windowDir))
  return app
}
