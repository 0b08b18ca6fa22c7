// What the database that is replaced knows better than the backup. One that cannot be read has nothing to say.
import { openDatabase, type WriteDb } from '../db/open.ts'
import { type KnownRehearsal, readRehearsals, storeRehearsals } from './rehearsals.ts'

interface RevokedDevice {
  readonly id: number
  readonly createdAt: number
  readonly revokedAt: number
}

interface Known {
  readonly revoked: readonly RevokedDevice[]
  readonly rehearsals: Readonly<Record<string, KnownRehearsal>>
}

/**
 * A device that was revoked after the backup was made stays revoked: it may be a stolen one, and restoring a backup from
 * before the alarm must not let it in again. Ids are never given twice, and the time of making says that it is the same.
 * And how checks of backups went, so that a bad one does not count as good again.
 */
export function keepFromPresent(restored: WriteDb, presentPath: string): { revoked: number } {
  const { revoked, rehearsals } = knownIn(presentPath)
  const revoke = restored.prepare<[RevokedDevice]>(
    `UPDATE device_credentials SET revoked_at = @revokedAt, sealed_password = NULL, key_hash = NULL
     WHERE id = @id AND created_at = @createdAt AND revoked_at IS NULL`,
  )
  storeRehearsals(restored, rehearsals)
  return { revoked: revoked.reduce((count, device) => count + revoke.run(device).changes, 0) }
}

function knownIn(dbPath: string): Known {
  let present: WriteDb | undefined
  try {
    present = openDatabase(dbPath, { mustExist: true })
    const revoked = present
      .prepare<[], RevokedDevice>(
        `SELECT id, created_at AS createdAt, revoked_at AS revokedAt FROM device_credentials
         WHERE revoked_at IS NOT NULL`,
      )
      .all()
    return { revoked, rehearsals: readRehearsals(present) }
  } catch {
    return { revoked: [], rehearsals: {} }
  } finally {
    present?.close()
  }
}
