// What keeps other web pages out of the console: nothing of it may be framed, run foreign script, or be changed from
// another origin. DNS rebinding is http/host-check.ts.
import type { Context, Middleware, Next } from 'koa'
import { clientOf } from '../http/client-address.ts'

// Mantine sets style attributes; everything else comes from our own files.
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "media-src 'self'",
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

/**
 * Refuses every call that a browser says comes from elsewhere, and one with a cookie of which it says nothing: every
 * browser in use sends Origin with a POST. Programs without a cookie are judged by the credential they give.
 *
 * Reading too, where it is not the window's files: a page on another port of this host is the same site to a cookie, and
 * could take up the places for songs and event streams, although it is shown nothing of them.
 */
export function sameOrigin(): Middleware {
  return function checkOrigin(ctx: Context, next: Next) {
    const isReading = ctx.method === 'GET' || ctx.method === 'HEAD'
    if (isReading ? !ctx.path.startsWith('/api/') || !isFromOtherPage(ctx) : isFromHere(ctx)) return next()
    ctx.status = 403
    ctx.body = { ok: false, code: 'not-allowed', message: 'This request came from another page.' }
    return
  }
}

/** As far as the browser says so. */
function isFromOtherPage(ctx: Context): boolean {
  const site = ctx.get('Sec-Fetch-Site')
  return site !== '' && site !== 'same-origin' && site !== 'none'
}

function isFromHere(ctx: Context): boolean {
  if (isFromOtherPage(ctx)) return false
  const origin = ctx.get('Origin')
  if (origin === '') return ctx.get('Sec-Fetch-Site') !== '' || ctx.get('Cookie') === ''
  if (!URL.canParse(origin)) return false
  const sender = new URL(origin)
  const { origin: own, isSecure } = clientOf(ctx)
  const { protocol, host } = new URL(own)
  // A proxy that is not listed may have taken HTTPS off, which cannot be told from here: then only the host is compared.
  return sender.host === host && (!isSecure || sender.protocol === protocol)
}
