// Every page of the window in real Chromium, light, dark and narrow: axe finds no violation of WCAG 2.1 A and AA, nothing is
// complained about in the console (the strict Content-Security-Policy included), and nothing sticks out at 360 pixels.
import axe from 'axe-core'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { COMMON } from '../../renderer/text/common.ts'
import { type OpenData, openData } from '../../server/open-data.ts'
import { chromiumPath } from '../support/chromium.ts'
import { sessionCookieOf } from '../support/console-session.ts'
import { testSettings } from '../support/prepared-data.ts'
import { PEOPLE, startTestServer, type TestServer } from '../support/server.ts'
import { openWindowBrowser } from '../support/window-browser.ts'
import { everyPage, pathsOfWindow, type WindowPage } from '../support/window-pages.ts'

const LOOKS = [
  { look: 'light', colorScheme: 'light', width: 1280 },
  { look: 'dark', colorScheme: 'dark', width: 1280 },
  { look: 'narrow', colorScheme: 'light', width: 360 },
] as const

describe.skipIf(chromiumPath === undefined)('every page of the window', () => {
  let server: TestServer
  let data: OpenData
  let browser: Browser
  let pages: WindowPage[]

  beforeAll(async () => {
    server = await startTestServer()
    data = await openData(testSettings(server.dataDir))
    await server.owner.json('createPlaylist', { name: 'Evening', songId: ['so-1', 'so-2'] })
    pages = await everyPage(server.owner, {
      album: ['Björk', 'Début'],
      artist: 'Björk',
      userId: data.users.getByName(PEOPLE.listener.user).id,
    })
    browser = await openWindowBrowser()
  })
  afterAll(async () => {
    await browser?.close()
    data?.close()
    await server?.close()
  })

  test('is looked at here', () => {
    expect([...new Set(pages.map(({ path }) => path))].sort()).toEqual(pathsOfWindow().sort())
  })

  test.each(LOOKS)('is sound: $look', { timeout: 180_000 }, async ({ colorScheme, width }) => {
    const context = await browser.newContext({
      colorScheme,
      viewport: { width, height: 800 },
      reducedMotion: 'reduce',
    })
    await signIn(context)
    const found: Record<string, string[]> = {}
    for (const { name, address } of pages) {
      const problems = await problemsOf(context, address, width)
      if (problems.length > 0) found[name] = problems
    }
    await context.close()
    expect(found).toEqual({})
  })

  test.each(LOOKS)('for whoever is not signed in is sound: $look', async ({ colorScheme, width }) => {
    const context = await browser.newContext({
      colorScheme,
      viewport: { width, height: 800 },
      reducedMotion: 'reduce',
    })
    expect(await problemsOf(context, '/', width)).toEqual([])
    expect(await problemsOf(context, '/recover#no-such-link', width)).toEqual([])
    await context.close()
  })

  async function signIn(context: BrowserContext) {
    const [name, value] = sessionCookieOf(server, data, PEOPLE.owner.user).split('=') as [string, string]
    await context.addCookies([{ name, value, url: server.server.consoleUrl, sameSite: 'Strict' }])
  }

  async function problemsOf(context: BrowserContext, address: string, width: number): Promise<string[]> {
    const page = await context.newPage()
    const problems: string[] = []
    page.on('console', (message) => {
      if (message.type() === 'error') problems.push(`console: ${message.text()}`)
    })
    page.on('pageerror', (error) => problems.push(`error: ${error.message}`))
    await page.goto(server.server.consoleUrl + address)
    await settled(page)
    problems.push(...(await violationsOf(page)))
    const contentWidth = await page.evaluate(() => document.documentElement.scrollWidth)
    if (contentWidth > width) problems.push(`is ${contentWidth} pixels wide in a window of ${width}`)
    await page.close()
    return problems
  }
})

/** The page is there and nothing of it is loading any more. */
async function settled(page: Page) {
  await page.locator('h1').first().waitFor()
  const loading = page.locator(`[role="status"][aria-label="${COMMON.loading}"]`)
  await expect.poll(() => loading.count(), { timeout: 15_000 }).toBe(0)
}

async function violationsOf(page: Page): Promise<string[]> {
  await page.evaluate(axe.source)
  const violations = await page.evaluate(async () => {
    const { axe } = window as unknown as { axe: typeof import('axe-core') }
    const { violations } = await axe.run(document, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'],
    })
    return violations.map(({ id, nodes }) => ({ id, targets: nodes.slice(0, 3).map(({ html }) => html) }))
  })
  return violations.map(({ id, targets }) => `${id}: ${targets.join(' | ').slice(0, 400)}`)
}
