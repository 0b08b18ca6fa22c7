// The nginx recipe of server/http/README.md as it stands there, with ports and files filled in, in front of a whole server.
// The login service behind it is a double that knows people by a cookie, as Authelia does.
import { once } from 'node:events'
import { mkdtempSync, readFileSync, realpathSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import { connect as connectHttp2 } from 'node:http2'
import { request } from 'node:https'
import { type AddressInfo, createServer as createTcpServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { generate } from 'selfsigned'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Settings } from '../../server/settings/definitions.ts'
import { lacksNginx, startNginx } from '../support/nginx.ts'
import { PEOPLE, startTestServer, type TestServer } from '../support/server.ts'

const NAME = 'music.example.org'
const LOGIN_PAGE = 'https://login.example.org/'
const { owner, listener } = PEOPLE
const README = readFileSync(join(import.meta.dirname, '../../server/http/README.md'), 'utf8')

interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
  readonly json: any
}

interface Asking {
  readonly method?: string
  readonly headers?: Record<string, string | string[]>
  readonly body?: string
  /** Which of this computer's addresses it comes from. */
  readonly from?: string
}

const lacking = lacksNginx()

describe.skipIf(lacking).each([
  ['addresses', {}],
  ['unix sockets', { sockets: true }],
] as const)('the nginx recipe, with %s', (_what, { sockets = false }: { sockets?: boolean }) => {
  let port: number
  let server: TestServer
  let loginService: Server
  const asked: IncomingHttpHeaders[] = []
  const closing: (() => unknown)[] = []

  beforeAll(async () => {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), 'lockgroove-recipe-')))
    const unix = { music: join(folder, 'music.sock'), console: join(folder, 'console.sock') }
    const settings: Partial<Settings> = {
      hostNames: [NAME],
      trustedProxies: sockets ? ['unix'] : ['127.0.0.1'],
      proxyLogin: true,
      authRequestLimit: 5,
      authWindowSec: 300,
      ...(sockets && { address: `unix:${unix.music}`, consoleAddress: `unix:${unix.console}` }),
    }
    server = await startTestServer({ settings })
    closing.push(() => server.close())
    loginService = await startLoginService(asked)
    closing.push(() => loginService.close())
    port = await freePort()
    const { certificate, key } = await makeCertificate(folder)
    const addressOf = (url: string) => (sockets ? `http://${url}` : url)
    const nginx = await startNginx(
      fillIn(recipe(), [
        ['listen 443 ssl http2', `listen ${port} ssl http2`],
        ['/etc/nginx/music.example.org.pem', certificate],
        ['/etc/nginx/music.example.org.key', key],
        ['http://127.0.0.1:4040', sockets ? addressOf(`unix:${unix.music}`) : server.url],
        ['http://127.0.0.1:4041', sockets ? addressOf(`unix:${unix.console}`) : server.server.consoleUrl],
        ['127.0.0.1:9091', `127.0.0.1:${(loginService.address() as AddressInfo).port}`],
      ]),
      port,
    )
    closing.unshift(() => nginx.close())
  })
  afterAll(async () => {
    for (const close of closing) await close()
  })

  function ask(path: string, { method = 'GET', headers = {}, body, from }: Asking = {}): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const asking = request({
        host: '127.0.0.1',
        port,
        path,
        method,
        servername: NAME,
        rejectUnauthorized: false,
        agent: false,
        ...(from !== undefined && { localAddress: from }),
        headers: { Host: `${NAME}:${port}`, ...headers },
      })
      asking.once('error', reject)
      asking.once('response', async (answer) => {
        const parts: Buffer[] = []
        for await (const part of answer) parts.push(part)
        const whole = Buffer.concat(parts)
        resolve({
          status: answer.statusCode!,
          headers: answer.headers,
          body: whole,
          get json() {
            return JSON.parse(whole.toString())
          },
        })
      })
      asking.end(body)
    })
  }

  const rest = (endpoint: string, more: Record<string, string> = {}, login: object = owner) => {
    const { user: u, password: p } = login as { user?: string; password?: string }
    return `/rest/${endpoint}?${new URLSearchParams({ ...(u && p && { u, p }), v: '1.16.1', c: 'tests', f: 'json', ...more })}`
  }
  const envelope = (answer: Answer) => answer.json['subsonic-response']
  const call = (method: string, headers: Record<string, string | string[]>, input: object = {}) =>
    ask(`/api/call/${method}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Origin: `https://${NAME}:${port}`, ...headers },
      body: JSON.stringify(input),
    })
  const loggedInAs = (name: string) => ({ Cookie: `login=${encodeURIComponent(name)}` })

  test('lets music through, with ranges', async () => {
    const found = envelope(await ask(rest('search3', { query: 'Opening' })))
    const id = found.searchResult3.song[0].id
    const whole = await ask(rest('stream', { id }))
    expect(whole.status).toBe(200)
    const part = await ask(rest('stream', { id }), { headers: { Range: 'bytes=100-199' } })
    expect([part.status, part.headers['content-range']]).toEqual([206, `bytes 100-199/${whole.body.length}`])
    expect(part.body.equals(whole.body.subarray(100, 200))).toBe(true)
    const again = await ask(rest('stream', { id }), { headers: { 'If-None-Match': whole.headers.etag! } })
    expect(again.status).toBe(304)
  })

  test('lets a megabyte of query through, and a form of several', async () => {
    const filler = 'x'.repeat(1024 * 1024)
    expect(envelope(await ask(`${rest('ping')}&filler=${filler}`))).toMatchObject({ status: 'ok' })
    const form = await ask('/rest/ping', {
      method: 'POST',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
      body: `${rest('ping').split('?')[1]}&filler=${filler.repeat(8)}`,
    })
    expect(envelope(form)).toMatchObject({ status: 'ok' })
  })

  test('speaks HTTP/2, and paths as apps write them', async () => {
    const session = connectHttp2(`https://127.0.0.1:${port}`, { rejectUnauthorized: false, servername: NAME })
    const stream = session.request({ ':path': rest('ping'), ':authority': `${NAME}:${port}` })
    const parts: Buffer[] = []
    for await (const part of stream) parts.push(part)
    session.close()
    expect(JSON.parse(Buffer.concat(parts).toString())).toMatchObject({
      'subsonic-response': { status: 'ok' },
    })
    expect(envelope(await ask(`/${rest('ping.view')}`))).toMatchObject({ status: 'ok' })
    expect((await ask('/healthz')).body.toString()).toBe('ok\n')
  })

  test('signs in to the console whom the login service names, under TLS, with a cookie of this host alone', async () => {
    const answer = await call('sessions.current', loggedInAs(owner.user))
    expect(answer.json).toMatchObject({ ok: true, value: { name: owner.user, admin: true } })
    const [cookie] = answer.headers['set-cookie']!
    expect(cookie).toMatch(
      /^__Host-lockgroove[^;]*; Path=\/; HttpOnly; SameSite=Strict; Max-Age=\d+; Secure$/,
    )
    const session = cookie!.split(';')[0]!
    const later = await call('sessions.current', {
      Cookie: `login=${encodeURIComponent(owner.user)}; ${session}`,
    })
    expect(later.json.value.session).toMatchObject({ method: 'proxy', address: '127.0.0.1', current: true })
    // The cookie alone is worth nothing: the login service has to go on naming him.
    expect((await call('sessions.current', { Cookie: session })).status).toBe(302)
  })

  test.each(['Remote-User', 'remote-user', 'REMOTE-USER', 'Remote_User'])(
    'lets no client say who it is: %s is overridden',
    async (header) => {
      const forged = { [header]: [owner.user, owner.user].map((name) => encodeURIComponent(name)) }
      expect((await call('sessions.current', { ...forged })).status).toBe(302)
      const answer = await call('sessions.current', { ...forged, ...loggedInAs(listener.user) })
      expect(answer.json).toMatchObject({ ok: true, value: { name: listener.user, admin: false } })
      expect(asked.every((headers) => headers['remote-user'] === undefined)).toBe(true)
    },
  )

  test('sends strangers to the login page, on every path of the console', async () => {
    for (const path of [
      '/',
      '/assets/x.js',
      '/api/call/server.status',
      '/%72est/../',
      '/rest/../api/call/server.status',
      '/restless',
    ]) {
      const answer = await ask(path)
      expect([path, answer.status, answer.headers.location]).toEqual([path, 302, LOGIN_PAGE])
    }
  })

  test('leaves music to its own login: being somebody to the proxy is nothing there', async () => {
    for (const headers of [
      { 'Remote-User': owner.user.normalize('NFKD').replace(/[^ -~]/g, '') },
      loggedInAs(owner.user),
    ]) {
      const { json } = await ask(rest('ping', {}, {}), { headers })
      expect(json['subsonic-response']).toMatchObject({ status: 'failed', error: { code: 10 } })
    }
    expect((await ask('/share/anything')).status).toBe(404)
  })

  test('gives people the address they came by for their apps, and links that work for anybody', async () => {
    const address = `https://${NAME}:${port}`
    const { json } = await call('server.status', loggedInAs(owner.user))
    expect(json).toMatchObject({ ok: true, value: { musicAddress: address } })
    const { song } = envelope(await ask(rest('search3', { query: 'Opening' }))).searchResult3
    const made = await call('shares.create', loggedInAs(owner.user), { items: [song[0].id] })
    const { url } = made.json.value
    expect(url.startsWith(`${address}/share/`)).toBe(true)
    const page = await ask(url.slice(address.length))
    expect([page.status, page.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8'])
    expect((await ask(`${url.slice(address.length)}/songs/1`)).status).toBe(200)
  })

  test.skipIf(sockets)('gives a browser on the computer of the proxy the address of the door', async () => {
    const own = await fetch(new URL('/api/call/server.status', server.server.consoleUrl), {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Origin: server.server.consoleUrl },
      body: '{}',
    })
    expect(await own.json()).toMatchObject({ ok: true, value: { musicAddress: server.url } })
  })

  test('tells the limiter who fails, whatever he says in X-Forwarded-For', async () => {
    const wrong = (at: number) => rest('ping', {}, { ...listener, password: `guess ${at}` })
    for (let at = 0; at < 5; at++) {
      const headers = {
        'X-Forwarded-For': `198.51.100.${at}`,
        'X-Real-IP': `198.51.100.${at}`,
        Forwarded: `for=198.51.100.${at}`,
      }
      await ask(wrong(at), { headers, from: '127.0.0.66' })
    }
    const attacker = { from: '127.0.0.66', headers: { 'X-Forwarded-For': '198.51.100.99' } }
    expect((await ask(rest('ping', {}, listener), attacker)).status).toBe(429)
    expect((await ask(rest('ping', {}, listener), { from: '127.0.0.67' })).status).toBe(200)
  })

  test('does not answer to another name', async () => {
    expect((await ask(rest('ping'), { headers: { Host: 'evil.example' } })).status).toBe(421)
  })
})

/** The first block of that language below its heading. */
function recipe(): string {
  const block = /\n### nginx\n[^#]*?\n```nginx\n(.*?)\n```\n/s.exec(README)
  if (!block) throw new Error('server/http/README.md has no recipe for nginx')
  return block[1]!
}

/** Each place has to be there, so that the test cannot run something else than the recipe. */
function fillIn(text: string, places: readonly (readonly [string, string])[]): string {
  return places.reduce((filled, [place, value]) => {
    expect(filled).toContain(place)
    return filled.replace(place, value)
  }, text)
}

async function startLoginService(asked: IncomingHttpHeaders[]): Promise<Server> {
  const service = createServer((req, res) => {
    asked.push(req.headers)
    const name = /(?:^|; )login=([^;]+)/.exec(req.headers.cookie ?? '')?.[1]
    if (req.url !== '/api/authz/auth-request') res.writeHead(500).end()
    else if (name === undefined) res.writeHead(401, { Location: LOGIN_PAGE }).end()
    else res.writeHead(200, { 'Remote-User': Buffer.from(decodeURIComponent(name)).toString('latin1') }).end()
  })
  service.listen(0, '127.0.0.1')
  await once(service, 'listening')
  return service
}

async function makeCertificate(folder: string) {
  const made = await generate([{ name: 'commonName', value: NAME }], { keyType: 'ec', curve: 'P-256' })
  const files = { certificate: join(folder, 'cert.pem'), key: join(folder, 'key.pem') }
  writeFileSync(files.certificate, made.cert)
  writeFileSync(files.key, made.private, { mode: 0o600 })
  return files
}

async function freePort(): Promise<number> {
  const holder = createTcpServer().listen(0, '127.0.0.1')
  await once(holder, 'listening')
  const { port } = holder.address() as AddressInfo
  holder.close()
  await once(holder, 'close')
  return port
}
