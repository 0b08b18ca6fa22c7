// A database on disk with an open vault and users, and a clock that tests move.
import { copyFileSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLimiter, type LimiterOptions } from '../../server/auth/limiter.ts'
import { createSubsonicCredentials } from '../../server/auth/subsonic-credentials.ts'
import { createUsers } from '../../server/auth/users.ts'
import { migrate } from '../../server/db/migrate.ts'
import { openDatabase } from '../../server/db/open.ts'
import { createVersions } from '../../server/db/versions.ts'
import { createEvents } from '../../server/events.ts'
import { createLog } from '../../server/log.ts'
import { openVault } from '../../server/vault/vault.ts'

/** A master key for tests: 32 bytes, the same ones each time. */
export const TEST_MASTER_KEY = Buffer.from(Array.from({ length: 32 }, (_, at) => at * 7 + 1))

export function createTestClock(startAt = Date.UTC(2026, 0, 1)) {
  let now = startAt
  return {
    now: () => now,
    move(ms: number) {
      now += ms
    },
  }
}

/** @param from a closed database to begin with a copy of: hashing passwords takes its time, so make users once */
export function createTestDatabase(from?: string) {
  const dataDir = mkdtempSync(join(tmpdir(), 'lockgroove-auth-'))
  const path = join(dataDir, 'lockgroove.db')
  if (from !== undefined) copyFileSync(from, path)
  const db = openDatabase(path)
  migrate(db)
  return { dataDir, path, db }
}

export function createVaultAndUsers({
  limits = { limit: 0, windowSec: 0 },
  from,
}: {
  readonly limits?: LimiterOptions
  readonly from?: string
} = {}) {
  const clock = createTestClock()
  const { dataDir, path, db } = createTestDatabase(from)
  const vault = openVault(db, TEST_MASTER_KEY, clock)
  const versions = createVersions(db)
  const events = createEvents()
  const users = createUsers({ db, vault, clock, versions, events })
  const limiter = createLimiter(limits, clock)
  const log = createLog({ verbosity: 'silent' })
  const credentials = createSubsonicCredentials({ db, vault, users, limiter, versions, clock, log, events })
  return { dataDir, path, db, vault, versions, events, users, limiter, credentials, clock }
}
