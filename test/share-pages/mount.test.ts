// `/share/*` over HTTP, as a browser of somebody with a link asks. Which links answer: test/journeys/rights/shares.test.ts.
import { once } from 'node:events'
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Share } from '../../server/contract/shares.ts'
import { STEPS } from '../../server/media/resize.ts'
import { type OpenData, openData } from '../../server/open-data.ts'
import { randomShareToken } from '../../server/vault/tokens.ts'
import type { ConsoleClient } from '../support/console-client.ts'
import { signedInConsole } from '../support/console-session.ts'
import { type KnownIds, readKnownIds } from '../support/known-ids.ts'
import { testSettings } from '../support/prepared-data.ts'
import { exchange, getRequest, statusOf } from '../support/raw-http.ts'
import { requestRaw } from '../support/raw-request.ts'
import { PEOPLE, startTestServer, type TestServer } from '../support/server.ts'
import { createTestClock } from '../support/vault-and-users.ts'

const OPENING = 'Björk/Début/01 Opening.flac'
const clock = createTestClock(Date.UTC(2026, 0, 20))

let folder: string
let server: TestServer
let data: OpenData
let known: KnownIds
let owner: ConsoleClient
/** Of an album with a cover in its folder. */
let link: string

beforeAll(async () => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'lockgroove-shares-')))
  server = await startTestServer({
    clock,
    settings: { authRequestLimit: 5, authWindowSec: 60, streamLimit: 2 },
    options: { windowDir: folder },
  })
  data = await openData(testSettings(server.dataDir))
  known = await readKnownIds(server.owner)
  owner = signedInConsole(server, data, PEOPLE.owner.user, clock.now())
  link = (await share(known.album('Björk', 'Début'))).url!
}, 120_000)
afterAll(async () => {
  data.close()
  await server.close()
  rmSync(folder, { recursive: true })
})

const share = (...items: string[]): Promise<Share> => owner.get('shares.create', { items })
const visitsOf = async (id: number) => {
  const { visits, lastVisitedAt } = (await owner.get('shares.list', {})).find((one) => one.id === id)!
  return { visits, lastVisitedAt }
}
const unknown = () => `${server.url}/share/${randomShareToken()}`

describe('the page of a link', () => {
  test('shows the songs in order, and nothing of who shares or of the rest of the library', async () => {
    const page = await (await fetch(link)).text()
    expect(page.indexOf('Opening')).toBeGreaterThan(0)
    expect(page.indexOf('Náttúra')).toBeGreaterThan(page.indexOf('Opening'))
    expect(page).not.toMatch(/\b(so|al|ar|di|pl)-\d/)
    expect(page).not.toContain(PEOPLE.owner.user)
    expect(page).not.toContain('Björk/')
    expect(page).not.toContain(server.dataDir)
  })

  test('is for this moment and this address only: no cookie, no CORS, no cache, no referrer, no search engine', async () => {
    const { headers } = await fetch(link, { headers: { Origin: 'https://elsewhere.example', Cookie: 'a=b' } })
    expect(headers.get('cache-control')).toBe('private, no-store')
    expect(headers.get('referrer-policy')).toBe('no-referrer')
    expect(headers.get('x-robots-tag')).toBe('noindex, nofollow')
    expect(headers.get('content-security-policy')).toContain("default-src 'none'; script-src 'self'")
    expect(headers.get('content-security-policy')).not.toContain('unsafe')
    for (const path of ['', '/songs/1', '/covers/1', '/songs/99']) {
      for (const method of ['GET', 'OPTIONS']) {
        const answer = await fetch(link + path, { method, headers: { Origin: 'https://elsewhere.example' } })
        await answer.arrayBuffer()
        const names = [...answer.headers.keys()]
        expect(names.filter((name) => /^access-control|^set-cookie/.test(name))).toEqual([])
      }
    }
  })

  test('names its own address as the browser knows it, for messengers', async () => {
    const { port } = new URL(server.url)
    const { pathname } = new URL(link)
    const page = await exchange(
      Number(port),
      getRequest(Number(port), pathname, { Host: `localhost:${port}` }),
    )
    expect(page).toContain(`content="http://localhost:${port}${pathname}/covers/1?size=600"`)
    expect(
      statusOf(await exchange(Number(port), getRequest(Number(port), pathname, { Host: 'evil.example' }))),
    ).toBe(421)
  })

  test('counts a visit each time it is opened: not for HEAD, songs, covers, nor in read-only mode', async () => {
    const { id, url, visits } = await share(known.song(OPENING))
    expect(visits).toBe(0)
    await fetch(url!)
    await (await fetch(url!)).text()
    const before = await visitsOf(id)
    expect(before).toEqual({ visits: 2, lastVisitedAt: clock.now() })
    clock.move(1000)
    await fetch(url!, { method: 'HEAD' })
    for (const path of ['/songs/1', '/covers/1']) await (await fetch(url + path)).arrayBuffer()
    data.live.set('readOnly', 'on')
    expect((await fetch(url!)).status).toBe(200)
    data.live.reset('readOnly')
    expect(await visitsOf(id)).toEqual(before)
  })

  test('stays when there is nothing to hear, and says so', async () => {
    const { id, url } = await share(known.song(OPENING))
    data.db.prepare('DELETE FROM share_songs WHERE share_id = ?').run(id)
    const answer = await fetch(url!)
    expect([answer.status, await answer.text()]).toEqual([200, expect.stringContaining('nothing to hear')])
  })
})

describe('a song of a link', () => {
  const original = () => readFileSync(join(server.musicDirs[0]!, OPENING))

  test('is the original, whole and in parts', async () => {
    const whole = await fetch(`${link}/songs/1`)
    expect([whole.status, whole.headers.get('content-type')]).toEqual([200, 'audio/flac'])
    expect(Buffer.from(await whole.arrayBuffer())).toEqual(original())
    expect(whole.headers.get('accept-ranges')).toBe('bytes')
    expect(whole.headers.get('content-disposition')).toBeNull()

    const part = await fetch(`${link}/songs/1`, { headers: { Range: 'bytes=10-19' } })
    expect([part.status, part.headers.get('content-range')]).toEqual([
      206,
      `bytes 10-19/${original().length}`,
    ])
    expect(Buffer.from(await part.arrayBuffer())).toEqual(original().subarray(10, 20))
    const beyond = await fetch(`${link}/songs/1`, { headers: { Range: 'bytes=9999999-' } })
    expect(beyond.status).toBe(416)
    const head = await fetch(`${link}/songs/1`, { method: 'HEAD' })
    expect(head.headers.get('content-length')).toBe(String(original().length))
  })

  test('is not sent again to who has it, and not confirmed any more when the link has ended', async () => {
    const { id, url } = await share(known.song(OPENING))
    const first = await fetch(`${url}/songs/1`)
    await first.arrayBuffer()
    const headers = { 'If-None-Match': first.headers.get('etag')! }
    expect((await fetch(`${url}/songs/1`, { headers })).status).toBe(304)
    expect(first.headers.get('cache-control')).toBe('private, no-cache')
    await owner.get('shares.change', { share: id, endsAt: clock.now() })
    expect((await fetch(`${url}/songs/1`, { headers })).status).toBe(404)
  })

  test('counts with the others of its link, and not with those of its owner', async () => {
    const big = join(folder, 'big.wav')
    writeFileSync(big, '')
    truncateSync(big, 30_000_000)
    const { id, url } = await share(known.song(OPENING), known.song(OPENING))
    data.db
      .prepare("INSERT INTO music_folders (id, path, name, added_at) VALUES (77, ?, 'big', 1)")
      .run(folder)
    data.db
      .prepare(
        "UPDATE songs SET folder_id = 77, path = 'big.wav', suffix = 'wav' WHERE id = (SELECT song_id FROM share_songs WHERE share_id = ? AND position = 1)",
      )
      .run(id)
    const sockets = await Promise.all([1, 2].map((at) => requestRaw(`${url}/songs/${at}`)))
    for (const socket of sockets) await once(socket, 'readable')
    const third = await fetch(`${url}/songs/1`)
    expect([third.status, third.headers.get('retry-after')]).toEqual([429, '5'])
    expect((await fetch(url!)).status).toBe(200)
    const ofOwner = await server.owner.call('stream', { id: known.song('Björk/Début/02 Náttúra.flac') })
    expect(ofOwner.status).toBe(200)
    expect((await fetch(`${link}/songs/2`)).status).toBe(200)
    for (const socket of sockets) socket.destroy()
    await expect.poll(async () => (await fetch(`${url}/songs/1`, { method: 'HEAD' })).status).toBe(200)
  })
})

describe('a cover of a link', () => {
  test('comes in the usual sizes and never as the original', async () => {
    const edges = new Set<number>()
    const original = readFileSync(join(server.musicDirs[0]!, 'Björk/Début/cover.jpg'))
    for (const query of ['', '?size=0', '?size=-5', '?size=abc', '?size=1', '?size=77', '?size=99999']) {
      const answer = await fetch(`${link}/covers/1${query}`)
      expect([query, answer.status, answer.headers.get('content-type')]).toEqual([query, 200, 'image/jpeg'])
      const picture = Buffer.from(await answer.arrayBuffer())
      expect(picture.equals(original)).toBe(false)
      const { width, height, exif } = await sharp(picture).metadata()
      edges.add(Math.max(width, height))
      expect(exif).toBeUndefined()
    }
    const { width: largest } = await sharp(original).metadata()
    for (const edge of edges) expect(STEPS.some((step) => step === edge) || edge === largest).toBe(true)
  })
})

describe("the page's own files", () => {
  test('are those of the build, with their types', async () => {
    const assets = `${server.url}/share/assets`
    expect((await fetch(`${assets}/player.js`)).status).toBe(404)
    mkdirSync(join(folder, 'share'))
    writeFileSync(join(folder, 'share', 'player.js'), 'play()')
    const answer = await fetch(`${assets}/player.js`)
    expect([answer.status, await answer.text()]).toEqual([200, 'play()'])
    expect(answer.headers.get('content-type')).toBe('text/javascript; charset=utf-8')
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
    for (const path of ['', 'index.html', '../big.wav', '%2e%2e/big.wav']) {
      expect((await fetch(`${assets}/${path}`)).status).toBe(404)
    }
  })
})

// Last: they make this computer wait.
describe('guessing', () => {
  test('makes its source wait, as wrong logins do, while a good link goes on answering', async () => {
    clock.move(3_600_000)
    const ended = await share(known.song(OPENING))
    await owner.get('shares.change', { share: ended.id, endsAt: 0 })
    // The same again is no new guess, nor what can be no token.
    for (let at = 0; at < 12; at++) {
      expect((await fetch(`${ended.url}/songs/${at}`)).status).toBe(404)
      expect((await fetch(`${server.url}/share/guess-${at}`)).status).toBe(404)
    }
    for (let at = 0; at < 4; at++) expect((await fetch(unknown())).status).toBe(404)
    for (const refused of [unknown(), ended.url!]) {
      const answer = await fetch(refused)
      expect(answer.status).toBe(429)
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(50)
      expect(await answer.text()).toContain('Nothing is shared here')
    }
    for (const path of ['', '/songs/1', '/covers/1']) expect((await fetch(link + path)).status).toBe(200)
    // One count for all that is guessed.
    const wrong = { login: { ...PEOPLE.owner, password: 'guess', form: 'clear' } as const }
    expect((await server.owner.call('ping', {}, wrong)).status).toBe(429)
    clock.move(60_000)
    expect((await fetch(unknown())).status).toBe(404)
  })

  test('one request too many is refused in a few words', async () => {
    data.live.set('requestLimit', '60')
    server.server.live.poll()
    let last = await fetch(link)
    for (let at = 0; at < 61 && last.status !== 429; at++) last = await fetch(link, { method: 'HEAD' })
    const refused = await fetch(link)
    expect([refused.status, await refused.text()]).toEqual([429, 'Too many requests\n'])
    expect(refused.headers.get('access-control-allow-origin')).toBeNull()
    expect(refused.headers.get('content-security-policy')).toContain("default-src 'none'")
    data.live.reset('requestLimit')
  })
})
