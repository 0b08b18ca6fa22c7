import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import { stat } from 'node:fs/promises'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import Koa, { type Context } from 'koa'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { closeFile, openFile } from '../../server/media/open-file.ts'
import { sendFile } from '../../server/media/send-file.ts'
import { readAll, requestRaw, until } from '../support/raw-request.ts'

const MIB = 1024 * 1024
let dir: string
let server: http.Server
let port: number
/** The answer under way, as the server sees it. */
let current: Context
let failures: unknown[] = []

beforeAll(async () => {
  dir = fs.mkdtempSync(path.join(os.tmpdir(), 'lockgroove-send-'))
  const app = new Koa()
  app.use(async (ctx) => {
    current = ctx
    const file = await openFile({ musicDir: dir, path: ctx.path.slice(1) }, 'song')
    await sendFile(ctx, file, { contentType: 'audio/wav' })
      .catch((error) => failures.push(error))
      .finally(() => closeFile(file))
  })
  server = http.createServer(app.callback()).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  port = (server.address() as AddressInfo).port
})
afterAll(() => {
  server.close()
  fs.rmSync(dir, { recursive: true })
})

test('who stops reading is not buffered for, and gets the rest whenever it goes on', async () => {
  const bytes = randomBytes(24 * MIB)
  fs.writeFileSync(path.join(dir, 'paused.wav'), bytes)
  const socket = await requestRaw(`http://127.0.0.1:${port}/paused.wav`)
  // The client reads nothing. The kernel takes some megabytes, then the server has to wait.
  await until(
    () => current?.res.socket?.writableLength !== 0 && current?.res.socket?.writableLength !== undefined,
  )
  const { res } = current
  let sent = -1
  while (sent !== res.socket!.bytesWritten) {
    sent = res.socket!.bytesWritten
    // As many looks at the disk as would have filled more than all the memory the test allows.
    for (let look = 0; look < 100; look++) await stat(dir)
  }
  expect(res.writableLength + res.socket!.writableLength).toBeLessThanOrEqual(MIB)
  expect(sent).toBeLessThan(bytes.length)
  expect(res.socket!.timeout ?? 0).toBe(0)

  const received = await readAll(socket)
  expect(received.subarray(received.indexOf('\r\n\r\n') + 4).equals(bytes)).toBe(true)
})

test.each([0, 1, 256 * 1024, 256 * 1024 + 1, 512 * 1024, 512 * 1024 + 1, MIB, 2 * MIB + 7])(
  '%i bytes arrive unchanged, one after the other on one connection',
  async (length) => {
    const bytes = randomBytes(length)
    fs.writeFileSync(path.join(dir, 'any.wav'), bytes)
    for (let time = 0; time < 3; time++) {
      const got = await fetch(`http://127.0.0.1:${port}/any.wav`)
      expect(Buffer.from(await got.arrayBuffer()).equals(bytes)).toBe(true)
    }
  },
)

test('many at once do not mix their buffers up', async () => {
  const files = Array.from({ length: 12 }, (_, index) => Buffer.alloc(2 * MIB + index, index))
  for (const [index, bytes] of files.entries()) fs.writeFileSync(path.join(dir, `${index}.wav`), bytes)
  const answers = await Promise.all(
    [...files.keys(), ...files.keys()].map(async (index) => {
      const got = await fetch(`http://127.0.0.1:${port}/${index}.wav`)
      return Buffer.from(await got.arrayBuffer()).equals(files[index]!)
    }),
  )
  expect(answers).not.toContain(false)
})

test('a failure after the first byte cuts the connection and is told', async () => {
  failures = []
  fs.writeFileSync(path.join(dir, 'short.wav'), Buffer.alloc(24 * MIB))
  const socket = await requestRaw(`http://127.0.0.1:${port}/short.wav`)
  await until(() => (current?.res.socket?.writableLength ?? 0) > 0 && current.path === '/short.wav')
  fs.truncateSync(path.join(dir, 'short.wav'), 10)
  const received = await readAll(socket)
  expect(received.length).toBeLessThan(24 * MIB)
  expect(failures).toHaveLength(1)
})
