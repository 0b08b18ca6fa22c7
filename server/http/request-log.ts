import type Koa from 'koa'
import type { Log } from '../log.ts'
import { loggablePath } from './query.ts'

/**
 * One line per request: what, how it ended, how long, for whom. Never the query, which holds credentials
 * (CONTRACT.md AUTH-13). A face may name the client in `ctx.state.client`.
 */
export function requestLog(log: Log): Koa.Middleware {
  return function logRequest(ctx, next) {
    if (!log.isLevelEnabled('info')) return next()
    const startedAt = performance.now()
    ctx.res.once('close', () => {
      log.info(
        {
          method: ctx.method,
          path: loggablePath(ctx.req.url ?? ''),
          status: ctx.res.statusCode,
          ms: Math.round((performance.now() - startedAt) * 10) / 10,
          client: ctx.state['client'],
          ...(ctx.res.writableFinished ? {} : { cut: true }),
        },
        'request',
      )
    })
    return next()
  }
}
