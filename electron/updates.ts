// New versions: looking for them, fetching and installing them, as far as the owner's setting `updates` goes. Every request to
// the outside that the app ever makes by itself is made here, and none while that setting is off.
//
// What is held against what: the announcement (latest*.yml, by HTTPS) against our signature, on every system and before
// anything is offered [Note: updates bear our signature]; the file against the SHA-512 in it, by electron-updater; and by
// it or the system, the publisher of the installer on Windows and the signature of the app on macOS, where they are signed.
import type { AppUpdater } from 'electron-updater'
import type { UpdateState } from '../server/contract/desktop.ts'
import type { Log, Settings } from '../server/index.ts'
import type { StateStore } from './state.ts'
import { isSignedWith, UPDATE_KEY } from './update-signature.ts'
import { WORDS } from './words.ts'

export interface Updates {
  /** Now, because somebody asked for it. */
  look(): Promise<UpdateState>
  /** What is offered is fetched; what is fetched is installed, and the app starts again. */
  install(): Promise<void>
  close(): void
}

export interface UpdatesDeps {
  readonly store: StateStore
  /** Undefined while no server runs, and then nothing is looked for: who switched it off must be able to rely on it. */
  readonly mode: () => Settings['updates'] | undefined
  readonly log: Log
  /** Undefined where there is nothing that could be replaced: in development, and in packages that others look after. */
  readonly loadUpdater: (() => Promise<AppUpdater>) | undefined
  /** Closes the server and makes room for the app that starts after this one. */
  readonly beforeRestart: () => Promise<unknown>
  /** Ends the app and starts it again as it is. */
  readonly startAgain: () => void
  /** Where a person gets it by hand. */
  readonly showDownloads: () => void
  /** False where installing asks for a password, which at quitting time would surprise. */
  readonly installsOnQuit: boolean
  readonly publicKey?: string
}

/** Long enough after the start to be in nobody's way. */
const FIRST_LOOK_MS = 2 * 60_000
/** Computers sleep: whether a day is over is asked often. */
const TICK_MS = 30 * 60_000
const DAY_MS = 24 * 60 * 60_000

const words = WORDS.updates

export function setupUpdates(deps: UpdatesDeps): Updates {
  const { store, mode, log, loadUpdater, publicKey = UPDATE_KEY } = deps
  if (!loadUpdater) {
    say({ state: 'unsupported' })
    return { look: async () => store.now().update, install: async () => {}, close() {} }
  }

  let lookedAt: number | undefined
  let looking: Promise<UpdateState> | undefined
  let isClosed = false
  let known: Promise<AppUpdater> | undefined
  const updater = () => (known ??= loadUpdater().then(prepare))

  function prepare(made: AppUpdater): AppUpdater {
    made.autoDownload = false
    made.autoInstallOnAppQuit = false
    made.disableWebInstaller = true
    made.allowDowngrade = false
    made.fullChangelog = false
    // It would send a number that tells this computer from all others, for releases in steps, which we do not have.
    made.requestHeaders = { 'x-user-staging-id': '' }
    made.logger = {
      info: (text) => log.debug(String(text)),
      warn: (text) => log.warn(String(text)),
      error: (text) => log.warn(String(text)),
    }
    made.on('download-progress', ({ percent }) => {
      const { update } = store.now()
      if (update.state === 'loading') say({ ...update, percent: Math.floor(percent) })
    })
    return made
  }

  function say(update: UpdateState) {
    store.change({ update })
  }

  /** One that is under way or waits for its restart is not disturbed. */
  function isBusy(): boolean {
    const { state } = store.now().update
    return state === 'loading' || state === 'ready'
  }

  function look(): Promise<UpdateState> {
    if (isBusy() || isClosed) return Promise.resolve(store.now().update)
    looking ??= lookNow().finally(() => {
      looking = undefined
    })
    return looking
  }

  async function lookNow(): Promise<UpdateState> {
    const before = store.now().update
    say({ state: 'looking' })
    lookedAt = Date.now()
    try {
      say(await ask())
    } catch (error) {
      log.info({ err: error }, 'looking for a new version failed')
      // What is known stays known, such as an offer; the next look is tomorrow's.
      say(before.state === 'offered' ? before : { state: 'failed', sentence: words.lookFailed })
    }
    return store.now().update
  }

  async function ask(): Promise<UpdateState> {
    const found = await (await updater()).checkForUpdates()
    if (!found?.isUpdateAvailable) return { state: 'none' }
    const { updateInfo } = found
    if (publicKey !== '' && !isSignedWith(publicKey, updateInfo)) {
      log.warn({ version: updateInfo.version }, 'a version was announced without our signature')
      return { state: 'failed', sentence: words.unsigned(updateInfo.version) }
    }
    return { state: 'offered', version: updateInfo.version }
  }

  async function load(version: string): Promise<void> {
    say({ state: 'loading', version, percent: 0 })
    try {
      const made = await updater()
      made.autoInstallOnAppQuit = deps.installsOnQuit
      await made.downloadUpdate()
      say({ state: 'ready', version })
    } catch (error) {
      log.warn({ err: error, version }, 'a new version could not be fetched')
      say({
        state: 'failed',
        sentence: isWrongFile(error) ? words.wrongFile(version) : words.loadFailed(version),
      })
    }
  }

  async function install(): Promise<void> {
    const { update } = store.now()
    if (update.state === 'offered' && publicKey === '') return deps.showDownloads()
    if (update.state === 'offered') return load(update.version)
    if (update.state !== 'ready') return
    const made = await updater()
    await deps.beforeRestart()
    // The server is closed by now: where it fails, at once or (on macOS) later, the version that is there starts again.
    made.once('error', (error) => {
      log.error({ err: error, version: update.version }, 'a new version could not be installed')
      deps.startAgain()
    })
    made.quitAndInstall(true, true)
  }

  async function tick(): Promise<void> {
    const now = mode()
    if (now === 'off' && !isBusy()) return say({ state: 'off' })
    if (now === undefined || now === 'off') return
    if (lookedAt === undefined || Date.now() - lookedAt >= DAY_MS) await lookUnasked()
    const { update } = store.now()
    if (mode() === 'automatic' && publicKey !== '' && update.state === 'offered') await load(update.version)
  }

  /** Nobody asked, so nobody hears that there was no network. */
  async function lookUnasked(): Promise<void> {
    const { state, ...rest } = await look()
    if (state === 'failed' && 'sentence' in rest && rest.sentence === words.lookFailed) say({ state: 'none' })
  }

  say({ state: mode() === 'off' ? 'off' : 'none' })
  const first = setTimeout(tick, FIRST_LOOK_MS)
  const timer = setInterval(tick, TICK_MS)
  first.unref()
  timer.unref()
  return {
    look,
    install,
    close() {
      isClosed = true
      clearTimeout(first)
      clearInterval(timer)
    },
  }
}

function isWrongFile(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return /CHECKSUM|SIGNATURE/.test(code)
}
