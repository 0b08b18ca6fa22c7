// `npm run screenshots [FOLDER]`: pictures of every page of the window, light, dark and narrow, with the demo's music and
// people who have used it for a while. To be looked at, and for the README.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { chromium } from 'playwright-core'
import { makeDemoLibrary } from '../build/demo/make-demo-library.ts'
import { buildWindowWhenStale } from '../build/window.ts'
import { COMMON } from '../renderer/text/common.ts'
import { ALL_ROLES } from '../server/auth/users.ts'
import { createServer, type Server } from '../server/index.ts'
import { openData } from '../server/open-data.ts'
import type { Settings } from '../server/settings/definitions.ts'
import { loadSettings } from '../server/settings/load.ts'
import { CHROMIUM_ARGS, chromiumPath } from './support/chromium.ts'
import { createConsoleClient } from './support/console-client.ts'
import { createSubsonicClient } from './support/subsonic-client.ts'
import { everyPage, type WindowPage } from './support/window-pages.ts'

const OWNER = { user: 'Nora', password: 'a lamp in every window' }
const FRIENDS = ['Ida', 'Jonas', 'Kitchen radio']
const LOOKS = [
  { name: 'light', colorScheme: 'light', width: 1280, height: 800 },
  { name: 'dark', colorScheme: 'dark', width: 1280, height: 800 },
  { name: 'narrow', colorScheme: 'light', width: 360, height: 740 },
] as const

const out = resolve(process.argv[2] ?? 'screenshots')
const only = process.argv[3]
const folder = mkdtempSync(join(tmpdir(), 'lockgroove-screenshots-'))
const { settings: own } = loadSettings({}, process.env)
const music = join(own.cache, 'demo', 'music')

if (chromiumPath === undefined)
  throw new Error('Chromium is not installed (LOCKGROOVE_TEST_CHROMIUM names it)')
mkdirSync(out, { recursive: true })
await buildWindowWhenStale()
await makeDemoLibrary(music, {})
const settings: Settings = {
  ...loadSettings(
    { data: join(folder, 'data'), cache: join(folder, 'cache'), keychain: 'off' },
    {
      LOCKGROOVE_MASTER_KEY: 'only for pictures, nobody else s',
    },
  ).settings,
  music: [music],
  log: 'silent',
  backupEveryHours: 0,
}
await makePeople()
const server = await createServer({ ...settings, port: 0, consolePort: 0 })
try {
  await server.scanner.settled()
  const session = await liveWithIt(server)
  await takePictures(session)
} finally {
  await server.close()
  rmSync(folder, { recursive: true })
}

async function makePeople() {
  const data = await openData(settings)
  await data.users.create({ name: OWNER.user, password: OWNER.password, roles: ALL_ROLES })
  for (const name of FRIENDS) {
    await data.users.create({ name, password: `${OWNER.password}, said ${name}`, roles: { download: true } })
  }
  data.close()
}

/** Stars, plays, playlists, apps: a server somebody lives with. Gives the session's cookie. */
async function liveWithIt({ musicUrls, consoleUrl }: Server) {
  const owner = createSubsonicClient(musicUrls[0]!, OWNER)
  const { searchResult3: found } = await owner.json('search3', {
    query: '',
    albumCount: 100,
    songCount: 500,
    artistCount: 100,
  })
  const songs = found.song.map(({ id }: { id: string }) => id)
  const some = (every: number) => songs.filter((_: string, at: number) => at % every === 0)
  await owner.json('star', {
    id: some(7),
    albumId: found.album.slice(0, 3).map(({ id }: { id: string }) => id),
  })
  for (const id of some(5)) await owner.json('setRating', { id, rating: 3 + (songs.indexOf(id) % 3) })
  const day = 86_400_000
  for (const [at, id] of some(2).entries()) {
    await owner.json('scrobble', { id, time: Date.now() - (at % 28) * day - at * 60_000 })
  }
  await owner.json('createPlaylist', { name: 'Evenings', songId: some(6) })
  await owner.json('createPlaylist', { name: 'Running', songId: some(9) })

  const mine = createConsoleClient(consoleUrl)
  await mine.signIn(OWNER.user, OWNER.password)
  for (const [name, kind, client] of [
    ['My phone', 'password', 'Symfonium'],
    ['Living room', 'apikey', 'Feishin'],
  ] as const) {
    const { secret } = await mine.get('devices.create', { name, kind })
    const login = kind === 'apikey' ? { apiKey: secret } : { user: OWNER.user, password: secret }
    const app = createSubsonicClient(musicUrls[0]!, login, client)
    await app.json('ping')
    await app.json('scrobble', { id: songs[0], submission: false })
  }
  await mine.get('vault.makeRecoveryKey', {})
  await mine.get('backups.make', {})
  return { owner, cookies: [...mine.cookies], userId: (await mine.get('users.list', {}))[1]!.id, found }
}

async function takePictures({ owner, cookies, userId, found }: Awaited<ReturnType<typeof liveWithIt>>) {
  const [album] = found.album
  const pages = await everyPage(owner, { album: [album.artist, album.name], artist: album.artist, userId })
  const browser = await chromium.launch({ executablePath: chromiumPath!, args: CHROMIUM_ARGS })
  for (const { name: look, colorScheme, width, height } of LOOKS) {
    const context = await browser.newContext({
      colorScheme,
      viewport: { width, height },
      reducedMotion: 'reduce',
    })
    const signInPage: WindowPage = { name: 'sign-in', path: '/', address: '/' }
    if (only === undefined) await takePicture(context, signInPage, look)
    await context.addCookies(
      cookies.map(([name, value]) => ({ name, value, url: server.consoleUrl, sameSite: 'Strict' as const })),
    )
    for (const page of pages) {
      if (only === undefined || page.name.startsWith(only)) await takePicture(context, page, look)
    }
    await context.close()
  }
  await browser.close()
}

async function takePicture(
  context: import('playwright-core').BrowserContext,
  { name, address }: WindowPage,
  look: string,
) {
  const page = await context.newPage()
  await page.goto(server.consoleUrl + address)
  await page.locator('h1').first().waitFor()
  await page.locator(`[role="status"][aria-label="${COMMON.loading}"]`).first().waitFor({ state: 'detached' })
  // Covers fade in.
  await page.waitForTimeout(600)
  const path = join(out, `${name}-${look}.png`)
  await page.screenshot({ path })
  process.stdout.write(`${path}\n`)
  await page.close()
}
