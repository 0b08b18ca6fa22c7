import { EventEmitter } from 'node:events'
import { app } from './app.ts'
import { openWindows, quitting } from './open-windows.ts'
import { session } from './session.ts'
import { WebContents } from './web-contents.ts'
import { Preventable, refuseBeforeReady } from './world.ts'

interface Rectangle {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

let lastId = 0

export class BrowserWindow extends EventEmitter {
  readonly id = ++lastId
  readonly webContents: WebContents
  readonly options: any
  #bounds: Rectangle
  #isVisible: boolean
  #isFocused = false
  #isMinimized = false
  #isMaximized = false
  #isDestroyed = false

  static getAllWindows() {
    return [...openWindows] as unknown as BrowserWindow[]
  }
  static fromId(id: number) {
    return BrowserWindow.getAllWindows().find((window) => window.id === id) ?? null
  }

  constructor(options: any = {}) {
    super()
    refuseBeforeReady('Cannot create BrowserWindow before app is ready')
    const { x = 100, y = 80, width = 800, height = 600, show = true } = options
    const { partition = '', session: given } = options.webPreferences ?? {}
    this.options = options
    this.#bounds = { x, y, width, height }
    this.#isVisible = show
    openWindows.add(this)
    this.webContents = new WebContents(
      given ?? session.fromPartition(partition),
      options.webPreferences ?? {},
      {
        width,
        height,
      },
    )
    this.webContents.once('did-finish-load', () => this.emit('ready-to-show', {}))
    app.emit('browser-window-created', {}, this)
  }

  loadURL(url: string, options?: object) {
    this.#refuse()
    return this.webContents.loadURL(url, options)
  }
  show() {
    this.#refuse()
    this.showInactive()
    this.focus()
  }
  showInactive() {
    this.#refuse()
    if (this.#isVisible) return
    this.#isVisible = true
    this.emit('show', {})
  }
  hide() {
    this.#refuse()
    this.blur()
    if (!this.#isVisible) return
    this.#isVisible = false
    this.emit('hide', {})
  }
  focus() {
    this.#refuse()
    if (this.#isFocused || !this.#isVisible || this.#isMinimized) return
    this.#isFocused = true
    this.emit('focus', {})
    app.emit('browser-window-focus', {}, this)
  }
  blur() {
    this.#refuse()
    if (!this.#isFocused) return
    this.#isFocused = false
    this.emit('blur', {})
  }
  minimize() {
    this.#refuse()
    this.blur()
    if (this.#isMinimized) return
    this.#isMinimized = true
    this.emit('minimize', {})
  }
  restore() {
    this.#refuse()
    if (!this.#isMinimized) return
    this.#isMinimized = false
    this.emit('restore', {})
    this.show()
  }
  maximize() {
    this.#refuse()
    this.#isMaximized = true
    this.#isVisible = true
    this.emit('maximize', {})
  }
  isVisible() {
    this.#refuse()
    return this.#isVisible
  }
  isFocused() {
    return this.#isFocused
  }
  isMinimized() {
    this.#refuse()
    return this.#isMinimized
  }
  isMaximized() {
    this.#refuse()
    return this.#isMaximized
  }
  isDestroyed() {
    return this.#isDestroyed
  }

  getBounds() {
    this.#refuse()
    return { ...this.#bounds }
  }
  /** As it is when neither maximised nor minimised; the double keeps no other. */
  getNormalBounds() {
    return this.getBounds()
  }
  /** As the user does it with the mouse, too. */
  setBounds(part: Partial<Rectangle>) {
    this.#refuse()
    const before = this.#bounds
    this.#bounds = { ...before, ...part }
    const { x, y, width, height } = this.#bounds
    if (width !== before.width || height !== before.height) {
      void this.webContents.page.then((page) => page.setViewportSize({ width, height })).catch(() => {})
      this.emit('resize', {})
      this.emit('resized', {})
    }
    if (x !== before.x || y !== before.y) {
      this.emit('move', {})
      this.emit('moved', {})
    }
  }

  /** Asks the app, as the cross in the corner does. */
  close() {
    if (this.#isDestroyed) return
    const event = new Preventable()
    this.emit('close', event)
    if (!event.defaultPrevented && this.webContents.mayUnload()) this.destroy()
  }
  destroy() {
    if (this.#isDestroyed) return
    this.#isDestroyed = true
    openWindows.delete(this)
    this.webContents.destroy()
    this.emit('closed', {})
    if (openWindows.size === 0 && !quitting.isClosingWindows) app.noteAllClosed()
  }
  #refuse() {
    if (this.#isDestroyed) throw new TypeError('Object has been destroyed')
  }
}
