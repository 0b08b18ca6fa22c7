// Who is calling, through real sockets, with lists of trusted proxies that the owner might write.
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type IncomingHttpHeaders, request } from 'node:http'
import { type AddressInfo, isIP } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import Koa from 'koa'
import { afterEach, describe, expect, test } from 'vitest'
import { createAddressList } from '../../server/http/cidr.ts'
import { type Client, clientOf, knowClient, parseHop, readClient } from '../../server/http/client-address.ts'
import { ownTimeMs } from '../support/own-time.ts'

const cleanups: (() => void)[] = []
afterEach(() => {
  for (const clean of cleanups.splice(0)) clean()
})

type Given = Record<string, string | string[]>

/** A server that answers with what it thinks of its client. */
async function serve(trusted: () => readonly string[], path?: string) {
  const app = new Koa()
  app.use(knowClient(trusted))
  app.use((ctx) => {
    ctx.body = clientOf(ctx)
  })
  const server = createServer(app.callback())
  server.listen(path === undefined ? { port: 0, host: '::', ipv6Only: false } : { path })
  await once(server, 'listening')
  cleanups.push(() => server.close())
  const target = path === undefined ? { port: (server.address() as AddressInfo).port } : { socketPath: path }
  return (headers: Given = {}, host = '127.0.0.1') =>
    new Promise<Client>((resolve, reject) => {
      const asked = request({
        host,
        ...target,
        headers: { host: 'music.example.org', ...headers },
        agent: false,
      })
      asked.once('error', reject)
      asked.once('response', async (answer) => {
        const parts: Buffer[] = []
        for await (const part of answer) parts.push(part)
        resolve(JSON.parse(Buffer.concat(parts).toString()))
      })
      asked.end()
    })
}

const ask = async (trusted: readonly string[], headers: Given, host?: string) =>
  (await serve(() => trusted))(headers, host)

describe('without trusted proxies', () => {
  test('the address is that of the socket, whatever the request says: loopback is not trusted by itself', async () => {
    const client = await ask([], {
      'X-Forwarded-For': '192.0.2.9',
      'X-Forwarded-Proto': 'https',
      'X-Forwarded-Host': 'evil.example',
      'X-Real-IP': '192.0.2.9',
      Forwarded: 'for=192.0.2.9;proto=https',
      'CF-Connecting-IP': '192.0.2.9',
      'True-Client-IP': '192.0.2.9',
    })
    expect(client).toEqual({
      address: '127.0.0.1',
      isSecure: false,
      host: 'music.example.org',
      origin: 'http://music.example.org',
      isFromProxy: false,
      wasForwarded: false,
    })
  })

  test('an IPv4 peer of a socket for both families is an IPv4 address', async () => {
    expect(await ask([], {})).toMatchObject({ address: '127.0.0.1' })
    expect(await ask([], {}, '::1')).toMatchObject({ address: '::1' })
  })
})

describe('X-Forwarded-For of a trusted proxy', () => {
  const PROXIES = ['127.0.0.0/8', '10.0.0.0/8', '2001:db8:5::/48']

  test.each([
    ['the client', '192.0.2.9', '192.0.2.9'],
    ['no further than the first hop that is not trusted', '198.51.100.66, 192.0.2.9', '192.0.2.9'],
    ['past trusted hops', '198.51.100.66, 192.0.2.9, 10.1.1.1, 2001:db8:5::7', '192.0.2.9'],
    ['a client inside the trusted network', '10.9.9.9', '10.9.9.9'],
    ['a port', '192.0.2.9:4711', '192.0.2.9'],
    ['brackets', '[2001:db8::9]', '2001:db8::9'],
    ['brackets and a port', '[2001:DB8::9]:4711', '2001:db8::9'],
    ['a mapped address', '::ffff:192.0.2.9', '192.0.2.9'],
    ['a trusted hop in mapped form', '192.0.2.9, ::ffff:10.1.1.1', '192.0.2.9'],
    ['a zone', 'fe80::9%eth0', 'fe80::9'],
    ['blanks and tabs', ' 198.51.100.66 ,\t192.0.2.9 ', '192.0.2.9'],
    ['not past unknown', '192.0.2.9, unknown', '127.0.0.1'],
    ['not past unknown behind a trusted hop', '192.0.2.9, unknown, 10.1.1.1', '10.1.1.1'],
    ['not past nothing', '192.0.2.9,', '127.0.0.1'],
    ['not past a made-up name', '192.0.2.9, _hidden, 10.1.1.1', '10.1.1.1'],
    ['not past half an address', '192.0.2.9, 192.0.2', '127.0.0.1'],
    ['not past a quoted one', '"192.0.2.9"', '127.0.0.1'],
    ['nothing of an empty one', '', '127.0.0.1'],
  ])('is read from the right: %s', async (_what, header, address) => {
    expect(await ask(PROXIES, { 'X-Forwarded-For': header })).toMatchObject({ address, isFromProxy: true })
  })

  test('sent twice is one list in the order of the headers', async () => {
    expect(await ask(PROXIES, { 'X-Forwarded-For': ['192.0.2.66', '192.0.2.9'] })).toMatchObject({
      address: '192.0.2.9',
    })
  })

  test('is looked at for twenty hops and no further', async () => {
    const hops = ['192.0.2.9', ...Array.from({ length: 19 }, (_, at) => `10.0.0.${at}`)]
    expect(await ask(PROXIES, { 'X-Forwarded-For': hops.join() })).toMatchObject({ address: '192.0.2.9' })
    expect(
      await ask(PROXIES, { 'X-Forwarded-For': `192.0.2.9,${hops.slice(1).join()},10.0.0.99` }),
    ).toMatchObject({
      address: '10.0.0.0',
    })
  })

  test('never gives a stranger the address of his choice', () => {
    const trusted = createAddressList(PROXIES)
    const written = fc.array(
      fc.oneof(fc.ipV4(), fc.ipV6(), fc.string(), fc.constantFrom('10.0.0.1', 'unknown', '')),
    )
    fc.assert(
      fc.property(written, fc.constantFrom('192.0.2.9', '2001:db8:9::9'), (forged, client) => {
        const header = [...forged, client, '10.1.1.1'].join(', ')
        expect(read(header, trusted).address).toBe(client)
      }),
    )
  })

  test('is always an address, and takes no longer for a header of commas', () => {
    const trusted = createAddressList(PROXIES)
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'0123456789abcdef.:[]%, ') }), (header) => {
        expect(isIP(read(header, trusted).address!)).toBeGreaterThan(0)
      }),
    )
    const startedAt = ownTimeMs()
    for (let at = 0; at < 1000; at++) read(`${','.repeat(60_000)}10.0.0.1`, trusted)
    expect(ownTimeMs() - startedAt).toBeLessThan(500)
  })
})

describe('X-Forwarded-Proto and X-Forwarded-Host of a trusted proxy', () => {
  test.each([
    ['https', true],
    ['HTTPS', true],
    ['http, https', true],
    ['https, http', false],
    ['http', false],
    ['', false],
    ['wss', false],
  ])('the scheme is the last word of %j', async (word, isSecure) => {
    const client = await ask(['127.0.0.1'], { 'X-Forwarded-Proto': word })
    expect(client).toMatchObject({ isSecure, origin: `${isSecure ? 'https' : 'http'}://music.example.org` })
  })

  test('the host is that of the Host header alone', async () => {
    expect(await ask(['127.0.0.1'], { 'X-Forwarded-Host': 'evil.example' })).toMatchObject({
      host: 'music.example.org',
      origin: 'http://music.example.org',
    })
  })
})

describe('the list of trusted proxies', () => {
  test('may change while the server runs', async () => {
    let trusted: readonly string[] = []
    const asking = await serve(() => trusted)
    expect(await asking({ 'X-Forwarded-For': '192.0.2.9' })).toMatchObject({ address: '127.0.0.1' })
    trusted = ['127.0.0.1']
    expect(await asking({ 'X-Forwarded-For': '192.0.2.9' })).toMatchObject({ address: '192.0.2.9' })
    trusted = ['127.0.0.2']
    expect(await asking({ 'X-Forwarded-For': '192.0.2.9' })).toMatchObject({ address: '127.0.0.1' })
  })

  test('holds a unix socket only by its word', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'lockgroove-unix-'))
    cleanups.push(() => rmSync(folder, { recursive: true }))
    let trusted: readonly string[] = ['0.0.0.0/0', '::/0']
    const asking = await serve(() => trusted, join(folder, 'socket'))
    const untrusted = await asking({ 'X-Forwarded-For': '192.0.2.9' })
    expect(untrusted.isFromProxy).toBe(false)
    expect(untrusted.address).toBeUndefined()
    trusted = ['unix']
    expect(await asking({ 'X-Forwarded-For': '192.0.2.9' })).toMatchObject({
      address: '192.0.2.9',
      isFromProxy: true,
    })
    expect((await asking({ 'X-Forwarded-For': 'unix:' })).address).toBeUndefined()
  })

  test('does not take a connection that was reset for a unix socket', () => {
    const trusted = createAddressList(['unix'])
    const gone = { headers: {}, socket: { server: { address: () => ({ port: 1 }) } } }
    expect(readClient(gone as never, trusted)).toMatchObject({ address: 'unknown', isFromProxy: false })
  })
})

describe('parseHop', () => {
  test('gives an address or nothing', () => {
    const address = fc.oneof(fc.ipV4(), fc.ipV6())
    const dressed = fc.oneof(
      address,
      fc.ipV4().map((text) => `${text}:80`),
      fc.ipV6().map((text) => `[${text}]:80`),
      fc.string(),
    )
    fc.assert(
      fc.property(dressed, (text) => {
        const hop = parseHop(text)
        if (hop !== undefined) expect(isIP(hop)).toBeGreaterThan(0)
      }),
    )
    fc.assert(fc.property(address, (text) => parseHop(` ${text} `) !== undefined))
  })
})

function read(forwardedFor: string, trusted: ReturnType<typeof createAddressList>): Client {
  const headers: IncomingHttpHeaders = { 'x-forwarded-for': forwardedFor }
  return readClient({ headers, socket: { remoteAddress: '127.0.0.1' } } as never, trusted)
}
