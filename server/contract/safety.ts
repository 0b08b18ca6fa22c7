import { z } from 'zod'
import { method } from './method.ts'

export interface PanicReport {
  /** What was done and what is still to be done by hand, a sentence each. */
  readonly done: readonly string[]
  readonly failed: readonly string[]
  readonly next: readonly string[]
  /** File of the report in the data folder. */
  readonly path: string
}

export interface DoctorFinding {
  readonly about: string
  readonly state: 'fine' | 'look' | 'wrong'
  readonly sentence: string
  /** What to do about it. */
  readonly remedy?: string
}

export const safetyMethods = {
  /** The one change that read-only mode allows is to end it. */
  'safety.setReadOnly': method<{ readonly readOnly: boolean }>()({
    access: 'admin',
    changes: false,
    input: z.strictObject({ readOnly: z.boolean() }),
  }),
  /** Closes the network door, ends all sessions, revokes all device credentials and passkeys, removes all share links, rotates the data key. */
  'safety.panic': method<PanicReport>()({
    access: 'admin',
    changes: false,
    input: z.strictObject({ confirm: z.literal('panic') }),
  }),
  'safety.doctor': method<readonly DoctorFinding[]>()({
    access: 'admin',
    changes: false,
    input: z.strictObject({}),
  }),
} as const
