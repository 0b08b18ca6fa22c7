// Proxy login through the real console door. The tests' own requests are the proxy: they come from 127.0.0.1, which the
// servers here list, and give the person's address in X-Forwarded-For. Real nginx: test/http/nginx-recipe.test.ts.
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readNameHeader } from '../../server/auth/proxy-login.ts'
import { openDatabase } from '../../server/db/open.ts'
import type { Settings } from '../../server/settings/definitions.ts'
import { ROUTES } from '../../server/subsonic/routes.ts'
import { createConsoleClient } from '../support/console-client.ts'
import { bodyOf, exchange, statusOf } from '../support/raw-http.ts'
import { PEOPLE, startTestServer, type TestServer } from '../support/server.ts'

const { owner, listener } = PEOPLE
const PROXY = { trustedProxies: ['127.0.0.1', '::1'], proxyLogin: true } as const

const running: TestServer[] = []
async function start(settings: Partial<Settings> = {}): Promise<TestServer> {
  const server = await startTestServer({ library: 'empty', settings: { ...PROXY, ...settings } })
  running.push(server)
  return server
}
afterAll(async () => {
  for (const server of running) await server.close()
})

/** What a proxy sends for somebody; UTF-8 as proxies write it. */
const remoteUser = (name: string) => ({ 'Remote-User': Buffer.from(name).toString('latin1') })

const browser = ({ server }: TestServer, headers: Record<string, string> = {}) =>
  createConsoleClient(server.consoleUrl, { 'X-Forwarded-For': '192.0.2.9', ...headers })

/** Header lines as they stand. */
async function ask({ server }: TestServer, lines: readonly string[], method = 'sessions.current') {
  const { port } = new URL(server.consoleUrl)
  const head = [
    `POST /api/call/${method} HTTP/1.1`,
    `Host: 127.0.0.1:${port}`,
    'Content-Type: application/json',
    'Content-Length: 2',
    'Connection: close',
    ...lines,
  ]
  const answer = await exchange(Number(port), Buffer.from(`${head.join('\r\n')}\r\n\r\n{}`, 'utf8'))
  return {
    status: statusOf(answer),
    reply: answer.startsWith('HTTP/1.1 4') ? tryJson(bodyOf(answer)) : JSON.parse(bodyOf(answer)),
  }
}

function tryJson(text: string) {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

function audited(
  { dataDir }: TestServer,
  event: string,
): { actor: string; subject: string; address: string; detail: any }[] {
  const db = openDatabase(`${dataDir}/lockgroove.db`)
  const rows = db
    .prepare('SELECT actor, subject, address, detail FROM audit_log WHERE event = ? ORDER BY id')
    .all(event)
  db.close()
  return rows.map((row: any) => ({ ...row, detail: JSON.parse(row.detail) }))
}

describe('proxy login', () => {
  let server: TestServer
  beforeAll(async () => {
    server = await start()
  })

  test('signs in whom the proxy names, with a session of its own kind', async () => {
    const one = browser(server, remoteUser(owner.user))
    expect(await one.get('sessions.current', {})).toMatchObject({ name: owner.user, admin: true })
    expect(one.cookies.size).toBe(1)
    const { session } = await one.get('sessions.current', {})
    expect(session).toMatchObject({
      method: 'proxy',
      current: true,
      address: '192.0.2.9',
      userName: owner.user,
    })
    expect(audited(server, 'login.succeeded').at(-1)).toMatchObject({
      actor: owner.user,
      address: '192.0.2.9',
      detail: { method: 'proxy' },
    })
    // A session that comes by itself says nothing about who sits there.
    expect(await one.call('passkeys.beginRegistration', {})).toMatchObject({ field: 'currentPassword' })
  })

  test('compares names as every login does', async () => {
    expect(
      await browser(server, remoteUser(listener.user.toUpperCase())).get('sessions.current', {}),
    ).toMatchObject({
      name: listener.user,
      admin: false,
    })
  })

  test('lets in on every call, and makes a session only where the window begins', async () => {
    const one = browser(server, remoteUser(listener.user))
    expect(await one.get('devices.list', {})).toEqual([])
    expect(one.cookies.size).toBe(0)
  })

  test('gives nobody more than his role', async () => {
    expect(await browser(server, remoteUser(listener.user)).call('users.list', {})).toMatchObject({
      ok: false,
      code: 'not-allowed',
    })
  })

  test('ends the session of whoever was there before when the proxy names somebody else', async () => {
    const first = browser(server, remoteUser(owner.user))
    await first.get('sessions.current', {})
    const second = browser(server, remoteUser(listener.user))
    for (const [name, value] of first.cookies) second.cookies.set(name, value)
    expect(await second.get('sessions.current', {})).toMatchObject({ name: listener.user })
    expect(second.cookies).not.toEqual(first.cookies)
    expect(audited(server, 'session.ended').at(-1)).toMatchObject({ subject: owner.user })
    const back = browser(server, remoteUser(owner.user))
    for (const [name, value] of first.cookies) back.cookies.set(name, value)
    await back.get('sessions.current', {})
    expect(back.cookies).not.toEqual(first.cookies)
  })

  test('ends a password session of somebody else too: one browser, one person', async () => {
    const one = browser(server)
    await one.signIn(owner.user, owner.password)
    const two = browser(server, remoteUser(listener.user))
    for (const [name, value] of one.cookies) two.cookies.set(name, value)
    expect(await two.get('sessions.current', {})).toMatchObject({ name: listener.user })
    expect(await one.call('sessions.current', {})).toMatchObject({ code: 'not-signed-in' })
  })

  test('ends its session when the proxy names nobody any more', async () => {
    const one = browser(server, remoteUser(listener.user))
    await one.get('sessions.current', {})
    const later = browser(server)
    for (const [name, value] of one.cookies) later.cookies.set(name, value)
    expect(await later.call('sessions.current', {})).toMatchObject({ code: 'not-signed-in' })
    expect(audited(server, 'session.ended').at(-1)).toMatchObject({ subject: listener.user })
  })

  test('leaves password sessions alone where the proxy names nobody or the same person', async () => {
    const one = browser(server)
    await one.signIn(listener.user, listener.password)
    expect(await one.get('sessions.current', {})).toMatchObject({ session: { method: 'password' } })
    const two = browser(server, remoteUser(listener.user))
    for (const [name, value] of one.cookies) two.cookies.set(name, value)
    expect(await two.get('sessions.current', {})).toMatchObject({ session: { method: 'password' } })
  })

  test.each([
    ['twice', ['Remote-User: lisa', 'Remote-User: lisa']],
    ['twice with different names', ['Remote-User: lisa', 'Remote-User: Olga Öst']],
    ['twice in different case', ['Remote-User: lisa', 'REMOTE-USER: lisa']],
    ['beside one with an underscore', ['Remote-User: lisa', 'Remote_User: Olga Öst']],
    ['with an underscore alone', ['remote_user: lisa']],
    ['empty', ['Remote-User:']],
    ['blank', ['Remote-User:   ']],
    ['(null), as Apache says nobody', ['Remote-User: (null)']],
    ['joined', ['Remote-User: lisa, Olga Öst']],
    ['with a control character', ['Remote-User: lisa\u0085']],
    ['with a tab', ['Remote-User: li\tsa']],
    ['for an unknown name', ['Remote-User: mallory']],
  ])('refuses the header when it comes %s, and says so in the record', async (_how, lines) => {
    const before = audited(server, 'login.failed').length
    const { status, reply } = await ask(server, ['X-Forwarded-For: 192.0.2.77', ...lines])
    expect({ status, reply }).toMatchObject({ status: 403, reply: { ok: false, code: 'not-allowed' } })
    expect(reply.message).toMatch(/proxy|header/)
    // The same failure is written once.
    await ask(server, ['X-Forwarded-For: 192.0.2.77', ...lines])
    const failures = audited(server, 'login.failed')
    expect(failures.length - before).toBeLessThanOrEqual(1)
    expect(failures.at(-1)).toMatchObject({ actor: '', address: '192.0.2.77', detail: { method: 'proxy' } })
    expect(JSON.stringify(failures)).not.toContain('mallory')
  })

  test('refuses it for calls that need no login as well', async () => {
    const { status } = await ask(server, ['Remote-User: lisa', 'Remote-User: lisa'], 'server.status')
    expect(status).toBe(403)
  })

  test('does not read a folded header as a name', async () => {
    for (const fold of ['\r\n ', '\r\n\t', '\n ']) {
      const { status, reply } = await ask(server, [`Remote-User: lisa${fold}x`])
      expect([400, 403]).toContain(status)
      expect(reply).not.toMatchObject({ ok: true })
    }
  })

  test('does not read a header that is not UTF-8', async () => {
    const { port } = new URL(server.server.consoleUrl)
    const bytes = Buffer.from(
      `POST /api/call/sessions.current HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Type: application/json\r\n` +
        'Content-Length: 2\r\nConnection: close\r\nRemote-User: Olga \xd6st\r\n\r\n{}',
      'latin1',
    )
    expect(bodyOf(await exchange(Number(port), bytes))).toContain('is not UTF-8')
  })

  test('refuses a disabled user', async () => {
    const admin = browser(server, remoteUser(owner.user))
    await admin.get('users.create', { name: 'away', password: 'gone fishing for a while' })
    const away = (await admin.get('users.list', {})).find(({ name }) => name === 'away')!
    await admin.get('users.update', { id: away.id, disabled: true })
    expect(await browser(server, remoteUser('away')).call('sessions.current', {})).toMatchObject({
      ok: false,
      code: 'not-allowed',
    })
  })

  test('stays in reach of one who fails: bad headers of one address make no other wait', async () => {
    for (let at = 0; at < 30; at++)
      await ask(server, ['X-Forwarded-For: 192.0.2.66', `Remote-User: nobody${at}`])
    expect(await browser(server, remoteUser(listener.user)).get('sessions.current', {})).toMatchObject({
      name: listener.user,
    })
    const one = browser(server)
    await one.signIn(listener.user, listener.password)
  })

  test('is no login on the music door, on any route, and no hint of one', async () => {
    const headers = { ...remoteUser(owner.user), 'X-Forwarded-For': '192.0.2.9' }
    for (const [name, route] of ROUTES) {
      if (route.public) continue
      const url = `${server.url}/rest/${name}?v=1.16.1&c=tests&f=json`
      const [plain, named] = await Promise.all([fetch(url), fetch(url, { headers })])
      expect([name, named.status, await named.json()]).toEqual([name, plain.status, await plain.json()])
    }
    const asNobody = await fetch(
      `${server.url}/rest/ping?v=1.16.1&c=tests&f=json&u=${encodeURIComponent(owner.user)}`,
      { headers },
    )
    expect(await asNobody.json()).toMatchObject({
      'subsonic-response': { status: 'failed', error: { code: 10 } },
    })
  })
})

describe('the header', () => {
  test('of somebody who is no listed proxy is air, and no error: loopback is not trusted', async () => {
    const server = await start({ trustedProxies: ['192.0.2.1', 'unix'] })
    for (const lines of [
      ['Remote-User: lisa'],
      ['Remote-User: lisa', 'Remote-User: lisa'],
      ['Remote-User:'],
    ]) {
      expect((await ask(server, lines)).reply).toMatchObject({ code: 'not-signed-in' })
    }
    const one = browser(server, remoteUser(owner.user))
    await one.signIn(listener.user, listener.password)
    expect(await one.get('sessions.current', {})).toMatchObject({ name: listener.user })
    expect(audited(server, 'login.failed')).toEqual([])
  })

  test('is air while proxy login is off', async () => {
    const server = await start({ proxyLogin: false })
    expect((await ask(server, ['Remote-User: lisa'])).reply).toMatchObject({ code: 'not-signed-in' })
  })

  test('may have another name, and then Remote-User is air', async () => {
    const server = await start({ proxyLoginHeader: 'X-Webauth-User' })
    expect((await ask(server, ['Remote-User: lisa'])).reply).toMatchObject({ code: 'not-signed-in' })
    expect((await ask(server, ['x-webauth-user: lisa'])).reply).toMatchObject({ ok: true })
  })

  test('that was believed once: a session of it is worth nothing by another road', async () => {
    const server = await start()
    const admin = browser(server)
    await admin.signIn(owner.user, owner.password)
    const one = browser(server, remoteUser(listener.user))
    await one.get('sessions.current', {})
    const cookies = new Map(one.cookies)
    await admin.get('settings.set', { name: 'trustedProxies', value: '192.0.2.1' })
    expect(await one.call('sessions.current', {})).toMatchObject({ code: 'not-signed-in' })
    await admin.get('settings.set', { name: 'trustedProxies', value: '127.0.0.1' })
    expect(await one.get('sessions.current', {})).toMatchObject({ session: { method: 'proxy' } })
    expect(one.cookies).toEqual(cookies)
  })
})

describe('somebody nobody knows', () => {
  test('becomes a user without any special right if the owner says so, once however often he asks', async () => {
    const server = await start({ proxyLoginNewUsers: true })
    const pages = Array.from({ length: 5 }, () => browser(server, remoteUser('Nová Žena')))
    const replies = await Promise.all(pages.map((page) => page.get('sessions.current', {})))
    for (const reply of replies) expect(reply).toMatchObject({ name: 'Nová Žena', admin: false })
    const users = await browser(server, remoteUser(owner.user)).get('users.list', {})
    const made = users.filter(({ name }) => name === 'Nová Žena')
    expect(made).toHaveLength(1)
    expect(made[0]).toMatchObject({ roles: { admin: false, settings: true, stream: true, download: false } })
    expect(audited(server, 'user.created')).toMatchObject([
      { subject: 'Nová Žena', detail: { by: 'proxy login' } },
    ])
  })

  test.each(['a\u200bb', 'x'.repeat(65), 'x'.repeat(3000)])(
    'becomes none by what is no name',
    async (name) => {
      const server = running.at(-1)!
      const { status } = await ask(server, [`Remote-User: ${name}`])
      expect(status).toBe(403)
    },
  )

  test('becomes none in read-only mode', async () => {
    const server = await start({ proxyLoginNewUsers: true, readOnly: true })
    const { reply } = await ask(server, ['Remote-User: late'])
    expect(reply).toMatchObject({
      code: 'not-allowed',
      message: 'The server is in read-only mode: no user is made',
    })
  })

  test('never becomes the first user, and leaves the set-up to whoever has the code', async () => {
    const server = await start({ proxyLoginNewUsers: true })
    const db = openDatabase(`${server.dataDir}/lockgroove.db`)
    db.pragma('foreign_keys = OFF')
    db.exec('DELETE FROM users')
    db.close()
    expect((await ask(server, ['Remote-User: first'])).reply).toMatchObject({ code: 'not-signed-in' })
    const { reply } = await ask(server, ['Remote-User: first'], 'server.status')
    expect(reply).toMatchObject({ ok: true, value: { needsOwner: true } })
  })
})

describe('readNameHeader', () => {
  const name = fc.constantFrom(
    'Remote-User',
    'remote-user',
    'REMOTE-USER',
    'Remote_User',
    'Remote',
    'X-Remote-User',
    'Host',
  )

  test('gives a name only for one header of that name, as it was sent', () => {
    const value = fc
      .string({ unit: 'binary' })
      .map((text) => Buffer.from(text.toWellFormed()).toString('latin1'))
    fc.assert(
      fc.property(fc.array(fc.tuple(name, value)), (headers) => {
        const given = headers.filter(([spelt]) => /^remote[-_]user$/i.test(spelt))
        const read = readNameHeader(headers.flat(), 'Remote-User')
        if (given.length === 0) expect(read).toBeUndefined()
        else if (given.length > 1 || given[0]![0].includes('_')) expect(read).toHaveProperty('problem')
        else if ('name' in read!)
          expect(Buffer.from(given[0]![1], 'latin1').toString().trim()).toBe(read.name)
      }),
    )
  })

  test('gives no name that could be two, or none', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', ',', '\t', '\x00', ' ', '\x7f', 'é', '\xff') }),
        (value) => {
          const read = readNameHeader(['Remote-User', value], 'Remote-User')!
          if ('name' in read) expect(read.name).toMatch(/^[^\p{Cc},]+$/u)
        },
      ),
    )
  })
})
