// Every page of the window, and those of links to music, in real Chromium, light, dark and narrow: axe finds no violation of WCAG
// 2.1 A and AA, nothing is complained about in the console (the strict Content-Security-Policy included), and nothing sticks out at
// 360 pixels.
import axe from 'axe-core'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { COMMON } from '../../renderer/text/common.ts'
import { type OpenData, openData } from '../../server/open-data.ts'
import { chromiumPath } from '../support/chromium.ts'
import type { ConsoleClient } from '../support/console-client.ts'
import { sessionCookieOf, signedInConsole } from '../support/console-session.ts'
import { readKnownIds } from '../support/known-ids.ts'
import { testSettings } from '../support/prepared-data.ts'
import { PEOPLE, startTestServer, type TestServer } from '../support/server.ts'
import { hearComplaints, openWindowBrowser } from '../support/window-browser.ts'
import { everyPage, pathsOfWindow, type WindowPage } from '../support/window-pages.ts'

/** In this order on each page: loading is what takes the time, and it is the small screen that a page is loaded on. */
const LOOKS = [
  { look: 'narrow', colorScheme: 'light', width: 360 },
  { look: 'light', colorScheme: 'light', width: 1280 },
  { look: 'dark', colorScheme: 'dark', width: 1280 },
] as const

describe.skipIf(chromiumPath === undefined)('every page of the window', () => {
  let server: TestServer
  let data: OpenData
  let browser: Browser
  let pages: WindowPage[]
  let links: Record<'album' | 'several' | 'song', string>

  beforeAll(async () => {
    server = await startTestServer()
    data = await openData(testSettings(server.dataDir))
    await server.owner.json('createPlaylist', { name: 'Evening', songId: ['so-1', 'so-2'] })
    links = await makeLinks(signedInConsole(server, data, PEOPLE.owner.user))
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

  test('is sound: narrow, light and dark', { timeout: 600_000 }, async () => {
    const { context, problemsOf } = await openTab()
    await signIn(context)
    const found: Record<string, string[]> = {}
    for (const { name, address } of pages) {
      const problems = await problemsOf(address)
      if (problems.length > 0) found[name] = problems
    }
    await context.close()
    expect(found).toEqual({})
  })

  test('for whoever is not signed in is sound: narrow, light and dark', async () => {
    const { context, problemsOf } = await openTab()
    expect(await problemsOf('/')).toEqual([])
    expect(await problemsOf('/recover#no-such-link')).toEqual([])
    await context.close()
  })

  test('of a link is sound, for songs of one album, of several and one alone, and where it ended', async () => {
    const { context, problemsOf } = await openTab()
    const { album, several, song } = links
    expect(await problemsOf(album)).toEqual([])
    expect(await problemsOf(several)).toEqual([])
    expect(await problemsOf(song)).toEqual([])
    const ended = await problemsOf(`${server.url}/share/${'x'.repeat(32)}`)
    expect(ended).toEqual([expect.stringContaining('status of 404')])
    await context.close()
  })

  async function makeLinks(owner: ConsoleClient) {
    const ids = await readKnownIds(server.owner)
    const make = async (...items: string[]) => {
      const { url } = await owner.get('shares.create', { items, description: 'A few words' })
      return url!
    }
    const album = ids.album('Björk', 'Début')
    const other = ids.album('Halden Quartet', 'The Long Night')
    return { album: await make(album), several: await make(album, other), song: await make('so-1') }
  }

  async function signIn(context: BrowserContext) {
    const [name, value] = sessionCookieOf(server, data, PEOPLE.owner.user).split('=') as [string, string]
    await context.addCookies([{ name, value, url: server.server.consoleUrl, sameSite: 'Strict' }])
  }

  async function openTab() {
    const context = await browser.newContext({ reducedMotion: 'reduce' })
    const page = await context.newPage()
    const said: string[] = []
    hearComplaints(page, (text) => said.push(text))

    async function problemsOf(address: string): Promise<string[]> {
      await page.setViewportSize({ width: LOOKS[0].width, height: 800 })
      await page.emulateMedia({ colorScheme: LOOKS[0].colorScheme })
      // Away from the page before: from one address to another of the same page nothing would be loaded.
      await page.goto('about:blank')
      await page.goto(new URL(address, server.server.consoleUrl).href)
      await page.evaluate(axe.source)
      const problems: string[] = []
      for (const { look, colorScheme, width } of LOOKS) {
        await page.setViewportSize({ width, height: 800 })
        await page.emulateMedia({ colorScheme })
        await settled(page, colorScheme)
        problems.push(...(await violationsOf(page)).map((violation) => `${look}: ${violation}`))
        const contentWidth = await page.evaluate(() => document.documentElement.scrollWidth)
        if (contentWidth > width) problems.push(`is ${contentWidth} pixels wide in a window of ${width}`)
      }
      return [...problems, ...said.splice(0)]
    }
    return { context, problemsOf }
  }
})

/** The page is there in its colours, and nothing of it is loading or changing any more. */
async function settled(page: Page, colorScheme: 'light' | 'dark') {
  await page.locator('h1').first().waitFor()
  const loading = page.locator(`[role="status"][aria-label="${COMMON.loading}"]`)
  await expect.poll(() => loading.count()).toBe(0)
  // What follows the width or the colours of the window has been drawn by the second frame.
  await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))))
  // The page of a link follows the system by itself.
  await page.locator(`html[data-mantine-color-scheme="${colorScheme}"], html:has(.share)`).waitFor()
  // A colour on its way from light to dark is neither.
  await page.evaluate(() =>
    Promise.allSettled(
      document
        .getAnimations()
        .filter(({ effect }) => effect?.getComputedTiming().endTime !== Number.POSITIVE_INFINITY)
        .map(({ finished }) => finished),
    ),
  )
}

async function violationsOf(page: Page): Promise<string[]> {
  await page.evaluate(axe.source)
  const violations = await page.evaluate(async () => {
    const { axe } = window as unknown as { axe: typeof import('axe-core') }
    const { violations } = await axe.run(document, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'],
      // What is in order is not described, which is most of the work.
      resultTypes: ['violations'],
    })
    return violations.map(({ id, nodes }) => ({ id, targets: nodes.slice(0, 3).map(({ html }) => html) }))
  })
  return violations.map(({ id, targets }) => `${id}: ${targets.join(' | ').slice(0, 400)}`)
}
