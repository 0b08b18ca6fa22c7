// The one door to management: which method, may the caller, is the input right, run it, reply. Errors become replies
// here and nowhere else; what is thrown otherwise is a bug, logged once under a reference the window shows.
import { randomBytes } from 'node:crypto'
import { METHODS, type MethodName } from '../contract/methods.ts'
import type { FailureCode, Reply } from '../contract/wire.ts'
import { Busy, Conflict, InvalidInput, NotAllowed, NotFound, StartProblem } from '../errors.ts'
import type { Log } from '../log.ts'
import { VaultSealed } from '../vault/vault-problem.ts'
import type { Caller } from './caller.ts'
import { type ConsoleDeps, HANDLERS } from './handlers.ts'

export type { Caller } from './caller.ts'
export type { ConsoleDeps } from './handlers.ts'

export function isMethodName(name: string): name is MethodName {
  return Object.hasOwn(METHODS, name)
}

export async function dispatch(
  name: MethodName,
  input: unknown,
  deps: ConsoleDeps,
  caller: Caller,
): Promise<Reply<unknown>> {
  const method = METHODS[name]
  if (method.access !== 'anyone' && !caller.user) return failure('not-signed-in', 'Sign in first.')
  if (method.access === 'admin' && !caller.user?.roles.admin) {
    return failure('not-allowed', 'Only an administrator may do that.')
  }
  if (method.changes && deps.live.get('readOnly') && !method.takesAway(input)) {
    return failure('read-only', 'The server is in read-only mode.')
  }

  const parsed = method.input.safeParse(input)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    const field = issue?.path.join('.') || 'input'
    return { ok: false, code: 'invalid-input', field, message: issue?.message ?? 'This cannot be used' }
  }

  try {
    const handler = HANDLERS[name] as
      | ((input: unknown, deps: ConsoleDeps, caller: Caller) => unknown)
      | undefined
    if (!handler) throw new NotFound('method')
    // What is changed may be sealed on the way, with keys that another process may have replaced.
    if (method.changes) await deps.unlocking.catchUp()
    return { ok: true, value: await handler(parsed.data, deps, caller) }
  } catch (error) {
    return toFailure(error, name, deps.log)
  }
}

function toFailure(error: unknown, name: MethodName, log: Log): Reply<never> {
  if (error instanceof InvalidInput) {
    const message = error.expected ? `Expected ${error.expected}` : 'This cannot be used'
    return { ok: false, code: 'invalid-input', field: error.field, message }
  }
  if (error instanceof NotFound) return failure('not-found', error.message)
  if (error instanceof NotAllowed) return failure('not-allowed', error.message)
  if (error instanceof Conflict || error instanceof StartProblem) return failure('conflict', error.message)
  if (error instanceof VaultSealed) return failure('sealed', `${error.message}.`)
  if (error instanceof Busy)
    return failure('busy', `${error.message}. Try again in ${error.retryAfterSec} seconds.`)
  const reference = randomBytes(4).toString('hex')
  log.error({ reference, method: name, err: error }, 'console method failed')
  return failure('failed', `Something went wrong (reference ${reference}).`)
}

function failure(code: FailureCode, message: string): Reply<never> {
  return { ok: false, code, message }
}
