// `npm run bench:window`: what the window costs at 100,000 tracks, in real Chromium against the real server.
//   --tracks 100000   size of the library
//   --rounds 5        how often the library is opened; the median is printed
// The library is rows in a database, without files and pictures. Nothing else should be running.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer as createTcpServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { buildWindowWhenStale } from '../../build/window.ts'
import {
  albumSearchRow,
  artistSearchRow,
  createSearchIndex,
  songSearchRow,
} from '../../server/library/search-index.ts'
import { createBigLibrary } from '../support/big-library.ts'
import { launchChromium } from '../support/chromium.ts'
import { createConsoleClient } from '../support/console-client.ts'
import { median } from './load.ts'
import { environmentFor, runLockgroove, startLockgroove } from './processes.ts'

const { values } = parseArgs({
  options: { tracks: { type: 'string', default: '100000' }, rounds: { type: 'string', default: '5' } },
})
const tracks = Number(values.tracks)
const rounds = Number(values.rounds)
const PASSWORD = 'bench-password-of-the-bench'
const WHEEL_STEPS = 120
const JUMPS = 30

const folder = mkdtempSync(join(tmpdir(), 'lockgroove-bench-window-'))
let browser: Browser | undefined
try {
  await buildWindowWhenStale()
  makeLibrary()
  await runLockgroove(folder, ['user', 'add', 'bench', '--admin', '--password-stdin'], `${PASSWORD}\n`)
  const port = await freePort()
  const server = await startLockgroove(folder, ['--console-port', String(port)], { probe: false })
  try {
    browser = await launchChromium()
    await measure(browser, `http://127.0.0.1:${port}`)
  } finally {
    await browser?.close()
    await server.stop()
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}

async function measure(of: Browser, url: string) {
  const client = createConsoleClient(url)
  await client.signIn('bench', PASSWORD)
  const cookies = [...client.cookies].map(([name, value]) => ({ name, value, url }))
  const fresh = async (): Promise<{ context: BrowserContext; page: Page }> => {
    const context = await of.newContext({ viewport: { width: 1280, height: 860 } })
    await context.addCookies(cookies)
    await context.addInitScript(watch)
    return { context, page: await context.newPage() }
  }

  const opened: number[] = []
  for (let round = 0; round < rounds; round++) {
    const { context, page } = await fresh()
    await page.goto(`${url}/library/albums`)
    opened.push(await page.evaluate(() => window.measured.useful))
    await context.close()
  }
  report('first useful paint of the library, nothing cached', list(opened), median(opened) < 1000)

  for (const view of ['albums', 'songs']) {
    const { context, page } = await fresh()
    await page.goto(`${url}/library/${view}`)
    await page.evaluate(() => window.measured.useful)
    await page.waitForLoadState('networkidle')
    report(
      `scrolling ${view} by the wheel`,
      ...(await tasksWhile(page, () => page.evaluate(byWheel, WHEEL_STEPS))),
    )
    report(`scrolling ${view} by jumps`, ...(await tasksWhile(page, () => page.evaluate(byJumps, JUMPS))))
    await context.close()
  }

  const { context, page } = await fresh()
  await page.goto(`${url}/search`)
  const field = page.getByRole('searchbox')
  const waits: number[] = []
  for (const words of [
    'song 4711',
    'album 12',
    'artist',
    'a artist 7',
    'song',
    'bum 900',
    'nothing like it',
  ]) {
    await field.fill('')
    await field.pressSequentially(words, { delay: 90 })
    waits.push(await page.evaluate((text) => window.measured.found(text), words))
  }
  await context.close()
  report('search, from the last key to the painted results', list(waits), Math.max(...waits) < 100)
}

declare global {
  interface Window {
    measured: {
      useful: Promise<number>
      found(text: string): Promise<number>
      scroll(steps: number, step: (at: number) => void): Promise<void>
    }
  }
}

/** Runs in the page before anything else does. */
function watch() {
  const painted = () =>
    new Promise<number>((resolve) =>
      // The task after the frame: then it has been painted.
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel()
        port1.onmessage = () => resolve(performance.now())
        port2.postMessage(null)
      }),
    )
  const seen = (selector: string) =>
    new Promise<void>((resolve) => {
      const look = () => document.querySelector(selector) !== null
      if (look()) return resolve()
      const observer = new MutationObserver(() => {
        if (!look()) return
        observer.disconnect()
        resolve()
      })
      observer.observe(document, { subtree: true, childList: true, attributes: true })
    })
  let lastKey = 0
  addEventListener(
    'input',
    () => {
      lastKey = performance.now()
      const text = (document.activeElement as HTMLInputElement).value.trim()
      // The results of before are there still: wait for the mark of these words.
      if (text !== '')
        answers.set(
          text,
          seen(`[data-found-for=${JSON.stringify(text)}]`)
            .then(painted)
            .then(since(lastKey)),
        )
    },
    { capture: true },
  )
  const since = (start: number) => (end: number) => end - start
  const answers = new Map<string, Promise<number>>()
  window.measured = {
    useful: seen('.album-card-name, .song-title').then(painted),
    found: (text) => answers.get(text) ?? Promise.reject(new Error(`nobody typed ${text}`)),
    async scroll(steps, step) {
      for (let at = 0; at < steps; at++) {
        step(at)
        await new Promise(requestAnimationFrame)
      }
      await new Promise((resolve) => setTimeout(resolve, 1000))
    },
  }
}

function byWheel(steps: number): Promise<void> {
  return window.measured.scroll(steps, () => scrollBy(0, 180))
}

/** As a dragged scroll bar does. */
function byJumps(steps: number): Promise<void> {
  return window.measured.scroll(steps * 10, (at) => {
    if (at % 10 === 0) scrollTo(0, document.documentElement.scrollHeight * (((at / 10) * 0.37) % 1))
  })
}

function list(ms: readonly number[]): string {
  return `${ms.map((each) => each.toFixed(0)).join(', ')} ms`
}

interface TraceEvent {
  readonly name: string
  readonly pid: number
  readonly tid: number
  /** Microseconds on the clock, and of them on the processor. */
  readonly dur?: number
  readonly tdur?: number
  readonly args?: { readonly name?: string }
}

/** Of the page's main thread, from the trace. On a busy machine a task waits; its time on the processor tells of us. */
async function tasksWhile(page: Page, act: () => Promise<void>): Promise<[string, boolean]> {
  await browser?.startTracing(page, { categories: ['toplevel', 'disabled-by-default-devtools.timeline'] })
  await act()
  const trace = await browser?.stopTracing()
  const { traceEvents } = JSON.parse(String(trace)) as { traceEvents: TraceEvent[] }
  const mains = new Set(
    traceEvents
      .filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain')
      .map(({ pid, tid }) => `${pid} ${tid}`),
  )
  const tasks = traceEvents.filter(
    ({ name, pid, tid }) => /RunTask$/.test(name) && mains.has(`${pid} ${tid}`),
  )
  const long = tasks.filter(({ dur = 0 }) => dur > 50_000)
  const longest = (of: (event: TraceEvent) => number) => Math.round(Math.max(0, ...tasks.map(of)) / 1000)
  const words = [
    `${long.length} of ${tasks.length} tasks over 50 ms`,
    `longest ${longest(({ dur = 0 }) => dur)} ms`,
    `on the processor ${longest(({ tdur = 0 }) => tdur)} ms`,
  ]
  return [words.join(', '), long.length === 0]
}

function report(figure: string, measured: string, isReached: boolean) {
  process.stdout.write(`${figure.padEnd(52)} ${measured.padEnd(76)} ${isReached ? 'yes' : 'NO'}\n`)
}

function makeLibrary() {
  const data = environmentFor(folder)['LOCKGROOVE_DATA']!
  mkdirSync(data, { mode: 0o700 })
  const db = createBigLibrary({ tracks, songJsonBytes: 1000, path: join(data, 'lockgroove.db') })
  const index = createSearchIndex(db)
  const rows = (sql: string) => db.prepare(sql).raw().all() as [number, number, string, string, string][]
  db.transaction(() => {
    const songs = `SELECT s.id, s.folder_id, s.title, ar.name, al.name FROM songs s
      JOIN albums al ON al.id = s.album_id JOIN artists ar ON ar.id = al.artist_id`
    for (const [id, folderId, title, artist, album] of rows(songs)) {
      index.put('song', id, songSearchRow(folderId, { title, artist, album }))
    }
    const albums =
      'SELECT al.id, folder_id, al.name, ar.name FROM albums al JOIN artists ar ON ar.id = artist_id'
    for (const [id, folderId, title, artist] of rows(albums)) {
      index.put('album', id, albumSearchRow(folderId, { title, artist }))
    }
    for (const [id, , name] of rows('SELECT id, 0, name FROM artists')) {
      index.put('artist', id, artistSearchRow([1, 2, 3], name, name))
    }
    index.flush()
  })()
  db.close()
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createTcpServer()
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}
