// What the window may ask of the server, declared once: who may, how the input is read, what comes back. Both ends are
// derived from it: console/dispatch.ts checks against it, renderer/client calls through it. Pure TypeScript that imports
// nothing of ours, because it ships to the browser.
import { z } from 'zod'

/** `anyone`: no session needed, so it must tell a stranger nothing and change nothing without a code of its own. */
export type Access = 'anyone' | 'user' | 'admin'

export interface Method<Input extends z.ZodType, Output> {
  readonly access: Access
  readonly input: Input
  /** Only a type: never has a value. */
  readonly output?: Output
}

function method<Output>() {
  return <Input extends z.ZodType>(declaration: { access: Access; input: Input }): Method<Input, Output> =>
    declaration
}

export interface ServerStatus {
  readonly version: string
  /** True until the first owner is made; only then is `setup.createOwner` possible. */
  readonly needsOwner: boolean
  /** What to type into a music app, such as `http://127.0.0.1:4040`. */
  readonly musicAddress: string
  readonly musicFolderCount: number
}

export const METHODS = {
  'server.status': method<ServerStatus>()({ access: 'anyone', input: z.strictObject({}) }),
  'setup.createOwner': method<{ readonly name: string }>()({
    access: 'anyone',
    input: z.strictObject({
      code: z.string().min(1, 'Needed: the set-up code from the terminal').max(64),
      username: z.string().min(1, 'Needed: a name').max(64),
      password: z.string().min(12, 'At least 12 characters').max(256),
      /** Absolute paths on the server's computer; may be empty and added later. */
      musicFolders: z.array(z.string().min(1).max(4096)).max(20),
    }),
  }),
} as const

export type MethodName = keyof typeof METHODS
export type InputOf<Name extends MethodName> = z.output<(typeof METHODS)[Name]['input']>
export type OutputOf<Name extends MethodName> =
  (typeof METHODS)[Name] extends Method<z.ZodType, infer Output> ? Output : never
