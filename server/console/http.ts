// The console's HTTP: calls of contract methods, and the files of the window.
import { readFile, stat } from 'node:fs/promises'
import { extname, join, normalize, sep } from 'node:path'
import type { Context, Middleware, Next } from 'koa'
import { CALL_PATH, type FailureCode } from '../contract/wire.ts'
import { NotAllowed } from '../errors.ts'
import { callerOf } from './caller.ts'
import type { ConsoleDeps } from './handlers.ts'

/**
 * No input is larger. Many half-sent bodies shall not fill the memory, nor one hold up everybody when it is parsed: a
 * megabyte of brackets takes half a second, and anybody who is signed in could send it.
 */
const MAX_BODY_BYTES = 64 * 1024

/** `POST /api/call/<method>` with JSON. Anything else under /api/ is 404 or 405, always as JSON. */
export function calls(deps: ConsoleDeps): Middleware {
  return async function call(ctx: Context, next: Next) {
    if (!ctx.path.startsWith('/api/')) return next()
    ctx.set('Cache-Control', 'no-store')
    // At the first call: the contract brings a schema library, which no music app needs.
    const { dispatch, isMethodName } = await import('./dispatch.ts')
    const name = ctx.path.startsWith(CALL_PATH) ? ctx.path.slice(CALL_PATH.length) : ''
    if (!isMethodName(name)) return reject(ctx, 404, 'No such method.')
    if (ctx.method !== 'POST') {
      ctx.set('Allow', 'POST')
      return reject(ctx, 405, 'Use POST.')
    }
    // Only JSON: a form or text/plain body is what another site's page could send without asking (no preflight).
    if (!ctx.is('application/json')) return reject(ctx, 415, 'Send JSON.')
    const body = await readBody(ctx)
    if (body === undefined) {
      // What was not read would stand before the next call on this connection.
      ctx.set('Connection', 'close')
      return reject(ctx, 413, 'Too large.')
    }
    let input: unknown
    try {
      input = body === '' ? {} : JSON.parse(body)
    } catch {
      return reject(ctx, 400, 'The body is not JSON.')
    }
    const caller = await callerOf(ctx, deps).catch(whatIsRefused)
    if ('refusal' in caller) return reject(ctx, 403, caller.refusal, 'not-allowed')
    ctx.body = await dispatch(name, input, deps, caller)
  }
}

function whatIsRefused(error: unknown): { readonly refusal: string } {
  if (error instanceof NotAllowed) return { refusal: error.message }
  throw error
}

function reject(ctx: Context, status: number, message: string, code: FailureCode = 'invalid-input') {
  ctx.status = status
  ctx.body = { ok: false, code, message }
}

/** The answer to one request too many. */
export function refuseTooMany(ctx: Context): void {
  if (ctx.path.startsWith('/api/')) {
    reject(ctx, 429, 'Too many requests.', 'busy')
    return
  }
  ctx.type = 'text/plain; charset=utf-8'
  ctx.body = 'Too many requests.\n'
}

async function readBody(ctx: Context): Promise<string | undefined> {
  const parts: Buffer[] = []
  let size = 0
  for await (const part of ctx.req as AsyncIterable<Buffer>) {
    size += part.length
    if (size > MAX_BODY_BYTES) return undefined
    parts.push(part)
  }
  return Buffer.concat(parts).toString('utf8')
}

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
}

const MISSING_WINDOW = 'The window has not been built: run "npm run build", then start again.\n'

/** The built window; every other path is the page itself, which reads the address. Files under assets/ carry their hash in the name. */
export function windowFiles(windowDir: string): Middleware {
  return async function serveWindow(ctx: Context) {
    if (ctx.method !== 'GET' && ctx.method !== 'HEAD') {
      ctx.status = 405
      ctx.set('Allow', 'GET, HEAD')
      return
    }
    const asked = extname(ctx.path) === '' ? 'index.html' : ctx.path
    const path = safePath(windowDir, asked)
    const info = path === undefined ? undefined : await stat(path).catch(() => undefined)
    if (path === undefined || !info?.isFile()) {
      ctx.status = asked === 'index.html' ? 503 : 404
      ctx.type = 'text/plain'
      ctx.body = asked === 'index.html' ? MISSING_WINDOW : 'Not found\n'
      return
    }
    ctx.set('Cache-Control', asked.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache')
    ctx.set('Content-Type', TYPES[extname(path)] ?? 'application/octet-stream')
    ctx.length = info.size
    ctx.status = 200
    if (ctx.method === 'HEAD') return
    // At once: the largest is a few hundred KB, and in the packed app it lies in an archive, which Electron reads whole files
    // from; a stream would make it copy each file out first.
    ctx.body = await readFile(path)
  }
}

function safePath(root: string, asked: string): string | undefined {
  let decoded: string
  try {
    decoded = decodeURIComponent(asked)
  } catch {
    return undefined
  }
  if (decoded.includes('\0')) return undefined
  const path = normalize(join(root, decoded))
  return path.startsWith(root + sep) ? path : undefined
}
