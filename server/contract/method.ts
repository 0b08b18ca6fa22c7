import type { z } from 'zod'

/** `anyone`: no session needed, so it must tell a stranger nothing and change nothing without a secret of its own. */
export type Access = 'anyone' | 'user' | 'admin'

export interface Method<Input extends z.ZodType, Output> {
  readonly access: Access
  /** Refused in read-only mode. */
  readonly changes: boolean
  readonly input: Input
  /** Only a type: never has a value. */
  readonly output?: Output
}

export function method<Output>() {
  return <Input extends z.ZodType>(declaration: {
    access: Access
    changes: boolean
    input: Input
  }): Method<Input, Output> => declaration
}
