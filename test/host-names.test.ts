// A reverse proxy sends on the name that the browser or music app typed, and most of them unchanged.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { exchange, getRequest, statusOf } from './support/raw-http.ts'
import { startTestServer, type TestServer } from './support/server.ts'

describe('a server that was told the name of its reverse proxy', () => {
  let one: TestServer

  beforeAll(async () => {
    one = await startTestServer({ library: 'empty', settings: { hostNames: ['music.example.org'] } })
  })
  afterAll(() => one?.close())

  test('answers to it and to no other name, on both doors', async () => {
    for (const [url, path] of [
      [one.url, '/healthz'],
      [one.server.consoleUrl, '/'],
    ] as const) {
      const port = Number(new URL(url).port)
      const ask = async (host: string) =>
        statusOf(await exchange(port, getRequest(port, path, { Host: host })))
      expect(await ask('music.example.org')).not.toBe(421)
      expect(await ask(`127.0.0.1:${port}`)).not.toBe(421)
      expect(await ask('evil.example.org')).toBe(421)
    }
  })
})
