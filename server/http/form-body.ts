import type { IncomingMessage } from 'node:http'
import { createPairReader, type ParameterMap } from './query.ts'

/** The largest form that is read: at least 10 MB (CONTRACT.md TRN-6). */
export const LARGEST_FORM_BYTES = 10 * 1024 * 1024
/** A larger one is thrown away up to here, so that its sender is still there to read the 413; then we hang up. */
const MOST_DISCARDED_BYTES = 4 * LARGEST_FORM_BYTES

/** The form is larger than LARGEST_FORM_BYTES. */
export class FormTooLarge extends Error {
  constructor() {
    super(`expected a form of at most ${LARGEST_FORM_BYTES} bytes`)
    this.name = 'FormTooLarge'
  }
}

/**
 * Of all forms that are still arriving together. Who sends one is known only when it is there, so strangers could otherwise
 * fill the memory with forms that never end. Forms of an ordinary size are read even then.
 */
export const MOST_ARRIVING_BYTES = 128 * 1024 * 1024
const ORDINARY_FORM_BYTES = 64 * 1024

/** Too many large forms are arriving at once. */
export class TooManyForms extends Error {
  constructor() {
    super(`expected at most ${MOST_ARRIVING_BYTES} bytes of forms at once`)
    this.name = 'TooManyForms'
  }
}

let arriving = 0

/** Whether the body holds parameters. Anything else a client puts into it or announces is ignored (CONTRACT.md TRN-5). */
export function hasForm(req: IncomingMessage): boolean {
  const type = req.headers['content-type']
  return req.method === 'POST' && type !== undefined && /^application\/x-www-form-urlencoded\b/i.test(type)
}

/**
 * Adds the parameters of a form to `into`.
 * @throws FormTooLarge, TooManyPairs, TooManyForms, or an ECONNRESET when the client goes away before the end
 */
export function readForm(req: IncomingMessage, into: ParameterMap): Promise<void> {
  let bytes = 0
  let isOver = false
  const reading = new Promise<void>((resolve, reject) => {
    const reader = createPairReader(into)
    let problem: unknown

    function read(step: () => void) {
      if (problem) return
      try {
        step()
      } catch (error) {
        problem = error
      }
    }

    req.on('data', (chunk: Buffer) => {
      // What comes after a refusal only runs dry.
      if (isOver) return
      bytes += chunk.length
      arriving += chunk.length
      if (arriving > MOST_ARRIVING_BYTES && bytes > ORDINARY_FORM_BYTES) {
        // At once: what was read so far is given free, and its sender may never go on.
        req.pause()
        reject(new TooManyForms())
        return
      }
      if (bytes > LARGEST_FORM_BYTES) problem ??= new FormTooLarge()
      read(() => reader.push(chunk))
      if (bytes > MOST_DISCARDED_BYTES) {
        req.pause()
        reject(problem)
      }
    })
    req.on('end', () => {
      read(() => reader.end())
      if (problem) reject(problem)
      else resolve()
    })
    req.on('error', reject)
    req.on('close', () => reject(Object.assign(new Error('the client went away'), { code: 'ECONNRESET' })))
  })
  return reading.finally(() => {
    isOver = true
    arriving -= bytes
  })
}
