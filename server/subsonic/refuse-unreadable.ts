import { encodeFailed } from './encode.ts'
import { CODES, SubsonicError } from './protocol-errors.ts'

const MESSAGES: Record<number, string> = {
  408: 'The request did not arrive in time',
  414: 'The request line is too long: send the parameters as a form',
  431: 'The headers of the request are too large',
}

/**
 * The failed envelope for a request that could not be read to its end, in the format its readable part asks for.
 * @param head whatever could be read
 */
export function refuseUnreadable(status: number, head: string): { type: string; body: string } {
  const format = /[?&]f=jsonp?(?:[&\s]|$)/.test(head) ? 'json' : 'xml'
  const failure = new SubsonicError(CODES.generic, MESSAGES[status] ?? 'The request is not HTTP', { status })
  const { type, body } = encodeFailed(failure, { name: format })
  return { type, body: body.toString() }
}
