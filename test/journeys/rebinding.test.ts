// A page elsewhere that made its own name point to this computer (DNS rebinding), in a real browser: while the door is
// open to the network, and over HTTPS, where the browser has been told to accept the certificate.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { createServer, type Server } from '../../server/index.ts'
import { chromiumPath, launchChromium } from '../support/chromium.ts'
import { testSettings } from '../support/prepared-data.ts'

describe.skipIf(chromiumPath === undefined)('a rebound name', () => {
  let browser: Browser
  let server: Server
  let folder: string

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'lockgroove-rebinding-'))
    browser = await launchChromium()
  })
  afterEach(() => server?.close())
  afterAll(async () => {
    await browser?.close()
    rmSync(folder, { recursive: true })
  })

  test.each(['off', 'everywhere'] as const)(
    'reads nothing with the network door open and tls %s',
    async (tls) => {
      const lan0 = [
        {
          address: '127.0.0.2',
          netmask: '',
          mac: '',
          internal: false,
          cidr: '127.0.0.2/8',
          family: 'IPv4' as const,
        },
      ]
      server = await createServer(testSettings(join(folder, 'data'), { address: 'network', tls }), {
        interfaces: () => ({ lan0 }),
      })
      const page = await browser.newPage({ ignoreHTTPSErrors: true })
      const paths = ['/rest/getOpenSubsonicExtensions?f=json', '/', '/api/call/server.status']
      for (const url of [server.musicUrls[0]!, server.consoleUrl]) {
        const { protocol, port } = new URL(url)
        for (const path of paths) {
          const answer = await page.goto(`${protocol}//evil.example:${port}${path}`)
          expect([path, answer?.status()]).toEqual([path, 421])
        }
        const own = await page.goto(`${protocol}//localhost:${port}/`)
        expect(own?.status()).not.toBe(421)
      }
      const { protocol, port } = new URL(server.musicUrls[0]!)
      expect((await page.goto(`${protocol}//127.0.0.2:${port}/healthz`))?.status()).toBe(200)
      await page.close()
    },
  )
})
