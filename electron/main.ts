// The desktop app as a list of steps, in order. What a step needs stands in its call; what it leaves behind is closed in `quit`.
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { app, dialog } from 'electron'
import {
  createLog,
  loadSettings,
  passphraseStrength,
  refuseRoot,
  type ServerOptions,
  StartProblem,
} from '../server/index.ts'
import { keepAppIn } from './app-folder.ts'
import { setupAppMenu } from './app-menu.ts'
import { HIDDEN_FLAG, setupAutostart, startsHidden } from './autostart.ts'
import { isCommand, runCommand } from './commands.ts'
import { pageAmong, setupDeepLinks } from './deep-links.ts'
import { setupDesktopBridge } from './desktop-bridge.ts'
import { createFolderDialog } from './folder-dialog.ts'
import { setupKeychain } from './keychain-process.ts'
import { setupLockdown, setupSandbox } from './lockdown.ts'
import { openLogFile, openLogFolder } from './log-file.ts'
import { openMemory } from './memory.ts'
import { setupNotifications } from './notifications.ts'
import { originOf } from './origin.ts'
import { ownUpdater } from './own-updater.ts'
import { setupQuit } from './quit.ts'
import { withRememberedPorts } from './remembered-ports.ts'
import { type ServerHost, setupServerHost } from './server-host.ts'
import { setupSingleInstance } from './single-instance.ts'
import { announceStartPage, setupStartPage } from './start-page.ts'
import { createStateStore, type StateStore } from './state.ts'
import { setupTray } from './tray.ts'
import { createTrayActions } from './tray-actions.ts'
import { hasTrayHost } from './tray-host.ts'
import { setupUpdates, type UpdatesDeps } from './updates.ts'
import { type AppWindow, setupWindow } from './window.ts'
import { WORDS } from './words.ts'

const MAKE_ROOM_MS = 3000

export interface DesktopOptions {
  readonly environment?: NodeJS.ProcessEnv
  /** Of the command line. */
  readonly words?: readonly string[]
  readonly windowDir?: string
  readonly backOffMs?: readonly number[]
  /** For tests. */
  readonly serverOptions?: ServerOptions
  /** Whether this desktop shows tray icons, where that has to be asked. */
  readonly hasHost?: () => Promise<boolean>
  readonly updater?: Partial<UpdatesDeps>
}

export interface Desktop {
  readonly store: StateStore
  readonly host: ServerHost
  /** Once the app is ready. */
  readonly window: Promise<AppWindow>
  /** What a process with several starts has to let go of. */
  close(): void
}

/** @returns undefined where there is nothing to do: it cannot start, or another one runs */
export function startDesktop({
  environment = process.env,
  words = process.argv,
  windowDir = join(import.meta.dirname, '..', 'dist', 'window'),
  backOffMs,
  serverOptions,
  hasHost = () => hasTrayHost({ environment }),
  updater,
}: DesktopOptions = {}): Desktop | undefined {
  // Settings, and whether to start at all
  const read = () => loadSettings({}, environment)
  const settings = sayingWhy(() => {
    const loaded = read()
    refuseRoot(loaded.settings)
    return loaded.settings
  })
  if (!settings) return undefined
  const folder = join(settings.data, 'desktop')
  keepAppIn(folder)
  if (!setupSingleInstance(startedAgain)) {
    app.quit()
    return undefined
  }

  // What must be said before the app is ready
  setupSandbox()
  announceStartPage()
  setupDeepLinks(show)
  app.setAppUserModelId('app.lockgroove.desktop')

  // What is there from the first moment
  const logDir = join(settings.data, 'logs')
  const log = createLog({
    verbosity: settings.log,
    destination: openLogFile(join(logDir, 'lockgroove.log')),
  })
  const memory = openMemory(join(folder, 'desktop.json'))
  const store = createStateStore()
  const keychain = setupKeychain()
  const host = setupServerHost({
    loadSettings: () => withRememberedPorts(read(), memory, environment),
    store,
    memory,
    keychain,
    log,
    ...(backOffMs && { backOffMs }),
    serverOptions: { windowDir, ...serverOptions },
  })
  const consoleOrigin = () => originOf(host.server()?.consoleUrl ?? '')

  // Once the app is ready
  let open: AppWindow | undefined
  const ends: (() => void)[] = []
  const window = app.whenReady().then(() => {
    setupLockdown({
      consoleOrigin,
      certificateFingerprint: () => host.server()?.doors.status().tls?.fingerprint,
    })
    setupStartPage(windowDir)
    setupAppMenu()
    const autostart = setupAutostart({ store, memory, environment })
    const updates = setupUpdates({
      store,
      log,
      mode: () => host.server()?.live.get('updates'),
      beforeRestart() {
        // On macOS the updater closes the windows before anybody hears of quitting.
        open?.letClose()
        return makeRoom(host)
      },
      startAgain() {
        app.relaunch()
        app.quit()
      },
      ...ownUpdater(environment),
      ...updater,
    })
    setupDesktopBridge({
      consoleOrigin,
      log,
      handlers: {
        about: () => ({
          version: app.getVersion(),
          platform: process.platform as 'linux' | 'darwin' | 'win32',
          startAtLogin: store.now().startAtLogin,
          startAtLoginAsked: autostart.wasAsked(),
          update: store.now().update,
        }),
        pickFolder: createFolderDialog(async () => (await window).browserWindow()),
        openLogFolder: () => openLogFolder(logDir),
        setStartAtLogin: autostart.set,
        lookForUpdate: updates.look,
        installUpdate: () => void updates.install(),
        startState: host.startState,
        tryAgain: host.tryAgain,
        useRecoveryKey: host.useRecoveryKey,
        usePassphrase: host.usePassphrase,
        passphraseStrength,
        useKeyFile: host.useKeyFile,
        useAnotherPort: host.useAnotherPort,
        quit: () => app.quit(),
      },
    })
    const tray = setupTray({
      store,
      hasHost,
      actions: createTrayActions({
        store,
        server: host.server,
        openWindow: show,
        tryAgain: host.tryAgain,
        installUpdate: () => void updates.install(),
        setStartAtLogin: autostart.set,
        quit: () => app.quit(),
      }),
    })
    ends.push(updates.close, tray.close, setupNotifications({ store, host, show }))
    const shown = setupWindow({
      host,
      memory,
      hasTray: tray.hasTray,
      log,
      startsHidden: startsHidden(words),
    })
    app.on('activate', () => show())
    void host.start()
    open = shown
    return shown
  })
  function show(path?: string) {
    void window.then((shown) => shown.show(path))
  }
  function startedAgain(more: readonly string[]) {
    // At login, where it runs already: nobody asked for the window.
    if (!more.includes(HIDDEN_FLAG)) show(pageAmong(more))
  }
  const page = pageAmong(words)
  if (page !== undefined) show(page)

  // How it ends
  const endQuit = setupQuit({
    onBegin: () => open?.letClose(),
    close: () => host.close(),
    log,
  })
  app.on('window-all-closed', () => {
    // It lives in the tray.
  })
  const onBug = (error: unknown) => host.startAnew(error)
  process.on('uncaughtException', onBug)
  // Electron would only warn of it, and the server go on with half of something.
  process.on('unhandledRejection', onBug)
  return {
    store,
    host,
    window,
    close() {
      for (const end of ends) end()
      endQuit()
      process.off('uncaughtException', onBug)
      process.off('unhandledRejection', onBug)
    },
  }
}

/** What keeps the app from starting at all is a sentence in a box: there is no window yet. */
function sayingWhy<Value>(start: () => Value): Value | undefined {
  try {
    return start()
  } catch (error) {
    if (!(error instanceof StartProblem)) throw error
    const { message } = error
    // Earlier Linux would show no box.
    void app.whenReady().then(() => {
      dialog.showErrorBox(WORDS.main.cannotStart, message)
      app.exit(1)
    })
    return undefined
  }
}

/** For the new version, which starts before this one has ended. Whatever hangs does not keep it from coming. */
async function makeRoom(host: ServerHost): Promise<void> {
  await Promise.race([host.close(), setTimeout(MAKE_ROOM_MS, undefined, { ref: false })])
  app.releaseSingleInstanceLock()
}

// In Electron this file is where it begins; tests call it themselves.
if (process.versions['electron'] !== undefined) {
  const words = process.argv.slice(app.isPackaged ? 1 : 2)
  if (isCommand(words)) void runCommand(words)
  else startDesktop()
}
