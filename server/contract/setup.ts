import { z } from 'zod'
import { method } from './method.ts'

export interface ServerStatus {
  readonly version: string
  /** True until the first owner is made; only then is `setup.createOwner` possible. */
  readonly needsOwner: boolean
  /** What to type into a music app, such as `http://127.0.0.1:4040`. */
  readonly musicAddress: string
  readonly musicFolderCount: number
  /** Every change is refused. */
  readonly readOnly: boolean
  /** The master key is not here; details are for administrators (`vault.status`). */
  readonly sealed: boolean
  readonly passwordMinLength: number
}

/** What remains of the first run, so that it can be left and taken up again. */
export interface SetupProgress {
  readonly finished: boolean
  /** False where it was shown and nobody said that it was kept. */
  readonly recoveryKeyKept: boolean
  readonly musicFolderCount: number
}

export const setupMethods = {
  'server.status': method<ServerStatus>()({ access: 'anyone', changes: false, input: z.strictObject({}) }),
  /** Signs the new owner in. `recoveryKey` is shown once; absent where one was made before (on the command line). */
  'setup.createOwner': method<{ readonly name: string; readonly recoveryKey?: string }>()({
    access: 'anyone',
    changes: true,
    input: z.strictObject({
      code: z.string().min(1, 'Needed: the set-up code from the terminal').max(64),
      username: z.string().min(1, 'Needed: a name').max(64),
      password: z.string().min(1, 'Needed: a password').max(256),
      /** Absolute paths on the server's computer; may be empty and added later. */
      musicFolders: z.array(z.string().min(1).max(4096)).max(20),
    }),
  }),
  'setup.progress': method<SetupProgress>()({ access: 'admin', changes: false, input: z.strictObject({}) }),
  /** Only what the window shows next, so read-only mode does not hold anybody in the set-up. */
  'setup.note': method<SetupProgress>()({
    access: 'admin',
    changes: false,
    input: z.strictObject({ step: z.literal(['recovery-key-kept', 'finished']) }),
  }),
} as const
