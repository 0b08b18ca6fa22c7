// Every limit through the real doors of a whole server, as an attacker and an honest app beside him meet it.
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, realpathSync, truncateSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import type { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Settings } from '../../server/settings/definitions.ts'
import { ROUTES } from '../../server/subsonic/routes.ts'
import { createConsoleClient } from '../support/console-client.ts'
import { exchange, getRequest, statusOf } from '../support/raw-http.ts'
import { requestRaw } from '../support/raw-request.ts'
import { PEOPLE, startTestServer, type TestServer } from '../support/server.ts'
import { createTestClock } from '../support/vault-and-users.ts'

const { owner, listener } = PEOPLE
const TRUSTED = ['127.0.0.1', '::1']

const running: { close(): Promise<void> }[] = []
afterEach(async () => {
  for (const server of running.splice(0)) await server.close()
})

async function start(settings: Partial<Settings>, clock = createTestClock()) {
  const server = await startTestServer({ library: 'empty', settings, clock })
  running.push(server)
  return { server, clock }
}

const from = (address: string) => ({ headers: { 'X-Forwarded-For': address } })
const badLogin = (at: number | string) => ({
  login: { user: listener.user, password: `guess ${at}`, form: 'clear' } as const,
})
const goodLogin = { login: { ...listener, form: 'clear' } as const }

async function failOnMusicDoor({ owner: app }: TestServer, count: number, options: object = {}) {
  for (let at = 0; at < count; at++) await app.json('ping', {}, { ...options, ...badLogin(at) })
}

describe('failed logins', () => {
  const LIMIT = { authRequestLimit: 5, authWindowSec: 60 }

  test('of one source end in 429 with Retry-After on both doors together, for a minute', async () => {
    const { server, clock } = await start(LIMIT)
    await failOnMusicDoor(server, 5)
    const answer = await server.owner.call('ping', {}, badLogin('more'))
    expect(answer.status).toBe(429)
    expect(Number(answer.headers.get('Retry-After'))).toBeGreaterThan(50)
    expect(answer.envelope).toMatchObject({ status: 'failed', error: { code: 0 } })
    const window = createConsoleClient(server.server.consoleUrl)
    expect(
      await window.call('sessions.signIn', { username: owner.user, password: owner.password }),
    ).toMatchObject({
      code: 'busy',
    })
    clock.move(60_000)
    expect((await server.owner.call('ping', {}, goodLogin)).status).toBe(200)
    await window.signIn(owner.user, owner.password)
  })

  test('on the console count on the music door', async () => {
    const { server } = await start(LIMIT)
    const window = createConsoleClient(server.server.consoleUrl)
    for (let at = 0; at < 5; at++) {
      await window.call('sessions.signIn', { username: listener.user, password: `guess ${at}` })
    }
    expect((await server.owner.call('ping', {}, goodLogin)).status).toBe(429)
  })

  test('are not counted with 0, on either setting', async () => {
    for (const off of [{ authRequestLimit: 0 }, { authWindowSec: 0 }]) {
      const { server } = await start({ ...LIMIT, ...off })
      await failOnMusicDoor(server, 12)
      expect((await server.owner.call('ping', {}, badLogin('last'))).envelope.error?.code).toBe(40)
      expect((await server.owner.call('ping', {}, goodLogin)).status).toBe(200)
    }
  })

  test('behind a listed proxy make only their own source wait: IPv4, IPv6 by /64, mapped', async () => {
    const { server } = await start({ ...LIMIT, trustedProxies: TRUSTED })
    for (const [attacker, same, other] of [
      ['192.0.2.66', '::ffff:192.0.2.66', '192.0.2.67'],
      ['2001:db8:1:2::66', '2001:db8:1:2:ffff::1', '2001:db8:1:3::66'],
    ] as const) {
      await failOnMusicDoor(server, 5, from(attacker))
      for (const source of [attacker, same]) {
        expect((await server.owner.call('ping', {}, { ...goodLogin, ...from(source) })).status, source).toBe(
          429,
        )
      }
      expect((await server.owner.call('ping', {}, { ...goodLogin, ...from(other) })).status, other).toBe(200)
    }
    const window = createConsoleClient(server.server.consoleUrl, { 'X-Forwarded-For': '192.0.2.68' })
    await window.signIn(listener.user, listener.password)
  })

  test('of a foreign page in the owner’s browser keep out the page, and none of his apps', async () => {
    const { server } = await start(LIMIT)
    const page = { 'Sec-Fetch-Site': 'cross-site' }
    const guess = (at: number) => `/rest/ping?u=${listener.user}&p=guess${at}`
    for (let at = 0; at < 5; at++) expect(await rawGet(server, guess(at), page)).toBe(200)
    expect(await rawGet(server, guess(5), page)).toBe(429)
    const webSocket = { Upgrade: 'websocket', Origin: 'http://evil.example' }
    for (let at = 10; at < 20; at++) expect(await rawGet(server, guess(at), webSocket)).toBe(429)
    expect((await server.owner.call('ping', {}, goodLogin)).status).toBe(200)
    await createConsoleClient(server.server.consoleUrl).signIn(owner.user, owner.password)
  })

  test('from many sources for one name keep nobody out who has not failed himself', async () => {
    const { server } = await start({ ...LIMIT, trustedProxies: TRUSTED })
    for (let at = 0; at < 12; at++)
      await server.owner.json('ping', {}, { ...badLogin(at), ...from(`192.0.2.${at}`) })
    const wrong = await server.owner.call('ping', {}, { ...badLogin('x'), ...from('198.51.100.1') })
    expect(wrong.status).toBe(429)
    expect((await server.owner.call('ping', {}, { ...goodLogin, ...from('198.51.100.2') })).status).toBe(200)
    const window = createConsoleClient(server.server.consoleUrl, { 'X-Forwarded-For': '198.51.100.3' })
    await window.signIn(listener.user, listener.password)
  })
})

describe('requests', () => {
  test('of one source beyond a minute end in the words of the face asked, with Retry-After', async () => {
    const { server, clock } = await start({ requestLimit: 60 })
    for (let at = 0; at < 60; at++) expect((await server.owner.call('ping')).status).toBe(200)
    const json = await server.owner.call('ping')
    expect([json.status, json.headers.get('Retry-After'), json.type]).toEqual([
      429,
      '1',
      'application/json; charset=utf-8',
    ])
    expect(json.envelope).toMatchObject({
      status: 'failed',
      error: { code: 0, message: 'Too many requests' },
    })
    const xml = await server.owner.call('ping', {}, { format: 'xml' })
    expect([xml.status, xml.text.includes('<error code="0"')]).toEqual([429, true])
    expect(json.headers.get('Access-Control-Allow-Origin')).toBe('*')
    const plain = await fetch(`${server.url}/healthz`)
    expect([plain.status, await plain.text()]).toEqual([429, 'Too many requests.\n'])
    // The other door counts for itself: whoever floods the music door does not close the window.
    const { consoleUrl } = server.server
    expect((await fetch(consoleUrl)).status).not.toBe(429)
    for (let at = 0; at < 59; at++) await fetch(`${consoleUrl}/favicon.svg`)
    expect(await createConsoleClient(consoleUrl).call('server.status', {})).toMatchObject({
      ok: false,
      code: 'busy',
    })
    clock.move(10_000)
    expect((await server.owner.call('ping')).status).toBe(200)
  })

  test('of one source are nothing to another behind the same listed proxy, and one to a forger', async () => {
    const { server } = await start({ requestLimit: 60, trustedProxies: TRUSTED })
    for (let at = 0; at < 60; at++) await server.owner.call('ping', {}, from(`10.0.0.${at}, 192.0.2.66`))
    expect((await server.owner.call('ping', {}, from('192.0.2.66'))).status).toBe(429)
    expect((await server.owner.call('ping', {}, from('192.0.2.67'))).status).toBe(200)
  })

  test('that a foreign page makes the owner’s browser send use up nothing of what his apps may', async () => {
    const { server } = await start({ requestLimit: 60 })
    const page = { headers: { 'Sec-Fetch-Site': 'cross-site' } }
    for (let at = 0; at < 61; at++) await rawGet(server, '/rest/ping', page.headers)
    expect(await rawGet(server, '/rest/ping', page.headers)).toBe(429)
    expect((await server.owner.call('ping')).status).toBe(200)
  })

  test('for 500 covers at once are nothing with the default', async () => {
    const { server } = await start({})
    const answers = await Promise.all(
      Array.from({ length: 500 }, () => server.owner.call('getAvatar', { username: owner.user })),
    )
    expect(new Set(answers.map(({ type }) => type))).toEqual(new Set(['image/png']))
  })
})

/** `fetch` sets Sec-Fetch-Site itself. */
async function rawGet({ url }: TestServer, target: string, headers: Record<string, string>): Promise<number> {
  const { port } = new URL(url)
  return statusOf(await exchange(Number(port), getRequest(Number(port), target, headers)))
}

describe('songs sent at the same time', () => {
  let server: TestServer
  let songId: string
  beforeAll(async () => {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), 'lockgroove-long-')))
    mkdirSync(join(folder, 'Album'))
    writeLongWave(join(folder, 'Album', 'Long.wav'))
    server = await startTestServer({
      library: 'empty',
      music: [folder],
      settings: { streamLimit: 2, trustedProxies: TRUSTED },
    })
    await server.server.scanner.settled()
    songId = (await server.owner.json('search3', { query: 'Long' }))['searchResult3'].song[0].id
  })
  afterAll(() => server.close())

  const hold = (app = server.owner, endpoint = 'stream') => requestRaw(app.url(endpoint, { id: songId }))
  async function started(socket: Socket) {
    await once(socket, 'readable')
    return socket
  }
  /** Asked until it is so: a place is given back when the server hears that the client is gone, which no answer tells. */
  const askForSong = async () =>
    (await server.owner.call('stream', { id: songId }, { method: 'HEAD' })).status

  test('are as many as the owner says for each user; one more is told to come again', async () => {
    const held = [await started(await hold()), await started(await hold(server.owner, 'download'))]
    for (const endpoint of ['stream', 'download']) {
      const answer = await server.owner.call(endpoint, { id: songId })
      expect([answer.status, answer.headers.get('Retry-After')]).toEqual([429, '5'])
      expect(answer.envelope).toMatchObject({ status: 'failed', error: { code: 0 } })
    }
    // From another address it is the same user; and another user has his own.
    expect((await server.owner.call('stream', { id: songId }, from('192.0.2.1'))).status).toBe(429)
    expect((await server.listener.call('stream', { id: songId }, { method: 'HEAD' })).status).toBe(200)
    expect((await server.owner.call('ping')).status).toBe(200)

    held[0]!.destroy()
    await expect.poll(askForSong).toBe(200)
    held[1]!.destroy()
  })

  test('are counted together with those of the window', async () => {
    const held = [await started(await hold()), await started(await hold())]
    const window = createConsoleClient(server.server.consoleUrl)
    await window.signIn(owner.user, owner.password)
    const cookie = [...window.cookies].map((pair) => pair.join('=')).join('; ')
    const play = () =>
      fetch(`${window.url}/api/music/stream?id=${songId}`, { method: 'HEAD', headers: { Cookie: cookie } })
    expect((await play()).status).toBe(429)
    for (const socket of held) socket.destroy()
    await expect.poll(async () => (await play()).status).toBe(200)
  })

  test('are given back by whoever reads to the end, hangs up or fails', async () => {
    for (let at = 0; at < 10; at++) {
      const answer = await server.owner.call('stream', { id: songId }, { headers: { Range: 'bytes=0-99' } })
      expect(answer.status).toBe(206)
      expect((await server.owner.json('stream', { id: 'so-999999' })).error?.code).toBe(70)
    }
    for (let at = 0; at < 5; at++) {
      const socket = await hold()
      socket.destroy()
    }
    await expect.poll(askForSong).toBe(200)
  })

  test('are every route that sends songs, and every route that sends pictures waits for its turn', () => {
    const binary = [...ROUTES].flatMap(([name, route]) => ('binary' in route ? [[name, route.sends]] : []))
    expect(Object.fromEntries(binary)).toEqual({
      stream: 'song',
      download: 'song',
      getCoverArt: 'cover',
      getAvatar: 'cover',
    })
  })
})

describe('covers in work', () => {
  test('of one source wait for each other and all arrive, those of another need not wait', async () => {
    const { server } = await start({ coverLimit: 1, trustedProxies: TRUSTED })
    const names = Object.values(PEOPLE).map(({ user }) => user)
    const answers = await Promise.all(
      Array.from({ length: 60 }, (_, at) =>
        server.owner.call('getAvatar', { username: names[at % names.length]! }, from(`192.0.2.${at % 3}`)),
      ),
    )
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
  })
})

describe('bodies and headers', () => {
  test('that are too large are refused by both doors, and the doors stay open', async () => {
    const { server } = await start({})
    const headers = { 'X-Large': 'x'.repeat(66_000) }
    for (const url of [server.url, server.server.consoleUrl]) {
      const port = Number(new URL(url).port)
      expect(statusOf(await exchange(port, getRequest(port, '/', headers)))).toBe(431)
      expect(statusOf(await exchange(port, getRequest(port, `/?${'x'.repeat(2 * 1024 * 1024)}`)))).toBe(414)
      expect((await fetch(url)).status).toBeLessThan(504)
    }
    const { consoleUrl } = server.server
    expect(await send(consoleUrl, Buffer.alloc(4 * 1024 * 1024, ' '))).toEqual([
      413,
      { ok: false, code: 'invalid-input', message: 'Too large.' },
    ])
    expect(await createConsoleClient(consoleUrl).call('server.status', {})).toMatchObject({ ok: true })
  })

  test('of more than 64 KiB are read on the console from nobody, signed in or not', async () => {
    const { server } = await start({})
    const { consoleUrl } = server.server
    const inputOf = (bytes: number) => Buffer.from(`{}${' '.repeat(bytes - 2)}`)
    const window = createConsoleClient(consoleUrl)
    await window.signIn(listener.user, listener.password)
    const [name, token] = [...window.cookies][0]!
    const signedIn = { Cookie: `${name}=${token}`, Origin: new URL(consoleUrl).origin }
    for (const headers of [undefined, signedIn]) {
      expect(await send(consoleUrl, inputOf(64 * 1024), headers)).toMatchObject([200, { ok: true }])
      expect((await send(consoleUrl, inputOf(64 * 1024 + 1), headers))[0]).toBe(413)
    }
  })
})

function send(
  consoleUrl: string,
  body: Buffer,
  headers: Readonly<Record<string, string>> = {},
): Promise<[number, unknown]> {
  return new Promise((resolve, reject) => {
    const asked = request(`${consoleUrl}/api/call/server.status`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'Content-Length': body.length, ...headers },
      agent: false,
    })
    asked.once('error', reject)
    asked.once('response', async (answer) => {
      const parts: Buffer[] = []
      for await (const part of answer) parts.push(part)
      resolve([answer.statusCode!, JSON.parse(Buffer.concat(parts).toString())])
    })
    asked.end(body)
  })
}

/** 64 MB of silence, no byte of it on the disk. */
function writeLongWave(path: string): void {
  const bytes = 64 * 1024 * 1024
  const head = Buffer.alloc(44)
  head.write('RIFF', 0)
  head.writeUInt32LE(bytes - 8, 4)
  head.write('WAVEfmt ', 8)
  head.writeUInt32LE(16, 16)
  head.writeUInt16LE(1, 20)
  head.writeUInt16LE(2, 22)
  head.writeUInt32LE(44_100, 24)
  head.writeUInt32LE(176_400, 28)
  head.writeUInt16LE(4, 32)
  head.writeUInt16LE(16, 34)
  head.write('data', 36)
  head.writeUInt32LE(bytes - 44, 40)
  writeFileSync(path, head)
  truncateSync(path, bytes)
}
