import type Koa from 'koa'
import { type AllowedOrigins, answerPreflight, setCorsHeaders } from './cors.ts'

/**
 * The headers of every answer of the music door, failures included, and the answer to OPTIONS. Stands before anything
 * that can refuse, so that a web player can read the refusal.
 */
export function answerHeaders(origins: AllowedOrigins): Koa.Middleware {
  return function setHeaders(ctx, next) {
    const { req, res } = ctx
    res.setHeader('X-Content-Type-Options', 'nosniff')
    res.setHeader('Referrer-Policy', 'no-referrer')
    setCorsHeaders(req, res, origins)
    if (req.method !== 'OPTIONS') return next()
    answerPreflight(req, res)
    ctx.body = null
    return Promise.resolve()
  }
}
