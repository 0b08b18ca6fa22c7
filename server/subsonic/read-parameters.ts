import type { IncomingMessage } from 'node:http'
import { FormTooLarge, hasForm, readForm } from '../http/form-body.ts'
import { type ParameterMap, parsePairs, queryOf, TooManyPairs } from '../http/query.ts'
import { CODES, SubsonicError } from './protocol-errors.ts'

/**
 * Puts form and query together in `values`, form first, which is what makes the form win (CONTRACT.md TRN-4). What could
 * be read is there even when it throws, so that the refusal comes in the format asked for.
 * @throws SubsonicError with 413 or 414
 */
export async function readParameters(req: IncomingMessage, values: ParameterMap): Promise<void> {
  let problem: SubsonicError | undefined
  if (hasForm(req)) {
    try {
      parsePairs(await readForm(req), values)
    } catch (error) {
      if (!(error instanceof FormTooLarge || error instanceof TooManyPairs)) throw error
      problem = tooLarge(413, 'form')
    }
  }
  try {
    parsePairs(queryOf(req.url ?? ''), values)
  } catch (error) {
    if (!(error instanceof TooManyPairs)) throw error
    problem ??= tooLarge(414, 'query')
  }
  if (problem) throw problem
}

function tooLarge(status: 413 | 414, what: string): SubsonicError {
  return new SubsonicError(CODES.generic, `The ${what} is too large`, { status })
}
