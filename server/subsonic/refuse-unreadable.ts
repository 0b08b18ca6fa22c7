import type { Context } from 'koa'
import { pathOf } from '../http/query.ts'
import { encodeFailed } from './encode.ts'
import { endpointName } from './endpoint-name.ts'
import { CODES, SubsonicError } from './protocol-errors.ts'

const MESSAGES: Record<number, string> = {
  408: 'The request did not arrive in time',
  414: 'The request line is too long: send the parameters as a form',
  429: 'Too many requests',
  431: 'The headers of the request are too large',
}

/**
 * The failed envelope for a request that was not read to its end, in the format its readable part asks for.
 * @param head whatever could be read
 */
export function refuseUnreadable(status: number, head: string): { type: string; body: string } {
  const format = /[?&]f=jsonp?(?:[&\s]|$)/.test(head) ? 'json' : 'xml'
  const failure = new SubsonicError(CODES.generic, MESSAGES[status] ?? 'The request is not HTTP', { status })
  const { type, body } = encodeFailed(failure, { name: format })
  return { type, body: body.toString() }
}

/** Parameters beyond this are not looked at for the format: a flood must cost little. */
const LOOKED_AT = 4096

/** The answer to one request too many, unread. */
export function refuseTooMany(ctx: Context): void {
  const target = ctx.req.url ?? ''
  ctx.type = 'text/plain; charset=utf-8'
  ctx.body = 'Too many requests.\n'
  if (endpointName(pathOf(target)) === undefined) return
  const { type, body } = refuseUnreadable(429, target.slice(0, LOOKED_AT))
  ctx.set({ 'Content-Type': type, 'Cache-Control': 'no-store' })
  ctx.body = body
}
