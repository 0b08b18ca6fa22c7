import { once } from 'node:events'
import type { RequestListener } from 'node:http'
import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type Certificate, parseCertificate } from '../../server/http/certificate.ts'
import { createDoor, type Door } from '../../server/http/door.ts'
import { askOn, connectTls, fingerprintOf, makeCertificate } from '../support/certificates.ts'
import { exchange, openSocket } from '../support/raw-http.ts'

const HERE = { address: '127.0.0.1', port: 0, tls: true }
let first: Certificate
let second: Certificate
const doors: Door[] = []

async function open(handler: RequestListener, onlyFrom?: readonly string[]): Promise<Door> {
  const door = createDoor(handler)
  doors.push(door)
  expect(await door.apply({ endpoints: [{ ...HERE, onlyFrom }], certificate: first })).toEqual([])
  return door
}
const urlOf = (door: Door) => door.listeners()[0]!.url
const hello: RequestListener = (_req, res) => res.end('hello')

beforeAll(async () => {
  const made = async (name: string) => {
    const { chain, key } = await makeCertificate(name)
    return parseCertificate(chain, key, { chain: 'cert.pem', key: 'key.pem' })
  }
  first = await made('first.example')
  second = await made('second.example')
})
afterEach(async () => {
  for (const door of doors.splice(0)) await door.close()
})

describe('a listener with a certificate', () => {
  test('shows it and answers', async () => {
    const door = await open(hello)
    expect(urlOf(door)).toMatch(/^https:/)
    expect(await fingerprintOf(urlOf(door))).toBe(first.fingerprint)
    const socket = await connectTls(urlOf(door))
    expect(await askOn(socket)).toContain('hello')
    socket.destroy()
  })

  test.each(['TLSv1', 'TLSv1.1'] as const)('refuses %s', async (version) => {
    const door = await open(hello)
    const attempt = connectTls(urlOf(door), {
      minVersion: version,
      maxVersion: version,
      ciphers: 'ALL:@SECLEVEL=0',
    })
    await expect(attempt).rejects.toThrow(/alert|protocol/i)
    const socket = await connectTls(urlOf(door), { maxVersion: 'TLSv1.2' })
    expect(socket.getProtocol()).toBe('TLSv1.2')
    socket.destroy()
  })

  test('changes it for new connections while the old one goes on', async () => {
    const door = await open(hello)
    const old = await connectTls(urlOf(door))
    expect(await askOn(old)).toContain('hello')
    await door.apply({ endpoints: [HERE], certificate: second })
    expect(await fingerprintOf(urlOf(door))).toBe(second.fingerprint)
    expect(await askOn(old)).toContain('hello')
    expect(old.getPeerCertificate().fingerprint256).toBe(first.fingerprint)
    old.destroy()
  })

  test('hangs up on plain HTTP and on noise, and goes on', async () => {
    let handled = 0
    const door = await open((_req, res) => {
      handled++
      res.end('hello')
    })
    const { port } = door.listeners()[0]!
    for (const bytes of [
      'GET / HTTP/1.1\r\nHost: x\r\n\r\n',
      Buffer.alloc(5000, 7),
      '\x16\x03\x01\xff\xff'.repeat(99),
    ]) {
      expect(await exchange(port, bytes).catch(() => '')).not.toContain('HTTP/1.1 200')
    }
    expect(handled).toBe(0)
    expect(await fingerprintOf(urlOf(door))).toBe(first.fingerprint)
  })

  test('answers a request line that is too long with 414, as without TLS', async () => {
    const door = await open(hello)
    const socket = await connectTls(urlOf(door))
    socket.write(`GET /?${'a'.repeat(3 * 1024 * 1024)} HTTP/1.1\r\n`)
    expect(String((await once(socket, 'data'))[0])).toMatch(/^HTTP\/1\.1 414 /)
    socket.destroy()
  })

  test('hangs up on those outside of the networks before the handshake', async () => {
    const door = await open(hello, ['127.0.0.0/30'])
    await expect(connectTls(urlOf(door), { localAddress: '127.0.0.9' })).rejects.toThrow()
    expect(await fingerprintOf(urlOf(door))).toBe(first.fingerprint)
  })

  test('closes within three seconds of somebody who never finishes the handshake', async () => {
    const door = await open(hello)
    const socket = await openSocket(door.listeners()[0]!.port)
    socket.on('error', () => {})
    const before = performance.now()
    await door.close()
    expect(performance.now() - before).toBeLessThan(5000)
    socket.destroy()
  })

  test('becomes one without on the same port, and back', async () => {
    const door = await open(hello)
    const { port } = door.listeners()[0]!
    expect(await door.apply({ endpoints: [{ address: '127.0.0.1', port: 0 }], certificate: first })).toEqual(
      [],
    )
    expect(urlOf(door)).toBe(`http://127.0.0.1:${port}`)
    expect(await (await fetch(urlOf(door))).text()).toBe('hello')
    expect(await door.apply({ endpoints: [HERE], certificate: first })).toEqual([])
    expect(await fingerprintOf(`https://127.0.0.1:${port}`)).toBe(first.fingerprint)
  })

  test('stays closed while there is no certificate', async () => {
    const door = createDoor(hello)
    doors.push(door)
    expect(await door.apply({ endpoints: [HERE] })).toEqual([])
    expect(door.listeners()).toEqual([])
  })
})
