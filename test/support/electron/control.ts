// The tests' side of the double: what the user and the system do, and what can be seen.
import { rmSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { app } from './app.ts'
import { BrowserWindow } from './browser-window.ts'
import { ipcMain } from './ipc-main.ts'
import { resetMenus, type Tray, trays } from './menu.ts'
import { closeEveryWindow } from './open-windows.ts'
import { closeBrowser, resetSessions, session } from './session.ts'
import { notifications, resetSmallThings } from './small-things.ts'
import { resetUtilityProcesses, utilityProcesses } from './utility-process.ts'
import type { WebContents } from './web-contents.ts'
import { freshWorld, Preventable, world } from './world.ts'

export { notifications, trays, utilityProcesses, world }

/** As if the app had never run on this computer. `beforeEach`, or between two starts (`keepFolder`: on the same computer). */
export async function resetElectron({ keepFolder = false } = {}): Promise<void> {
  closeEveryWindow(true)
  app.reset()
  ipcMain.removeAllListeners()
  ipcMain.handlers.clear()
  resetMenus()
  resetSmallThings()
  resetUtilityProcesses()
  await resetSessions()
  const { folder, paths } = world
  Object.assign(world, freshWorld())
  rmSync(keepFolder ? world.folder : folder, { recursive: true, force: true })
  if (keepFolder) Object.assign(world, { folder, paths })
}

/** `afterAll`. */
export async function closeElectron(): Promise<void> {
  await resetElectron()
  await closeBrowser()
  rmSync(world.folder, { recursive: true, force: true })
}

/** For tests of one module: the app is ready now. */
export function makeReady(): void {
  app.becomeReady()
}

/** The real page of a window: to look at, click and type. Waits until the app has opened one. */
export async function pageOf(window: unknown = theWindow()): Promise<Page> {
  return (window as BrowserWindow).webContents.page
}

/** The one there is. */
export function theWindow(): BrowserWindow {
  const [window, ...others] = BrowserWindow.getAllWindows()
  if (!window || others.length > 0) throw new Error(`${others.length + (window ? 1 : 0)} windows are open`)
  return window
}

/** That stands in the tray now. */
export function theTray(): Tray {
  const [tray, ...others] = trays.filter((each) => !each.isDestroyed())
  if (!tray || others.length > 0) throw new Error(`${others.length + (tray ? 1 : 0)} trays are there`)
  return tray
}

/** The user starts the app again while it runs; a link arrives this way on Windows and Linux. */
export function startAgain(...words: string[]): void {
  app.emit('second-instance', {}, ['/opt/Lockgroove/lockgroove', ...words], '/', undefined)
}

/** How macOS hands over a link. */
export function openUrl(url: string): Preventable {
  const event = new Preventable()
  app.emit('open-url', event, url)
  return event
}

/** Once the app has ended: its exit code. */
export function ended(): Promise<number> {
  return new Promise((resolve) => {
    if (world.exitCode !== undefined) resolve(world.exitCode)
    else app.once('double:ended', resolve)
  })
}

/** What a page would be told. Without a handler Electron grants everything. */
export async function askPermission(contents: WebContents, permission: string, details: object = {}) {
  const { permissionRequestHandler, permissionCheckHandler } = contents.session
  const url = contents.getURL()
  const isRequestGranted = await new Promise<boolean>((resolve) => {
    if (!permissionRequestHandler) return resolve(true)
    permissionRequestHandler(contents, permission, resolve, {
      requestingUrl: url,
      isMainFrame: true,
      ...details,
    })
  })
  const isCheckGranted =
    permissionCheckHandler?.(contents, permission, url, {
      requestingUrl: url,
      isMainFrame: true,
      ...details,
    }) ?? true
  return { isRequestGranted, isCheckGranted }
}

/** A page puts up a `<webview>`. @returns whether the app let it, and with which preferences */
export function attachWebview(contents: WebContents, preferences: object = {}) {
  const event = new Preventable()
  contents.emit('will-attach-webview', event, preferences, { src: 'https://example.org/' })
  return { isAttached: !event.defaultPrevented, preferences }
}

/** A call over IPC from a page at this address, past the preload. @throws as it arrives in the page */
export function callFrom(url: string | null, channel: string, ...input: unknown[]): Promise<unknown> {
  const senderFrame =
    url === null
      ? null
      : { url, origin: URL.canParse(url) ? new URL(url).origin : 'null', parent: null as null }
  return ipcMain.receive({ sender: { getURL: () => url ?? '' }, senderFrame }, channel, input)
}

export { session }
