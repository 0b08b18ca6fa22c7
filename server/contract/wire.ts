// How a contract method travels. Apart from methods.ts so that the window's script carries no schemas.

export type FailureCode =
  | 'invalid-input'
  | 'not-signed-in'
  | 'not-allowed'
  | 'read-only'
  | 'sealed'
  | 'not-found'
  | 'conflict'
  | 'busy'
  | 'failed'

/** Thrown errors do not cross the wire: a reply is one of these two. */
export type Reply<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly code: FailureCode; readonly field?: string; readonly message: string }

/** Where a method is called: `POST /api/call/server.status` with the input as JSON. */
export const CALL_PATH = '/api/call/'
