// What becomes of the window when its page or its server goes, and of what it was handed.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { powerMonitor } from 'electron'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { chromiumPath } from '../support/chromium.ts'
import { createDesktopComputer, type DesktopApp, type DesktopComputer } from '../support/desktop-app.ts'
import { theWindow } from '../support/electron/control.ts'

describe.skipIf(chromiumPath === undefined)('the window', () => {
  let computer: DesktopComputer
  let lockgroove: DesktopApp

  beforeAll(async () => {
    computer = await createDesktopComputer('empty')
    // The ports stay the same when the server starts anew.
    lockgroove = await computer.start({ backOffMs: [50] })
  })
  afterAll(() => computer?.close())

  const shell = async () => (await lockgroove.page()).getByRole('navigation', { name: 'Pages' })

  test('begins hidden, without Node, in a sandbox, and is shown when there is something to see', async () => {
    await (await shell()).waitFor()
    const { options, webContents } = theWindow()
    expect(options.show).toBe(false)
    expect(options.webPreferences).toMatchObject({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
    })
    expect(await webContents.executeJavaScript('[typeof require, typeof process]')).toEqual([
      'undefined',
      'undefined',
    ])
    expect(theWindow().isVisible()).toBe(true)
  })

  test('keeps no ticket: not in the address, not in what is behind it', async () => {
    const page = await lockgroove.page()
    expect(new URL(page.url()).hash).toBe('')
    const cdp = await page.context().newCDPSession(page)
    const { entries } = await cdp.send('Page.getNavigationHistory')
    expect(entries.map(({ url }) => new URL(url).hash).join('')).toBe('')
    await cdp.detach()
  })

  test('keeps its session in memory: a cookie with an age would lie on disk', async () => {
    const page = await lockgroove.page()
    const cookies = () => page.context().cookies()
    await expect
      .poll(cookies)
      .toEqual([expect.objectContaining({ expires: -1, httpOnly: true, sameSite: 'Strict' })])
  })

  test('takes the age from whatever cookie, and lets one be taken away', async () => {
    const { headersReceived } = theWindow().webContents.session
    const through = (headers: Record<string, string[]>) =>
      new Promise<any>((resolve) => headersReceived?.({ responseHeaders: headers }, resolve))
    expect(
      await through({
        'set-cookie': ['a=1; Expires=Wed, 21 Oct 2099 07:28:00 GMT; Path=/; max-age=9', 'b=2; Secure'],
        'Set-Cookie': ['a=; Path=/; Max-Age=0; HttpOnly', 'c=; Max-Age=-1'],
        Vary: ['Cookie'],
      }),
    ).toEqual({
      responseHeaders: {
        'set-cookie': ['a=1; Path=/', 'b=2; Secure'],
        'Set-Cookie': ['a=; Path=/; Max-Age=0; HttpOnly', 'c=; Max-Age=-1'],
        Vary: ['Cookie'],
      },
    })
    expect(await through({ Vary: ['Cookie'] })).toEqual({})
  })

  test('is signed in anew, on the page it shows, when the computer slept longer than a session may rest', async () => {
    const page = await lockgroove.page()
    await page.goto(`${(await lockgroove.server()).consoleUrl}/doors`)
    await page.evaluate('window.isStillTheSame = true')
    const ticket = vi.spyOn(await lockgroove.server(), 'createTicket')
    const sleep = (hours: number) => {
      powerMonitor.emit('suspend')
      const now = Date.now() + hours * 3_600_000
      const clock = vi.spyOn(Date, 'now').mockReturnValue(now)
      powerMonitor.emit('resume')
      clock.mockRestore()
    }
    sleep(8)
    expect(ticket).not.toHaveBeenCalled()
    sleep(13)
    expect(ticket).toHaveBeenCalledOnce()
    await expect.poll(() => page.evaluate('window.isStillTheSame').catch(() => true)).toBe(undefined)
    await expect.poll(() => new URL(page.url()).pathname).toBe('/doors')
    await (await shell()).waitFor()
  })

  test('goes with the server when that comes back at another address', async () => {
    const before = (await lockgroove.server()).consoleUrl
    // Nobody caught it; the last listener is the app's.
    process.listeners('unhandledRejection').at(-1)?.(new Error('broken'), Promise.resolve())
    const origin = () => new URL(theWindow().webContents.getURL())
    await expect.poll(() => origin().protocol === 'http:' && origin().origin !== before).toBe(true)
    await (await shell()).waitFor()
    expect((await lockgroove.server()).consoleUrl).not.toBe(before)
  })

  test('is left at quitting, although its page would ask first', async () => {
    theWindow().webContents.wantsToStay = true
    expect(await lockgroove.quit()).toBe(0)
    const log = readFileSync(join(computer.dataDir, 'logs', 'lockgroove.log'), 'utf8')
    expect(log).not.toContain('windows were not closed')
  })
})
