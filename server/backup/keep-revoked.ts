// A device that was revoked after the backup was made stays revoked: it may be a stolen one, and restoring a backup from
// before the alarm must not let it in again. Ids are never given twice, and the time of making says that it is the same.
import { openDatabase, type WriteDb } from '../db/open.ts'

interface RevokedDevice {
  readonly id: number
  readonly createdAt: number
  readonly revokedAt: number
}

/** How many that were still good in the backup. A present database that cannot be read has nothing to say. */
export function keepRevoked(restored: WriteDb, presentPath: string): number {
  const revoke = restored.prepare<[RevokedDevice]>(
    `UPDATE device_credentials SET revoked_at = @revokedAt, sealed_password = NULL, key_hash = NULL
     WHERE id = @id AND created_at = @createdAt AND revoked_at IS NULL`,
  )
  return revokedIn(presentPath).reduce((count, device) => count + revoke.run(device).changes, 0)
}

function revokedIn(dbPath: string): RevokedDevice[] {
  let present: WriteDb | undefined
  try {
    present = openDatabase(dbPath, { mustExist: true })
    return present
      .prepare<[], RevokedDevice>(
        `SELECT id, created_at AS createdAt, revoked_at AS revokedAt FROM device_credentials
         WHERE revoked_at IS NOT NULL`,
      )
      .all()
  } catch {
    return []
  } finally {
    present?.close()
  }
}
