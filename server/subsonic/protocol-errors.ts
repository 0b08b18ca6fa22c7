// What a failure is called on /rest (CONTRACT.md section 4). The one place where the errors of the domains get numbers.
import { Busy, Conflict, InvalidInput, MissingInput, NotAllowed, NotFound } from '../errors.ts'
import { VaultSealed } from '../vault/vault-problem.ts'

const SEALED_RETRY_SEC = 10

export const CODES = {
  generic: 0,
  parameter: 10,
  clientTooOld: 20,
  serverTooOld: 30,
  wrongCredentials: 40,
  tokenNotSupported: 41,
  mechanismNotSupported: 42,
  conflictingMechanisms: 43,
  invalidApiKey: 44,
  notAuthorised: 50,
  notFound: 70,
} as const

/** A failed envelope on its way out. Its message is for strangers. */
export class SubsonicError extends Error {
  readonly code: number
  readonly helpUrl: string | undefined
  /** HTTP status: 200 unless CONTRACT.md ERR-2 names another. */
  readonly status: number
  readonly headers: Readonly<Record<string, string>>

  constructor(
    code: number,
    message: string,
    more: { helpUrl?: string; status?: number; headers?: Record<string, string> } = {},
  ) {
    super(message)
    this.name = 'SubsonicError'
    this.code = code
    this.helpUrl = more.helpUrl
    this.status = more.status ?? 200
    this.headers = more.headers ?? {}
  }
}

/** The failed envelope for an error a domain threw; undefined for a bug. */
export function toSubsonicError(error: unknown): SubsonicError | undefined {
  if (error instanceof SubsonicError) return error
  if (error instanceof MissingInput || error instanceof InvalidInput) {
    return new SubsonicError(CODES.parameter, error.message)
  }
  if (error instanceof NotFound) return new SubsonicError(CODES.notFound, sentence(error.message))
  if (error instanceof NotAllowed) return new SubsonicError(CODES.notAuthorised, error.message)
  if (error instanceof Conflict) return new SubsonicError(CODES.generic, error.message)
  // Whoever asks learns no details, and comes again: the owner may be at it.
  if (error instanceof VaultSealed)
    return tryLater(503, 'The server is sealed; its owner has to unlock it', SEALED_RETRY_SEC)
  if (error instanceof Busy) return tryLater(429, error.message, error.retryAfterSec)
  return undefined
}

/** 429 or 503: the client may come again. */
export function tryLater(status: 429 | 503, message: string, retryAfterSec: number): SubsonicError {
  return new SubsonicError(CODES.generic, message, {
    status,
    headers: { 'Retry-After': String(Math.max(1, Math.ceil(retryAfterSec))) },
  })
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
