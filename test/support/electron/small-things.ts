// The parts of Electron that only tell the outside something, or are told something by it.
import { EventEmitter } from 'node:events'
import { readFileSync } from 'node:fs'
import { refuseBeforeReady, world } from './world.ts'

class NativeImage {
  readonly path: string | undefined
  readonly #bytes: Buffer
  constructor(bytes: Buffer, path?: string) {
    this.#bytes = bytes
    this.path = path
  }
  isEmpty() {
    return this.#bytes.length === 0
  }
}

export const nativeImage = {
  createEmpty: () => new NativeImage(Buffer.alloc(0)),
  /** Of a file that cannot be read: an empty image, as Electron does. */
  createFromPath(path: string) {
    return new NativeImage(readOrEmpty(path), path)
  },
}

function readOrEmpty(path: string): Buffer {
  try {
    return readFileSync(path)
  } catch {
    return Buffer.alloc(0)
  }
}

export const notifications: Notification[] = []
export class Notification extends EventEmitter {
  static isSupported() {
    return world.notificationsSupported
  }
  readonly title: string
  readonly body: string
  readonly options: any
  isShown = false
  constructor(options: any = {}) {
    super()
    refuseBeforeReady('Cannot create Notification before app is ready')
    this.options = options
    this.title = options.title ?? ''
    this.body = options.body ?? ''
  }
  show() {
    this.isShown = true
    notifications.push(this)
    this.emit('show', {})
  }
  close() {
    this.isShown = false
    this.emit('close', {})
  }
  /** By the user. */
  click() {
    this.emit('click', {})
  }
}

export const dialog = {
  async showOpenDialog(...given: any[]) {
    world.dialogs.push({ kind: 'open', options: given.at(-1) })
    return { ...world.openDialogAnswer, filePaths: [...world.openDialogAnswer.filePaths] }
  },
  async showMessageBox(...given: any[]) {
    refuseBeforeReady('dialog module can only be used after app is ready')
    world.dialogs.push({ kind: 'message', options: given.at(-1) })
    return { response: 0, checkboxChecked: false }
  },
  /** The one that also works before the app is ready. */
  showErrorBox(title: string, content: string) {
    world.dialogs.push({ kind: 'error', options: { title, content } })
  },
}

export const shell = {
  async openExternal(url: string) {
    if (!URL.canParse(url)) throw new Error('Invalid URL')
    world.openedOutside.push(url)
  },
  async openPath(path: string) {
    world.openedOutside.push(path)
    return ''
  },
}

export const clipboard = {
  writeText(text: string) {
    if (typeof text !== 'string')
      throw new TypeError('Error processing argument at index 0, conversion failure')
    world.clipboardText = text
  },
}

export const nativeTheme = { shouldUseDarkColors: false }

const ONE_DISPLAY = {
  id: 1,
  scaleFactor: 1,
  bounds: { x: 0, y: 0, width: 1920, height: 1080 },
  workArea: { x: 0, y: 0, width: 1920, height: 1040 },
  size: { width: 1920, height: 1080 },
}
class Screen extends EventEmitter {
  displays = [ONE_DISPLAY]
  getAllDisplays() {
    this.#refuse()
    return this.displays
  }
  getPrimaryDisplay() {
    this.#refuse()
    return this.displays[0]!
  }
  #refuse() {
    refuseBeforeReady("The 'screen' module can't be used before the app 'ready' event")
  }
}
export const screen = new Screen()

class PowerMonitor extends EventEmitter {
  override on(name: string, listener: (...given: any[]) => void) {
    refuseBeforeReady('the double takes listeners of powerMonitor once the app is ready')
    return super.on(name, listener)
  }
}
export const powerMonitor = new PowerMonitor()

export function resetSmallThings() {
  notifications.length = 0
  for (const emitter of [screen, powerMonitor]) emitter.removeAllListeners()
  screen.displays = [ONE_DISPLAY]
}
