// Web players run on origins of their own and read our answers from there (CONTRACT.md TRN-8). Credentials travel in
// parameters, never in cookies, so `*` gives nobody anything he could not ask for himself.
import type { IncomingMessage, ServerResponse } from 'node:http'

/** '*', or the origins the owner lets in. */
export type AllowedOrigins = '*' | readonly string[]

const EXPOSED =
  'X-Total-Count, X-Content-Duration, Content-Range, Accept-Ranges, Content-Length, Content-Disposition, ETag'
const METHODS = 'GET, HEAD, POST, OPTIONS'
const REQUEST_HEADERS = ['Content-Type', 'Authorization', 'Range', 'If-None-Match', 'If-Range']
const DAY_SEC = '86400'

/** Sets what every answer carries, whatever becomes of it. */
export function setCorsHeaders(req: IncomingMessage, res: ServerResponse, origins: AllowedOrigins): void {
  for (const [name, value] of Object.entries(corsHeaders(req.headers.origin, origins)))
    res.setHeader(name, value)
}

/** The same as plain data, for the few answers that are written without a ServerResponse. */
export function corsHeaders(origin: string | undefined, origins: AllowedOrigins): Record<string, string> {
  if (origins === '*') return OPEN
  if (origin === undefined || !origins.includes(origin)) return CLOSED
  return { 'Access-Control-Allow-Origin': origin, 'Access-Control-Expose-Headers': EXPOSED, Vary: 'Origin' }
}

const OPEN = { 'Access-Control-Allow-Origin': '*', 'Access-Control-Expose-Headers': EXPOSED }
const CLOSED = { Vary: 'Origin' }

/** The answer to OPTIONS: 204, with whatever header names the browser asked for besides those we know. */
export function answerPreflight(req: IncomingMessage, res: ServerResponse): void {
  const known = new Set(REQUEST_HEADERS.map((name) => name.toLowerCase()))
  const asked = String(req.headers['access-control-request-headers'] ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => /^[\w!#$%&'*+.^`|~-]{1,64}$/.test(name) && !known.has(name.toLowerCase()))
  res.statusCode = 204
  res.setHeader('Allow', METHODS)
  res.setHeader('Access-Control-Allow-Methods', METHODS)
  res.setHeader('Access-Control-Allow-Headers', [...REQUEST_HEADERS, ...new Set(asked)].join(', '))
  res.setHeader('Access-Control-Max-Age', DAY_SEC)
}
