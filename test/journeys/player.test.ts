// The player of the window in real Chromium: sound that advances, songs one after the other, pages that come and go under it,
// a format no browser plays, a server that goes away in the middle, a reload.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import type { Browser, BrowserContext, Page, Request } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { writeSong } from '../../build/audio/write-song.ts'
import { createServer, type Server } from '../../server/index.ts'
import { chromiumPath } from '../support/chromium.ts'
import { testSettings } from '../support/prepared-data.ts'
import { PEOPLE, startTestServer, type TestServer } from '../support/server.ts'
import { hearComplaints, openWindowBrowser } from '../support/window-browser.ts'

const { owner } = PEOPLE

describe.skipIf(chromiumPath === undefined)('the player', () => {
  const music = mkdtempSync(join(tmpdir(), 'lockgroove-player-'))
  let running: TestServer
  let server: Server
  let browser: Browser
  let context: BrowserContext
  let page: Page
  let url: string
  let complaints: string[]

  beforeAll(async () => {
    makeAlbum(music)
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
    await page.getByRole('textbox', { name: 'Name' }).fill(owner.user)
    await page.getByRole('textbox', { name: 'Password' }).fill(owner.password)
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Recently added' }).waitFor()
  })
  afterEach(async () => {
    await context.close()
    expect(complaints).toEqual([])
  })

  const player = () => page.getByRole('region', { name: 'Player' })
  const key = (name: string) => player().getByRole('button', { name, exact: true })
  const position = async () => Number(await player().getByRole('slider', { name: 'Position' }).inputValue())
  const playing = () => player().locator('.player-title').textContent()
  const mediaSession = () =>
    page.evaluate(() => {
      const { metadata, playbackState } = navigator.mediaSession
      return { title: metadata?.title, artwork: metadata?.artwork.length, playbackState }
    })

  async function playAlbum() {
    await page.getByRole('button', { name: 'Play Ripples' }).first().click()
    await expect.poll(playing).toBe('First')
    await expect.poll(position).toBeGreaterThan(0)
  }

  test('plays on while pages come and go, and tells the system what', async () => {
    await playAlbum()
    await expect.poll(mediaSession).toEqual({ title: 'First', artwork: 0, playbackState: 'playing' })
    await page.getByRole('link', { name: 'You', exact: true }).click()
    await page.getByRole('heading', { name: 'Passkeys' }).waitFor()
    const before = await position()
    await expect.poll(position).toBeGreaterThan(before)

    await key('Pause').click()
    await expect.poll(async () => (await mediaSession()).playbackState).toBe('paused')
    await page.getByRole('main').focus()
    await page.keyboard.press('Space')
    await key('Pause').waitFor()
    await page.keyboard.press('ArrowRight')
    await expect.poll(position).toBeGreaterThan(before + 9)
  })

  test('goes from one song to the next, by itself and when asked', async () => {
    await playAlbum()
    const played = page.waitForRequest((request) => isPlay(request))
    await key('Next song').click()
    await expect.poll(playing).toBe('Second')
    await key('Previous song').click()
    await expect.poll(playing).toBe('First')
    // Whoever jumps has not heard half of it: only the short one counts as played.
    await player().getByRole('slider', { name: 'Position' }).fill('28')
    await expect.poll(playing).toBe('Second')
    await expect.poll(async () => (await mediaSession()).title).toBe('Second')
    expect(new URLSearchParams((await played).postData() ?? '').get('id')).toMatch(/^so-/)
  })

  test('names what the browser cannot play and goes on', async () => {
    await playAlbum()
    await key('Show the queue').click()
    await page.getByRole('button', { name: 'Play Apple only' }).click()
    await page.getByText('“Apple only” cannot be played by this browser').waitFor()
    await expect.poll(playing).toBe('Long')
    await expect.poll(position).toBeGreaterThan(0)
    complaints = []
  })

  test('reorders and thins out the queue', async () => {
    await playAlbum()
    await key('Show the queue').click()
    const queue = page.getByRole('complementary', { name: 'Queue' })
    const titles = () => queue.locator('.queue-title').allTextContents()
    await expect.poll(titles).toEqual(['Second', 'Apple only', 'Long'])
    await queue.getByRole('button', { name: 'Play Long' }).focus()
    await page.keyboard.press('Alt+ArrowUp')
    await expect.poll(titles).toEqual(['Second', 'Long', 'Apple only'])
    await queue.getByRole('button', { name: 'Play Second' }).hover()
    await queue.getByRole('button', { name: 'Remove Second from the queue' }).click()
    await expect.poll(titles).toEqual(['Long', 'Apple only'])
    await page.keyboard.press('Escape')
    await expect.poll(() => queue.count()).toBe(0)
  })

  test('is where it was after a reload, and forgets with the person', async () => {
    await playAlbum()
    await player().getByRole('slider', { name: 'Position' }).fill('12')
    await key('Pause').click()
    const kept = await page.evaluate(() => localStorage.getItem('lockgroove.player') ?? '')
    expect(kept).not.toContain('First')
    await page.reload()
    await expect.poll(playing).toBe('First')
    await expect.poll(position).toBeGreaterThanOrEqual(12)
    await key('Play').click()
    await expect.poll(position).toBeGreaterThan(12)
    // The server has ended the session and tells so, also of the song, long before the window has the answer.
    await page.route('**/sessions.signOut', async (route) => {
      const response = await route.fetch()
      await setTimeout(2500)
      await route.fulfill({ response })
    })
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
    expect(await page.getByText('Your session has ended').count()).toBe(0)
    await expect.poll(() => page.evaluate(() => localStorage.length)).toBe(0)
    await expect.poll(() => player().count()).toBe(0)
  })

  test('waits for a server that goes away in the middle of a song', async () => {
    await playAlbum()
    await key('Show the queue').click()
    await page.getByRole('button', { name: 'Play Long' }).click()
    await expect.poll(position).toBeGreaterThan(0)
    await server.close()
    await page.getByRole('alert').getByText('The server does not answer').waitFor()
    await player().getByRole('slider', { name: 'Position' }).fill('500')
    await player().getByText('Waiting for the server').waitFor()

    server = await createServer(testSettings(running.dataDir, { consolePort: Number(new URL(url).port) }))
    await page.getByText('The server is back').waitFor()
    await expect.poll(position).toBeGreaterThan(500)
    await expect.poll(() => player().getByText('Waiting for the server').count()).toBe(0)
    // The browser itself reports each request that failed meanwhile.
    complaints = complaints.filter((text) => !/net::ERR_|Failed to load/.test(text))
  })
})

function isPlay(request: Request): boolean {
  return request.url().includes('/scrobble') && request.postData()?.includes('submission=true') === true
}

function makeAlbum(folder: string) {
  const tags = (track: number, title: string) => ({ album: 'Ripples', artist: 'The Pond', track, title })
  const flac = (name: string, track: number, title: string, seconds: number) =>
    writeSong(join(folder, name), { format: 'flac', tags: tags(track, title), seconds })
  flac('1.flac', 1, 'First', 30)
  flac('2.flac', 2, 'Second', 3)
  writeSong(join(folder, '3.m4a'), { format: 'm4a', codec: 'alac', tags: tags(3, 'Apple only'), seconds: 4 })
  // Too long for any browser to have read it all.
  writeSong(join(folder, '4.wav'), { format: 'wav', tags: tags(4, 'Long'), seconds: 600 })
}
