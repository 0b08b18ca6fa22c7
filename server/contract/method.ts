import type { z } from 'zod'

/** `anyone`: no session needed, so it must tell a stranger nothing and change nothing without a secret of its own. */
export type Access = 'anyone' | 'user' | 'admin'

export interface Method<Input extends z.ZodType, Output> {
  readonly access: Access
  /** Refused in read-only mode, unless `takesAway`. */
  readonly changes: boolean
  /**
   * Whether this only takes access away, which goes on in read-only mode: that mode is for somebody who suspects an
   * intruder, and has to be able to lock him out.
   */
  readonly takesAway: (input: unknown) => boolean
  readonly input: Input
  /** Only a type: never has a value. */
  readonly output?: Output
}

export function method<Output>() {
  return <Input extends z.ZodType>(declaration: {
    access: Access
    changes: boolean
    takesAway?: 'always' | ((input: z.output<Input>) => boolean)
    input: Input
  }): Method<Input, Output> => {
    const { takesAway = () => false, input } = declaration
    return {
      ...declaration,
      takesAway(given) {
        if (takesAway === 'always') return true
        const parsed = input.safeParse(given)
        return parsed.success && takesAway(parsed.data)
      },
    }
  }
}
