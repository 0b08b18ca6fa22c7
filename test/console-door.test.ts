// The console through its own socket: who may make the owner, and what a browser may be made to do.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createServer, type Server } from '../server/index.ts'
import { createLog } from '../server/log.ts'
import { loadSettings } from '../server/settings/load.ts'

const PASSWORD = 'the owl knows the way'

let folder: string
let server: Server

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lockgroove-console-'))
  mkdirSync(join(folder, 'window', 'assets'), { recursive: true })
  writeFileSync(join(folder, 'window', 'index.html'), '<!doctype html><title>page</title>')
  writeFileSync(join(folder, 'window', 'assets', 'a-123.js'), '1')
  writeFileSync(join(folder, 'secret.txt'), 'not for you')
  const { settings } = loadSettings(
    {
      port: '0',
      'console-port': '0',
      data: join(folder, 'data'),
      cache: join(folder, 'cache'),
      keychain: 'off',
    },
    { LOCKGROOVE_MASTER_KEY: 'console test key: 32 characters.' },
  )
  server = await createServer(settings, {
    windowDir: join(folder, 'window'),
    log: createLog({ verbosity: 'silent' }),
  })
})

afterEach(async () => {
  await server.close()
  rmSync(folder, { recursive: true, force: true })
})

interface Answer {
  readonly status: number
  readonly headers: Record<string, string | string[] | undefined>
  readonly body: string
}

/** fetch() would not let us choose Host, Origin or an unclean path. */
function ask(
  path: string,
  options: { method?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<Answer> {
  const { port } = new URL(server.consoleUrl)
  return new Promise((resolve, reject) => {
    const sent = request(
      { host: '127.0.0.1', port, path, method: options.method ?? 'GET', headers: options.headers },
      (got) => {
        const parts: Buffer[] = []
        got.on('data', (part) => parts.push(part))
        got.on('end', () =>
          resolve({ status: got.statusCode!, headers: got.headers, body: Buffer.concat(parts).toString() }),
        )
      },
    )
    sent.on('error', reject)
    sent.end(options.body)
  })
}

async function call(
  method: string,
  input: unknown,
  headers: Record<string, string> = {},
): Promise<Record<string, unknown>> {
  const answer = await ask(`/api/call/${method}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify(input),
  })
  return JSON.parse(answer.body)
}

const owner = (changes: Record<string, unknown> = {}) => ({
  code: server.plainSetupCode,
  username: 'Anna',
  password: PASSWORD,
  musicFolders: [],
  ...changes,
})

describe('setup.createOwner', () => {
  test('makes an administrator who can sign in at the music door, once', async () => {
    expect(await call('server.status', {})).toMatchObject({
      ok: true,
      value: { needsOwner: true, musicAddress: server.musicUrls[0] },
    })
    expect(await call('setup.createOwner', owner())).toEqual({
      ok: true,
      value: { name: 'Anna', recoveryKey: expect.stringMatching(/^(?:\w{5}-){13}\w{5}$/) },
    })
    expect(await call('server.status', {})).toMatchObject({ value: { needsOwner: false } })
    const query = `u=anna&p=${encodeURIComponent(PASSWORD)}&c=test&v=1.16.1&f=json&username=anna`
    const user = await (await fetch(`${server.musicUrls[0]}/rest/getUser?${query}`)).json()
    expect(user).toMatchObject({ 'subsonic-response': { user: { username: 'Anna', adminRole: true } } })
    expect(await call('setup.createOwner', owner({ username: 'Eve' }))).toMatchObject({
      ok: false,
      code: 'conflict',
    })
  })

  test('signs the new owner in, and writes that down', async () => {
    const { origin } = new URL(server.consoleUrl)
    const headers = { 'Content-Type': 'application/json', Origin: origin }
    const made = await ask('/api/call/setup.createOwner', {
      method: 'POST',
      headers,
      body: JSON.stringify(owner()),
    })
    const [cookie] = made.headers['set-cookie'] as string[]
    const signedIn = { Origin: origin, Cookie: cookie!.split(';')[0]! }
    expect(await call('sessions.current', {}, signedIn)).toMatchObject({
      value: { name: 'Anna', admin: true, session: { current: true } },
    })
    expect(await call('audit.list', { event: 'user.created' }, signedIn)).toMatchObject({
      value: [{ actor: 'Anna', subject: 'Anna', detail: { admin: true } }],
    })
  })

  test('leaves a set-up that is remembered until somebody finishes it', async () => {
    const { origin } = new URL(server.consoleUrl)
    const made = await ask('/api/call/setup.createOwner', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Origin: origin },
      body: JSON.stringify(owner()),
    })
    const [cookie] = made.headers['set-cookie'] as string[]
    const headers = { Origin: origin, Cookie: cookie!.split(';')[0]! }
    const begun = { finished: false, recoveryKeyKept: false, musicFolderCount: 0 }
    expect(await call('setup.progress', {}, headers)).toEqual({ ok: true, value: begun })
    expect(await call('setup.progress', {})).toMatchObject({ ok: false, code: 'not-signed-in' })
    const kept = { ...begun, recoveryKeyKept: true }
    expect(await call('setup.note', { step: 'recovery-key-kept' }, headers)).toEqual({
      ok: true,
      value: kept,
    })
    const over = { ...kept, finished: true }
    expect(await call('setup.note', { step: 'finished' }, headers)).toEqual({ ok: true, value: over })
    // What is over does not begin again.
    expect(await call('setup.note', { step: 'recovery-key-kept' }, headers)).toEqual({
      ok: true,
      value: over,
    })
  })

  test('refuses another code, and stops counting tries soon', async () => {
    for (let tries = 0; tries < 10; tries++) {
      expect(await call('setup.createOwner', owner({ code: `AAAA-AAAA-AAA${tries}` }))).toMatchObject({
        code: 'not-allowed',
      })
    }
    expect(await call('setup.createOwner', owner())).toMatchObject({ ok: false, code: 'busy' })
  })

  test.each([
    [{ username: '' }, 'username'],
    [{ username: 'a\nb' }, 'username'],
    [{ password: 'short' }, 'password'],
    [{ musicFolders: ['relative'] }, 'musicFolders'],
    [{ musicFolders: ['/nowhere/at/all'] }, 'musicFolders'],
    [{ musicFolders: 'x' }, 'musicFolders'],
    [{ admin: true }, 'input'],
  ])('names what is wrong in %j, and the code still works', async (change, field) => {
    expect(await call('setup.createOwner', owner(change))).toMatchObject({
      ok: false,
      code: 'invalid-input',
      field,
    })
    expect(await call('setup.createOwner', owner())).toMatchObject({ ok: true })
  })
})

describe('the console door', () => {
  test('answers only to its own name (DNS rebinding)', async () => {
    const { port } = new URL(server.consoleUrl)
    expect((await ask('/', { headers: { Host: `localhost:${port}` } })).status).toBe(200)
    for (const host of ['evil.example', `evil.example:${port}`, '127.0.0.1:1']) {
      expect([host, (await ask('/', { headers: { Host: host } })).status]).toEqual([host, 421])
    }
  })

  test.each([
    [{ Origin: 'https://evil.example' }],
    [{ Origin: 'null' }],
    [{ 'Sec-Fetch-Site': 'cross-site' }],
    [{ 'Sec-Fetch-Site': 'same-site' }],
  ])('refuses a change that comes from another page: %j', async (headers) => {
    expect(await call('setup.createOwner', owner(), headers as Record<string, string>)).toMatchObject({
      code: 'not-allowed',
    })
    expect(await call('server.status', {})).toMatchObject({ value: { needsOwner: true } })
  })

  test('takes a change from its own page', async () => {
    expect(
      await call('setup.createOwner', owner(), {
        Origin: server.consoleUrl,
        'Sec-Fetch-Site': 'same-origin',
      }),
    ).toMatchObject({ ok: true })
  })

  test('takes JSON only, so that a form of another page cannot reach it', async () => {
    const sent = await ask('/api/call/server.status', {
      method: 'POST',
      headers: { 'Content-Type': 'text/plain' },
      body: '{}',
    })
    expect(sent.status).toBe(415)
  })

  test.each([
    ['/api/call/nothing.here', 'POST', 404],
    ['/api/call/toString', 'POST', 404],
    ['/api/call/server.status', 'GET', 405],
    ['/api/other', 'POST', 404],
    ['/assets/a-123.js', 'POST', 405],
  ])('%s by %s is %i', async (path, method, status) => {
    expect((await ask(path, { method, headers: { 'Content-Type': 'application/json' } })).status).toBe(status)
  })

  test('refuses a body that is no JSON and one that is too large', async () => {
    const headers = { 'Content-Type': 'application/json' }
    expect((await ask('/api/call/server.status', { method: 'POST', headers, body: '{"a":' })).status).toBe(
      400,
    )
    expect(
      (await ask('/api/call/server.status', { method: 'POST', headers, body: `"${'x'.repeat(2e6)}"` }))
        .status,
    ).toBe(413)
  })

  test('answers on after one that is too large, which a browser sends the next call behind', async () => {
    const options = { method: 'POST', headers: { 'Content-Type': 'application/json' } }
    for (const _ of [1, 2, 3]) {
      expect((await ask('/api/call/server.status', { ...options, body: 'x'.repeat(2e5) })).status).toBe(413)
      expect((await ask('/api/call/server.status', { ...options, body: '{}' })).status).toBe(200)
    }
  })

  test('serves the page for every path of the window and files by their name', async () => {
    expect((await ask('/some/page')).body).toContain('<title>page')
    const script = await ask('/assets/a-123.js')
    expect(script.headers['content-type']).toContain('text/javascript')
    expect(script.headers['cache-control']).toContain('immutable')
    expect((await ask('/assets/none.js')).status).toBe(404)
    expect((await ask('/assets/a-123.js', { method: 'HEAD' })).headers['content-length']).toBe('1')
  })

  test.each([
    '/../secret.txt',
    '/..%2fsecret.txt',
    '/assets/../../secret.txt',
    '/%2e%2e/secret.txt',
    '/assets/%00.js',
    '/%ff.txt',
  ])('leaves the folder of the window at no price: %s', async (path) => {
    const answer = await ask(path)
    expect(answer.body).not.toContain('not for you')
    expect(answer.status).toBe(404)
  })

  test('sends strict headers with everything', async () => {
    for (const path of ['/', '/api/call/x', '/assets/none.js']) {
      const { headers } = await ask(path)
      expect(headers['content-security-policy']).toMatch(
        /default-src 'none'.*script-src 'self'.*frame-ancestors 'none'/,
      )
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'x-frame-options': 'DENY',
      })
      expect(headers['set-cookie']).toBeUndefined()
      expect(headers['access-control-allow-origin']).toBeUndefined()
    }
  })

  test('the music door knows nothing of the console, nor the other way round', async () => {
    expect((await fetch(`${server.musicUrls[0]}/api/call/server.status`)).status).toBe(404)
    expect((await ask('/rest/ping?f=json')).body).not.toContain('subsonic-response')
  })
})
