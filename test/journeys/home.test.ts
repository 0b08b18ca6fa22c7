// The first page and the frame around all pages, in real Chromium: what they say is true without a reload, whatever happens
// elsewhere.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { writeSong } from '../../build/audio/write-song.ts'
import { chromiumPath } from '../support/chromium.ts'
import { PEOPLE, startTestServer, type TestServer } from '../support/server.ts'
import { hearComplaints, openWindowBrowser } from '../support/window-browser.ts'

const { owner, listener } = PEOPLE

describe.skipIf(chromiumPath === undefined)('the first page', () => {
  const music = mkdtempSync(join(tmpdir(), 'lockgroove-home-'))
  let running: TestServer
  let browser: Browser
  let context: BrowserContext
  let complaints: string[]

  beforeAll(async () => {
    addAlbum(music, 'Old Stones')
    running = await startTestServer({ library: 'empty', music: [music] })
    await running.server.scanner.settled()
    browser = await openWindowBrowser()
  })
  afterAll(async () => {
    await browser?.close()
    await running?.close()
    rmSync(music, { recursive: true })
  })
  beforeEach(async () => {
    complaints = []
    context = await browser.newContext({ reducedMotion: 'reduce' })
  })
  afterEach(async () => {
    await context.close()
    expect(complaints).toEqual([])
  })

  async function signIn(
    { user, password }: { user: string; password: string },
    from = context,
  ): Promise<Page> {
    const page = await from.newPage()
    hearComplaints(page, (text) => complaints.push(text))
    await page.goto(running.server.consoleUrl)
    await page.getByRole('textbox', { name: 'Name' }).fill(user)
    await page.getByRole('textbox', { name: 'Password' }).fill(password)
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Recently added' }).waitFor()
    return page
  }

  const call = (page: Page, name: string, input: object) =>
    page.evaluate(
      async ([name, input]) => {
        const headers = { 'Content-Type': 'application/json' }
        const response = await fetch(`/api/call/${name}`, {
          method: 'POST',
          headers,
          body: JSON.stringify(input),
        })
        return response.json()
      },
      [name, input] as const,
    )

  test('says how the server is, shows what came with a scan, and who listens', async () => {
    const page = await signIn(owner)
    await page.getByRole('heading', { name: 'Your music is ready', level: 1 }).waitFor()
    await page.getByText(running.url, { exact: true }).waitFor()
    await page.getByRole('heading', { name: 'Needs attention' }).waitFor()
    await page.getByRole('link', { name: 'Look after the keys' }).waitFor()

    addAlbum(music, 'New Grass')
    await page.getByRole('button', { name: 'Scan now' }).click()
    await page.getByRole('link', { name: 'New Grass' }).waitFor()
    await page.getByText('2 songs on 2 albums by 1 artist').waitFor()

    await page.getByText('Nobody is listening').waitFor()
    await page.getByRole('button', { name: 'Play New Grass' }).first().click()
    await page.getByRole('main').getByRole('link', { name: 'Song of New Grass' }).waitFor()
  })

  test('shows others no more than they may see', async () => {
    const page = await signIn(listener)
    expect(await page.getByRole('heading', { name: 'Needs attention' }).count()).toBe(0)
    expect(await page.getByRole('button', { name: 'Scan now' }).count()).toBe(0)
    expect(await page.getByRole('link', { name: 'People' }).count()).toBe(0)
    await page.goto(`${running.server.consoleUrl}/backups`)
    await page.getByText('This page is for administrators.').waitFor()
    await page.getByRole('link', { name: 'Go home' }).click()
    await page.getByRole('heading', { name: 'Recently added' }).waitFor()
  })

  test('ends with its session, at once', async () => {
    const page = await signIn(listener)
    const otherContext = await browser.newContext()
    const other = await signIn(owner, otherContext)
    await page.getByRole('link', { name: 'Albums', exact: true }).click()
    expect(await call(other, 'sessions.revokeAll', { username: listener.user })).toMatchObject({ ok: true })
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
    expect(await page.content()).not.toContain('Old Stones')
    await otherContext.close()
    complaints = complaints.filter((text) => !/401/.test(text))
  })

  test('says read-only mode as soon as it is on, and counts nothing then', async () => {
    const page = await signIn(owner)
    const told: string[] = []
    page.on('request', (request) => request.url().includes('/scrobble') && told.push(request.url()))
    expect(await call(page, 'safety.setReadOnly', { readOnly: true })).toMatchObject({ ok: true })
    try {
      await page.getByText('Read-only: nothing can be changed').waitFor()
      await expect.poll(() => page.getByRole('button', { name: 'Scan now' }).count()).toBe(0)
      await page.getByRole('button', { name: 'Play Old Stones' }).first().click()
      const position = page.getByRole('region', { name: 'Player' }).getByRole('slider', { name: 'Position' })
      await expect.poll(async () => Number(await position.inputValue())).toBeGreaterThan(2)
      expect(told).toEqual([])
    } finally {
      await call(page, 'safety.setReadOnly', { readOnly: false })
    }
    await page.getByRole('button', { name: 'Scan now' }).waitFor()
  })

  test('is reached by keyboard, and fits a narrow window', async () => {
    const page = await signIn(owner)
    await page.keyboard.press('/')
    await expect.poll(() => new URL(page.url()).pathname).toBe('/search')
    await page.goBack()
    await page.setViewportSize({ width: 360, height: 740 })
    await page.getByRole('button', { name: 'More', exact: true }).click()
    await page.getByRole('dialog').getByRole('link', { name: 'You', exact: true }).click()
    await page.getByRole('heading', { name: 'Passkeys' }).waitFor()
    await expect.poll(() => page.getByRole('dialog').count()).toBe(0)
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360)
  })
})

function addAlbum(folder: string, album: string) {
  const tags = { album, artist: 'Meadow', title: `Song of ${album}`, track: 1 }
  writeSong(join(folder, album, '1.flac'), { format: 'flac', tags, seconds: 5 })
}
