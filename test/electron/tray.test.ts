import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { screen } from 'electron'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { buildTrayIcons } from '../../build/icons.ts'
import { createStateStore, type StateStore } from '../../electron/state.ts'
import { type DesktopTray, setupTray, type TrayOptions } from '../../electron/tray.ts'
import type { TrayActions } from '../../electron/tray-menu.ts'
import { closeElectron, makeReady, resetElectron, theTray, trays } from '../support/electron/control.ts'

const iconDir = mkdtempSync(join(tmpdir(), 'lockgroove-tray-'))
let store: StateStore
let tray: DesktopTray | undefined
let actions: { readonly [Name in keyof TrayActions]: ReturnType<typeof vi.fn> }

beforeAll(() => buildTrayIcons(iconDir))
beforeEach(async () => {
  await resetElectron()
  makeReady()
  vi.useFakeTimers()
  store = createStateStore()
  store.change({
    server: 'running',
    musicUrl: 'http://127.0.0.1:4040',
    update: { state: 'none' },
    startAtLogin: false,
  })
  const names = ['tryAgain', 'useRecoveryKey', 'open', 'copyAddress', 'openNetwork', 'closeNetwork', 'scan']
  const all = [...names, 'update', 'setStartAtLogin', 'quit'].map((name) => [name, vi.fn(async () => {})])
  actions = Object.fromEntries(all)
})
afterEach(() => {
  tray?.close()
  tray = undefined
  vi.useRealTimers()
})
afterAll(async () => {
  await closeElectron()
  rmSync(iconDir, { recursive: true })
})

function show(options: Partial<TrayOptions> = {}): DesktopTray {
  tray = setupTray({ store, actions: actions as any, iconDir, platform: 'win32', ...options })
  return tray
}
const icon = () => {
  const image = theTray().image as { readonly path: string; isEmpty(): boolean }
  expect([image.isEmpty(), existsSync(image.path)]).toEqual([false, true])
  return image.path.slice(iconDir.length + 1)
}
const labels = () => theTray().menu!.items.map(({ label }) => label)
const line = (label: string) => theTray().menu!.items.find((each) => each.label === label)!

describe('the icon', () => {
  test.each([
    ['win32', 'running.ico', 'network.ico'],
    ['darwin', 'runningTemplate.png', 'networkTemplate.png'],
    ['linux', 'running-22.png', 'network-22.png'],
  ] as const)('on %s is a file of its kind, and follows the state', async (platform, running, network) => {
    show({ platform, hasHost: async () => true })
    expect(icon()).toBe(running)
    expect(theTray().toolTip).toBe('Lockgroove: Running · 127.0.0.1:4040')
    store.change({ door: 'this network' })
    await vi.advanceTimersByTimeAsync(500)
    expect(icon()).toBe(network)
    expect(theTray().toolTip).toContain('open to this network')
  })

  test('is larger on a display that is sharper', () => {
    screen.getPrimaryDisplay = () => ({ scaleFactor: 2 }) as any
    show({ platform: 'linux', hasHost: async () => true })
    expect(icon()).toBe('running-48.png')
    delete (screen as any).getPrimaryDisplay
  })

  test('is set only when it is another one: some panels let it flicker', () => {
    show()
    const setImage = vi.spyOn(theTray(), 'setImage')
    for (let seen = 1; seen <= 5; seen++) {
      store.change({ scan: { seen, percent: seen } })
      vi.advanceTimersByTime(500)
    }
    expect(labels()[0]).toBe('Scanning 5 %')
    expect(setImage).toHaveBeenCalledOnce()
  })

  test('that is missing is no reason not to start', () => {
    show({ iconDir: join(iconDir, 'nowhere') })
    expect((theTray().image as { isEmpty(): boolean }).isEmpty()).toBe(true)
    expect(labels()).toContain('Quit Lockgroove')
  })

  test('opens the window at a click, but on macOS, where it opens the menu', () => {
    show()
    theTray().click()
    expect(actions.open).toHaveBeenCalledOnce()
    tray!.close()
    show({ platform: 'darwin' })
    theTray().click()
    expect(actions.open).toHaveBeenCalledOnce()
  })

  test('goes when the app ends', () => {
    show().close()
    expect(trays.every((each) => each.isDestroyed())).toBe(true)
    store.change({ server: 'stopping' })
    vi.runAllTimers()
  })
})

describe('the menu', () => {
  test('is a new one when what it says has changed, at most twice a second', () => {
    show()
    const menus = new Set([theTray().menu])
    for (let seen = 1; seen <= 100; seen++) {
      store.change({ scan: { seen, percent: seen } })
      vi.advanceTimersByTime(20)
      menus.add(theTray().menu)
    }
    expect(menus.size).toBeLessThanOrEqual(5)
    expect(menus.size).toBeGreaterThan(3)
    vi.advanceTimersByTime(500)
    expect(labels()[0]).toBe('Scanning 100 %')
  })

  test('is shown at once when nothing was drawn for a while', () => {
    show()
    vi.advanceTimersByTime(10_000)
    store.change({ server: 'stopping' })
    vi.advanceTimersByTime(0)
    expect(labels()[0]).toBe('Stopping…')
  })

  test('stays as it is while nothing in it changes', () => {
    show()
    const before = theTray().menu
    store.change({ scan: { seen: 1 } })
    vi.advanceTimersByTime(500)
    const scanning = theTray().menu
    store.change({ scan: { seen: 2 } })
    vi.advanceTimersByTime(500)
    expect(theTray().menu).toBe(scanning)
    expect(scanning).not.toBe(before)
  })

  test('does not keep a tick for what did not come true', async () => {
    show()
    line('This network').click()
    expect(line('This network').checked).toBe(true)
    await vi.advanceTimersByTimeAsync(500)
    expect(actions.openNetwork).toHaveBeenCalledOnce()
    expect(line('This network').checked).toBe(false)
    expect(line('This computer').checked).toBe(true)

    line('Start at login').click()
    expect(actions.setStartAtLogin).toHaveBeenCalledWith(true)
    await vi.advanceTimersByTimeAsync(500)
    expect(line('Start at login').checked).toBe(false)
  })
})

describe('hasTray', () => {
  test.each(['win32', 'darwin'] as const)('is true on %s', (platform) => {
    const hasHost = vi.fn(async () => false)
    expect(show({ platform, hasHost }).hasTray()).toBe(true)
    expect(hasHost).not.toHaveBeenCalled()
  })

  test('on Linux is false until somebody is known to show icons', async () => {
    const shown = show({ platform: 'linux', hasHost: async () => true })
    expect(shown.hasTray()).toBe(false)
    await vi.advanceTimersByTimeAsync(0)
    expect(shown.hasTray()).toBe(true)
    expect(trays).toHaveLength(1)
  })

  test('finds a panel that starts after the app, and puts up the icon again', async () => {
    let isThere = false
    const shown = show({ platform: 'linux', hasHost: async () => isThere })
    await vi.advanceTimersByTimeAsync(2500)
    expect(shown.hasTray()).toBe(false)
    store.change({ door: 'this network' })
    isThere = true
    await vi.advanceTimersByTimeAsync(5000)
    expect(shown.hasTray()).toBe(true)
    expect(trays).toHaveLength(2)
    expect(icon()).toBe('network-22.png')
    expect(labels()).toContain('Quit Lockgroove')
  })

  test('stops asking where there is none', async () => {
    const hasHost = vi.fn(async () => false)
    show({ platform: 'linux', hasHost })
    await vi.advanceTimersByTimeAsync(600_000)
    expect(hasHost).toHaveBeenCalledTimes(8)
    expect(vi.getTimerCount()).toBe(0)
  })
})
