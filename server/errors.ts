// The errors the domains throw and each face translates once (subsonic/protocol-errors.ts, console/dispatch.ts).
// Messages are for strangers: no path, no secret, no stack. Everything else is a bug and rises to the error boundary.

/** Something asked for does not exist, or the caller may not know that it does. `kind` is a word such as `album`. */
export class NotFound extends Error {
  readonly kind: string
  constructor(kind: string) {
    super(`${kind} not found`)
    this.name = 'NotFound'
    this.kind = kind
  }
}

/** The caller may see the thing but not do this with it. */
export class NotAllowed extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'NotAllowed'
  }
}

/** A required input that was not given (or given empty). */
export class MissingInput extends Error {
  readonly field: string
  constructor(field: string) {
    super(`Missing parameter: ${field}`)
    this.name = 'MissingInput'
    this.field = field
  }
}

/** An input that cannot be used. `expected` completes the sentence: `size: expected 1 to 500`. */
export class InvalidInput extends Error {
  readonly field: string
  readonly expected: string | undefined
  constructor(field: string, expected?: string) {
    super(expected ? `Invalid parameter: ${field}: expected ${expected}` : `Invalid parameter: ${field}`)
    this.name = 'InvalidInput'
    this.field = field
    this.expected = expected
  }
}

/** The request is fine, the state of things does not allow it: an existing name, the last administrator. */
export class Conflict extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'Conflict'
  }
}

/** Too much at once; try again after `retryAfterSec` seconds. */
export class Busy extends Error {
  readonly retryAfterSec: number
  constructor(message: string, retryAfterSec: number) {
    super(message)
    this.name = 'Busy'
    this.retryAfterSec = retryAfterSec
  }
}

/** A start-up problem the owner can mend: one sentence on the terminal, non-zero exit, never a stack. */
export class StartProblem extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'StartProblem'
  }
}

/** Another program listens there. Whoever can choose another port may offer that. */
export class PortTaken extends StartProblem {
  readonly address: string
  readonly port: number
  constructor(message: string, { address, port }: { readonly address: string; readonly port: number }) {
    super(message)
    this.name = 'PortTaken'
    this.address = address
    this.port = port
  }
}

/** True for the errors above: their sentence may be shown as it is. */
export function isForStrangers(error: unknown): error is Error {
  return [NotFound, NotAllowed, MissingInput, InvalidInput, Conflict, Busy, StartProblem].some(
    (kind) => error instanceof kind,
  )
}
