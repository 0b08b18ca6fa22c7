// What a person does first: start, open the window, become the owner, connect an app, hear a song. The window is real
// Chromium, the server a process of its own, the app an unmodified client library.
import { mkdirSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { SubsonicAPI } from 'subsonic-api'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parseRecoveryKey } from '../../server/vault/recovery-key.ts'
import { makeFixtureLibrary } from '../fixtures/library.ts'
import { chromiumPath } from '../support/chromium.ts'
import { type CommandLine, createCommandLine, type Started } from '../support/command-line.ts'
import { hearComplaints, openWindowBrowser } from '../support/window-browser.ts'

const PASSWORD = 'the owl knows the way'
const READY = /Music apps +(http:\S+)[\s\S]*Window +(http:\S+)[\s\S]*Stop with/

describe.skipIf(chromiumPath === undefined)('the first start', () => {
  let line: CommandLine
  let server: Started
  let browser: Browser
  let music: string

  beforeAll(async () => {
    line = createCommandLine()
    music = join(line.folder, 'music')
    mkdirSync(music)
    makeFixtureLibrary(music)
    // First: `npm start` builds what is stale, too.
    browser = await openWindowBrowser()
    server = await line.start([], READY, { script: 'build/start.ts' })
  })

  afterAll(async () => {
    await browser?.close()
    await line?.close()
  })

  test('the window makes the owner, says what is wrong beside its field, and then how to connect', async () => {
    const [, musicUrl, consoleUrl] = server.match
    const [code] = /[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}/.exec(server.output())!
    const page = await browser.newPage({ reducedMotion: 'reduce' })
    const complaints: string[] = []
    hearComplaints(page, (text) => complaints.push(text))

    await page.goto(consoleUrl!)
    await page.getByLabel('Set-up code').fill(code)
    await page.keyboard.press('Enter')
    await expect.poll(() => page.getByText('Needed', { exact: true }).count()).toBe(1)
    await page.getByLabel('Your name').fill('Anna')
    await page.getByRole('textbox', { name: 'Password' }).fill(PASSWORD)
    await page.getByRole('button', { name: 'Make my server' }).click()
    await page.getByRole('heading', { name: 'Keep your recovery key' }).waitFor()
    const groups = await page.locator('.recovery-key code').allTextContents()
    expect(groups).toHaveLength(14)
    expect(() => parseRecoveryKey(groups.join('-'))).not.toThrow()
    const goOn = page.getByRole('button', { name: 'Go on' })
    expect(await goOn.isDisabled()).toBe(true)
    await page.getByLabel('I have printed it').check()
    await goOn.click()

    await page.getByRole('button', { name: 'Add a folder' }).click()
    const path = page.getByRole('textbox', { name: 'Path' })
    await path.fill(join(music, 'nothing here'))
    await path.press('Enter')
    await page.getByRole('alert').waitFor()
    await path.fill(music)
    await path.press('Enter')
    await page.getByRole('button', { name: `Use this folder: ${music}` }).click()
    await page.getByRole('listitem').filter({ hasText: music }).waitFor()
    await page.getByRole('button', { name: 'Go on' }).click()
    await page.getByRole('heading', { name: 'Your music is here' }).waitFor()
    await page.getByRole('button', { name: 'Connect an app' }).click()
    await page.getByText('Welcome, Anna').waitFor()
    expect(await page.content()).not.toContain(groups[0])
    expect(await page.getByText(musicUrl!, { exact: true }).count()).toBe(1)
    expect(await page.content()).not.toContain(PASSWORD)
    expect(complaints).toEqual([])

    await page.reload()
    await page.getByRole('heading', { name: 'Connect a music app' }).waitFor()
    expect(await page.getByLabel('Set-up code').count()).toBe(0)
  })

  test('an unmodified client library signs in, browses, searches, plays and stars', async () => {
    const api = new SubsonicAPI({ url: server.match[1]!, auth: { username: 'anna', password: PASSWORD } })
    expect(await api.ping()).toMatchObject({ status: 'ok', type: 'lockgroove', openSubsonic: true })
    await expect.poll(async () => (await api.getScanStatus()).scanStatus.scanning).toBe(false)

    const { albumList2 } = await api.getAlbumList2({ type: 'alphabeticalByName', size: 100 })
    expect(albumList2.album!.length).toBeGreaterThan(10)
    const { searchResult3 } = await api.search3({ query: 'bjork' })
    const found = searchResult3.album!.find((album) => album.name === 'Début')!
    const { album } = await api.getAlbum({ id: found.id })
    const song = album.song![0]!

    const audio = await api.stream({ id: song.id })
    expect(audio.headers.get('content-type')).toBe('audio/flac')
    expect((await audio.arrayBuffer()).byteLength).toBe(song.size)
    const cover = await api.getCoverArt({ id: album.coverArt!, size: 300 })
    expect(cover.headers.get('content-type')).toMatch(/^image\//)

    await api.star({ id: song.id })
    await api.scrobble({ id: song.id })
    const { starred2 } = await api.getStarred2()
    expect(starred2.song).toMatchObject([{ id: song.id, playCount: 1 }])
  })

  test('a page elsewhere that made its name point here (DNS rebinding) reads nothing', async () => {
    const page = await browser.newPage()
    for (const url of [server.match[1]!, server.match[2]!]) {
      const { port } = new URL(url)
      const answer = await page.goto(`http://evil.example:${port}/rest/getOpenSubsonicExtensions?f=json`)
      expect(answer?.status()).toBe(421)
      expect(await page.content()).not.toContain('subsonic-response')
    }
    await page.close()
  })

  test('a song from the server really plays in the browser: its time advances', async () => {
    const api = new SubsonicAPI({ url: server.match[1]!, auth: { username: 'anna', password: PASSWORD } })
    const { searchResult3 } = await api.search3({ query: 'Lantern' })
    const id = searchResult3.song![0]!.id
    const source = `${server.match[1]}/rest/stream?u=anna&p=${encodeURIComponent(PASSWORD)}&v=1.16.1&c=browser&id=${id}`
    const host = createServer((_request, response) =>
      response.setHeader('Content-Type', 'text/html').end('<audio id="a">'),
    )
    await new Promise<void>((resolve) => host.listen(0, '127.0.0.1', resolve))
    const page = await browser.newPage()
    await page.goto(`http://127.0.0.1:${(host.address() as { port: number }).port}/`)
    const time = await page.evaluate(
      (src) =>
        new Promise<number>((resolve, reject) => {
          const audio = document.getElementById('a') as HTMLAudioElement
          audio.muted = true
          audio.ontimeupdate = () => audio.currentTime > 0.2 && resolve(audio.currentTime)
          audio.onerror = () => reject(new Error(audio.error?.message))
          audio.src = src
          audio.play().catch(reject)
        }),
      source,
    )
    expect(time).toBeGreaterThan(0.2)
    host.close()
  })
})
