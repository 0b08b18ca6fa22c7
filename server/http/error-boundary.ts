import type Koa from 'koa'
import type { Log } from '../log.ts'
import { isClientGone } from './client-gone.ts'
import { reportIncident } from './incidents.ts'
import { loggablePath } from './query.ts'

/**
 * The last catch: a bug becomes a log line and a plain sentence with its number. After the first byte nothing can be
 * said any more, so the connection is cut: a truncated answer must not look complete.
 */
export function errorBoundary(log: Log): Koa.Middleware {
  return async function catchErrors(ctx, next) {
    try {
      await next()
    } catch (error) {
      if (isClientGone(error)) {
        ctx.res.destroy()
        return
      }
      const incident = reportIncident(log, error, loggablePath(ctx.req.url ?? ''))
      if (ctx.headerSent) {
        ctx.res.destroy()
        return
      }
      for (const name of ['Content-Type', 'Content-Length', 'Content-Range', 'ETag']) ctx.remove(name)
      ctx.status = 500
      ctx.type = 'text/plain; charset=utf-8'
      ctx.body = `Something went wrong here. The server's log names the cause under ${incident}.\n`
    }
  }
}

/**
 * Koa prints a stack for every error it meets itself, clients that go away included, and meets a broken stream twice.
 * This is its listener instead.
 */
export function logKoaErrors(app: Koa, log: Log): void {
  const seen = new WeakSet<object>()
  app.on('error', (error: unknown) => {
    if (isClientGone(error)) return
    if (typeof error === 'object' && error !== null) {
      if (seen.has(error)) return
      seen.add(error)
    }
    reportIncident(log, error, 'sending an answer')
  })
}
