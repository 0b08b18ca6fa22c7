import { z } from 'zod'
import { method } from './method.ts'

export interface BackupInfo {
  /** Its file's name in the folder `backups`. */
  readonly name: string
  readonly madeAt: number
  readonly sizeBytes: number
  /** Whether to rely on it. False when its rehearsal or a later check has found it damaged. */
  readonly good: boolean
  /** Absent when it cannot be read at all. */
  readonly counts?: { readonly users: number; readonly songs: number; readonly playlists: number }
  /** The last check: opened, looked through and counted, first of all right after it was made. */
  readonly rehearsal?: { readonly at: number; readonly ok: boolean; readonly sentence: string }
}

export interface BackupOverview {
  /** Newest first. */
  readonly backups: readonly BackupInfo[]
  /** One is being made or checked by this server. */
  readonly busy: boolean
  /** When the next one makes itself; absent when they are made by hand only. */
  readonly nextAt?: number
  /** Why the last try failed, or why none is made at the moment. */
  readonly problem?: string
}

const name = z.string().min(1).max(200)

// Restoring replaces the database under the server, so it is done with the server stopped: `lockgroove backup restore`.
export const backupMethods = {
  'backups.list': method<BackupOverview>()({
    access: 'admin',
    changes: false,
    input: z.strictObject({}),
  }),
  /** Changes nothing of what is backed up, so read-only mode, which comes with trouble, does not refuse it. */
  'backups.make': method<BackupInfo>()({ access: 'admin', changes: false, input: z.strictObject({}) }),
  'backups.verify': method<BackupInfo>()({
    access: 'admin',
    changes: false,
    input: z.strictObject({ name }),
  }),
} as const
