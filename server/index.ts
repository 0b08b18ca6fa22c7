// Builds a server from settings. Order matters and is visible here: data and vault first (a wrong key must stop before
// anything listens), then the domains, then the doors, then the first scan. The desktop host and the command line both
// start here.
import { join } from 'node:path'
import { createAccountSignIn } from './auth/account-sign-in.ts'
import { createLimiter } from './auth/limiter.ts'
import { createLoginRecord } from './auth/login-record.ts'
import { createVaultControls, type VaultControls } from './auth/open-vault.ts'
import { createPasskeys } from './auth/passkeys.ts'
import { createProxyLogin } from './auth/proxy-login.ts'
import { createSetupCode } from './auth/setup-code.ts'
import { createSubsonicCredentials } from './auth/subsonic-credentials.ts'
import { createTickets } from './auth/tickets.ts'
import { createBackups } from './backup/backups.ts'
import { createBackupSchedule } from './backup/schedule.ts'
import { type Clock, systemClock } from './clock.ts'
import { createLiveEvents } from './console/live-events.ts'
import { createConsoleDoor } from './console-door.ts'
import { lockDataFolder } from './db/folder-lock.ts'
import { createDoors, type Doors } from './doors/doors.ts'
import { createEvents, type Events } from './events.ts'
import type { InterfaceLister } from './http/subnets.ts'
import { ensureMusicFolders, listMusicFolders } from './library/music-folders.ts'
import { createNowPlaying } from './library/now-playing.ts'
import { createLog, type Log, topicLog } from './log.ts'
import { createMedia } from './media/media.ts'
import { createMusicDoor, refuseOnMusicDoor } from './music-door.ts'
import { type OpenData, openData } from './open-data.ts'
import { closeExposed, makePrivateFolder } from './private-folder.ts'
import { createScanner, type Scanner } from './scan/scanner.ts'
import type { Settings } from './settings/definitions.ts'
import type { LiveSettings } from './settings/live.ts'
import type { LoadedSettings } from './settings/load.ts'
import { forgetRunningServer, noteRunningServer, noteVaultOfServer } from './settings/running-server.ts'
import { createByteLimits } from './subsonic/byte-limits.ts'
import type { Keychain } from './vault/keychain.ts'
import type { FirstKey } from './vault/master-key.ts'

// For the desktop host, which imports nothing else of the server.
export { passphraseStrength } from './auth/password-rules.ts'
export { refuseRoot } from './commands/account.ts'
export { InvalidInput, isForStrangers, PortTaken, StartProblem } from './errors.ts'
export { hear } from './events.ts'
export { createLog, type Log } from './log.ts'
export { makePrivateFolder } from './private-folder.ts'
export type { Settings } from './settings/definitions.ts'
export { type LoadedSettings, loadSettings } from './settings/load.ts'
export { defaultKeyFile as keyFilePath } from './vault/key-file.ts'
export {
  createKeychain,
  type HelpedKeychain,
  type KeychainHelper,
  type StartHelper,
  startHelpersWith,
} from './vault/keychain.ts'
export type { FirstKey } from './vault/master-key.ts'
export type { VaultState } from './vault/vault.ts'
export { VaultProblem, type VaultTrouble } from './vault/vault-problem.ts'

export interface ServerOptions {
  /** Of a host that has its own way to start the keychain's helper, and closes it. */
  readonly keychain?: Keychain
  /** What to do where a first vault has no keychain for its key. A desktop asks: `createServer` throws VaultProblem then. */
  readonly firstKey?: FirstKey | undefined
  /** Opens the vault, or is what a first one is made with. Kept nowhere, so the next start needs it again. */
  readonly passphrase?: string | undefined
  readonly clock?: Clock
  readonly log?: Log
  /** Folder of the built window. */
  readonly windowDir?: string
  /** Where each setting comes from; a flag or the environment pins it. */
  readonly sourceOf?: LoadedSettings['sourceOf']
  /** What networks there are; for tests. */
  readonly interfaces?: InterfaceLister
}

export interface Server extends VaultControls {
  /** As a music app types them, as the door is open now; none while it is closed. */
  readonly musicUrls: readonly string[]
  /** Empty while the console is closed (it needs HTTPS and its key is sealed). */
  readonly consoleUrl: string
  readonly doors: Doors
  /** To be printed and kept nowhere; undefined when there is an owner. */
  readonly plainSetupCode: string | undefined
  /** Sentences for the owner. */
  readonly notices: readonly string[]
  readonly musicFolderCount: number
  readonly events: Events
  /** The settings as they are now, and who changes them is heard. */
  readonly live: LiveSettings
  readonly scanner: Scanner
  /** What signs the window in once, within a minute (`/ticket#…`): as this user, or an administrator. Undefined without such a user. */
  createTicket(userName?: string): string | undefined
  /** Answers under way finish (at most three seconds), the scan stops, the database is closed. */
  close(options?: CloseOptions): Promise<void>
}

export interface CloseOptions {
  /** Less time for answers under way. */
  readonly answersWithinMs?: number
}

/** Who did it, in the audit log: the person at this computer. */
const DESKTOP = { actor: 'desktop' }

const WINDOW_DIR = join(import.meta.dirname, '..', 'dist', 'window')

/** @throws StartProblem with one sentence for everything the owner can mend */
export async function createServer(settings: Settings, options: ServerOptions = {}): Promise<Server> {
  const ground = {
    settings,
    options,
    clock: options.clock ?? systemClock,
    log: options.log ?? createLog({ verbosity: settings.log }),
    events: createEvents(),
  }
  const undo: Undo = []
  let isClosing = false
  try {
    const exposed = closeExposed(settings.data)
    const data = await openServerData(ground, undo)
    const domains = openDomains(ground, data, undo)
    const doors = await openDoors(ground, data, domains, () => isClosing, undo)
    const musicFolderCount = listMusicFolders(data.db).length
    if (musicFolderCount > 0) domains.scanner.start()
    domains.backupSchedule.start()

    return {
      get musicUrls() {
        return doors.musicUrls()
      },
      get consoleUrl() {
        return doors.consoleUrls()[0] ?? ''
      },
      doors,
      plainSetupCode: domains.plainCode,
      ...createVaultControls(data, DESKTOP),
      notices: [...exposed, ...data.notices],
      musicFolderCount,
      events: ground.events,
      live: data.live,
      scanner: domains.scanner,
      createTicket(userName) {
        const user =
          userName === undefined
            ? data.users.list().find(({ roles, disabledAt }) => roles.admin && disabledAt === undefined)
            : data.users.findByName(userName)
        return user && domains.tickets.create(user.id)
      },
      async close({ answersWithinMs } = {}) {
        isClosing = true
        // Beside the doors, which may take their time.
        const scanEnded = domains.scanner.close()
        const cut = answersWithinMs === undefined ? undefined : setTimeout(doors.cut, answersWithinMs)
        await unwind(undo)
        await scanEnded
        clearTimeout(cut)
      },
    }
  } catch (error) {
    await unwind(undo)
    throw error
  }
}

interface Ground {
  readonly settings: Settings
  readonly options: ServerOptions
  readonly clock: Clock
  readonly log: Log
  readonly events: Events
}

/** What closing has to do, in the order it was opened. */
type Undo = (() => unknown)[]

/** Newest first; each step once. */
async function unwind(undo: Undo): Promise<void> {
  for (let step = undo.pop(); step !== undefined; step = undo.pop()) await step()
}

async function openServerData(
  { settings, options, clock, log, events }: Ground,
  undo: Undo,
): Promise<OpenData> {
  makePrivateFolder(settings.data, 'data folder')
  const lock = lockDataFolder(settings.data, 'serve')
  undo.push(() => lock.release())
  const data = await openData(settings, {
    clock,
    events,
    sourceOf: options.sourceOf,
    evenSealed: true,
    keychain: options.keychain,
    firstKey: options.firstKey,
    passphrase: options.passphrase,
    log: topicLog(log, 'auth'),
  })
  undo.push(() => data.close())

  makePrivateFolder(settings.cache, 'cache folder')
  ensureMusicFolders(data.db, settings.music, clock)
  const vault = data.vault.state()
  if (!vault.open) {
    data.audit.record({ event: 'vault.sealed', actor: 'server', detail: { trouble: vault.trouble } })
  }
  data.unlocking.watch((source) =>
    data.audit.record({ event: 'vault.opened', actor: 'server', detail: { source } }),
  )
  return data
}

function openDomains({ settings, clock, log, events }: Ground, data: OpenData, undo: Undo) {
  const { db, dbPath, vault, versions, users, live, audit } = data

  // Who is calling
  const limits = { limit: settings.authRequestLimit, windowSec: settings.authWindowSec }
  const limiter = createLimiter(limits, clock)
  const tickets = createTickets(clock)
  const { setupCode, plainCode } = createSetupCode({ users, limiter })
  const credentials = createSubsonicCredentials({
    db,
    vault,
    users,
    limiter,
    loginRecord: createLoginRecord({ audit, clock }),
    versions,
    clock,
    log: topicLog(log, 'auth'),
    events,
    sealOnSight: data.sealOnSight,
  })

  // Music
  const nowPlaying = createNowPlaying({ clock })
  const media = createMedia({ cacheDir: settings.cache, log: topicLog(log, 'media') })
  undo.push(() => media.close())
  const scanner = createScanner({
    db,
    dbPath,
    events,
    clock,
    log: topicLog(log, 'scan'),
    ignoredArticles: settings.ignoredArticles,
    watch: true,
  })
  undo.push(() => scanner.close())

  // Backups
  const keys = data.masterKey
  const backups = createBackups({ db, dbPath, dataDir: settings.data, vault, keys, live, audit, clock })
  undo.push(() => backups.close())
  const backupSchedule = createBackupSchedule({
    backups,
    vault,
    live,
    clock,
    log: topicLog(log, 'backup'),
    isWorthIt: () => users.count() > 0,
  })
  undo.push(() => backupSchedule.close())

  return {
    limiter,
    tickets,
    setupCode,
    plainCode,
    credentials,
    nowPlaying,
    media,
    scanner,
    backups,
    backupSchedule,
  }
}

async function openDoors(
  { settings, options, clock, log, events }: Ground,
  data: OpenData,
  domains: ReturnType<typeof openDomains>,
  isClosing: () => boolean,
  undo: Undo,
): Promise<Doors> {
  const { db, dbPath, vault, versions, users, live, audit } = data
  const { limiter, tickets, setupCode, credentials, nowPlaying, media, scanner } = domains
  const { ignoredArticles } = settings
  const windowDir = options.windowDir ?? WINDOW_DIR
  const doors = createDoors({
    db,
    clock,
    vault,
    live,
    audit,
    events,
    log: topicLog(log, 'doors'),
    settings,
    interfaces: options.interfaces,
  })

  const music = {
    deps: {
      db,
      versions,
      clock,
      log,
      scanner,
      users,
      live,
      audit,
      nowPlaying,
      events,
      media,
      vault,
      ignoredArticles,
    },
    limits: createByteLimits(live),
    isClosing,
  }
  const musicDoor = createMusicDoor({
    subsonic: music.deps,
    limits: music.limits,
    credentials,
    shares: { limiter, assetsDir: join(windowDir, 'share') },
    host: doors.musicHost,
    isClosing,
    catchUp: data.unlocking.catchUp,
  })
  const proxyLogin = createProxyLogin({ db, live, users, limiter, audit, log: topicLog(log, 'auth') })
  const liveEvents = createLiveEvents({
    db,
    clock,
    users,
    versions,
    live,
    proxyLogin,
    events,
    vaultState: data.unlocking.state,
  })
  const consoleDoor = createConsoleDoor(
    {
      db,
      versions,
      clock,
      users,
      vault,
      live,
      setupCode,
      audit: data.audit,
      passwordRules: data.passwordRules,
      unlocking: data.unlocking,
      sealOnSight: data.sealOnSight,
      masterKey: data.masterKey,
      accountSignIn: createAccountSignIn({ users, limiter, audit: data.audit, events }),
      proxyLogin,
      limiter,
      tickets,
      passkeys: createPasskeys({
        db,
        clock,
        users,
        domain: settings.passkeyDomain,
        origins: settings.passkeyOrigins,
      }),
      dataDir: settings.data,
      dbPath,
      keychain: options.keychain,
      closeNetwork: () => doors.closeNetwork(),
      scanner,
      backups: domains.backups,
      backupSchedule: domains.backupSchedule,
      log: topicLog(log, 'console'),
      doors,
      musicAddress({ publicOrigin }) {
        const [own] = doors.musicUrls()
        return own === undefined ? '' : (publicOrigin ?? own)
      },
      events,
    },
    { host: doors.consoleHost, windowDir, music, liveEvents },
  )
  undo.push(() => doors.close())
  // Before the doors, which wait for answers under way.
  undo.push(() => liveEvents.close())
  await doors.start({
    music: musicDoor.callback(),
    console: consoleDoor.callback(),
    refuseMusic: refuseOnMusicDoor(),
  })
  const everySecond = setInterval(() => {
    // Another process may have changed settings; the clock and the network change by themselves.
    live.poll()
    void doors.look()
    liveEvents.look()
  }, 1000)
  everySecond.unref()
  undo.push(() => clearInterval(everySecond))
  noteRunningServer(db, clock.now(), settings, options.sourceOf, doors.consoleUrls()[0])
  undo.push(() => forgetRunningServer(db))
  const noteVault = () => noteVaultOfServer(db, vault.state().open)
  noteVault()
  undo.push(data.unlocking.onChange(noteVault))
  return doors
}
