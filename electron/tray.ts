// The icon in the tray. Everything it shows comes from the state (tray-menu.ts); what is clicked goes to tray-actions.ts.
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { Menu, type NativeImage, nativeImage, screen, Tray } from 'electron'
import type { StateStore } from './state.ts'
import { hasTrayHost } from './tray-host.ts'
import { type TrayActions, type TrayIcon, trayIcon, trayMenu, trayTooltip } from './tray-menu.ts'

export interface TrayOptions {
  readonly store: StateStore
  readonly actions: TrayActions
  /** What the build rendered (build/icons.ts). */
  readonly iconDir?: string
  readonly platform?: NodeJS.Platform
  /** Of Linux: whether there is anybody who shows icons. */
  readonly hasHost?: () => Promise<boolean>
}

export interface DesktopTray {
  /** Whether the user can see it, as far as that can be known: only then may the window hide. */
  hasTray(): boolean
  close(): void
}

interface Drawn {
  readonly icon: TrayIcon | ''
  readonly tooltip: string
  /** Its template as text. */
  readonly menu: string
}
const NOTHING: Drawn = { icon: '', tooltip: '', menu: '' }

/** A menu that changes under somebody's pointer is a nuisance. */
const DRAW_EVERY_MS = 500
/** At login the app may be there before the panel is. */
const LOOK_AGAIN_MS = [1000, 2000, 4000, 8000, 16_000, 32_000, 64_000]
const LINUX_SIZES = [16, 22, 24, 32, 48, 64]
const LINUX_PANEL = 22

export function setupTray({
  store,
  actions,
  iconDir = join(import.meta.dirname, 'icons'),
  platform = process.platform,
  hasHost = () => hasTrayHost(),
}: TrayOptions): DesktopTray {
  let isSeen = platform !== 'linux'
  let isClosed = false
  let drawTimer: NodeJS.Timeout | undefined
  let lookTimer: NodeJS.Timeout | undefined
  let drawnAt = Number.NEGATIVE_INFINITY
  let drawn: Drawn = NOTHING
  let tray = makeTray()

  const stopHearing = store.onChange(drawSoon)
  draw()
  if (platform === 'linux') void look(0)

  function makeTray(): Tray {
    const made = new Tray(iconImage('running'))
    // On macOS a click opens the menu, and many panels on Linux do the same.
    if (platform !== 'darwin') made.on('click', () => actions.open())
    return made
  }

  function drawSoon() {
    if (drawTimer) return
    drawTimer = setTimeout(draw, Math.max(0, drawnAt + DRAW_EVERY_MS - Date.now()))
  }

  function draw() {
    clearTimeout(drawTimer)
    drawTimer = undefined
    const now = Date.now()
    const state = store.now()
    const template = trayMenu(state, answered(actions), now)
    const next = {
      icon: trayIcon(state),
      tooltip: trayTooltip(state, now),
      menu: JSON.stringify(template),
    }
    if (isDeepStrictEqual(next, drawn)) return
    // An icon that is set again flickers on some panels.
    if (next.icon !== drawn.icon) tray.setImage(iconImage(next.icon))
    if (next.tooltip !== drawn.tooltip) tray.setToolTip(next.tooltip)
    // Linux shows a changed menu only when it is set again; so it is a new one everywhere.
    if (next.menu !== drawn.menu) tray.setContextMenu(Menu.buildFromTemplate(template))
    drawn = next
    drawnAt = now
  }

  /** The system ticks what was clicked by itself, although it may not come true: afterwards the menu is drawn anew. */
  function answered(all: TrayActions): TrayActions {
    const drawAnew = () => {
      drawn = { ...drawn, menu: '' }
      if (!isClosed) drawSoon()
    }
    return {
      ...all,
      openNetwork: () => all.openNetwork().finally(drawAnew),
      closeNetwork: () => all.closeNetwork().finally(drawAnew),
      setStartAtLogin: (on) => all.setStartAtLogin(on).finally(drawAnew),
    }
  }

  async function look(attempt: number): Promise<void> {
    const found = await hasHost()
    if (isClosed) return
    if (found && attempt > 0) {
      // One that was made before the host came stays unseen.
      tray.destroy()
      tray = makeTray()
      drawn = NOTHING
      draw()
    }
    isSeen = found
    const waitMs = LOOK_AGAIN_MS[attempt]
    if (!found && waitMs !== undefined) lookTimer = setTimeout(look, waitMs, attempt + 1).unref()
  }

  function iconImage(icon: TrayIcon): NativeImage {
    return nativeImage.createFromPath(join(iconDir, iconFile(icon)))
  }

  function iconFile(icon: TrayIcon): string {
    // By its name macOS knows that it may colour it, and finds the one for sharp screens beside it.
    if (platform === 'darwin') return `${icon}Template.png`
    if (platform === 'win32') return `${icon}.ico`
    const wanted = LINUX_PANEL * screen.getPrimaryDisplay().scaleFactor
    return `${icon}-${LINUX_SIZES.find((size) => size >= wanted) ?? LINUX_SIZES.at(-1)}.png`
  }

  return {
    hasTray: () => isSeen,
    close() {
      isClosed = true
      stopHearing()
      clearTimeout(drawTimer)
      clearTimeout(lookTimer)
      tray.destroy()
    },
  }
}
