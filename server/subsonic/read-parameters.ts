import type { IncomingMessage } from 'node:http'
import { FormTooLarge, hasForm, readForm, TooManyForms } from '../http/form-body.ts'
import { type ParameterMap, parsePairs, queryOf, TooManyPairs } from '../http/query.ts'
import { CODES, SubsonicError, tryLater } from './protocol-errors.ts'

/**
 * Puts form and query together in `values`, form first, which is what makes the form win (CONTRACT.md TRN-4). What could
 * be read is there even when it throws, so that the refusal comes in the format asked for. A promise only for forms.
 * @param source who calls, as limits count; asked for a form
 * @throws SubsonicError with 413, 414 or 503
 */
export function readParameters(
  req: IncomingMessage,
  values: ParameterMap,
  source: () => string,
): void | Promise<void> {
  if (hasForm(req)) return readFormAndQuery(req, values, source())
  readQuery(req, values)
}

async function readFormAndQuery(req: IncomingMessage, values: ParameterMap, source: string): Promise<void> {
  try {
    await readForm(req, values, source)
  } catch (error) {
    readQuery(req, values)
    if (error instanceof FormTooLarge || error instanceof TooManyPairs) throw tooLarge(413, 'form')
    if (error instanceof TooManyForms) throw tryLater(503, 'The server is busy', 5)
    throw error
  }
  readQuery(req, values)
}

function readQuery(req: IncomingMessage, values: ParameterMap): void {
  try {
    parsePairs(queryOf(req.url ?? ''), values)
  } catch (error) {
    if (error instanceof TooManyPairs) throw tooLarge(414, 'query')
    throw error
  }
}

function tooLarge(status: 413 | 414, what: string): SubsonicError {
  return new SubsonicError(CODES.generic, `The ${what} is too large`, { status })
}
