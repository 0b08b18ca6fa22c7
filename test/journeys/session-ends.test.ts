// A session that ends under somebody's hands, in real Chromium: by time, or from elsewhere. The window says so, keeps what was
// theirs out of sight, and after signing in again they are where they were.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { writeSong } from '../../build/audio/write-song.ts'
import { endSessions } from '../../server/auth/sessions.ts'
import { type OpenData, openData } from '../../server/open-data.ts'
import { chromiumPath } from '../support/chromium.ts'
import { testSettings } from '../support/prepared-data.ts'
import { PEOPLE, startTestServer, type TestServer } from '../support/server.ts'
import { createTestClock } from '../support/vault-and-users.ts'
import { hearComplaints, openWindowBrowser } from '../support/window-browser.ts'

const { owner, listener, mainOnly } = PEOPLE
const DAY = 24 * 60 * 60 * 1000

describe.skipIf(chromiumPath === undefined)('a session that ends', () => {
  const clock = createTestClock()
  const music = mkdtempSync(join(tmpdir(), 'lockgroove-session-'))
  let running: TestServer
  let data: OpenData
  let browser: Browser
  let context: BrowserContext
  let page: Page
  let complaints: string[]
  let hasNoStream: boolean

  beforeAll(async () => {
    const tags = { album: 'Ripples', artist: 'The Pond', track: 1, title: 'Long' }
    writeSong(join(music, '1.flac'), { format: 'flac', tags, seconds: 120 })
    running = await startTestServer({ library: 'empty', clock, music: [music] })
    await running.server.scanner.settled()
    data = await openData(testSettings(running.dataDir))
    browser = await openWindowBrowser()
  })
  afterAll(async () => {
    await browser?.close()
    data?.close()
    await running?.close()
    rmSync(music, { recursive: true })
  })

  beforeEach(async () => {
    context = await browser.newContext({ reducedMotion: 'reduce' })
    complaints = []
    hasNoStream = false
    page = await newPage()
  })
  afterEach(async () => {
    await context.close()
    // What was under way when the session ended is refused, and the browser says so itself.
    const expected = hasNoStream ? /ERR_FAILED|401/ : /401/
    expect(complaints.filter((text) => !expected.test(text))).toEqual([])
  })

  async function cutStream(of: Page) {
    hasNoStream = true
    await of.route('**/api/events', (route) => route.abort())
  }

  async function newPage() {
    const made = await context.newPage()
    hearComplaints(made, (text) => complaints.push(text))
    return made
  }

  const field = (name: string) => page.getByRole('textbox', { name, exact: true })
  const button = (name: string) => page.getByRole('button', { name, exact: true })
  const player = () => page.getByRole('region', { name: 'Player' })
  const position = async () => Number(await player().getByRole('slider', { name: 'Position' }).inputValue())
  const kept = () => page.evaluate(() => localStorage.getItem('lockgroove.player'))
  const pathNow = () => new URL(page.url()).pathname + new URL(page.url()).search

  async function signIn(path: string, { user, password }: { user: string; password: string } = owner) {
    await page.goto(running.server.consoleUrl + path)
    await field('Name').fill(user)
    await field('Password').fill(password)
    await page.keyboard.press('Enter')
  }

  async function signInAgain({ user, password }: { user: string; password: string }) {
    await page.getByText('Your session has ended').waitFor()
    await field('Name').fill(user)
    await field('Password').fill(password)
    await page.keyboard.press('Enter')
  }

  /** By time: nobody does anything, the window finds out by itself. */
  const runOut = () => clock.move(DAY)
  const endFromElsewhere = (name: string) => endSessions(data.db, data.users.getByName(name).id)

  async function playAlbum() {
    await button('Play Ripples').first().click()
    await expect.poll(position).toBeGreaterThan(0)
  }

  test('is said calmly, with the name at hand; then the page, its address and what was typed are there again', async () => {
    await signIn('/people/new?from=here')
    await page.getByRole('heading', { name: 'Add a person' }).waitFor()
    await field('Name').fill('Greta')
    await page.getByRole('switch', { name: /Administrator/ }).check()
    await field('Password').fill('a secret that is not kept')
    runOut()

    await page.getByRole('status').getByText('Your session has ended').waitFor()
    expect(await page.getByRole('alert').count()).toBe(0)
    expect(pathNow()).toBe('/people/new?from=here')
    expect(await field('Name').inputValue()).toBe(owner.user)
    expect(await page.content()).not.toContain('Greta')
    expect(await field('Password').evaluate((element) => element === document.activeElement)).toBe(true)

    await field('Password').fill(owner.password)
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Add a person' }).waitFor()
    expect(pathNow()).toBe('/people/new?from=here')
    expect(await field('Name').inputValue()).toBe('Greta')
    expect(await page.getByRole('switch', { name: /Administrator/ }).isChecked()).toBe(true)
    expect(await field('Password').inputValue()).toBe('')

    // Once is enough: whoever leaves the page has left it.
    await page.getByRole('link', { name: 'You', exact: true }).click()
    await page.getByRole('heading', { name: 'Passkeys' }).waitFor()
    await page.goBack()
    await expect.poll(() => field('Name').inputValue()).toBe('')
  })

  test('stops the music, which waits where it was for whoever heard it', async () => {
    await signIn('/')
    await playAlbum()
    await player().getByRole('slider', { name: 'Position' }).fill('40')
    await expect.poll(position).toBeGreaterThan(40)
    endFromElsewhere(owner.user)
    await page.getByText('Your session has ended').waitFor()
    expect(await player().count()).toBe(0)
    const shown = () => page.evaluate(() => navigator.mediaSession.playbackState)
    expect(await shown()).toBe('none')

    await signInAgain(owner)
    await player().getByText('Long').waitFor()
    expect(await position()).toBeGreaterThanOrEqual(40)
    await player().getByRole('button', { name: 'Play', exact: true }).click()
    await expect.poll(position).toBeGreaterThan(41)
  })

  test('leaves nothing to somebody else who signs in', async () => {
    await signIn('/')
    await playAlbum()
    await page.getByRole('link', { name: 'Playlists' }).first().click()
    await button('New playlist').click()
    await field('Name').fill('My secret list')
    endFromElsewhere(owner.user)
    await signInAgain(listener)
    await button('New playlist').waitFor()
    expect(await player().count()).toBe(0)
    expect(await kept()).toBeNull()
    expect(await page.content()).not.toContain(owner.user)
    await button('New playlist').click()
    expect(await field('Name').inputValue()).toBe('')
  })

  test('by signing out in another window takes the music away in both', async () => {
    await signIn('/')
    await playAlbum()
    expect(await kept()).not.toBeNull()
    const first = page
    page = await newPage()
    await page.goto(running.server.consoleUrl)
    await button('Sign out').click()
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
    expect(await page.getByText('Your session has ended').count()).toBe(0)
    page = first
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
    expect(await page.content()).not.toContain(owner.user)
    expect(await kept()).toBeNull()
  })

  test('leaves nothing to somebody else who signs in in another window, although this one has not heard that it ended', async () => {
    const first = page
    await cutStream(first)
    await signIn('/library/albums')
    await playAlbum()
    await page.getByRole('link', { name: 'Ripples', exact: true }).first().click()
    await page.getByRole('heading', { name: 'Ripples' }).waitFor()
    endFromElsewhere(owner.user)
    page = await newPage()
    await signIn('/', mainOnly)
    await page.getByRole('heading', { name: 'Home' }).or(button('Sign out')).first().waitFor()

    page = first
    await page.getByText('There is no such album').waitFor()
    await page.getByText(mainOnly.user, { exact: true }).first().waitFor()
    expect(await page.content()).not.toMatch(/Ripples|The Pond|Olga/)
    expect(await player().count()).toBe(0)
    expect(await kept()).toBeNull()
  })

  test('is found out by what somebody does, when the window has not heard of it', async () => {
    await cutStream(page)
    await signIn('/library/playlists')
    await button('New playlist').click()
    await field('Name').fill('Half a name')
    endFromElsewhere(owner.user)
    await button('Create').click()
    await signInAgain(owner)
    await expect.poll(() => field('Name').inputValue()).toBe('Half a name')
    await button('Create').click()
    await page.getByRole('heading', { name: 'Half a name' }).waitFor()
  })
})
