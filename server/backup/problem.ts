import { StartProblem } from '../errors.ts'

/**
 * `damaged`: what is in the file is not what was put there. `not a backup`, `newer`, `other key`: it is something else than
 * expected. `no room`, `unwritable`: the folder's fault. `in the way`: the state of things does not allow it now.
 */
export type BackupTrouble =
  | 'damaged'
  | 'not a backup'
  | 'newer'
  | 'other key'
  | 'no room'
  | 'unwritable'
  | 'in the way'

export class BackupProblem extends StartProblem {
  readonly trouble: BackupTrouble
  constructor(trouble: BackupTrouble, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'BackupProblem'
    this.trouble = trouble
  }
}

const NO_ROOM = ['ENOSPC', 'EDQUOT', 'SQLITE_FULL']
const UNWRITABLE = ['EACCES', 'EPERM', 'EROFS', 'ENOENT', 'ENOTDIR', 'SQLITE_READONLY', 'SQLITE_CANTOPEN']

/** What the system says about a full or unwritable folder, in a sentence; everything else as it is. */
export function toBackupProblem(error: unknown, folder: string): unknown {
  const { code = '', message } = error as NodeJS.ErrnoException
  if (NO_ROOM.includes(code)) {
    return new BackupProblem('no room', `There is not enough room in ${folder} for a backup.`, {
      cause: error,
    })
  }
  if (UNWRITABLE.includes(code) || code.startsWith('SQLITE_IOERR') || code === 'EIO') {
    return new BackupProblem('unwritable', `The backup cannot be written in ${folder}: ${message}`, {
      cause: error,
    })
  }
  return error
}
