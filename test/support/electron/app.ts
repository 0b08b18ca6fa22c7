import { EventEmitter } from 'node:events'
import { join } from 'node:path'
import { closeEveryWindow, openWindows } from './open-windows.ts'
import { Preventable, world } from './world.ts'

class App extends EventEmitter {
  dock = { hide() {} }
  commandLine = createCommandLine()
  #waiting: Promise<void> | undefined
  #hasLock = false

  get isPackaged() {
    return world.isPackaged
  }
  getVersion() {
    return '0.1.0'
  }
  getPath(name: string) {
    if (!PATHS.includes(name)) throw new Error(`Failed to get '${name}' path`)
    return world.paths.get(name) ?? join(world.folder, name)
  }
  setPath(name: string, path: string) {
    if (!PATHS.includes(name)) throw new Error(`Failed to set path`)
    world.paths.set(name, path)
  }

  isReady() {
    return world.isReady
  }
  /** Ready comes by itself once somebody waits, after what the main script does at once. */
  whenReady(): Promise<void> {
    this.#waiting ??= new Promise((resolve) => {
      if (world.isReady) return resolve()
      this.once('ready', () => resolve())
      setImmediate(() => this.becomeReady())
    })
    return this.#waiting
  }
  becomeReady() {
    if (world.isReady) return
    world.isReady = true
    this.emit('will-finish-launching')
    this.emit('ready', {}, {})
  }

  requestSingleInstanceLock(_data?: unknown) {
    this.#hasLock = !world.isAnotherRunning
    return this.#hasLock
  }
  hasSingleInstanceLock() {
    return this.#hasLock
  }
  releaseSingleInstanceLock() {
    this.#hasLock = false
  }

  /** Asks before-quit, every window, will-quit; each may hold it up. window-all-closed is not told of it. */
  quit() {
    if (world.exitCode !== undefined) return
    const before = new Preventable()
    this.emit('before-quit', before)
    if (before.defaultPrevented) return
    if (!closeEveryWindow(false)) return
    const will = new Preventable()
    this.emit('will-quit', will)
    if (will.defaultPrevented) return
    this.#end(0)
  }
  /** Asks nobody. */
  exit(code = 0) {
    if (world.exitCode !== undefined) return
    closeEveryWindow(true)
    this.#end(code)
  }
  #end(code: number) {
    world.exitCode = code
    this.emit('quit', {}, code)
    this.emit('double:ended', code)
  }
  relaunch() {}
  /** Of the last window that closed, unless the app is quitting. */
  noteAllClosed() {
    if (world.exitCode !== undefined) return
    if (this.listenerCount('window-all-closed') === 0) this.quit()
    else this.emit('window-all-closed')
  }

  setAppUserModelId(_id: string) {}
  enableSandbox() {
    if (world.isReady) throw new Error('app.enableSandbox() can only be called before app is ready')
    this.isSandboxed = true
  }
  isSandboxed = false
  setLoginItemSettings(settings: { openAtLogin?: boolean; args?: string[] }) {
    world.loginItem = { ...world.loginItem, ...settings }
  }
  getLoginItemSettings() {
    return { ...world.loginItem }
  }
  setAsDefaultProtocolClient(scheme: string, _path?: string, _args?: string[]) {
    world.protocolClients.add(scheme)
    return true
  }

  reset() {
    this.removeAllListeners()
    this.#waiting = undefined
    this.#hasLock = false
    this.isSandboxed = false
    openWindows.clear()
  }
}

/** What was appended, so that tests can look. */
function createCommandLine() {
  const switches = new Map<string, string>()
  return {
    switches,
    appendSwitch: (name: string, value = '') => void switches.set(name, value),
  }
}

const PATHS = [
  'home',
  'appData',
  'userData',
  'sessionData',
  'temp',
  'exe',
  'module',
  'desktop',
  'documents',
  'downloads',
  'music',
  'pictures',
  'videos',
  'recent',
  'logs',
  'crashDumps',
]

export const app = new App()
