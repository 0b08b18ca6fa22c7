import { createServer as createHttpServer } from 'node:http'
import { type AddressInfo, createServer, type Server } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { findFreePort, isLockgroove } from '../../electron/free-port.ts'
import { startTestServer } from '../support/server.ts'

const open: Server[] = []
afterEach(() => {
  for (const server of open.splice(0)) server.close()
})

async function listen(server: Server): Promise<number> {
  open.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}

test('both doors of a Lockgroove are known as such, another program is not', async () => {
  const { server, url, close } = await startTestServer({ library: 'empty' })
  try {
    expect(await isLockgroove(Number(new URL(url).port))).toBe(true)
    expect(await isLockgroove(Number(new URL(server.consoleUrl).port))).toBe(true)
  } finally {
    await close()
  }
  expect(
    await isLockgroove(await listen(createHttpServer((_request, response) => response.end('hello')))),
  ).toBe(false)
  expect(await isLockgroove(await listen(createServer((socket) => socket.end('SSH-2.0\r\n'))))).toBe(false)
  expect(await isLockgroove(1)).toBe(false)
})

test('the port that is offered is free, and ten further on where it can be', async () => {
  const taken = await listen(createServer())
  const found = await findFreePort(taken)
  expect((found - taken) % 10).toBe(0)
  const server = createServer()
  open.push(server)
  await new Promise<void>((resolve) => server.listen(found, '127.0.0.1', resolve))
  expect(await findFreePort(taken)).not.toBe(found)
  expect(await findFreePort(65_535)).toBeGreaterThan(0)
})
