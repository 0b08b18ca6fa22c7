// The one window. It shows the start page while there is no server, else the server's own window, signed in by a one-time ticket.
// Closing it hides it where a tray brings it back, and makes it small where there is none.
import { join } from 'node:path'
import { BrowserWindow, Notification, nativeTheme, powerMonitor, screen } from 'electron'
import type { StartState } from '../server/contract/desktop.ts'
import type { Log, Server } from '../server/index.ts'
import type { Memory } from './memory.ts'
import { originOf } from './origin.ts'
import type { ServerHost } from './server-host.ts'
import { START_URL } from './start-page.ts'
import { parsePlace, placeOn, SMALLEST } from './window-place.ts'
import { WORDS } from './words.ts'

export interface AppWindow {
  /** Brings it to the front. @param path a page of the server's window */
  show(path?: string): void
  /** From now on closing it closes it: the app ends. */
  letClose(): void
  /** For dialogs that belong to it; undefined once it is closed. */
  browserWindow(): BrowserWindow | undefined
}

export interface WindowDeps {
  readonly host: ServerHost
  readonly memory: Memory
  /** Whether somebody who closes it finds it again: macOS has the dock beside the tray. */
  readonly hasTray: () => boolean
  readonly log: Log
  /** Started at login: it waits in the tray. */
  readonly startsHidden?: boolean
  readonly platform?: NodeJS.Platform
}

const PRELOAD = join(import.meta.dirname, 'preload.cjs')
/** A session ends after 24 hours without a sign of life, and a hidden window gives none. */
const STALE_MS = 12 * 3_600_000
/** When its page could not be loaded although the server runs. */
const LOAD_AGAIN_MS = 2000
/** A page that crashes as soon as it is there is not loaded for ever. */
const CRASHES_MS = 10_000

export function setupWindow(deps: WindowDeps): AppWindow {
  const { host, memory, hasTray, log, startsHidden = false, platform = process.platform } = deps
  const window = createWindow(memory)
  const { webContents } = window
  let mayClose = false
  /** Shown as soon as there is something to see. */
  let isWanted = !startsHidden
  let wantedPath: string | undefined
  let hiddenSince = Date.now()
  let asleepSince = Number.POSITIVE_INFINITY
  let lastCrash = 0
  let loadTimer: NodeJS.Timeout | undefined

  function load() {
    clearTimeout(loadTimer)
    const server = host.startState().state === 'running' ? host.server() : undefined
    const url = server ? entryOf(server, wantedPath) : START_URL
    if (server) wantedPath = undefined
    window
      .loadURL(url)
      // The ticket or code in it is used up by now; it shall not be found by going back either.
      .then(() => webContents.navigationHistory.clear())
      .catch((error: NodeJS.ErrnoException) => {
        // Its message holds the address, and that the ticket.
        if (error.code === 'ERR_ABORTED' || window.isDestroyed()) return
        log.warn({ code: error.code }, 'the page of the window could not be loaded')
        loadTimer = setTimeout(load, LOAD_AGAIN_MS)
      })
  }

  function isOnConsole(): boolean {
    const consoleUrl = host.server()?.consoleUrl
    return (
      consoleUrl !== undefined && consoleUrl !== '' && originOf(webContents.getURL()) === originOf(consoleUrl)
    )
  }

  /** A page that stands here already keeps what it plays: it finds the server again by itself. */
  function follow({ state }: StartState) {
    const url = webContents.getURL()
    const isOnStart = url.startsWith(START_URL)
    if (isOnStart) webContents.send('lockgroove:start-state', host.startState())
    if (state === 'running' ? !isOnConsole() : !isOnStart && (state !== 'starting' || url === '')) load()
  }

  function show(path?: string) {
    isWanted = true
    if (window.isDestroyed()) return
    const isStale = !window.isVisible() && Date.now() - hiddenSince > STALE_MS
    if (isStale && isOnConsole() && !webContents.isCurrentlyAudible()) {
      wantedPath = path
      load()
    } else if (path !== undefined) {
      if (isOnConsole()) webContents.send('lockgroove:open-page', path)
      else wantedPath = path
    }
    if (window.isMinimized()) window.restore()
    window.show()
    window.focus()
  }

  function fallAsleep() {
    asleepSince = Date.now()
  }

  /** A laptop that slept over the weekend: its window is open, and its session has ended. */
  function wakeUp() {
    if (Date.now() - asleepSince <= STALE_MS || !isOnConsole() || webContents.isCurrentlyAudible()) return
    wantedPath = new URL(webContents.getURL()).pathname
    load()
  }

  function rememberPlace() {
    memory.set('window', { ...window.getNormalBounds(), maximized: window.isMaximized() })
  }

  function leave() {
    const isHidden = hasTray() || platform === 'darwin'
    if (isHidden) window.hide()
    else window.minimize()
    hiddenSince = Date.now()
    if (memory.get('saidWhereWindowIs') === true) return
    memory.set('saidWhereWindowIs', true)
    sayWhereItIs(isHidden)
  }

  window.once('ready-to-show', () => {
    if (isWanted) window.show()
    // Hidden, nobody would find it.
    else if (!hasTray() && platform !== 'darwin') window.minimize()
  })
  window.on('close', (event) => {
    rememberPlace()
    if (mayClose) return
    event.preventDefault()
    leave()
  })
  // A page that asks before it is left (renderer/pages/set-up/recovery-key.tsx) would hold up the app's end without a word: Electron
  // shows no question.
  webContents.on('will-prevent-unload', (event) => {
    if (mayClose) event.preventDefault()
  })
  // Windows is being shut down and does not wait for us.
  window.on('session-end', rememberPlace)
  webContents.on('render-process-gone', (_event, { reason }) => {
    log.warn({ reason }, 'the page of the window is gone')
    if (reason === 'clean-exit' || Date.now() - lastCrash < CRASHES_MS) return
    lastCrash = Date.now()
    load()
  })
  powerMonitor.on('suspend', fallAsleep)
  powerMonitor.on('resume', wakeUp)
  const endFollowing = host.onStartState(follow)
  window.once('closed', () => {
    endFollowing()
    powerMonitor.off('suspend', fallAsleep)
    powerMonitor.off('resume', wakeUp)
    clearTimeout(loadTimer)
  })
  load()

  return {
    show,
    letClose() {
      mayClose = true
    },
    browserWindow: () => (window.isDestroyed() ? undefined : window),
  }
}

function createWindow(memory: Memory): BrowserWindow {
  const areas = [screen.getPrimaryDisplay(), ...screen.getAllDisplays()].map(({ workArea }) => workArea)
  const { maximized, ...bounds } = placeOn(areas, parsePlace(memory.get('window')))
  const window = new BrowserWindow({
    ...bounds,
    minWidth: SMALLEST.width,
    minHeight: SMALLEST.height,
    title: WORDS.window.title,
    show: false,
    autoHideMenuBar: true,
    // What is there before the page is.
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#16171b' : '#ffffff',
    webPreferences: {
      preload: PRELOAD,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
      // Music goes on when nobody looks.
      backgroundThrottling: false,
    },
  })
  if (maximized) window.once('ready-to-show', () => window.isVisible() && window.maximize())
  return window
}

/**
 * Where the window begins: signed in as the owner; with the set-up code while there is none. Both stand behind `#`, which is sent to no
 * server and written into no log, and which the page takes out of its address (renderer/client/route.ts).
 */
function entryOf(server: Server, path: string | undefined): string {
  const { consoleUrl, plainSetupCode } = server
  const ticket = server.createTicket()
  if (ticket !== undefined) {
    const search = path === undefined ? '' : `?to=${encodeURIComponent(path)}`
    return `${consoleUrl}/ticket${search}#${ticket}`
  }
  return plainSetupCode === undefined ? `${consoleUrl}/` : `${consoleUrl}/set-up#${plainSetupCode}`
}

function sayWhereItIs(isHidden: boolean) {
  if (!Notification.isSupported()) return
  const { stillHere, inTray, minimised } = WORDS.window
  new Notification({ title: stillHere, body: isHidden ? inTray : minimised }).show()
}
