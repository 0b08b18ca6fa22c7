import type { Backups } from '../../backup/backups.ts'
import type { BackupSchedule } from '../../backup/schedule.ts'
import type { BackupInfo, BackupOverview } from '../../contract/backups.ts'
import type { InputOf } from '../../contract/methods.ts'
import { NotFound } from '../../errors.ts'
import type { Caller } from '../caller.ts'

export interface BackupHandlerDeps {
  readonly backups: Backups
  readonly backupSchedule: BackupSchedule
}

export function listBackups(_input: unknown, { backups, backupSchedule }: BackupHandlerDeps): BackupOverview {
  const nextAt = backupSchedule.nextAt()
  const problem = backupSchedule.problem()
  return {
    backups: backups.list(),
    busy: backups.isBusy(),
    ...(nextAt !== undefined && { nextAt }),
    ...(problem !== undefined && { problem }),
  }
}

export async function makeBackup(
  _input: unknown,
  { backups }: BackupHandlerDeps,
  { user }: Caller,
): Promise<BackupInfo> {
  const { path: _, ...made } = await backups.make(user?.name ?? '')
  return made
}

/** Only those that are listed: a path from the window would read any file. */
export async function verifyBackup(
  { name }: InputOf<'backups.verify'>,
  { backups }: BackupHandlerDeps,
): Promise<BackupInfo> {
  if (!backups.list().some((backup) => backup.name === name)) throw new NotFound('backup')
  return backups.verify(name)
}
