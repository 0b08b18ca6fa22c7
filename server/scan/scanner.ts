// One scan at a time, in a worker thread with its own connection. This file is the host side: start, stop, progress.
import type { ScanSummary } from '../events.ts'

export interface ScanStatus {
  readonly scanning: boolean
  /** Files seen so far while scanning, else live songs. */
  readonly count: number
  readonly folderCount: number
  readonly lastScanAt?: number
}

export interface Scanner {
  /** Starts a scan unless one runs; returns once it is really marked as running. `full` reads every tag again. */
  start(options?: { readonly full?: boolean }): void
  /** Costs nothing: no counting in SQL. */
  status(): ScanStatus
  /** Resolves when no scan is running; with the summary of the last one, if any ran since the start. */
  settled(): Promise<ScanSummary | undefined>
  /** Stops watching and the worker; a running scan ends at its next step and is completed by the next start. */
  close(): Promise<void>
}
