// The app as it lives in the tray; 127.0.0.2 plays the address of this computer in its network.
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { chromiumPath } from '../../support/chromium.ts'
import { createDesktopComputer, type DesktopApp, type DesktopComputer } from '../../support/desktop-app.ts'
import { notifications, theTray, theWindow, world } from '../../support/electron/control.ts'

const lan0 = [
  { address: '127.0.0.2', netmask: '', family: 'IPv4', mac: '', internal: false, cidr: '127.0.0.2/24' },
] as const
const serverOptions = { interfaces: () => ({ lan0: [...lan0] }) }
/** However long a busy computer takes. */
const soon = (value: () => unknown) => expect.poll(value, { timeout: 25_000 })
const labels = () => theTray().menu?.items.map(({ label }) => label) ?? []
const line = (start: string) => {
  const found = theTray().menu?.items.find(({ label }) => label.startsWith(start))
  if (!found) throw new Error(`no "${start}" in ${labels().join(', ')}`)
  return found
}

describe.skipIf(chromiumPath === undefined)('the app in the tray', () => {
  let computer: DesktopComputer
  let lockgroove: DesktopApp

  beforeAll(async () => {
    computer = await createDesktopComputer()
    lockgroove = await computer.start({ serverOptions, hasHost: async () => true })
    await lockgroove.server()
  })
  afterAll(() => computer?.close())

  test('says that it runs, and gives the address to music apps', async () => {
    await soon(() => labels()[0]).toMatch(/^Running · 127\.0\.0\.1:\d+$/)
    line('Copy server address').click()
    expect(world.clipboardText).toBe((await lockgroove.server()).musicUrls[0])
    expect(notifications[0]?.title).toBe('Lockgroove is running')
  })

  test('opens to the network and closes again; it is told, and the log says who did it', async () => {
    const { doors } = await lockgroove.server()
    line('This network').click()
    await soon(() => line('This network').checked && theTray().toolTip).toContain('open to this network')
    expect(doors.status().address).toBe('network')
    line('This computer').click()
    await soon(() => theTray().toolTip).not.toContain('open to')
    expect(doors.status().address).toBe('127.0.0.1')
    expect(notifications.map(({ title }) => title).slice(-2)).toEqual([
      'This network can reach your music',
      'Only this computer can reach your music',
    ])

    const db = new Database(join(computer.dataDir, 'lockgroove.db'), { readonly: true })
    const actors = db.prepare("SELECT DISTINCT actor FROM audit_log WHERE event LIKE 'door.%'").pluck().all()
    db.close()
    expect(actors).toEqual(['desktop app'])
  })

  test('keeps the window that is closed, and brings it back at a click', async () => {
    theWindow().show()
    theWindow().close()
    expect(theWindow().isVisible()).toBe(false)
    theTray().click()
    expect(theWindow().isVisible()).toBe(true)
    theWindow().close()
    line('Open Lockgroove').click()
    expect(theWindow().isVisible()).toBe(true)
  })

  test('ends by its menu', async () => {
    const stopping = soon(() => world.exitCode)
    line('Quit Lockgroove').click()
    await stopping.toBe(0)
  })

  test('where nobody shows icons the window makes itself small instead', async () => {
    lockgroove = await computer.start({ serverOptions, hasHost: async () => false })
    await lockgroove.page()
    theWindow().show()
    theWindow().close()
    expect([theWindow().isVisible(), theWindow().isMinimized()]).toEqual([true, true])
    await lockgroove.quit()
  })

  test('started at login it waits in the tray, or small where there is none', async () => {
    for (const hasTray of [true, false]) {
      const words = ['lockgroove', '--hidden']
      lockgroove = await computer.start({ serverOptions, words, hasHost: async () => hasTray })
      const shown = new Promise((resolve) => theWindow().once('ready-to-show', resolve))
      await shown
      expect([theWindow().isVisible(), theWindow().isMinimized()]).toEqual([false, !hasTray])
      await lockgroove.quit()
    }
  })
})
