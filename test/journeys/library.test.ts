// The library in real Chromium: found and played by keyboard alone, sorted and filtered, scrolled far and back, searched, starred,
// put into playlists; and names that try to be more than names.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { writeSong } from '../../build/audio/write-song.ts'
import { chromiumPath } from '../support/chromium.ts'
import { createConsoleClient } from '../support/console-client.ts'
import { PEOPLE, startTestServer, type TestServer } from '../support/server.ts'
import { hearComplaints, openWindowBrowser } from '../support/window-browser.ts'

const { listener, owner } = PEOPLE

const MARKUP = '<img src=x onerror="window.harmed=true">'
/** More than are drawn, and more than one page of them. */
const NUMBERED = 200

describe.skipIf(chromiumPath === undefined)('the library', () => {
  const music = mkdtempSync(join(tmpdir(), 'lockgroove-library-'))
  let running: TestServer
  let browser: Browser
  let context: BrowserContext
  let page: Page
  let url: string
  let complaints: string[]

  beforeAll(async () => {
    makeAlbums(music)
    running = await startTestServer({ music: [music] })
    await running.server.scanner.settled()
    url = running.server.consoleUrl
    browser = await openWindowBrowser()
  })
  afterAll(async () => {
    await browser?.close()
    await running?.close()
    rmSync(music, { recursive: true })
  })

  beforeEach(async () => {
    context = await browser.newContext({ reducedMotion: 'reduce' })
    page = await context.newPage()
    complaints = []
    hearComplaints(page, (text) => complaints.push(text))
  })
  afterEach(async () => {
    await context.close()
    expect(complaints).toEqual([])
  })

  /** Passwords take their time: each person signs in once. */
  const cookies = new Map<string, Awaited<ReturnType<BrowserContext['cookies']>>>()
  async function signIn({ user, password }: { user: string; password: string }, path: string) {
    const known = cookies.get(user)
    if (known) await context.addCookies(known)
    await page.goto(url + path)
    if (!known) {
      await page.getByRole('textbox', { name: 'Name' }).fill(user)
      await page.getByRole('textbox', { name: 'Password' }).fill(password)
      await page.keyboard.press('Enter')
    }
    await page.getByRole('navigation').first().waitFor()
    cookies.set(user, await context.cookies())
  }

  /** By the owner, elsewhere. */
  async function readOnly(value: boolean) {
    const elsewhere = createConsoleClient(url)
    await elsewhere.signIn(owner.user, owner.password)
    await elsewhere.get('safety.setReadOnly', { readOnly: value })
  }

  const main = () => page.getByRole('main')
  const heading = (name: string) => main().getByRole('heading', { name, level: 1 })
  const album = (name: string) =>
    main().getByRole('list', { name: 'Albums' }).getByRole('link', { name, exact: true })
  const focused = () => page.evaluate(() => document.activeElement?.textContent?.trim() ?? '')
  const count = () => main().getByRole('status').first().textContent()
  const query = () => new URL(page.url()).searchParams.toString()
  const player = () => page.getByRole('region', { name: 'Player' })
  const position = async () => Number(await player().getByRole('slider', { name: 'Position' }).inputValue())
  const searchField = () => page.getByRole('searchbox', { name: 'Search your music' })

  test('an album is found and played without a mouse', async () => {
    await signIn(owner, '/')
    await heading('Home')
      .or(main().getByRole('heading', { level: 1 }))
      .first()
      .waitFor()
    await page.keyboard.press('/')
    await expect.poll(() => searchField().evaluate((field) => field === document.activeElement)).toBe(true)
    await page.keyboard.type('long night')
    await album('The Long Night').waitFor()
    await page.keyboard.press('ArrowDown')
    await expect.poll(focused).toBe('The Long Night')
    await page.keyboard.press('Enter')
    await heading('The Long Night').waitFor()

    for (let tabs = 0; (await focused()) !== 'Play' && tabs < 20; tabs++) await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await expect.poll(() => player().locator('.player-title').textContent()).toBe('Blue Hour')
    await expect.poll(position).toBeGreaterThan(0)
  })

  test('keys that are quicker than the answer go to what was meant', async () => {
    await signIn(owner, '/search?q=l')
    await page.locator('[data-found-for="l"]').waitFor()
    await page.route('**/api/music/search3*', async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 300))
      await route.continue()
    })
    await searchField().fill('long night')
    await page.keyboard.press('ArrowDown')
    await expect.poll(focused).toBe('The Long Night')
    await searchField().fill('lantern')
    await page.keyboard.press('Enter')
    await heading('Lantern').waitFor()
    await page.unroute('**/api/music/search3*')
  })

  test('sort and filter stand in the address, and survive a reload and going back', async () => {
    await signIn(owner, '/library/albums')
    await page.getByLabel('Sort by').selectOption('Year, latest first')
    await page.getByLabel('Genre').selectOption({ value: 'Folk' })
    await page.getByLabel('To year').fill('2019')
    await expect.poll(query).toBe('sort=year&genre=Folk&to=2019')
    const albums = () => main().getByRole('list', { name: 'Albums' }).getByRole('link').allTextContents()
    await expect.poll(albums).not.toContain('Lantern')
    const shown = await albums()
    expect(shown.length).toBeGreaterThan(1)

    await page.reload()
    await expect.poll(albums).toEqual(shown)
    expect(await page.getByLabel('Sort by').inputValue()).toBe('year')
    expect(await page.getByLabel('To year').inputValue()).toBe('2019')

    await album(shown[0]!).click()
    await heading(shown[0]!).waitFor()
    await page.goBack()
    await expect.poll(albums).toEqual(shown)
    expect(query()).toBe('sort=year&genre=Folk&to=2019')

    await page.getByRole('button', { name: 'Clear filters' }).click()
    await expect.poll(query).toBe('sort=year')
  })

  test('a long grid draws what is near, goes to its end by a key, and is found again where it was left', async () => {
    await signIn(owner, '/library/albums')
    await expect.poll(count).toMatch(/^2\d\d albums$/)
    const first = main().getByRole('list', { name: 'Albums' }).getByRole('link').first()
    await first.focus()
    const firstName = await focused()
    await page.keyboard.press('ArrowRight')
    await expect.poll(focused).not.toBe(firstName)
    const second = await focused()
    await page.keyboard.press('ArrowLeft')
    await expect.poll(focused).toBe(firstName)
    await page.keyboard.press('ArrowRight')
    await expect.poll(focused).toBe(second)

    // The last by name in a library with a Korean album.
    await page.keyboard.press('End')
    await expect.poll(focused).toBe('바람')
    expect(await page.locator('.album-card').count()).toBeLessThan(100)

    const top = () => page.evaluate(() => Math.round(scrollY))
    await page.keyboard.press('PageUp')
    await expect.poll(focused).not.toBe('바람')
    // The window is told where it is with the next frame.
    await page.evaluate(() => new Promise((told) => requestAnimationFrame(() => requestAnimationFrame(told))))
    const name = await focused()
    const left = await top()
    expect(left).toBeGreaterThan(1000)
    await page.keyboard.press('Enter')
    await heading(name).waitFor()
    await expect.poll(top).toBe(0)
    await page.goBack()
    await expect.poll(top).toBe(left)
    await album(name).waitFor()
  })

  test('search shows what is typed last, opens artists and says when there is nothing', async () => {
    await signIn(owner, '/search')
    // The answer to the first letters comes after that to all of them.
    await page.route(/search3\?.*query=bj&/, async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 500))
      await route.continue().catch(() => undefined)
    })
    await searchField().pressSequentially('bjork')
    await main().getByRole('list', { name: 'Artists' }).getByRole('link', { name: 'Björk' }).waitFor()
    await expect.poll(query).toBe('q=bjork')
    await page.keyboard.press('Enter')
    await heading('Björk').waitFor()
    await page.goBack()
    await expect.poll(() => searchField().inputValue()).toBe('bjork')
    await searchField().fill('zzzz nothing zzzz')
    await main().getByText('Nothing found for').waitFor()
  })

  test('names from tags are text, wherever they stand', async () => {
    await signIn(owner, '/library/albums')
    await page.goto(`${url}/search?q=onerror`)
    await album(`${MARKUP} album`).waitFor()
    await album(`${MARKUP} album`).click()
    await heading(`${MARKUP} album`).waitFor()
    await main()
      .getByRole('button', { name: `Play ${MARKUP} title` })
      .waitFor()
    await main()
      .getByRole('button', { name: `More for ${MARKUP} title` })
      .click()
    await page.getByRole('menuitem', { name: 'About this song' }).click()
    const panel = page.getByRole('dialog')
    await panel.getByText('<script>window.harmed=true</script>').waitFor()
    await page.keyboard.press('Escape')
    await panel.waitFor({ state: 'hidden' })
    await main()
      .getByRole('link', { name: `${MARKUP} artist` })
      .first()
      .click()
    await heading(`${MARKUP} artist`).waitFor()
    for (const view of ['artists', 'genres', 'folders', 'songs']) {
      await page.goto(`${url}/library/${view}`)
      await main().getByRole('listitem').first().waitFor()
    }
    expect(await page.evaluate(() => 'harmed' in window)).toBe(false)
  })

  test('a star and a rating stay, and only stand there for reading in read-only mode', async () => {
    await signIn(owner, '/library/albums')
    await page.goto(`${url}/search?q=waldstuck`)
    await album('Waldstück').click()
    const star = () => main().getByRole('button', { name: 'Star Waldstück', exact: true })
    await star().click()
    await expect.poll(() => star().getAttribute('aria-pressed')).toBe('true')
    await main().getByRole('group', { name: 'Rating of Waldstück' }).getByLabel('4 stars').press('Space')
    await page.getByRole('link', { name: 'Albums', exact: true }).first().click()
    await page.getByLabel('Sort by').selectOption('Rating')
    await expect.poll(() => album('Waldstück').count()).toBe(1)

    await readOnly(true)
    await page.reload()
    await album('Waldstück').click()
    await main().getByRole('img', { name: 'Starred' }).waitFor()
    await main().getByRole('img', { name: 'Rating of Waldstück: 4 stars' }).waitFor()
    expect(await star().count()).toBe(0)
    await readOnly(false)
  })

  test('a playlist is made, filled, reordered, deleted and brought back', async () => {
    await signIn(owner, '/library/playlists')
    await page.getByRole('button', { name: 'New playlist' }).click()
    await page.getByLabel('Name', { exact: true }).fill('For <b>tests</b>')
    await page.keyboard.press('Enter')
    await heading('For <b>tests</b>').waitFor()
    await main().getByText('No songs yet').waitFor()

    await page.goto(`${url}/search?q=long night`)
    await album('The Long Night').click()
    await main().getByRole('button', { name: 'More for The Long Night' }).click()
    await page.getByRole('menuitem', { name: 'Add to playlist…' }).click()
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /^For <b>/ })
      .click()
    await page.getByText('Added to For <b>tests</b>').waitFor()

    await page.goto(`${url}/library/playlists`)
    await main().getByRole('link', { name: 'For <b>tests</b>' }).click()
    const songs = () =>
      main().getByRole('list', { name: 'Songs of the playlist' }).locator('.song-title').allTextContents()
    await expect.poll(songs).toEqual(['Blue Hour', 'Streetlamps', 'First Light', 'Bread and Milk'])
    await main().getByRole('button', { name: 'Play Blue Hour' }).focus()
    // Shown before the server has it: a reload that is quicker would take it back.
    const stored = page.waitForResponse(/\/createPlaylist/)
    await page.keyboard.press('Alt+ArrowDown')
    const moved = ['Streetlamps', 'Blue Hour', 'First Light', 'Bread and Milk']
    await expect.poll(songs).toEqual(moved)
    await stored
    await page.reload()
    await expect.poll(songs).toEqual(moved)

    await page.getByRole('button', { name: 'Delete For <b>tests</b>' }).click()
    await heading('Playlists').waitFor()
    await expect.poll(() => main().getByRole('link', { name: 'For <b>tests</b>' }).count()).toBe(0)
    await page.getByRole('button', { name: 'Undo' }).click()
    await heading('For <b>tests</b>').waitFor()
    await expect.poll(songs).toEqual(moved)
  })

  test('a playlist is made once by whoever clicks twice', async () => {
    await signIn(owner, '/library/playlists')
    await page.getByRole('button', { name: 'New playlist' }).click()
    await page.getByLabel('Name', { exact: true }).fill('Only one')
    // The quickest there is: nothing but what the first click itself led to comes between.
    await page.getByRole('button', { name: 'Create', exact: true }).evaluate(async (button: HTMLElement) => {
      button.click()
      for (let hop = 0; hop < 50; hop++) await null
      button.click()
    })
    await heading('Only one').waitFor()
    await page.goto(`${url}/library/playlists`)
    await main().getByRole('link', { name: 'Only one' }).first().waitFor()
    expect(await main().getByRole('link', { name: 'Only one' }).count()).toBe(1)
  })

  test('covers leave the browser with whoever signs out', async () => {
    await signIn(owner, '/search?q=long night')
    await album('The Long Night').waitFor()
    const cover = (await main().locator('.cover img').first().getAttribute('src'))!
    const ask = () => page.evaluate(async (src) => (await fetch(src)).status, cover)
    expect([await ask(), await ask()]).toEqual([200, 200])
    await page.getByRole('button', { name: 'Sign out' }).click()
    cookies.delete(owner.user)
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
    expect(await ask()).toBe(401)
    complaints = complaints.filter((text) => !text.includes('401'))
  })

  test('a genre without an end keeps to its page', async () => {
    await page.setViewportSize({ width: 360, height: 740 })
    await signIn(owner, `/search?q=${encodeURIComponent(MARKUP)}`)
    await album(`${MARKUP} album`).click()
    await main().getByText('ggggg').first().waitFor()
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360)
  })

  test('somebody who may not download is shown no way to', async () => {
    /** In the menus of the album and of a song of it. */
    async function ways() {
      await album('The Long Night').click()
      const counts: number[] = []
      for (const name of ['The Long Night', 'Blue Hour']) {
        const menu = main().getByRole('button', { name: `More for ${name}`, exact: true })
        await menu.press('Enter')
        await page.getByRole('menuitem', { name: 'Play next' }).waitFor()
        counts.push(await page.getByRole('menuitem', { name: 'Download' }).count())
        await page.keyboard.press('Escape')
        await expect.poll(() => menu.evaluate((button) => button === document.activeElement)).toBe(true)
      }
      return counts
    }
    await signIn(owner, '/search?q=long night')
    expect(await ways()).toEqual([1, 1])
    await context.clearCookies()
    await signIn(listener, '/search?q=long night')
    expect(await ways()).toEqual([0, 0])
    await page.goto(`${url}/library/problems`)
    await heading('Albums').waitFor()
  })
})

function makeAlbums(folder: string): void {
  writeSong(join(folder, 'Markup', '01.mp3'), {
    format: 'mp3',
    tags: {
      title: `${MARKUP} title`,
      artist: `${MARKUP} artist`,
      album: `${MARKUP} album`,
      genres: ['<b>bold</b>', 'g'.repeat(200)],
      comment: '<script>window.harmed=true</script>',
    },
  })
  for (let number = 1; number <= NUMBERED; number++) {
    const name = String(number).padStart(3, '0')
    writeSong(join(folder, name, '01.mp3'), {
      format: 'mp3',
      seconds: 0.1,
      tags: { title: `Song ${name}`, artist: 'The Numbers', album: `Number ${name}` },
    })
  }
}
