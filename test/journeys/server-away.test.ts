// A server that goes away and comes back, in real Chromium: the window says so, keeps what it shows and what plays, and is true
// again without being loaded anew. Loading anew would be seen: a mark in the page is gone then.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { writeSong } from '../../build/audio/write-song.ts'
import { createServer, type Server } from '../../server/index.ts'
import { type OpenData, openData } from '../../server/open-data.ts'
import { chromiumPath } from '../support/chromium.ts'
import { testSettings } from '../support/prepared-data.ts'
import { PEOPLE, startTestServer, type TestServer } from '../support/server.ts'
import { hearComplaints, openWindowBrowser } from '../support/window-browser.ts'

const { owner, listener } = PEOPLE

describe.skipIf(chromiumPath === undefined)('a server that goes away', () => {
  const music = mkdtempSync(join(tmpdir(), 'lockgroove-away-'))
  let running: TestServer
  let server: Server
  let browser: Browser
  let context: BrowserContext
  let page: Page
  let url: string
  let complaints: string[]

  beforeAll(async () => {
    const tags = { album: 'Ripples', artist: 'The Pond', track: 1, title: 'Long' }
    writeSong(join(music, '1.flac'), { format: 'flac', tags, seconds: 300 })
    running = await startTestServer({ library: 'empty', music: [music] })
    server = running.server
    await server.scanner.settled()
    url = server.consoleUrl
    browser = await openWindowBrowser()
  })
  afterAll(async () => {
    await browser?.close()
    if (server !== running?.server) await server?.close()
    await running?.close()
    rmSync(music, { recursive: true })
  })

  beforeEach(async () => {
    context = await browser.newContext({ reducedMotion: 'reduce' })
    page = await context.newPage()
    complaints = []
    hearComplaints(page, (text) => complaints.push(text))
    await page.goto(url)
    await field('Name').fill(owner.user)
    await field('Password').fill(owner.password)
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Recently added' }).waitFor()
    await page.evaluate(() => document.body.setAttribute('data-mark', ''))
  })
  afterEach(async () => {
    const isSameWindow = (await page.locator('body[data-mark]').count()) === 1
    await context.close()
    expect(isSameWindow).toBe(true)
    // The browser itself reports each request that failed meanwhile.
    expect(complaints.filter((text) => !/net::ERR_|Failed to load/.test(text))).toEqual([])
  })

  const field = (name: string) => page.getByRole('textbox', { name, exact: true })
  const button = (name: string) => page.getByRole('button', { name, exact: true })
  const away = () => page.getByRole('alert').getByText('This page goes on by itself')
  const navigation = (name: string) => page.getByRole('navigation').getByRole('link', { name, exact: true })
  const player = () => page.getByRole('region', { name: 'Player' })
  const position = async () => Number(await player().getByRole('slider', { name: 'Position' }).inputValue())

  async function goAway() {
    await server.close()
    await away().waitFor()
  }

  async function comeBack() {
    server = await createServer(testSettings(running.dataDir, { consolePort: Number(new URL(url).port) }))
    await page.getByText('The server is back').waitFor()
    await expect.poll(() => away().count()).toBe(0)
  }

  /** As the command line does, beside the server or without it. */
  async function change(work: (data: OpenData) => unknown) {
    const data = await openData(testSettings(running.dataDir))
    await work(data)
    data.close()
  }

  test('leaves what is shown, and is heard again: what happened meanwhile, and what happens then', async () => {
    await navigation('People').click()
    await page.getByRole('link', { name: listener.user }).waitFor()
    await goAway()
    await page.getByRole('link', { name: listener.user }).waitFor()
    await change(({ live }) => live.set('readOnly', 'on'))
    await comeBack()
    await page.getByText('Read-only: nothing can be changed').waitFor()
    await change(({ live }) => live.reset('readOnly'))
    await expect.poll(() => page.getByText('Read-only: nothing can be changed').count()).toBe(0)
  })

  test('does not lose what somebody types, and says why it could not be saved', async () => {
    await navigation('Playlists').first().click()
    await button('New playlist').click()
    await goAway()
    await field('Name').fill('Walks')
    await button('Create').click()
    await page.getByRole('main').getByText('Is Lockgroove still running?').waitFor()
    expect(await field('Name').inputValue()).toBe('Walks')
    await comeBack()
    await expect.poll(() => page.getByText('Is Lockgroove still running?').count()).toBe(0)
    expect(await field('Name').inputValue()).toBe('Walks')
    await button('Create').click()
    await page.getByRole('heading', { name: 'Walks' }).waitFor()
  })

  test('shows a page that was never opened as soon as it is back, with the song going on under it', async () => {
    await button('Play Ripples').first().click()
    await expect.poll(position).toBeGreaterThan(0)
    await goAway()
    // Looking at the window again makes it ask for everything: nothing of that may take the window away.
    await page.evaluate(() => dispatchEvent(new Event('visibilitychange')))
    await navigation('Activity').click()
    await page
      .getByRole('main')
      .getByRole('status', { name: /Loading/ })
      .first()
      .waitFor()
    expect(await page.getByRole('alert').count()).toBe(1)
    await player().getByText('Long').waitFor()
    await comeBack()
    await page.getByRole('list', { name: 'Log, newest first' }).getByRole('listitem').first().waitFor()
    const before = await position()
    await expect.poll(position).toBeGreaterThan(before)
  })

  test('is no matter of what the browser calls offline', async () => {
    await page.evaluate(() => dispatchEvent(new Event('offline')))
    await navigation('Albums').click()
    await page.getByRole('link', { name: 'Ripples' }).first().waitFor()
    expect(await away().count()).toBe(0)
  })
})
