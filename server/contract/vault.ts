import { z } from 'zod'
import { method } from './method.ts'

export interface VaultStatus {
  readonly open: boolean
  /** Why it is shut, and what to do. */
  readonly sentence?: string
  readonly trouble?: 'no key' | 'no passphrase' | 'no place' | 'locked' | 'bad key' | 'wrong key' | 'damaged'
  /** Where the master key comes from; absent while shut. */
  readonly source?: string
  readonly recoveryKeyMadeAt?: number
  readonly dataKeyMadeAt?: number
}

/** What rotation or re-wrapping did, or with `dryRun` would do. */
export interface VaultChange {
  readonly dryRun: boolean
  /** Values by `table.field`. */
  readonly resealed: Readonly<Record<string, number>>
  readonly rewrappedKeys: number
  /** Values that do not open, as `table.field of row N`; they stay as they are. */
  readonly damaged: readonly string[]
}

const dryRun = z.boolean().default(false)

export const vaultMethods = {
  'vault.status': method<VaultStatus>()({ access: 'admin', changes: false, input: z.strictObject({}) }),
  /** Looks for the master key again, as after unlocking a keychain. */
  'vault.tryAgain': method<VaultStatus>()({ access: 'admin', changes: false, input: z.strictObject({}) }),
  /** Opens a sealed vault with the recovery key and gives it a new master key in this computer's own place. */
  'vault.recover': method<VaultStatus>()({
    access: 'admin',
    changes: false,
    input: z.strictObject({ recoveryKey: z.string().min(1).max(256) }),
  }),
  'vault.rotate': method<VaultChange>()({
    access: 'admin',
    changes: true,
    input: z.strictObject({ dryRun }),
  }),
  /** A new master key, in the place the present one comes from. */
  'vault.rewrap': method<VaultChange>()({
    access: 'admin',
    changes: true,
    input: z.strictObject({ dryRun }),
  }),
  /** A new recovery key, shown this once; the one before stops working. */
  'vault.makeRecoveryKey': method<{ readonly recoveryKey: string }>()({
    access: 'admin',
    changes: true,
    input: z.strictObject({}),
  }),
} as const
