import { z } from 'zod'
import type { ScanProgressNow } from './events.ts'
import { method } from './method.ts'

export interface ScanReport {
  readonly startedAt: number
  readonly finishedAt: number
  readonly full: boolean
  readonly seen: number
  readonly added: number
  readonly changed: number
  readonly moved: number
  readonly missing: number
  readonly problems: number
  /** Music folders that could not be looked at; nothing of theirs was touched. */
  readonly pausedFolders: readonly string[]
  /** Why it ended early, in words; absent when it ran to its end. */
  readonly failure?: string
}

export interface ScanState {
  readonly scanning: boolean
  /** When the library was last as the disk is. */
  readonly lastScanAt?: number
  /** While scanning, for administrators. */
  readonly progress?: ScanProgressNow
  /** Of the last scan, however it ended, for administrators. */
  readonly last?: ScanReport
}

export const scanMethods = {
  'scan.status': method<ScanState>()({ access: 'user', changes: false, input: z.strictObject({}) }),
  /** One that runs already goes on as it is. `full` reads every file's tags again. */
  'scan.start': method<ScanState>()({
    access: 'admin',
    changes: true,
    input: z.strictObject({ full: z.boolean().default(false) }),
  }),
  /** Ends the running scan at its next step; the next one completes it. */
  'scan.stop': method<null>()({ access: 'admin', changes: false, input: z.strictObject({}) }),
} as const
