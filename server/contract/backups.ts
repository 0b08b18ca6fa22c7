import { z } from 'zod'
import { method } from './method.ts'

export interface BackupInfo {
  /** Its file's name in the folder `backups`. */
  readonly name: string
  readonly madeAt: number
  readonly sizeBytes: number
  /** The rehearsal: opened, checked and counted after it was made. */
  readonly rehearsal?: { readonly at: number; readonly ok: boolean; readonly sentence: string }
}

const name = z.string().min(1).max(200)

export const backupMethods = {
  'backups.list': method<readonly BackupInfo[]>()({
    access: 'admin',
    changes: false,
    input: z.strictObject({}),
  }),
  'backups.make': method<BackupInfo>()({ access: 'admin', changes: true, input: z.strictObject({}) }),
  'backups.verify': method<BackupInfo>()({
    access: 'admin',
    changes: false,
    input: z.strictObject({ name }),
  }),
} as const
