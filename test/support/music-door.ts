// A music door built from its parts over an empty library: for tests of the protocol, where the music does not matter.
// Users, vault, credentials and limiter are the real ones; the scanner is a double that remembers what it was asked.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { createAudit } from '../../server/auth/audit.ts'
import { createDeviceCredential } from '../../server/auth/device-credentials.ts'
import { createLimiter } from '../../server/auth/limiter.ts'
import { createLoginRecord } from '../../server/auth/login-record.ts'
import { createPasswordRules } from '../../server/auth/password-rules.ts'
import { createSubsonicCredentials } from '../../server/auth/subsonic-credentials.ts'
import { ALL_ROLES, createUsers, type Users } from '../../server/auth/users.ts'
import { systemClock } from '../../server/clock.ts'
import { migrate } from '../../server/db/migrate.ts'
import { openDatabase, type WriteDb } from '../../server/db/open.ts'
import { createVersions } from '../../server/db/versions.ts'
import { createEvents } from '../../server/events.ts'
import { type ListenOptions, listen } from '../../server/http/listen.ts'
import { createNowPlaying } from '../../server/library/now-playing.ts'
import { createLog } from '../../server/log.ts'
import { createMedia } from '../../server/media/media.ts'
import { createMusicDoor, type MusicDoorDeps, refuseOnMusicDoor } from '../../server/music-door.ts'
import type { Scanner, ScanStatus } from '../../server/scan/scanner.ts'
import { createLiveSettings, type LiveSettings } from '../../server/settings/live.ts'
import { loadSettings } from '../../server/settings/load.ts'
import type { Routes } from '../../server/subsonic/routes.ts'
import { openVault } from '../../server/vault/vault.ts'
import { createSubsonicClient, type Login, type SubsonicClient } from './subsonic-client.ts'

/** The owner: every role. Its password has letters that every form of signing in must carry unharmed. */
export const OWNER = { user: 'Søren', password: 'sesame & + % = öpne' } as const
/** The roles a new user gets: settings and stream. */
export const LISTENER = { user: 'listener', password: 'listening quietly' } as const

/** One object: the check is built anew for each other one. */
const LOOPBACK = { addresses: ['127.0.0.1'] }

export interface DoorOptions extends Partial<Omit<MusicDoorDeps, 'subsonic' | 'credentials' | 'routes'>> {
  readonly routes?: Routes
  /** Different failed logins allowed; 0, the default here, switches the limiter off. */
  readonly failedLogins?: number
  readonly listen?: Partial<ListenOptions>
  /** What is logged; everything by default. */
  readonly verbosity?: string
}

export interface TestDoor {
  readonly url: string
  readonly port: number
  readonly db: WriteDb
  readonly users: Users
  readonly live: LiveSettings
  /** What the log said, line by line. */
  readonly logLines: readonly string[]
  readonly scanner: Scanner & { status(): ScanStatus; readonly started: { full?: boolean }[] }
  /** Signed in as the owner. */
  readonly client: SubsonicClient
  apiKeyOf(name: string): string
  as(login: Login): SubsonicClient
  close(): Promise<void>
}

export async function openMusicDoor(options: DoorOptions = {}): Promise<TestDoor> {
  const { routes, failedLogins = 0, listen: listenOptions, verbosity = 'debug', ...doorOptions } = options
  const folder = mkdtempSync(join(tmpdir(), 'lockgroove-door-'))
  const db = openDatabase(join(folder, 'lockgroove.db'))
  migrate(db)
  for (const id of [1, 2]) {
    db.prepare('INSERT INTO music_folders (id, path, name, added_at) VALUES (?, ?, ?, 0)').run(
      id,
      `/music/${id}`,
      `Folder ${id}`,
    )
  }

  const logLines: string[] = []
  const log = createLog({ verbosity, destination: intoLines(logLines) })
  const clock = systemClock
  const versions = createVersions(db)
  const vault = openVault(db, Buffer.alloc(32, 7), clock)
  const live = createLiveSettings(db, versions, loadSettings({}, {}).settings)
  const audit = createAudit({ db, vault, clock })
  const users = createUsers({ db, vault, clock, versions, passwordRules: createPasswordRules(live) })
  await users.create({ name: OWNER.user, password: OWNER.password, roles: ALL_ROLES })
  await users.create({ name: LISTENER.user, password: LISTENER.password })

  const media = createMedia({ cacheDir: join(folder, 'cache'), log })
  const scanner = createScannerDouble()
  const limiter = createLimiter({ limit: failedLogins, windowSec: 60 }, clock)
  const door = createMusicDoor({
    host: () => LOOPBACK,
    shares: { limiter, assetsDir: join(folder, 'share') },
    ...doorOptions,
    ...(routes && { routes }),
    credentials: createSubsonicCredentials({
      ...{ db, vault, users, limiter, versions, clock, log },
      loginRecord: createLoginRecord({ audit, clock }),
    }),
    subsonic: {
      db,
      versions,
      clock,
      log,
      scanner,
      users,
      live,
      audit,
      nowPlaying: createNowPlaying({ clock }),
      events: createEvents(),
      media,
      vault,
      ignoredArticles: 'The A',
    },
  })
  const listener = await listen(
    door.callback(),
    { address: '127.0.0.1', port: 0 },
    { refuse: refuseOnMusicDoor(doorOptions.origins), ...listenOptions },
  )
  const as = (login: Login) => createSubsonicClient(listener.url, login)

  return {
    url: listener.url,
    port: listener.port,
    db,
    users,
    live,
    logLines,
    scanner,
    client: as(OWNER),
    as,
    apiKeyOf: (name) =>
      createDeviceCredential(
        { db, vault, clock },
        { userId: users.getByName(name).id, kind: 'apikey', name: 'tests' },
      ).plainSecret,
    async close() {
      await listener.close()
      await media.close()
      vault.close()
      db.close()
      rmSync(folder, { recursive: true })
    },
  }
}

function createScannerDouble(): TestDoor['scanner'] {
  const started: { full?: boolean }[] = []
  return {
    started,
    start(options = {}) {
      started.push(options)
    },
    stop() {},
    lastSummary: () => undefined,
    status: () => ({
      scanning: started.length > 0,
      count: 12,
      folderCount: 2,
      lastScanAt: 1_700_000_000_000,
    }),
    settled: async () => undefined,
    close: async () => {},
  }
}

function intoLines(lines: string[]): Writable {
  return new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk))
      done()
    },
  })
}
