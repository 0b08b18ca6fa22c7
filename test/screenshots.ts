// `npm run screenshots [FOLDER] [PAGE]`: pictures of every page of the window, or of those whose names begin with PAGE; light,
// dark and narrow, with the demo's music and people who have lived with it. To be looked at.
//   --whole    each page down to its end
//   --readme   instead, those in the README, into build/pictures
import { randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import type { Browser } from 'playwright-core'
import { makeDemoLibrary } from '../build/demo/make-demo-library.ts'
import { buildWindowWhenStale } from '../build/window.ts'
import { PLAYER } from '../renderer/text/player.ts'
import { createServer } from '../server/index.ts'
import type { Settings } from '../server/settings/definitions.ts'
import { loadSettings } from '../server/settings/load.ts'
import { chromiumPath, launchChromium } from './support/chromium.ts'
import { createConsoleClient } from './support/console-client.ts'
import { freePort, type LivedIn, liveWithIt, makePeople, OWNER } from './support/lived-in.ts'
import { makeReadmePictures } from './support/readme-pictures.ts'
import { type Look, listenToLink, type Opened, playAlbum, type Stage, settle } from './support/stage.ts'
import { everyPage } from './support/window-pages.ts'

const LOOKS: readonly (Look & { readonly name: string })[] = [
  { name: 'light', colorScheme: 'light', width: 1280, height: 800 },
  { name: 'dark', colorScheme: 'dark', width: 1280, height: 800 },
  { name: 'narrow', colorScheme: 'light', width: 360, height: 740 },
]
const ALBUM = ['Kilo Motel', 'Neon Tram'] as const
const ARTIST = 'Elín Snædahl'
/** What the list of sessions shows. */
const BROWSER =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36'

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { whole: { type: 'boolean' }, readme: { type: 'boolean' } },
})
const [out = 'screenshots', only] = positionals
const folder = mkdtempSync(join(tmpdir(), 'lockgroove-screenshots-'))
const music = join(loadSettings({}, process.env).settings.cache, 'demo', 'music')

if (chromiumPath === undefined)
  throw new Error('Chromium is not installed (LOCKGROOVE_TEST_CHROMIUM names it)')
await buildWindowWhenStale()
await makeDemoLibrary(music, {})
const settings = pictureSettings()
await makePeople(settings)
const server = await createServer({
  ...settings,
  port: await freePort(4040),
  consolePort: await freePort(4041),
})
try {
  await server.scanner.settled()
  const lived = await liveWithIt(server)
  const browser = await launchChromium()
  if (options.readme) await makeReadmePictures(await stageOf(browser, lived), lived.links.album)
  else await takeAll(await stageOf(browser, lived), lived.links)
  await browser.close()
} finally {
  await server.close()
  rmSync(folder, { recursive: true })
}

function pictureSettings(): Settings {
  const keyFile = join(folder, 'master.key')
  writeFileSync(keyFile, `${randomBytes(32).toString('base64')}\n`, { mode: 0o600 })
  const own = { data: join(folder, 'data'), cache: join(folder, 'cache'), keychain: 'off' }
  const { settings: loaded } = loadSettings(own, { LOCKGROOVE_MASTER_KEY_FILE: keyFile })
  return { ...loaded, music: [music], log: 'silent' }
}

async function stageOf(browser: Browser, { owner, userId }: LivedIn): Promise<Stage> {
  const console = createConsoleClient(server.consoleUrl, { 'User-Agent': BROWSER })
  await console.signIn(OWNER.user, OWNER.password)
  const pages = await everyPage(owner, { album: ALBUM, artist: ARTIST, userId })
  const cookies = [...console.cookies].map(([name, value]) => ({
    name,
    value,
    url: server.consoleUrl,
    sameSite: 'Strict' as const,
  }))
  return {
    pages: pages.map((page) => (page.name === 'search' ? { ...page, address: '/search?q=el' } : page)),
    async open(look, signedIn = true) {
      const { colorScheme, width, height, scale = 1 } = look
      const context = await browser.newContext({
        colorScheme,
        viewport: { width, height },
        deviceScaleFactor: scale,
        reducedMotion: 'reduce',
      })
      if (signedIn) await context.addCookies(cookies)
      const page = await context.newPage()
      return {
        page,
        goTo: async (address) => {
          await page.goto(server.consoleUrl + address)
          await settle(page)
        },
        close: () => context.close(),
      }
    },
  }
}

async function takeAll(stage: Stage, links: LivedIn['links']) {
  const folderOfAll = resolve(out)
  mkdirSync(folderOfAll, { recursive: true })
  const isWanted = (name: string) => only === undefined || name.startsWith(only)
  for (const look of LOOKS) {
    const take = async ({ page }: Opened, name: string) => {
      const path = join(folderOfAll, `${name}-${look.name}.png`)
      await page.screenshot({ path, fullPage: options.whole ?? false })
      process.stdout.write(`${path}\n`)
    }
    if (isWanted('sign-in')) {
      const stranger = await stage.open(look, false)
      await stranger.goTo('/')
      await take(stranger, 'sign-in')
      await stranger.close()
    }
    if (isWanted('link')) await takeLinks(await stage.open(look, false), links, take)
    const opened = await stage.open(look)
    for (const { name, address } of stage.pages.filter((page) => isWanted(page.name))) {
      await opened.goTo(address)
      await take(opened, name)
    }
    if (isWanted('player')) {
      await playAlbum(stage, opened)
      await take(opened, 'player')
      await opened.page.getByRole('button', { name: PLAYER.open }).click()
      await settle(opened.page)
      await take(opened, 'player-queue')
    }
    await opened.close()
  }
}

async function takeLinks(
  stranger: Opened,
  { album, playlist }: LivedIn['links'],
  take: (opened: Opened, name: string) => Promise<void>,
) {
  for (const [name, url] of [
    ['link-album', album],
    ['link-playlist', playlist],
    ['link-ended', playlist.replace(/[^/]+$/, (token) => token.toLowerCase())],
  ] as const) {
    await listenToLink(stranger, url)
    await take(stranger, name)
  }
  await stranger.close()
}
