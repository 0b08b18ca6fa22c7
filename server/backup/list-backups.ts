// Which backups there are. Needs no key.
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { BackupInfo } from '../contract/backups.ts'
import type { ReadDb } from '../db/open.ts'
import { type BackupHeader, readHead } from './header.ts'
import { BAD_ENDING, backupDirOf, ENDING } from './places.ts'
import { BackupProblem } from './problem.ts'
import { type KnownRehearsal, readRehearsals } from './rehearsals.ts'

/**
 * Newest first.
 * @param db for how the last check of each went, where there is one
 */
export function listBackups(dataDir: string, db?: ReadDb): BackupInfo[] {
  const rehearsals = db ? readRehearsals(db) : {}
  return namesIn(backupDirOf(dataDir))
    .map((name) => describeBackup(join(backupDirOf(dataDir), name), name, rehearsals[name]))
    .sort((a, b) => b.madeAt - a.madeAt || (a.name < b.name ? 1 : -1))
}

/** The newest one to rely on: neither its rehearsal nor a later check has found anything wrong. */
export function newestGoodBackup(backups: readonly BackupInfo[]): BackupInfo | undefined {
  return backups.find(({ good }) => good)
}

/** @param name as it is shown */
export function describeBackup(
  path: string,
  name: string,
  rehearsal: KnownRehearsal | undefined,
): BackupInfo {
  const { size, mtimeMs } = statSync(path)
  const header = readHeader(path)
  if (!(header instanceof BackupProblem)) {
    const { madeAt, counts } = header
    return {
      name,
      madeAt,
      sizeBytes: size,
      good: !name.endsWith(BAD_ENDING) && rehearsal?.ok !== false,
      counts: {
        users: counts['users'] ?? 0,
        songs: counts['songs'] ?? 0,
        playlists: counts['playlists'] ?? 0,
      },
      ...(rehearsal && { rehearsal }),
    }
  }
  const madeAt = Math.round(mtimeMs)
  const failed = { at: madeAt, ok: false, sentence: header.message }
  return { name, madeAt, sizeBytes: size, good: false, rehearsal: failed }
}

function readHeader(path: string): BackupHeader | BackupProblem {
  try {
    return readHead(path).header
  } catch (error) {
    if (error instanceof BackupProblem) return error
    throw error
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => name.endsWith(ENDING) || name.endsWith(BAD_ENDING))
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return []
    throw error
  }
}
