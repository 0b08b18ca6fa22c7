// Started again while it runs: the window that is there comes to the front, and a link in the words opens its page, without
// interrupting what plays.
import { app } from 'electron'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startDesktop } from '../../../electron/main.ts'
import { chromiumPath } from '../../support/chromium.ts'
import { createDesktopComputer, type DesktopApp, type DesktopComputer } from '../../support/desktop-app.ts'
import { openUrl, resetElectron, startAgain, theWindow, world } from '../../support/electron/control.ts'

describe.skipIf(chromiumPath === undefined)('a second start', () => {
  let computer: DesktopComputer
  let lockgroove: DesktopApp

  beforeAll(async () => {
    computer = await createDesktopComputer('fixture')
  })
  afterAll(() => computer?.close())

  test('with a link opens its page at once', async () => {
    lockgroove = await computer.start({ words: ['lockgroove', 'lockgroove://doors'] })
    const page = await lockgroove.page()
    await page.getByRole('navigation', { name: 'Pages' }).waitFor()
    await expect.poll(() => new URL(page.url()).pathname).toBe('/doors')
  })

  test('brings the window to the front', async () => {
    const window = theWindow()
    window.minimize()
    startAgain()
    await expect.poll(() => window.isMinimized()).toBe(false)
    expect(window.isFocused()).toBe(true)
  })

  test('at login leaves the window where it is', async () => {
    const window = theWindow()
    window.minimize()
    startAgain('--hidden')
    await lockgroove.desktop.window
    expect(window.isMinimized()).toBe(true)
    startAgain()
    await expect.poll(() => window.isMinimized()).toBe(false)
  })

  test('with a link changes the page, and does not load it anew', async () => {
    const page = await lockgroove.page()
    await page.evaluate('window.isStillTheSame = true')
    startAgain('--flag', 'lockgroove://people')
    await expect.poll(() => new URL(page.url()).pathname).toBe('/people')
    openUrl('lockgroove://activity')
    await expect.poll(() => new URL(page.url()).pathname).toBe('/activity')
    for (const link of ['lockgroove://nowhere', 'lockgroove://people/1', 'lockgroove:///ticket#x'])
      startAgain(link)
    openUrl('lockgroove://evil.example/')
    startAgain('lockgroove://songs')
    await expect.poll(() => new URL(page.url()).pathname).toBe('/library/songs')
    expect(await page.evaluate('window.isStillTheSame')).toBe(true)
  })

  test('does nothing else in its own process', async () => {
    await lockgroove.quit()
    await resetElectron()
    world.isAnotherRunning = true
    expect(startDesktop({ environment: computer.environment, words: [] })).toBe(undefined)
    expect(world.exitCode).toBe(0)
    await app.whenReady()
    expect(world.dialogs).toEqual([])
  })
})
