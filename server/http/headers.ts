import type Koa from 'koa'
import { type AllowedOrigins, answerPreflight, setCorsHeaders } from './cors.ts'
import { pathOf } from './query.ts'

/**
 * The headers of every answer of the music door, failures included, and the answer to OPTIONS. Stands before anything
 * that can refuse, so that a web player can read the refusal.
 * @param isPage for paths that are pages of our own: nothing of them is for scripts of other pages
 */
export function answerHeaders(
  origins: AllowedOrigins,
  isPage: (path: string) => boolean = () => false,
): Koa.Middleware {
  return function setHeaders(ctx, next) {
    const { req, res } = ctx
    res.setHeader('X-Content-Type-Options', 'nosniff')
    res.setHeader('Referrer-Policy', 'no-referrer')
    if (isPage(pathOf(req.url ?? ''))) return next()
    setCorsHeaders(req, res, origins)
    if (req.method !== 'OPTIONS') return next()
    answerPreflight(req, res)
    ctx.body = null
    return Promise.resolve()
  }
}
