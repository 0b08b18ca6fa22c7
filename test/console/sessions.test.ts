// Sessions through the real console door: signing in, what keeps a session alive, and everything that ends it.

import type { IncomingMessage } from 'node:http'
import { request } from 'node:https'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createConsoleClient } from '../support/console-client.ts'
import { PEOPLE, startTestServer, type TestServer } from '../support/server.ts'
import { createTestClock } from '../support/vault-and-users.ts'

const { owner, listener, mainOnly, secondOnly } = PEOPLE
const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0'

let running: TestServer
let clock: ReturnType<typeof createTestClock>

beforeAll(async () => {
  clock = createTestClock()
  running = await startTestServer({ library: 'empty', clock, quickPasswords: [owner, listener, mainOnly] })
})
afterAll(() => running?.close())

const client = (headers?: Record<string, string>) => createConsoleClient(running.server.consoleUrl, headers)

async function signedIn(
  { user, password }: { user: string; password: string },
  headers?: Record<string, string>,
) {
  const one = client(headers)
  await one.signIn(user, password)
  return one
}

const isSignedIn = async (one: ReturnType<typeof client>) => (await one.call('sessions.current', {})).ok

const NOT_SIGNED_IN = { ok: false, code: 'not-signed-in' }

describe('sessions.signIn', () => {
  test('gives a session that knows who it is, from where and with what', async () => {
    const one = await signedIn(owner, { 'User-Agent': FIREFOX })
    expect(await one.get('sessions.current', {})).toEqual({
      name: owner.user,
      admin: true,
      passwordForApps: true,
      sharing: { usualDays: 30 },
      session: {
        id: expect.any(Number),
        userName: owner.user,
        method: 'password',
        createdAt: clock.now(),
        lastSeenAt: clock.now(),
        endsAt: clock.now() + 30 * DAY,
        address: '127.0.0.1',
        device: 'Firefox on Linux',
        current: true,
      },
    })
  })

  test('says the same of an unknown name, a wrong password and an empty-looking one', async () => {
    const replies = []
    for (const [username, password] of [
      ['nobody', 'x'],
      [listener.user, 'wrong'],
      [listener.user, ' '],
    ] as const) {
      replies.push(await client().call('sessions.signIn', { username, password }))
    }
    const refusal = { ok: false, code: 'not-allowed', message: 'Wrong name or password' }
    expect(replies).toEqual([refusal, refusal, refusal])
  })

  test('puts nothing but a token for itself into a cookie no script can read', async () => {
    const { port, origin } = new URL(running.server.consoleUrl)
    const response = await fetch(`${origin}/api/call/sessions.signIn`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Origin: origin },
      body: JSON.stringify({ username: listener.user, password: listener.password }),
    })
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(response.headers.getSetCookie()).toHaveLength(1)
    expect(response.headers.getSetCookie()[0]).toMatch(
      new RegExp(
        `^lockgroove-${port}=[A-Za-z0-9_-]{43}; Path=/; HttpOnly; SameSite=Strict; Max-Age=2592000$`,
      ),
    )
    expect(await response.json()).toEqual({ ok: true, value: { name: listener.user, admin: false } })
  })

  test('stores a hash, and the token nowhere', async () => {
    const one = await signedIn(listener)
    const [token] = one.cookies.values()
    const db = new Database(join(running.dataDir, 'lockgroove.db'), { readonly: true })
    const rows = JSON.stringify(db.prepare('SELECT * FROM sessions').all())
    db.close()
    expect(rows).toContain('token_hash')
    expect(rows).not.toContain(token)
  })

  test('ends the session the browser had before', async () => {
    const one = await signedIn(listener)
    const before = client()
    for (const [name, value] of one.cookies) before.cookies.set(name, value)
    await one.signIn(mainOnly.user, mainOnly.password)
    expect((await one.get('sessions.current', {})).name).toBe(mainOnly.user)
    expect(await before.call('sessions.current', {})).toMatchObject(NOT_SIGNED_IN)
  })

  test('checks two passwords of one source at a time and asks the others to wait', async () => {
    const { user: username, password } = secondOnly
    const many = Array.from({ length: 6 }, () => client().call('sessions.signIn', { username, password }))
    const codes = (await Promise.all(many)).map((reply) => (reply.ok ? 'in' : reply.code))
    expect(codes.filter((code) => code === 'in')).toHaveLength(2)
    expect(codes.filter((code) => code === 'busy')).toHaveLength(4)
  })
})

describe('a session', () => {
  test('lives a day from its last use', async () => {
    const one = await signedIn(listener)
    clock.move(DAY - MINUTE)
    expect(await isSignedIn(one)).toBe(true)
    clock.move(DAY - MINUTE)
    expect(await isSignedIn(one)).toBe(true)
    clock.move(DAY)
    expect(await isSignedIn(one)).toBe(false)
  })

  test('ends after 30 days however busy', async () => {
    const one = await signedIn(listener)
    for (let day = 0; day < 30; day++) {
      expect(await isSignedIn(one)).toBe(true)
      clock.move(23 * HOUR)
    }
    expect(await isSignedIn(one)).toBe(true)
    clock.move(20 * HOUR)
    expect(await isSignedIn(one)).toBe(true)
    clock.move(10 * HOUR)
    expect(await isSignedIn(one)).toBe(false)
  })

  test('made by a clock years ahead does not live until then', async () => {
    clock.move(1000 * DAY)
    const one = await signedIn(listener)
    clock.move(-1000 * DAY)
    expect(await isSignedIn(one)).toBe(false)
  })

  test('is written at most once a minute', async () => {
    const one = await signedIn(listener)
    const seen = async () => (await one.get('sessions.current', {})).session?.lastSeenAt
    const start = clock.now()
    clock.move(MINUTE - 1)
    expect(await seen()).toBe(start)
    clock.move(1)
    expect(await seen()).toBe(start + MINUTE)
  })

  test.each(['', 'x', 'A'.repeat(43), '%00', `"${'A'.repeat(41)}"`])(
    'is not had with a made-up token: %j',
    async (token) => {
      const one = await signedIn(listener)
      one.cookies.set([...one.cookies.keys()][0]!, token)
      expect(await one.call('sessions.current', {})).toMatchObject(NOT_SIGNED_IN)
    },
  )

  test('is found behind cookies that another program on this computer set under its name', async () => {
    const window = await signedIn(listener)
    const [name, token] = [...window.cookies][0]!
    const Cookie = `${name}=planted; ${name}=${'x'.repeat(43)}; ${name}=${token}`
    expect(await isSignedIn(client({ Cookie }))).toBe(true)
    await window.call('sessions.signOut', {})
    expect(await isSignedIn(client({ Cookie }))).toBe(false)
  })

  test('of one server is neither seen nor ended by another on the same computer', async () => {
    const other = await startTestServer({ library: 'empty', clock })
    const here = await signedIn(listener)
    const there = createConsoleClient(other.server.consoleUrl)
    // A browser has one jar for both: cookies know hosts, not ports.
    for (const [name, value] of here.cookies) there.cookies.set(name, value)
    expect((await there.call('sessions.current', {})).ok).toBe(false)
    await there.signIn(owner.user, owner.password)
    await there.get('sessions.signOut', {})
    for (const name of here.cookies.keys()) expect(there.cookies.has(name)).toBe(true)
    expect(await isSignedIn(here)).toBe(true)
    await other.close()
  })
})

describe('what ends a session', () => {
  test('signing out, at once and for a copied cookie too', async () => {
    const one = await signedIn(listener)
    const thief = client()
    for (const [name, value] of one.cookies) thief.cookies.set(name, value)
    await one.get('sessions.signOut', {})
    expect(one.cookies.size).toBe(0)
    expect(await thief.call('sessions.current', {})).toMatchObject(NOT_SIGNED_IN)
  })

  test('its user, from another browser', async () => {
    const [phone, desk] = [await signedIn(mainOnly), await signedIn(mainOnly)]
    const listed = await desk.get('sessions.list', {})
    const other = listed.find(({ current }) => !current)!
    expect(listed.every(({ userName }) => userName === mainOnly.user)).toBe(true)
    await desk.get('sessions.revoke', { id: other.id })
    expect([await isSignedIn(phone), await isSignedIn(desk)]).toEqual([false, true])
  })

  test('its user, all others at once', async () => {
    const desk = await signedIn(mainOnly)
    const others = [await signedIn(mainOnly), await signedIn(mainOnly)]
    const { ended } = await desk.get('sessions.revokeAll', {})
    expect(ended).toBeGreaterThanOrEqual(2)
    for (const one of others) expect(await isSignedIn(one)).toBe(false)
    expect(await desk.get('sessions.list', {})).toMatchObject([{ current: true }])
  })

  test('an administrator; nobody else sees or ends what is not theirs', async () => {
    const [admin, victim, stranger] = [
      await signedIn(owner),
      await signedIn(mainOnly),
      await signedIn(listener),
    ]
    const { session } = await victim.get('sessions.current', {})
    expect(await stranger.call('sessions.revoke', { id: session!.id })).toMatchObject({ code: 'not-found' })
    expect(await stranger.call('sessions.revoke', { id: 999_999 })).toMatchObject({ code: 'not-found' })
    for (const method of ['sessions.list', 'sessions.revokeAll'] as const) {
      expect(await stranger.call(method, { username: mainOnly.user })).toMatchObject({ code: 'not-found' })
    }
    expect(await isSignedIn(victim)).toBe(true)

    const listed = await admin.get('sessions.list', { username: mainOnly.user.toUpperCase() })
    expect(listed.map(({ id }) => id)).toContain(session!.id)
    expect(await stranger.call('sessions.list', { everybody: true })).toMatchObject({ code: 'not-allowed' })
    const all = await admin.get('sessions.list', { everybody: true })
    expect(new Set(all.map(({ userName }) => userName))).toContain(mainOnly.user)
    await admin.get('sessions.revokeAll', { username: mainOnly.user })
    expect([await isSignedIn(victim), await isSignedIn(admin)]).toEqual([false, true])
  })

  test('a new password set in another browser', async () => {
    const [phone, desk] = [await signedIn(listener), await signedIn(listener)]
    const newPassword = 'an entirely other listener'
    await desk.get('users.changePassword', { currentPassword: listener.password, newPassword })
    expect([await isSignedIn(phone), await isSignedIn(desk)]).toEqual([false, true])
    await desk.get('users.changePassword', {
      currentPassword: newPassword,
      newPassword: listener.password,
    })
  })

  test('its user being disabled, for good, or removed', async () => {
    const admin = await signedIn(owner)
    const password = 'a guest of three days'
    const { id } = await admin.get('users.create', { name: 'guest', password })
    const guest = await signedIn({ user: 'guest', password })
    await admin.get('users.update', { id, disabled: true })
    expect(await isSignedIn(guest)).toBe(false)
    expect(await client().call('sessions.signIn', { username: 'guest', password })).toMatchObject({
      code: 'not-allowed',
      message: 'Wrong name or password',
    })
    await admin.get('users.update', { id, disabled: false })
    expect(await isSignedIn(guest)).toBe(false)

    await guest.signIn('guest', password)
    await admin.get('users.remove', { id })
    expect(await isSignedIn(guest)).toBe(false)
  })

  test('is in the audit log, without any token', async () => {
    const one = await signedIn(listener)
    const [token] = one.cookies.values()
    await client().call('sessions.signIn', { username: listener.user, password: 'not it' })
    await client().call('sessions.signIn', { username: 'my secret password', password: 'x' })
    await one.get('sessions.signOut', {})
    const admin = await signedIn(owner)
    const log = await admin.get('audit.list', { count: 6 })
    const said = log.map(({ event, actor, subject, detail }) => ({ event, actor, subject, detail }))
    expect(said).toContainEqual({
      event: 'login.succeeded',
      actor: listener.user,
      subject: listener.user,
      detail: { method: 'password' },
    })
    expect(said).toContainEqual({
      event: 'login.failed',
      actor: '',
      subject: listener.user,
      detail: { method: 'password' },
    })
    expect(said).toContainEqual({
      event: 'session.ended',
      actor: listener.user,
      subject: listener.user,
      detail: {},
    })
    expect(JSON.stringify(log)).not.toContain(token)
    expect(JSON.stringify(log)).not.toContain('my secret password')
  })
})

describe('a cookie without a word about where the request comes from', () => {
  test('is refused, with Origin or Sec-Fetch-Site it is taken', async () => {
    const one = await signedIn(listener)
    const cookie = [...one.cookies].map((pair) => pair.join('=')).join('; ')
    const send = async (headers: Record<string, string>) =>
      (
        await fetch(`${one.url}/api/call/sessions.current`, {
          method: 'POST',
          headers: { 'Content-Type': 'application/json', Cookie: cookie, ...headers },
          body: '{}',
        })
      ).status
    expect(await send({})).toBe(403)
    expect(await send({ Origin: one.url })).toBe(200)
    expect(await send({ Origin: one.url.replace('http:', 'https:') })).toBe(200)
    expect(await send({ Origin: 'null' })).toBe(403)
    expect(await send({ Origin: one.url.replace(/\d+$/, '1') })).toBe(403)
    expect(await send({ Origin: 'http://localhost' })).toBe(403)
  })
})

describe('too many failed logins', () => {
  let limited: TestServer
  beforeAll(async () => {
    limited = await startTestServer({
      library: 'empty',
      clock,
      settings: { authRequestLimit: 5, trustedProxies: ['127.0.0.1'] },
    })
  })
  afterAll(() => limited?.close())

  test('of one attacker keep nobody else out, not even under the name he tries', async () => {
    const from = (address: string) =>
      createConsoleClient(limited.server.consoleUrl, { 'X-Forwarded-For': address })
    const attacker = from('198.51.100.1')
    for (let tries = 0; tries < 12; tries++) {
      await attacker.call('sessions.signIn', { username: mainOnly.user, password: `guess ${tries}` })
    }
    const right = { username: mainOnly.user, password: mainOnly.password }
    expect(await attacker.call('sessions.signIn', right)).toMatchObject({ code: 'busy' })
    expect(await from('192.0.2.7').call('sessions.signIn', right)).toMatchObject({ ok: true })
    expect(await from('2001:db8::7').call('sessions.signIn', right)).toMatchObject({ ok: true })
  })

  test('make the source wait, not those who are in, and not for ever', async () => {
    const inside = createConsoleClient(limited.server.consoleUrl)
    await inside.signIn(listener.user, listener.password)
    const outside = createConsoleClient(limited.server.consoleUrl)
    const attempt = (password: string) =>
      outside.call('sessions.signIn', { username: listener.user, password })
    for (let tries = 0; tries < 5; tries++) {
      expect(await attempt(`guess ${tries}`)).toMatchObject({ code: 'not-allowed' })
    }
    expect(await attempt(listener.password)).toMatchObject({ code: 'busy' })
    expect(await isSignedIn(inside)).toBe(true)
    clock.move(HOUR)
    expect(await attempt(listener.password)).toMatchObject({ ok: true })
  })
})

describe('read-only mode', () => {
  test('lets people in and out, and end sessions that may not be theirs', async () => {
    const pinned = await startTestServer({ library: 'empty', clock, settings: { readOnly: true } })
    const one = createConsoleClient(pinned.server.consoleUrl)
    await one.signIn(listener.user, listener.password)
    const { session } = await one.get('sessions.current', {})
    const two = createConsoleClient(pinned.server.consoleUrl)
    await two.signIn(listener.user, listener.password)
    expect(await two.call('sessions.revokeAll', {})).toMatchObject({ ok: true })
    expect(await one.call('sessions.current', {})).toMatchObject({ code: 'not-signed-in' })
    expect(session).toBeDefined()
    expect(await two.call('sessions.signOut', {})).toMatchObject({ ok: true })
    await pinned.close()
  })
})

describe('under HTTPS', () => {
  test('the cookie is Secure and __Host-, and an Origin of plain HTTP is foreign', async () => {
    const secure = await startTestServer({ library: 'empty', settings: { tls: 'everywhere' } })
    const url = secure.server.consoleUrl
    expect(url).toMatch(/^https:/)
    const send = (method: string, headers: Record<string, string>, input: object) =>
      new Promise<IncomingMessage>((resolve, reject) => {
        const sent = request(`${url}/api/call/${method}`, {
          method: 'POST',
          rejectUnauthorized: false,
          headers,
        })
        sent.on('response', (got) => got.resume().once('end', () => resolve(got)))
        sent.on('error', reject)
        sent.setHeader('Content-Type', 'application/json')
        sent.end(JSON.stringify(input))
      })
    const { user: username, password } = listener
    const got = await send('sessions.signIn', { Origin: url }, { username, password })
    const [cookie] = got.headers['set-cookie']!
    expect(cookie).toMatch(
      /^__Host-lockgroove-\d+=[^;]+; Path=\/; HttpOnly; SameSite=Strict; Max-Age=\d+; Secure$/,
    )
    const Cookie = cookie!.split(';')[0]!
    expect((await send('sessions.current', { Origin: url, Cookie }, {})).statusCode).toBe(200)
    const plain = url.replace('https:', 'http:')
    expect((await send('sessions.current', { Origin: plain, Cookie }, {})).statusCode).toBe(403)
    await secure.close()
  })
})
