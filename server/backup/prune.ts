// Which backups go: beyond the number, and beyond the age. The newest good one always stays.
import { readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { BackupInfo } from '../contract/backups.ts'
import { BEFORE_RESTORE } from './places.ts'

export interface KeepRules {
  readonly count: number
  readonly days: number
}

const DAY_MS = 24 * 60 * 60 * 1000

/** @param backups newest first */
export function chooseOutdated(backups: readonly BackupInfo[], rules: KeepRules, now: number): BackupInfo[] {
  const isOld = ({ madeAt }: BackupInfo) => now - madeAt > rules.days * DAY_MS
  const outdated = backups
    .filter(({ good }) => good)
    .filter((backup, place) => place > 0 && (place >= rules.count || isOld(backup)))
  const bad = backups.filter((backup) => !backup.good && isOld(backup))
  return [...outdated, ...bad]
}

/** What restores have put aside goes with the backups of its time. */
export function removeOldStates(backupDir: string, { days }: KeepRules, now: number): void {
  for (const name of readdirSync(backupDir)) {
    if (!BEFORE_RESTORE.test(name)) continue
    const path = join(backupDir, name)
    if (now - statSync(path).mtimeMs > days * DAY_MS) rmSync(path, { recursive: true })
  }
}
