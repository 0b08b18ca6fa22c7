// The folder of backups and the names in it.
import { readdirSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'

export const ENDING = '.lgbackup'
/** Failed its rehearsal. Kept to be looked at, never counted. */
export const BAD_ENDING = '.lgbackup.bad'
/** The database as it was before a restore. */
export const BEFORE_RESTORE = /^before-restore-\d{8}-\d{6}(?:-\d+)?$/
const LEFT_OVER = /^(?:working|restored)-[0-9a-f]+\.db(?:-journal|-wal|-shm)?$|\.lgbackup\.part$/

export function backupDirOf(dataDir: string): string {
  return join(dataDir, 'backups')
}

/** Held by whoever makes, checks or restores a backup. */
export function backupLockPath(backupDir: string): string {
  return join(backupDir, 'backups.lock')
}

/** `20261121-031500`, UTC. */
export function timeInName(at: number): string {
  return new Date(at).toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '-')
}

export function isBackupName(name: string): boolean {
  return basename(name) === name && name.length <= 200 && (name.endsWith(ENDING) || name.endsWith(BAD_ENDING))
}

/** What somebody who was killed has left. Only for whoever holds the lock: others are at work in these files. */
export function removeLeftOvers(backupDir: string): void {
  for (const name of readdirSync(backupDir)) {
    if (LEFT_OVER.test(name)) rmSync(join(backupDir, name), { force: true })
  }
}
