// Which backups go: beyond the number, and beyond the age. The newest good one always stays.
//
// [Note: clocks that are wrong] A computer may start in 1970 or in 2030 and be put right a minute later. So what is dated
// into the future comes after all others and pushes none of them out, and age is counted from the backup before the newest:
// a clock that has just jumped makes nothing old before the next backup.
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
  const isOldAt = (time: number) => (backup: BackupInfo) => time - backup.madeAt > rules.days * DAY_MS
  const isOld = isOldAt(timeToCountFrom(backups, now))
  const isOfFuture = ({ madeAt }: BackupInfo) => madeAt > now
  const good = backups.filter((backup) => backup.good)
  const outdated = [...good.filter((backup) => !isOfFuture(backup)), ...good.filter(isOfFuture)].filter(
    (backup, place) => place > 0 && (place >= rules.count || isOld(backup)),
  )
  const bad = backups.filter(({ good }) => !good).filter(isOldAt(now))
  return [...outdated, ...bad]
}

/** When the last good backup but one was made, if there is one. */
export function timeToCountFrom(backups: readonly BackupInfo[], now: number): number {
  const [, before] = backups.filter(({ good, madeAt }) => good && madeAt <= now)
  return before?.madeAt ?? now
}

/** What restores have put aside goes with the backups of its time. */
export function removeOldStates(backupDir: string, { days }: KeepRules, now: number): void {
  for (const name of readdirSync(backupDir)) {
    if (!BEFORE_RESTORE.test(name)) continue
    const path = join(backupDir, name)
    if (now - statSync(path).mtimeMs > days * DAY_MS) rmSync(path, { recursive: true })
  }
}
