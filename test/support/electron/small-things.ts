// The parts of Electron that only tell the outside something, or are told something by it.
import { EventEmitter } from 'node:events'
import { readFileSync } from 'node:fs'
import { refuseBeforeReady, world } from './world.ts'

class NativeImage {
  readonly path: string | undefined
  readonly #bytes: Buffer
  readonly size: { readonly width: number; readonly height: number }
  isTemplateImage = false
  constructor(bytes: Buffer, path?: string, size = { width: 16, height: 16 }) {
    this.#bytes = bytes
    this.path = path
    this.size = size
  }
  isEmpty() {
    return this.#bytes.length === 0
  }
  getSize() {
    return this.isEmpty() ? { width: 0, height: 0 } : this.size
  }
  setTemplateImage(is: boolean) {
    this.isTemplateImage = is
  }
  resize({ width, height }: { width?: number; height?: number }) {
    return new NativeImage(this.#bytes, this.path, {
      width: width ?? height ?? this.size.width,
      height: height ?? width ?? this.size.height,
    })
  }
  addRepresentation({ buffer }: { scaleFactor?: number; buffer?: Buffer }) {
    if (buffer && this.isEmpty()) throw new Error('the double adds representations to images that have one')
  }
  toPNG() {
    return this.#bytes
  }
  toDataURL() {
    return `data:image/png;base64,${this.#bytes.toString('base64')}`
  }
}

export const nativeImage = {
  createEmpty: () => new NativeImage(Buffer.alloc(0)),
  /** Of a file that cannot be read: an empty image, as Electron does. */
  createFromPath(path: string) {
    return new NativeImage(readOrEmpty(path), path, sizeOfPng(readOrEmpty(path)))
  },
  createFromBuffer: (bytes: Buffer) => new NativeImage(bytes, undefined, sizeOfPng(bytes)),
  createFromDataURL: (url: string) => new NativeImage(Buffer.from(url.split(',')[1] ?? '', 'base64')),
}

function readOrEmpty(path: string): Buffer {
  try {
    return readFileSync(path)
  } catch {
    return Buffer.alloc(0)
  }
}

function sizeOfPng(bytes: Buffer) {
  if (bytes.length < 24 || bytes.readUInt32BE(0) !== 0x89504e47) return undefined
  return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) }
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
    return { response: world.messageBoxAnswer, checkboxChecked: false }
  },
  showMessageBoxSync(...given: any[]) {
    refuseBeforeReady('dialog module can only be used after app is ready')
    world.dialogs.push({ kind: 'message', options: given.at(-1) })
    return world.messageBoxAnswer
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
  showItemInFolder(path: string) {
    world.openedOutside.push(path)
  },
  beep() {},
}

export const clipboard = {
  readText: () => world.clipboardText,
  writeText(text: string) {
    if (typeof text !== 'string')
      throw new TypeError('Error processing argument at index 0, conversion failure')
    world.clipboardText = text
  },
  clear() {
    world.clipboardText = ''
  },
}

class NativeTheme extends EventEmitter {
  shouldUseDarkColors = false
  shouldUseHighContrastColors = false
  shouldUseDarkColorsForSystemIntegratedUI = false
  themeSource: 'system' | 'light' | 'dark' = 'system'
  /** By the user, in the system's settings. */
  turn(dark: boolean) {
    this.shouldUseDarkColors = dark
    this.shouldUseDarkColorsForSystemIntegratedUI = dark
    this.emit('updated')
  }
}
export const nativeTheme = new NativeTheme()

const ONE_DISPLAY = {
  id: 1,
  scaleFactor: 1,
  bounds: { x: 0, y: 0, width: 1920, height: 1080 },
  workArea: { x: 0, y: 0, width: 1920, height: 1040 },
  workAreaSize: { width: 1920, height: 1040 },
  size: { width: 1920, height: 1080 },
}
type Rectangle = (typeof ONE_DISPLAY)['bounds']
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
  /** The one that shows most of it; else the first. */
  getDisplayMatching(wanted: Rectangle) {
    this.#refuse()
    const shared = ({ bounds: b }: { bounds: Rectangle }) =>
      Math.max(0, Math.min(b.x + b.width, wanted.x + wanted.width) - Math.max(b.x, wanted.x)) *
      Math.max(0, Math.min(b.y + b.height, wanted.y + wanted.height) - Math.max(b.y, wanted.y))
    return this.displays.toSorted((a, b) => shared(b) - shared(a))[0]!
  }
  getCursorScreenPoint() {
    return { x: 0, y: 0 }
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
  onBatteryPower = false
  getSystemIdleTime() {
    return 0
  }
}
export const powerMonitor = new PowerMonitor()

export const net = { fetch: (...given: Parameters<typeof fetch>) => fetch(...given), isOnline: () => true }

export const crashReporter = { start() {}, getUploadToServer: () => false }

export function resetSmallThings() {
  notifications.length = 0
  for (const emitter of [nativeTheme, screen, powerMonitor]) emitter.removeAllListeners()
  screen.displays = [ONE_DISPLAY]
  Object.assign(nativeTheme, {
    shouldUseDarkColors: false,
    shouldUseHighContrastColors: false,
    shouldUseDarkColorsForSystemIntegratedUI: false,
    themeSource: 'system',
  })
}
