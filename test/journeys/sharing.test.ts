// A link from end to end, in real Chromium: made in the window, opened by somebody without an account in a browser of their own,
// heard there, and over for them when it is ended in the window.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { writeSong } from '../../build/audio/write-song.ts'
import { chromiumPath } from '../support/chromium.ts'
import { type ConsoleClient, createConsoleClient } from '../support/console-client.ts'
import { PEOPLE, startTestServer, type TestServer } from '../support/server.ts'
import { hearComplaints, openWindowBrowser } from '../support/window-browser.ts'

const { listener, owner } = PEOPLE
const HOSTILE = '<img src=x onerror=alert(1)> "Second" \'</title><script>alert(2)</script>'

describe.skipIf(chromiumPath === undefined)('a link to music', () => {
  const music = mkdtempSync(join(tmpdir(), 'lockgroove-sharing-'))
  let running: TestServer
  let browser: Browser
  let admin: ConsoleClient
  let contexts: BrowserContext[]
  let complaints: string[]
  let albumId: string

  beforeAll(async () => {
    makeAlbum(music)
    running = await startTestServer({ library: 'empty', music: [music] })
    await running.server.scanner.settled()
    const { searchResult3 } = await running.owner.json('search3', { query: 'Ripples' })
    albumId = searchResult3.album[0].id
    admin = createConsoleClient(running.server.consoleUrl)
    await admin.signIn(owner.user, owner.password)
    browser = await openWindowBrowser()
  })
  afterAll(async () => {
    await browser?.close()
    await running?.close()
    rmSync(music, { recursive: true })
  })
  beforeEach(() => {
    contexts = []
    complaints = []
  })
  afterEach(async () => {
    for (const context of contexts) await context.close()
    for (const { id } of await admin.get('shares.list', {})) await admin.get('shares.remove', { share: id })
    expect(complaints).toEqual([])
  })

  /** In a browser of its own: nobody is signed in. */
  async function openPage(options: BrowserContextOptions = {}): Promise<Page> {
    const context = await browser.newContext({ reducedMotion: 'reduce', ...options })
    contexts.push(context)
    const page = await context.newPage()
    hearComplaints(page, (text) => complaints.push(text))
    page.on('dialog', (dialog) => complaints.push(`dialog: ${dialog.message()}`))
    return page
  }

  async function openWindow(
    as: { user: string; password: string },
    path: string,
    opened?: Page,
  ): Promise<Page> {
    const page = opened ?? (await openPage())
    await page.goto(running.server.consoleUrl + path)
    await page.getByRole('textbox', { name: 'Name' }).fill(as.user)
    await page.getByRole('textbox', { name: 'Password' }).fill(as.password)
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1 }).waitFor()
    return page
  }

  const share = async (more: { readonly items?: string[]; readonly description?: string } = {}) => {
    const { url, id } = await admin.get('shares.create', { items: [albumId], ...more })
    return { id, url: url! }
  }
  const key = (page: Page, name: string) =>
    page.getByRole('region', { name: 'Player' }).getByRole('button', { name, exact: true })
  const song = (page: Page, name: string | RegExp) => page.getByRole('listitem').filter({ hasText: name })
  const playing = (page: Page) => page.locator('#now-title').textContent()
  const position = async (page: Page) =>
    Number(await page.getByRole('slider', { name: 'Place in the song' }).inputValue())
  const statusOf = async (url: string) => (await fetch(url)).status

  test('is made in the window, heard by a stranger, and ended in the window', async () => {
    const window = await openWindow(owner, `/album/${albumId}`)
    await window.getByRole('button', { name: 'More for Ripples' }).first().click()
    await window.getByRole('menuitem', { name: 'Share…' }).click()
    await window.getByLabel('A few words to it').fill('For the train')
    await window.getByLabel('Ends', { exact: true }).selectOption('In a week')
    await window.getByRole('button', { name: 'Make the link' }).click()
    const url = await window.getByRole('textbox', { name: 'Link', exact: true }).inputValue()
    expect(url).toMatch(new RegExp(`^${running.url}/share/[\\w-]{32}$`))
    await window.getByText('Works on this computer only').waitFor()

    const page = await openPage()
    await page.goto(url)
    await page.getByRole('heading', { name: 'Ripples', level: 1 }).waitFor()
    await page.getByText('For the train').waitFor()
    expect(await page.context().cookies()).toEqual([])
    await key(page, 'Play').click()
    await expect.poll(() => position(page)).toBeGreaterThan(0)
    expect(await playing(page)).toBe('First')
    await key(page, 'Next song').click()
    await expect.poll(() => playing(page)).toBe(HOSTILE)
    await expect.poll(() => position(page)).toBeGreaterThan(0)
    // It ends by itself; what the browser cannot decode is named and left out.
    await expect.poll(() => playing(page)).toBe('Long')
    await expect.poll(() => position(page)).toBeGreaterThan(0)
    await song(page, 'Apple only').getByText('This browser cannot play this kind of M4A.').waitFor()

    await window.getByRole('link', { name: 'All links' }).click()
    const row = window.getByRole('row', { name: /Ripples/ })
    await row.getByText('1 time').waitFor()
    await row.getByRole('button', { name: 'End the link to Ripples' }).click()
    await window.getByRole('status').getByText('The link to Ripples has ended.').waitFor()
    expect(await statusOf(url)).toBe(404)
    expect(await statusOf(`${url}/songs/1`)).toBe(404)
    expect(complaints.splice(0)).toEqual([])
    await song(page, 'Not heard').getByRole('button').click()
    await page.getByText('This song is no longer shared.').waitFor()
    await page.reload()
    await page.getByRole('heading', { name: 'Nothing is shared here' }).waitFor()
    // The browser says each 404 itself.
    complaints = complaints.filter((text) => !text.includes('404'))

    await window.getByRole('button', { name: 'Undo' }).click()
    await window.getByRole('status').getByText('The link to Ripples works again.').waitFor()
    expect(await statusOf(url)).toBe(200)
  })

  test('shows what tags say as words, and nothing of it runs', async () => {
    const { url } = await share({ description: HOSTILE })
    const page = await openPage()
    await page.goto(url)
    await song(page, HOSTILE).waitFor()
    await page.locator('.description').getByText(HOSTILE).waitFor()
    expect(await page.locator('img[src="x"], script:not([src])').count()).toBe(0)
    await song(page, HOSTILE).getByRole('button').click()
    await expect.poll(() => page.title()).toBe(`${HOSTILE} – Ripples`)
  })

  test('is played with the keyboard, and tells the system what', async () => {
    const { url } = await share()
    const page = await openPage()
    await page.goto(url)
    await key(page, 'Play').waitFor()
    await page.keyboard.press(' ')
    await expect.poll(() => position(page)).toBeGreaterThan(0)
    expect(
      await page.evaluate(() => {
        const { metadata, playbackState } = navigator.mediaSession
        return { title: metadata?.title, artist: metadata?.artist, playbackState }
      }),
    ).toEqual({ title: 'First', artist: 'The Pond', playbackState: 'playing' })
    await page.keyboard.press('ArrowRight')
    await expect.poll(() => position(page)).toBeGreaterThanOrEqual(10)
    await page.keyboard.press('Shift+ArrowRight')
    await expect.poll(() => playing(page)).toBe(HOSTILE)
    await page.keyboard.press(' ')
    await key(page, 'Play').waitFor()
    await song(page, 'Long').getByRole('button').focus()
    await page.keyboard.press(' ')
    await expect.poll(() => playing(page)).toBe('Long')
    await key(page, 'Pause').waitFor()
  })

  test('to a song alone and to a playlist is made from their own menus', async () => {
    const { searchResult3 } = await running.owner.json('search3', { query: 'Ripples', songCount: 3 })
    const songId = searchResult3.song.map(({ id }: { id: string }) => id)
    const { playlist } = await running.owner.json('createPlaylist', { name: 'Evening', songId })
    const window = await openWindow(owner, `/playlist/${playlist.id}`)
    for (const name of ['First', 'Evening']) {
      await window.getByRole('button', { name: `More for ${name}` }).click()
      await window.getByRole('menuitem', { name: 'Share…' }).click()
      await window.getByRole('button', { name: 'Make the link' }).click()
      const url = await window.getByRole('textbox', { name: 'Link', exact: true }).inputValue()
      const page = await openPage()
      await page.goto(url)
      await page.getByRole('heading', { name, level: 1 }).waitFor()
      await window.getByRole('button', { name: 'Done' }).click()
    }
  })

  test('of songs no browser plays says so, and of which kind', async () => {
    const { searchResult3 } = await running.owner.json('search3', { query: 'Apple only' })
    const { url } = await share({ items: [searchResult3.song[0].id] })
    const page = await openPage()
    await page.goto(url)
    await key(page, 'Play').click()
    await page.getByRole('status').getByText('This browser can play none of these songs.').waitFor()
  })

  test('can be read and heard without script: each song is a link', async () => {
    const { url } = await share()
    const page = await openPage({ javaScriptEnabled: false })
    await page.goto(url)
    // Playwright looks for words in no `noscript`.
    expect(await page.locator('.without-script').isVisible()).toBe(true)
    expect(await page.getByRole('button').count()).toBe(0)
    expect(await page.getByRole('listitem').getByRole('link').count()).toBe(5)
    await page.getByRole('link', { name: /First/ }).click()
    await expect.poll(() => page.url()).toBe(`${url}/songs/1`)
    expect(await page.locator('video, audio').count()).toBe(1)
  })

  test('is offered to whoever may share, and not in read-only mode', async () => {
    const offers = async (window: Page) => {
      await window.getByRole('button', { name: 'More for Ripples' }).first().click()
      await window.getByRole('menuitem', { name: 'Play next' }).waitFor()
      const count = await window.getByRole('menuitem', { name: 'Share…' }).count()
      await window.keyboard.press('Escape')
      return count === 1
    }
    const theirs = await openWindow(listener, `/album/${albumId}`)
    const sharing = theirs.getByRole('link', { name: 'Sharing', exact: true })
    expect(await offers(theirs)).toBe(false)
    expect(await sharing.count()).toBe(0)

    const window = await openWindow(owner, '/people')
    await window.getByRole('link', { name: listener.user }).click()
    await window.getByLabel('May share music by links').check()
    await window.getByRole('button', { name: 'Save', exact: true }).click()
    await sharing.waitFor()
    expect(await offers(theirs)).toBe(true)
    await sharing.click()
    await theirs.getByText('No links yet').waitFor()

    await admin.get('safety.setReadOnly', { readOnly: true })
    try {
      await theirs.getByText('Read-only: nothing can be changed at the moment.').waitFor()
      await theirs.goBack()
      expect(await offers(theirs)).toBe(false)
    } finally {
      await admin.get('safety.setReadOnly', { readOnly: false })
    }
  })

  test('can be removed in read-only mode, and nothing else', async () => {
    const { url } = await share()
    const window = await openWindow(owner, '/sharing')
    await admin.get('safety.setReadOnly', { readOnly: true })
    try {
      await window.getByText('Read-only mode is on: links can be removed').waitFor()
      expect(await window.getByRole('button', { name: /^(?:End|Change) the link/ }).count()).toBe(0)
      await window.getByRole('button', { name: 'Remove the link to Ripples' }).click()
      await window.getByRole('button', { name: 'Yes, for good' }).click()
      await window.getByText('The link to Ripples is removed.').waitFor()
      expect((await fetch(url)).status).toBe(404)
    } finally {
      await admin.get('safety.setReadOnly', { readOnly: false })
    }
  })

  test('is shown truly when something changed while the page was being opened', async () => {
    const page = await openPage()
    const streamMayOpen = Promise.withResolvers<void>()
    await page.route('**/api/events', async (route) => {
      await streamMayOpen.promise
      await route.continue()
    })
    const window = await openWindow(owner, '/sharing', page)
    await window.getByText('No links yet').waitFor()
    await share()
    streamMayOpen.resolve()
    await window.getByRole('row', { name: /Ripples/ }).waitFor()
  })

  test('is changed, and seen to be opened, while somebody looks at the page Sharing', async () => {
    const window = await openWindow(owner, '/sharing')
    await window.getByText('No links yet').waitFor()
    const { url } = await share()
    const row = window.getByRole('row', { name: /Ripples/ })
    await row.getByText('not yet').waitFor()
    await fetch(url)
    await row.getByText('1 time').waitFor()
    await row.getByRole('button', { name: 'Change the link to Ripples' }).click()
    await window.getByLabel('A few words to it').fill('Now with words')
    await window.getByLabel('Ends', { exact: true }).selectOption('Never')
    await window.getByRole('button', { name: 'Save', exact: true }).click()
    await row.getByText('Now with words').waitFor()
    await row.getByText('never').waitFor()
    expect(await (await fetch(url)).text()).toContain('Now with words')
  })
})

function makeAlbum(folder: string) {
  const tags = (track: number, title: string) => ({ album: 'Ripples', artist: 'The Pond', track, title })
  const flac = (track: number, title: string, seconds: number) =>
    writeSong(join(folder, `${track}.flac`), { format: 'flac', tags: tags(track, title), seconds })
  flac(1, 'First', 30)
  flac(2, HOSTILE, 3)
  writeSong(join(folder, '3.m4a'), { format: 'm4a', codec: 'alac', tags: tags(3, 'Apple only'), seconds: 4 })
  writeSong(join(folder, '4.wav'), { format: 'wav', tags: tags(4, 'Long'), seconds: 600 })
  flac(5, 'Not heard', 5)
}
