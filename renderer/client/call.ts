// Calls a method of the contract over HTTP. A failure the server put into words is an error with that sentence.
import type { GivenInputOf, MethodName, OutputOf } from '../../server/contract/methods.ts'
import { CALL_PATH, type FailureCode, type Reply } from '../../server/contract/wire.ts'

export class CallFailed extends Error {
  readonly code: FailureCode | 'no-answer'
  readonly field: string | undefined
  constructor(message: string, code: FailureCode | 'no-answer', field?: string) {
    super(message)
    this.name = 'CallFailed'
    this.code = code
    this.field = field
  }
}

export async function call<Name extends MethodName>(
  name: Name,
  input: GivenInputOf<Name>,
): Promise<OutputOf<Name>> {
  let reply: Reply<OutputOf<Name>>
  try {
    const response = await fetch(CALL_PATH + name, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(input),
    })
    reply = await response.json()
  } catch {
    throw new CallFailed('The server does not answer. Is Lockgroove still running?', 'no-answer')
  }
  if (reply.ok) return reply.value
  throw new CallFailed(reply.message, reply.code, reply.field)
}

/** What is wrong with one field, for the words beside it. */
export function fieldError(error: Error | null, field: string): string | undefined {
  return error instanceof CallFailed && error.field?.split('.')[0] === field ? error.message : undefined
}
