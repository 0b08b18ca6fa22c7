// CONTRACT.md 1.1 through a real socket. `echo` is a route of the test's own: it gives back what arrived.

import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { RawJson } from '../../server/raw-json.ts'
import { ROUTES } from '../../server/subsonic/routes.ts'
import type { Route } from '../../server/subsonic/types.ts'
import { openMusicDoor, type TestDoor } from '../support/music-door.ts'
import { bodyOf, exchange, getRequest, openSocket, statusOf } from '../support/raw-http.ts'
import { toAnswer, type toSearch } from '../support/subsonic-client.ts'

const FORM = 'application/x-www-form-urlencoded'
const KEPT = new RawJson(
  Buffer.from(JSON.stringify(Array.from({ length: 100 }, (_, id) => ({ id: `so-${id}` })))),
)

const VERY_LONG = RawJson.array(Buffer.from(`"${'0123456789'.repeat(600_000)}"`))

const TEST_ROUTES: [string, Route][] = [
  [
    'echo',
    { answer: ({ optional }) => ({ echo: { x: optional.texts('x')[0], ids: optional.texts('id') } }) },
  ],
  ['postOnly', { answer: () => ({}), methods: ['POST'] }],
  ['getOnly', { answer: () => ({}), methods: ['GET'] }],
  ['large', { answer: () => ({ songs: { song: KEPT } }) }],
  ['veryLarge', { answer: () => ({ songs: { song: VERY_LONG } }) }],
  [
    'total',
    {
      answer({ setHeader }) {
        setHeader('X-Total-Count', '7')
        return {}
      },
    },
  ],
]

let door: TestDoor
beforeAll(async () => {
  door = await openMusicDoor({ routes: new Map([...ROUTES, ...TEST_ROUTES]) })
})
afterAll(() => door.close())

/** The query that signs the owner in. */
const login = (more: Parameters<typeof toSearch>[0] = {}) =>
  new URL(door.client.url('echo', more)).search.slice(1)

async function post(body: string | undefined, type: string | undefined, query: string) {
  const response = await fetch(`${door.url}/rest/echo?${query}`, {
    method: 'POST',
    body,
    headers: type === undefined ? {} : { 'Content-Type': type },
  })
  return (await toAnswer(response)).envelope
}

describe('paths', () => {
  test('are the same with and without .view (TRN-1)', async () => {
    const plain = await door.client.call('ping')
    const view = await door.client.call('ping', {}, { view: true })
    expect(plain.envelope.status).toBe('ok')
    expect(view.text).toBe(plain.text)
  })

  test('may have repeated slashes and one at the end, and are never redirected (TRN-2)', async () => {
    for (const path of [
      '//rest/ping',
      '/rest//ping',
      '/rest/ping/',
      '/rest/ping.view/',
      '///rest///ping///',
    ]) {
      const answer = await exchange(door.port, getRequest(door.port, `${path}?${login()}`))
      expect(statusOf(answer), path).toBe(200)
      expect(bodyOf(answer), path).toContain('"status":"ok"')
    }
  })

  test('may be whole addresses, as proxies send them', async () => {
    const answer = await exchange(door.port, getRequest(door.port, `${door.url}/rest/ping?${login()}`))
    expect(bodyOf(answer)).toContain('"status":"ok"')
  })

  test('outside /rest are plain text: health, a greeting, nothing else', async () => {
    const get = async (path: string) => toAnswer(await fetch(door.url + path, { redirect: 'manual' }))
    expect(await get('/healthz')).toMatchObject({
      status: 200,
      text: 'ok\n',
      type: 'text/plain; charset=utf-8',
    })
    const root = await get('/')
    expect(root).toMatchObject({ status: 200, type: 'text/plain; charset=utf-8' })
    expect(root.text).not.toMatch(/\d/)
    for (const path of ['/restful', '/api/users', '/favicon.ico', '/rest.html']) {
      expect(await get(path), path).toMatchObject({ status: 404, text: 'Not found\n' })
    }
    expect((await fetch(`${door.url}/healthz`, { method: 'DELETE' })).status).toBe(405)
  })
})

describe('methods', () => {
  test('HEAD has the headers of GET and no body (TRN-3)', async () => {
    const get = await door.client.call('getLicense')
    const head = await door.client.call('getLicense', {}, { method: 'HEAD' })
    expect(head.status).toBe(200)
    expect(head.bytes).toHaveLength(0)
    for (const name of ['content-type', 'content-length', 'cache-control', 'access-control-allow-origin']) {
      expect(head.headers.get(name), name).toBe(get.headers.get(name))
    }
    expect(Number(head.headers.get('content-length'))).toBe(get.bytes.length)
  })

  test('other than GET, HEAD, POST and OPTIONS are 405 with Allow and an envelope, before anything else (TRN-3)', async () => {
    for (const method of ['PUT', 'DELETE'] as const) {
      for (const endpoint of ['ping', 'noSuchThing']) {
        const answer = await door.client.call(endpoint, {}, { method, login: 'none' })
        expect(answer.status).toBe(405)
        expect(answer.headers.get('allow')).toBe('GET, HEAD, POST, OPTIONS')
        expect(answer.envelope.error?.code).toBe(0)
      }
    }
  })

  test('that an endpoint does not take are 405 with those it takes', async () => {
    const wrong = await door.client.call('postOnly')
    expect(wrong.status).toBe(405)
    expect(wrong.headers.get('allow')).toBe('POST')
    expect((await door.client.call('postOnly', {}, { form: true })).status).toBe(200)
    const form = await door.client.call('getOnly', {}, { form: true })
    expect(form.status).toBe(405)
    expect(form.headers.get('allow')).toBe('GET, HEAD')
    expect((await door.client.call('getOnly', {}, { method: 'HEAD' })).status).toBe(200)
  })
})

describe('forms', () => {
  test('hold parameters, with and without charset in the type (TRN-4)', async () => {
    for (const type of [FORM, `${FORM}; charset=UTF-8`, FORM.toUpperCase()]) {
      const envelope = await post(login({ x: 'ü & +' }), type, '')
      expect(envelope['echo'], type).toEqual({ x: 'ü & +', ids: [] })
    }
  })

  test('win over the query, and come first in lists (TRN-4)', async () => {
    const envelope = await post('x=body&id=b1&id=b2', FORM, login({ x: 'query', id: ['q1', 'q2'] }))
    expect(envelope['echo']).toEqual({ x: 'body', ids: ['b1', 'b2', 'q1', 'q2'] })
  })

  test('may be empty or of another type: the parameters are then in the query (TRN-5)', async () => {
    const query = login({ x: 'query' })
    for (const [body, type] of [
      ['', undefined],
      [undefined, undefined],
      ['', FORM],
      ['', 'application/json'],
      [undefined, 'application/json'],
      ['{"x":"json"}', 'application/json'],
      ['--b--\r\n', 'multipart/form-data; boundary=b'],
      ['x=untyped', 'text/plain'],
    ] as const) {
      expect((await post(body, type, query))['echo'], `${body} ${type}`).toEqual({ x: 'query', ids: [] })
    }
  })

  test('that GET only announces do not matter (TRN-5, NODE-4)', async () => {
    for (const type of ['application/json', FORM]) {
      const answer = await door.client.call('echo', { x: 'query' }, { headers: { 'Content-Type': type } })
      expect(answer.envelope['echo']).toEqual({ x: 'query', ids: [] })
    }
  })

  test('of 20,000 ids and of 10 MB are read (TRN-6)', async () => {
    const ids = Array.from({ length: 20_000 }, (_, n) => `so-${n}`)
    expect((await door.client.call('echo', { id: ids }, { form: true })).envelope['echo'].ids).toEqual(ids)
    const long = 'x'.repeat(10_000_000)
    expect((await door.client.call('echo', { x: long }, { form: true })).envelope['echo'].x).toBe(long)
  })

  test('that are larger get 413 with a failed envelope in the format asked for, on a connection that lives on (TRN-6)', async () => {
    const body = `x=${'x'.repeat(12_000_000)}`
    const response = await fetch(`${door.url}/rest/echo?${login()}`, {
      method: 'POST',
      body,
      headers: { 'Content-Type': FORM },
    })
    const answer = await toAnswer(response)
    expect(answer.status).toBe(413)
    expect(answer.envelope).toMatchObject({ status: 'failed', type: 'lockgroove', error: { code: 0 } })
    expect(answer.headers.get('connection')).toBe('keep-alive')
  })

  test('that never end are cut off', async () => {
    const socket = await openSocket(door.port)
    let answer = ''
    socket.on('data', (chunk) => (answer += chunk))
    socket.on('error', () => {})
    const ended = new Promise((resolve) => socket.on('close', resolve))
    socket.write(
      `POST /rest/echo HTTP/1.1\r\nHost: 127.0.0.1:${door.port}\r\nContent-Type: ${FORM}\r\nContent-Length: 999999999\r\n\r\n`,
    )
    const megabyte = Buffer.alloc(1024 * 1024, 'x')
    const send = () => {
      while (socket.writable && socket.write(megabyte));
    }
    socket.on('drain', send)
    send()
    await ended
    // The answer may be lost in the reset of a connection whose other end still sends.
    if (answer !== '') expect(statusOf(answer)).toBe(413)
  })

  test('that arrive in great number get 503 when they are large, and leave nothing behind', async () => {
    const target = new URL(door.client.url('echo', {}, { format: 'json' }))
    const port = Number(target.port)
    const head = (length: number) =>
      `POST ${target.pathname} HTTP/1.1\r\nHost: ${target.host}\r\nContent-Type: ${FORM}\r\nContent-Length: ${length}\r\n\r\n`
    const large = `${head(10_000_000)}a=${'x'.repeat(9_000_000)}`
    const opened = await Promise.all(Array.from({ length: 15 }, () => openSocket(port)))
    // The one that is too much is answered; the others wait for the end of their forms.
    const answer = await new Promise<string>((resolve) => {
      for (const socket of opened) {
        socket.on('error', () => {})
        socket.once('data', (bytes) => resolve(bytes.toString()))
        socket.write(large)
      }
    })
    expect(statusOf(answer)).toBe(503)
    expect(answer).toMatch(/^retry-after: 5\r$/im)
    const x = 'x'.repeat(1_000_000)
    expect((await door.client.call('echo', { x: 'small' }, { form: true })).envelope['echo'].x).toBe('small')

    for (const socket of opened) socket.destroy()
    await expect.poll(async () => (await door.client.call('echo', { x }, { form: true })).status).toBe(200)
  })

  test('of more pairs than anybody sends get 413', async () => {
    expect(
      (await door.client.call('echo', {}, { common: { id: Array(100_001).fill('') }, form: true })).status,
    ).toBe(413)
  })
})

describe('queries', () => {
  test('of a megabyte are read (TRN-7)', async () => {
    const ids = Array.from({ length: 3000 }, (_, n) => `so-${String(n).padStart(19, '0')}`)
    expect((await door.client.call('echo', { id: ids })).envelope['echo'].ids).toEqual(ids)
    const long = 'x'.repeat(1024 * 1024)
    expect((await door.client.call('echo', { x: long })).envelope['echo'].x).toBe(long)
  })

  test('that are longer get 414, a failed envelope and CORS, so that web players can go on with a form (TRN-7)', async () => {
    const answer = await exchange(
      door.port,
      getRequest(door.port, `/rest/echo?${login()}&x=${'x'.repeat(3_000_000)}`),
    )
    expect(statusOf(answer)).toBe(414)
    expect(answer).toContain('Access-Control-Allow-Origin: *\r\n')
    expect(bodyOf(answer)).toMatch(/^(<\?xml|\{)/)
    expect(bodyOf(answer)).toContain('failed')
  })

  test('of more pairs than anybody sends get 414', async () => {
    const answer = await exchange(
      door.port,
      getRequest(door.port, `/rest/echo?${login()}&${'a&'.repeat(100_001)}`),
    )
    expect(statusOf(answer)).toBe(414)
    expect(bodyOf(answer)).toContain('"code":0')
  })
})

describe('CORS', () => {
  const EXPOSED = [
    'X-Total-Count',
    'X-Content-Duration',
    'Content-Range',
    'Accept-Ranges',
    'Content-Length',
    'Content-Disposition',
    'ETag',
  ]

  test('is on every answer, also failed ones and those outside /rest (TRN-8)', async () => {
    const answers = [
      await door.client.call('ping'),
      await door.client.call('ping', {}, { login: 'none' }),
      await door.client.call('noSuchThing'),
      await door.client.call('getCoverArt', { id: 'al-1' }),
      await door.client.call('ping', {}, { method: 'PUT' }),
      await toAnswer(await fetch(`${door.url}/nothing`)),
    ]
    for (const { headers } of answers) {
      expect(headers.get('access-control-allow-origin')).toBe('*')
      expect(headers.get('access-control-expose-headers')?.split(', ')).toEqual(EXPOSED)
      expect(headers.get('access-control-allow-credentials')).toBeNull()
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('referrer-policy')).toBe('no-referrer')
    }
  })

  test('answers preflights with 204 and what was asked for (TRN-8)', async () => {
    const answer = await door.client.call(
      'ping',
      {},
      {
        method: 'OPTIONS',
        login: 'none',
        headers: {
          Origin: 'https://player.example',
          'Access-Control-Request-Method': 'GET',
          'Access-Control-Request-Headers': 'content-type, x-own,x-own, bad header, "worse"',
        },
      },
    )
    expect(answer.status).toBe(204)
    expect(answer.bytes).toHaveLength(0)
    expect(answer.headers.get('access-control-allow-methods')).toBe('GET, HEAD, POST, OPTIONS')
    expect(answer.headers.get('access-control-allow-headers')).toBe(
      'Content-Type, Authorization, Range, If-None-Match, If-Range, x-own',
    )
    expect(answer.headers.get('access-control-max-age')).toBe('86400')
    expect(answer.headers.get('access-control-allow-origin')).toBe('*')
  })

  test('lets only the configured origins in', async () => {
    const narrow = await openMusicDoor({ origins: ['https://player.example'] })
    try {
      const ask = async (origin?: string) =>
        (await narrow.client.call('ping', {}, { headers: origin ? { Origin: origin } : {} })).headers
      expect((await ask('https://player.example')).get('access-control-allow-origin')).toBe(
        'https://player.example',
      )
      expect((await ask('https://player.example')).get('vary')).toBe('Origin')
      for (const origin of ['https://evil.example', 'null', undefined]) {
        expect((await ask(origin)).get('access-control-allow-origin')).toBeNull()
        expect((await ask(origin)).get('vary')).toBe('Origin')
      }
    } finally {
      await narrow.close()
    }
  })
})

describe('answers', () => {
  test('are never HTML and never set a cookie, whatever is asked (TRN-9)', async () => {
    for (const target of [
      '/rest',
      '/rest/',
      '/rest/%00',
      '/rest/<script>',
      '/rest/ping/../x',
      '/rest/ping?f=html',
      '/rest/a/b/c',
    ]) {
      const answer = await exchange(door.port, getRequest(door.port, target, { Accept: 'text/html' }))
      expect(answer, target).toMatch(/^HTTP\/1.1 200 OK\r\n/)
      expect(answer, target).toContain('Content-Type: text/xml; charset=utf-8\r\n')
      expect(answer, target).not.toMatch(/set-cookie/i)
      expect(answer, target).not.toContain('<script>')
    }
  })

  test('are not to be stored (TRN-10)', async () => {
    for (const endpoint of ['ping', 'noSuchThing']) {
      expect((await door.client.call(endpoint)).headers.get('cache-control')).toBe('no-store')
    }
  })

  test('above 1 KB are compressed for clients that read it, others not (TRN-11)', async () => {
    const raw = async (encoding: string, endpoint = 'large', format = 'json') => {
      const target = new URL(door.client.url(endpoint, {}, { format }))
      const socket = await openSocket(door.port)
      const parts: Buffer[] = []
      socket.on('data', (chunk) => parts.push(chunk))
      socket.write(
        getRequest(door.port, `${target.pathname}${target.search}`, { 'Accept-Encoding': encoding }),
      )
      await new Promise((resolve) => socket.on('close', resolve))
      const all = Buffer.concat(parts)
      const split = all.indexOf('\r\n\r\n')
      return { head: all.subarray(0, split).toString(), body: all.subarray(split + 4) }
    }
    const plain = await raw('identity')
    expect(plain.head).not.toContain('Content-Encoding')
    expect(plain.head).toContain('Vary: Accept-Encoding')

    for (const format of ['json', 'xml']) {
      const { body } = await raw('identity', 'large', format)
      for (let again = 0; again < 2; again++) {
        const gzip = await raw('gzip', 'large', format)
        expect(gzip.head).toContain('Content-Encoding: gzip')
        expect(gzip.head).toContain(`Content-Length: ${gzip.body.length}`)
        expect(gunzipSync(gzip.body)).toEqual(body)
      }
      const brotli = await raw('gzip, br', 'large', format)
      expect(brotliDecompressSync(brotli.body)).toEqual(body)
    }
    expect((await raw('gzip', 'ping')).head).not.toContain('Content-Encoding')
  })

  test('of several MB arrive whole, in every encoding and format', async () => {
    const { song } = (
      await door.client.json('veryLarge', {}, { headers: { 'Accept-Encoding': 'identity' } })
    )['songs']
    expect(song[0]).toHaveLength(6_000_000)
    for (const encoding of ['identity', 'gzip', 'br', 'deflate']) {
      for (const format of ['json', 'xml']) {
        const answer = await door.client.call(
          'veryLarge',
          {},
          { format, headers: { 'Accept-Encoding': encoding } },
        )
        expect(answer.headers.get('content-encoding') ?? 'identity').toBe(encoding)
        const found =
          format === 'json' ? answer.envelope['songs'].song[0] : /<song>(\d+)<\/song>/.exec(answer.text)?.[1]
        expect(found === song[0], `${format} ${encoding}`).toBe(true)
        if (encoding === 'identity')
          expect(Number(answer.headers.get('content-length'))).toBe(answer.bytes.length)
      }
    }
    const head = await door.client.call('veryLarge', {}, { method: 'HEAD' })
    expect(head.bytes).toHaveLength(0)
  })

  test('carry the header a handler sets', async () => {
    expect((await door.client.call('total')).headers.get('x-total-count')).toBe('7')
  })
})

describe('clients that go away', () => {
  test('in the middle of a form leave no trace in the log', async () => {
    const socket = await openSocket(door.port)
    socket.write(
      `POST /rest/echo HTTP/1.1\r\nHost: 127.0.0.1:${door.port}\r\nContent-Type: ${FORM}\r\nContent-Length: 100\r\n\r\nx=`,
    )
    const before = door.logLines.length
    socket.resetAndDestroy()
    await door.client.call('ping')
    await expect
      .poll(() => door.logLines.slice(before).some((line) => line.includes('"cut":true')))
      .toBe(true)
    expect(door.logLines.slice(before).join('')).not.toContain('incident')
  })
})

describe('a server that stops', () => {
  test('answers new requests with 503, Retry-After and an envelope', async () => {
    let closing = false
    const stopping = await openMusicDoor({ isClosing: () => closing })
    try {
      expect((await stopping.client.call('ping')).status).toBe(200)
      closing = true
      const answer = await stopping.client.call('ping')
      expect(answer.status).toBe(503)
      expect(answer.headers.get('retry-after')).toBe('5')
      expect(answer.envelope).toMatchObject({ status: 'failed', error: { code: 0 } })
    } finally {
      await stopping.close()
    }
  })
})
