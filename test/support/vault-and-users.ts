// A database on disk with an open vault and users, and a clock that tests move.
import { copyFileSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createAudit } from '../../server/auth/audit.ts'
import { createLimiter, type LimiterOptions } from '../../server/auth/limiter.ts'
import { createLoginRecord } from '../../server/auth/login-record.ts'
import { createPasswordRules } from '../../server/auth/password-rules.ts'
import { createSubsonicCredentials } from '../../server/auth/subsonic-credentials.ts'
import { createUsers } from '../../server/auth/users.ts'
import { migrate } from '../../server/db/migrate.ts'
import { openDatabase } from '../../server/db/open.ts'
import { createVersions } from '../../server/db/versions.ts'
import { createEvents } from '../../server/events.ts'
import { createLog } from '../../server/log.ts'
import { createLiveSettings } from '../../server/settings/live.ts'
import { loadSettings } from '../../server/settings/load.ts'
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

/** The owner of these has allowed short passwords, down to one character. */
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
  const { settings } = loadSettings({}, { LOCKGROOVE_PASSWORD_MIN_LENGTH: '1' })
  const live = createLiveSettings(db, versions, settings)
  const passwordRules = createPasswordRules(live)
  const users = createUsers({ db, vault, clock, versions, passwordRules, events })
  const limiter = createLimiter(limits, clock)
  const log = createLog({ verbosity: 'silent' })
  const audit = createAudit({ db, vault, clock })
  const loginRecord = createLoginRecord({ audit, clock })
  const deps = { db, vault, versions, events, users, limiter, clock, live, audit, passwordRules }
  const credentials = createSubsonicCredentials({ ...deps, loginRecord, log })
  return { ...deps, dataDir, path, loginRecord, credentials }
}
