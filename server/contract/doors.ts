import { z } from 'zod'
import { method } from './method.ts'

export interface DoorStatus {
  /** The setting `address`: an address, `network`, or `unix:/path`. */
  readonly address: string
  /** Whether somebody beside this computer can reach music. */
  readonly openToOthers: boolean
  /** What to type into a music app. */
  readonly urls: readonly string[]
  readonly interfaces: readonly { readonly name: string; readonly addresses: readonly string[] }[]
  /** When the network door closes by itself. */
  readonly closesAt?: number
  readonly tls?: { readonly fingerprint: string; readonly expiresAt: number; readonly selfMade: boolean }
  /** What could not be opened, in words. */
  readonly problems: readonly string[]
  /** How many came from outside of the network and were hung up on, since the start. */
  readonly turnedAway: number
  /** Set by a flag or the environment, so that it cannot be changed here. */
  readonly pinned: boolean
}

/** Nothing but that: what is said with it would count when the door opens again. */
function isClosing({ address, ...more }: { readonly address: string }): boolean {
  return address === 'this-computer' && Object.values(more).every((value) => value === undefined)
}

export const doorMethods = {
  'doors.status': method<DoorStatus>()({ access: 'admin', changes: false, input: z.strictObject({}) }),
  /** `address`: `this-computer`, `network`, an address of this computer or `unix:/path`. */
  'doors.open': method<DoorStatus>()({
    access: 'admin',
    changes: true,
    takesAway: isClosing,
    input: z.strictObject({
      address: z.string().min(1).max(256),
      interfaces: z.array(z.string().min(1).max(64)).max(64).optional(),
      closeAfterHours: z.int().min(0).max(8760).optional(),
      closeOnChange: z.boolean().optional(),
    }),
  }),
} as const
