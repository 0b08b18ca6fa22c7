import { EventEmitter } from 'node:events'
import { nativeImage } from './small-things.ts'
import { refuseBeforeReady } from './world.ts'

const TYPES = ['normal', 'separator', 'submenu', 'checkbox', 'radio']

export class MenuItem {
  readonly id: string | undefined
  readonly type: string
  readonly role: string | undefined
  label: string
  sublabel: string
  toolTip: string
  accelerator: string | undefined
  icon: unknown
  enabled: boolean
  visible: boolean
  checked: boolean
  readonly submenu: Menu | undefined
  readonly #onClick: ((item: MenuItem, window: unknown, event: unknown) => void) | undefined
  constructor(options: any) {
    this.type = options.type ?? (options.submenu ? 'submenu' : 'normal')
    if (!TYPES.includes(this.type)) throw new Error(`Unknown menu item type: ${this.type}`)
    if (this.type === 'submenu' && !options.submenu) throw new Error('Invalid submenu')
    this.id = options.id
    this.role = options.role
    this.label = options.label ?? (options.role ? String(options.role) : '')
    if (this.type !== 'separator' && this.label === '' && !options.role)
      throw new Error('At least one of label, role or type must be specified')
    this.sublabel = options.sublabel ?? ''
    this.toolTip = options.toolTip ?? ''
    this.accelerator = options.accelerator
    this.icon = options.icon
    this.enabled = options.enabled ?? true
    this.visible = options.visible ?? true
    this.checked = options.checked ?? false
    this.submenu = Array.isArray(options.submenu) ? Menu.buildFromTemplate(options.submenu) : options.submenu
    this.#onClick = options.click
  }
  /** By the user: what is grey or not there cannot be clicked. A tick changes before the listener hears of it. */
  click() {
    if (!this.enabled || !this.visible) throw new Error(`"${this.label}" cannot be clicked`)
    if (this.type === 'checkbox') this.checked = !this.checked
    if (this.type === 'radio') this.checked = true
    this.#onClick?.(this, undefined, {})
  }
}

export class Menu extends EventEmitter {
  readonly items: MenuItem[] = []
  static buildFromTemplate(template: any[]) {
    if (!Array.isArray(template))
      throw new TypeError('Invalid template for Menu: Menu template must be an array')
    const menu = new Menu()
    for (const item of template) menu.append(item instanceof MenuItem ? item : new MenuItem(item))
    return menu
  }
  static setApplicationMenu(_menu: Menu | null) {}
  append(item: MenuItem) {
    this.items.push(item)
  }
}

export const trays: Tray[] = []

export class Tray extends EventEmitter {
  image: unknown
  toolTip = ''
  menu: Menu | null = null
  #isDestroyed = false
  constructor(image: unknown, _guid?: string) {
    super()
    refuseBeforeReady('Cannot create Tray before app is ready')
    this.image = usable(image)
    trays.push(this)
  }
  setImage(image: unknown) {
    this.#refuse()
    this.image = usable(image)
  }
  setToolTip(text: string) {
    this.#refuse()
    this.toolTip = text
  }
  setContextMenu(menu: Menu | null) {
    this.#refuse()
    this.menu = menu
  }
  getBounds() {
    this.#refuse()
    return { x: 0, y: 0, width: 22, height: 22 }
  }
  destroy() {
    this.#isDestroyed = true
  }
  isDestroyed() {
    return this.#isDestroyed
  }
  /** By the user. */
  click(name: 'click' | 'right-click' | 'double-click' = 'click') {
    this.#refuse()
    this.emit(name, {}, this.getBounds())
  }
  #refuse() {
    if (this.#isDestroyed) throw new TypeError('Object has been destroyed')
  }
}

/** A path that is no image is refused by Electron at once. */
function usable(image: any) {
  const given = typeof image === 'string' ? nativeImage.createFromPath(image) : image
  if (typeof image === 'string' && given.isEmpty())
    throw new Error(`Failed to load image from path '${image}'`)
  if (typeof given?.isEmpty !== 'function') throw new TypeError('Error processing argument at index 0')
  return given
}

export function resetMenus() {
  trays.length = 0
}
