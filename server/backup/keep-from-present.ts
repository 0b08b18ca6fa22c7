// What the database that is replaced knows better than the backup. One that cannot be read has nothing to say.
import { openDatabase, type WriteDb } from '../db/open.ts'
import { type KnownRehearsal, readRehearsals, storeRehearsals } from './rehearsals.ts'

interface RevokedDevice {
  readonly id: number
  readonly createdAt: number
  readonly revokedAt: number
}

/** A link as the present database has it. */
interface KnownShare {
  readonly tokenHash: string
  /** None: it was removed. */
  readonly endsAt: number | null
}

interface Known {
  readonly revoked: readonly RevokedDevice[]
  readonly endedShares: readonly KnownShare[]
  readonly rehearsals: Readonly<Record<string, KnownRehearsal>>
}

/**
 * A device that was revoked after the backup was made stays revoked: it may be a stolen one, and restoring a backup from
 * before the alarm must not let it in again. Ids are never given twice, and the time of making says that it is the same.
 * So with share links that were removed, or are to end earlier than they were. And how checks of backups went, so that a bad one does not count as good again.
 */
export function keepFromPresent(restored: WriteDb, presentPath: string): { revoked: number } {
  const { revoked, endedShares, rehearsals } = knownIn(presentPath)
  const revoke = restored.prepare<[RevokedDevice]>(
    `UPDATE device_credentials SET revoked_at = @revokedAt, sealed_password = NULL, key_hash = NULL
     WHERE id = @id AND created_at = @createdAt AND revoked_at IS NULL`,
  )
  storeRehearsals(restored, rehearsals)
  keepSharesEnded(restored, endedShares)
  return { revoked: revoked.reduce((count, device) => count + revoke.run(device).changes, 0) }
}

function keepSharesEnded(restored: WriteDb, ended: readonly KnownShare[]): void {
  const remember = restored.prepare<[string]>('INSERT OR IGNORE INTO ended_shares VALUES (?)')
  const remove = restored.prepare<[string]>('DELETE FROM shares WHERE token_hash = ?')
  const end = restored.prepare<[KnownShare]>(
    `UPDATE shares SET ends_at = @endsAt
     WHERE token_hash = @tokenHash AND (ends_at IS NULL OR ends_at > @endsAt)`,
  )
  for (const share of ended) {
    if (share.endsAt !== null) end.run(share)
    else {
      remove.run(share.tokenHash)
      remember.run(share.tokenHash)
    }
  }
}

function endedSharesIn(present: WriteDb): KnownShare[] {
  // A database from before there were links has none to keep.
  if (!present.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'ended_shares'").get()) return []
  return present
    .prepare<[], KnownShare>(
      `SELECT token_hash AS tokenHash, ends_at AS endsAt FROM shares WHERE ends_at IS NOT NULL
       UNION ALL SELECT token_hash, NULL FROM ended_shares`,
    )
    .all()
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
    return { revoked, endedShares: endedSharesIn(present), rehearsals: readRehearsals(present) }
  } catch {
    return { revoked: [], endedShares: [], rehearsals: {} }
  } finally {
    present?.close()
  }
}
