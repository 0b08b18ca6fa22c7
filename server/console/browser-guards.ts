// What keeps other web pages out of the console: nothing of it may be framed, run foreign script, or be changed from
// another origin. DNS rebinding is http/host-check.ts.
import type { Context, Middleware, Next } from 'koa'

// Mantine sets style attributes; everything else comes from our own files.
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ')

export function browserHeaders(): Middleware {
  return function setBrowserHeaders(ctx: Context, next: Next) {
    ctx.set({
      'Content-Security-Policy': CONTENT_SECURITY_POLICY,
      'X-Content-Type-Options': 'nosniff',
      'X-Frame-Options': 'DENY',
      'Referrer-Policy': 'no-referrer',
      'Cross-Origin-Opener-Policy': 'same-origin',
      'Cross-Origin-Resource-Policy': 'same-origin',
    })
    return next()
  }
}

/** Refuses every change that a browser says comes from elsewhere. Programs send neither header and are judged by their credential. */
export function sameOrigin(): Middleware {
  return function checkOrigin(ctx: Context, next: Next) {
    if (ctx.method === 'GET' || ctx.method === 'HEAD') return next()
    const site = ctx.get('Sec-Fetch-Site')
    const origin = ctx.get('Origin')
    const isForeignSite = site !== '' && site !== 'same-origin' && site !== 'none'
    if (isForeignSite || (origin !== '' && originHost(origin) !== ctx.host)) {
      ctx.status = 403
      ctx.body = { ok: false, code: 'not-allowed', message: 'This request came from another page.' }
      return
    }
    return next()
  }
}

function originHost(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined
}
