// Closed and opened again: into the tray where there is one, small where there is none; said once; the window stands where it stood.
import { app } from 'electron'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { chromiumPath } from '../../support/chromium.ts'
import { createDesktopComputer, type DesktopApp, type DesktopComputer } from '../../support/desktop-app.ts'
import { notifications, startAgain, theTray, theWindow } from '../../support/electron/control.ts'

describe.skipIf(chromiumPath === undefined)('closing the window', () => {
  let computer: DesktopComputer
  let lockgroove: DesktopApp

  beforeAll(async () => {
    computer = await createDesktopComputer('fixture')
  })
  afterEach(() => lockgroove?.quit())
  afterAll(() => computer?.close())

  const saidWhere = () => notifications.filter(({ title }) => title === 'Lockgroove keeps playing')

  async function start(hasTray: boolean, words = ['lockgroove']) {
    lockgroove = await computer.start({ hasHost: async () => hasTray, words })
    await (await lockgroove.page()).getByRole('navigation', { name: 'Pages' }).waitFor()
    return theWindow()
  }

  test('leaves the music reachable; a click on the tray brings it back as it was', async () => {
    const window = await start(true)
    const page = await lockgroove.page()
    await page.evaluate('window.isStillTheSame = true')
    window.setBounds({ x: 300, y: 200, width: 1000, height: 700 })
    window.close()
    expect([window.isDestroyed(), window.isVisible()]).toEqual([false, false])
    expect(saidWhere()).toHaveLength(1)
    expect((await fetch(`${(await lockgroove.server()).musicUrls[0]}/healthz`)).status).toBe(200)

    theTray().click()
    await expect.poll(() => [window.isVisible(), window.isFocused()]).toEqual([true, true])
    expect(await page.evaluate('window.isStillTheSame')).toBe(true)
    window.close()
    expect(saidWhere()).toHaveLength(1)
    startAgain()
    await expect.poll(() => window.isVisible()).toBe(true)
  })

  test('is not explained again at the next start, and its place is remembered', async () => {
    const window = await start(true)
    expect(window.getBounds()).toEqual({ x: 300, y: 200, width: 1000, height: 700 })
    window.close()
    expect(saidWhere()).toHaveLength(0)
  })

  test('makes it small where no tray would bring it back', async () => {
    const window = await start(false)
    window.close()
    expect([window.isDestroyed(), window.isVisible(), window.isMinimized()]).toEqual([false, true, true])
    app.emit('activate')
    await expect.poll(() => window.isMinimized()).toBe(false)
  })

  test('is not needed when it was started at login: it waits in the tray', async () => {
    const window = await start(true, ['lockgroove', '--hidden'])
    expect(window.isVisible()).toBe(false)
    theTray().click()
    await expect.poll(() => window.isVisible()).toBe(true)
  })
})
