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
 * Of all forms that are still arriving together, and of those of one source. Who sends one is known only when it is there, so
 * strangers could otherwise fill the memory with forms that never end. Forms of an ordinary size are read even then.
 */
export const MOST_ARRIVING_BYTES = 128 * 1024 * 1024
export const MOST_OF_SOURCE_BYTES = MOST_ARRIVING_BYTES / 4
const ORDINARY_FORM_BYTES = 64 * 1024
/** What a pair takes in memory beside its letters: a form of short names grows twentyfold. */
const PAIR_BYTES = 64

/** Too many large forms are arriving at once. */
export class TooManyForms extends Error {
  constructor() {
    super(`expected at most ${MOST_ARRIVING_BYTES} bytes of forms at once`)
    this.name = 'TooManyForms'
  }
}

let arriving = 0
const arrivingFrom = new Map<string, number>()

function addArriving(source: string, bytes: number) {
  arriving += bytes
  const ofSource = (arrivingFrom.get(source) ?? 0) + bytes
  if (ofSource === 0) arrivingFrom.delete(source)
  else arrivingFrom.set(source, ofSource)
}

const isFullFor = (source: string) =>
  arriving > MOST_ARRIVING_BYTES || (arrivingFrom.get(source) ?? 0) > MOST_OF_SOURCE_BYTES

/** Whether the body holds parameters. Anything else a client puts into it or announces is ignored (CONTRACT.md TRN-5). */
export function hasForm(req: IncomingMessage): boolean {
  const type = req.headers['content-type']
  return req.method === 'POST' && type !== undefined && /^application\/x-www-form-urlencoded\b/i.test(type)
}

/**
 * Adds the parameters of a form to `into`.
 * @param source who sends it, as limits count
 * @throws FormTooLarge, TooManyPairs, TooManyForms, or an ECONNRESET when the client goes away before the end
 */
export function readForm(req: IncomingMessage, into: ParameterMap, source: string): Promise<void> {
  let bytes = 0
  /** What it takes in memory, about. */
  let weight = 0
  let isOver = false
  const reading = new Promise<void>((resolve, reject) => {
    const reader = createPairReader(into)
    let problem: unknown

    /** What only runs dry is kept nowhere. */
    function weigh() {
      if (problem) return
      const now = bytes + reader.pairs * PAIR_BYTES
      addArriving(source, now - weight)
      weight = now
    }

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
      if (bytes > LARGEST_FORM_BYTES) problem ??= new FormTooLarge()
      read(() => reader.push(chunk))
      weigh()
      if (isFullFor(source) && weight > ORDINARY_FORM_BYTES) {
        // At once: what was read so far is given free, and its sender may never go on.
        req.pause()
        reject(new TooManyForms())
        return
      }
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
    addArriving(source, -weight)
  })
}
