import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { StartProblem } from '../../server/errors.ts'
import {
  LARGEST_FIELDS_BYTES,
  type Listener,
  type ListenOptions,
  listen,
  type NetworkEndpoint,
} from '../../server/http/listen.ts'
import { bodyOf, exchange, getRequest, openSocket, statusOf } from '../support/raw-http.ts'

const open: Listener[] = []

async function start(
  handler: RequestListener,
  { address = '127.0.0.1', port = 0, ...options }: Partial<NetworkEndpoint> & ListenOptions = {},
): Promise<Listener> {
  const listener = await listen(handler, { address, port }, options)
  open.push(listener)
  return listener
}

afterEach(async () => {
  for (const listener of open.splice(0)) await listener.close()
})

const hello: RequestListener = (_req, res) => res.end('hello')

describe('listen', () => {
  test('takes a free port for 0 and says which', async () => {
    const { port, url } = await start(hello)
    expect(port).toBeGreaterThan(0)
    expect(url).toBe(`http://127.0.0.1:${port}`)
    expect(await (await fetch(url)).text()).toBe('hello')
  })

  test('listens on IPv6 and writes its address in brackets', async () => {
    const { port, url } = await start(hello, { address: '[::1]' })
    expect(url).toBe(`http://[::1]:${port}`)
    expect(await (await fetch(url)).text()).toBe('hello')
  })

  test('says in a sentence that a port is taken and what to change', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const { port } = other.address() as AddressInfo
    const attempt = start(hello, { port, portSetting: '--port' })
    await expect(attempt).rejects.toThrow(StartProblem)
    await expect(attempt).rejects.toThrow(
      `Port ${port} on 127.0.0.1 is taken. Stop the program that has it, or choose another port with --port.`,
    )
    other.close()
  })

  test('says in a sentence that an address is not of this computer or is none', async () => {
    await expect(start(hello, { address: '192.0.2.1' })).rejects.toThrow(
      'This computer has no address 192.0.2.1.',
    )
    const attempt = start(hello, { address: 'no such host' })
    await expect(attempt).rejects.toThrow(StartProblem)
    await expect(attempt).rejects.toThrow('no such host is no address and no known name of this computer.')
  })

  test('passes a request line of a megabyte (TRN-7)', async () => {
    const { url } = await start((req, res) => res.end(String(req.url!.length)))
    const response = await fetch(`${url}/?${'a'.repeat(1024 * 1024)}`)
    expect(await response.text()).toBe(String(1024 * 1024 + 2))
  })

  test('refuses more headers than any client has a use for, and hands none of them on', async () => {
    let handled = 0
    const { url } = await start((_req, res) => {
      handled++
      res.end()
    })
    const largest = LARGEST_FIELDS_BYTES - 1000
    expect((await fetch(url, { headers: { Cookie: 'a'.repeat(largest) } })).status).toBe(200)
    const refused = await fetch(url, {
      headers: { 'Accept-Encoding': 'a,'.repeat(LARGEST_FIELDS_BYTES / 2) },
    })
    expect(refused.status).toBe(431)
    expect(await refused.text()).toBe('Request Header Fields Too Large\n')
    expect(handled).toBe(1)
  })

  test('answers a longer one with 414, not with 431 or a reset (NODE-1)', async () => {
    const { port } = await start(hello)
    const answer = await exchange(port, getRequest(port, `/?${'a'.repeat(3 * 1024 * 1024)}`))
    expect(statusOf(answer)).toBe(414)
    expect(bodyOf(answer)).toBe('URI Too Long\n')
  })

  test('lets the door word the refusal, and tells it what could be read', async () => {
    let head = ''
    const { port } = await start(hello, {
      refuse(status, readable) {
        head = readable
        return { headers: { 'Content-Type': 'text/x-own' }, body: `own ${status}` }
      },
    })
    const answer = await exchange(port, 'this is not HTTP\r\n\r\n')
    expect(statusOf(answer)).toBe(400)
    expect(answer).toContain('Content-Type: text/x-own\r\n')
    expect(bodyOf(answer)).toBe('own 400')
    expect(head).toContain('this is not HTTP')
  })

  test('does not cut an answer that takes longer than the keep-alive time (NODE-6)', async () => {
    const { url } = await start(
      async (_req, res) => {
        for (let part = 0; part < 8; part++) {
          res.write('part ')
          await new Promise((resolve) => setTimeout(resolve, 20))
        }
        res.end()
      },
      { keepAliveMs: 20 },
    )
    expect(await (await fetch(url)).text()).toBe('part '.repeat(8))
  })
})

describe('connections of one source', () => {
  test('are as many as there are places, and idle ones of one source take none of another', async () => {
    const { port } = await start(hello, { address: '::', mostConnections: 3 })
    const idle = await Promise.all([1, 2, 3].map(() => openSocket(port)))
    const tooMany = await openSocket(port)
    await once(tooMany, 'close')
    const other = connect(port, '::1')
    other.write(getRequest(port, '/'))
    await once(other, 'data')
    idle[0]!.destroy()
    // The server has to hear of it first.
    while (statusOf(await exchange(port, getRequest(port, '/')).catch(() => '')) !== 200);
    for (const socket of idle) socket.destroy()
  })
})

describe('close', () => {
  test('lets an answer under way finish, and drops connections that only wait', async () => {
    let finish = () => {}
    const started = Promise.withResolvers<void>()
    const listener = await start((req, res) => {
      if (req.url !== '/slow') return res.end('quick')
      res.write('first ')
      finish = () => res.end('last')
      started.resolve()
    })
    const idle = await openSocket(listener.port)
    idle.write(`GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`)
    await once(idle, 'data')

    const answer = fetch(`${listener.url}/slow`).then((response) => response.text())
    await started.promise
    const closed = listener.close()
    await once(idle, 'close')
    finish()
    expect(await answer).toBe('first last')
    await closed
    await expect(fetch(listener.url)).rejects.toThrow()
  })

  test('waits no longer than three seconds for an answer that does not end', async () => {
    const started = Promise.withResolvers<void>()
    const listener = await start((_req, res) => {
      res.write('never ends')
      started.resolve()
    })
    const answer = fetch(listener.url).then((response) => response.text())
    answer.catch(() => {})
    await started.promise
    await listener.close()
    await expect(answer).rejects.toThrow()
  })
})
