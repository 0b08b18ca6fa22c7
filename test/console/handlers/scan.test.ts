import { once } from 'node:events'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type OpenData, openData } from '../../../server/open-data.ts'
import type { ConsoleClient } from '../../support/console-client.ts'
import { signedInConsole } from '../../support/console-session.ts'
import { testSettings } from '../../support/prepared-data.ts'
import { PEOPLE, startTestServer, type TestServer } from '../../support/server.ts'

let server: TestServer
let data: OpenData
let owner: ConsoleClient
let listener: ConsoleClient
beforeAll(async () => {
  server = await startTestServer()
  data = await openData(testSettings(server.dataDir))
  owner = signedInConsole(server, data, PEOPLE.owner.user)
  listener = signedInConsole(server, data, PEOPLE.listener.user)
}, 120_000)
afterAll(async () => {
  data.close()
  await server.close()
})

test('scan.start and scan.status › scan, and tell administrators how far it is and what came of it', async () => {
  expect(await owner.get('scan.start', { full: true })).toMatchObject({
    scanning: true,
    progress: { phase: 'walking', seen: 0 },
  })
  expect(await listener.get('scan.status', {})).toEqual({ scanning: true, lastScanAt: expect.any(Number) })
  const summary = await server.server.scanner.settled()
  expect(await owner.get('scan.status', {})).toEqual({
    scanning: false,
    lastScanAt: summary!.finishedAt,
    last: summary,
  })
  expect(await listener.get('scan.status', {})).toEqual({ scanning: false, lastScanAt: summary!.finishedAt })
  expect(summary).toMatchObject({ full: true })
})

test('scan.stop › ends the scan, which says so; the next one completes it', async () => {
  await owner.get('scan.start', { full: true })
  const finished = once(server.server.events, 'scan.finished')
  await owner.get('scan.stop', {})
  const [summary] = await finished
  expect(summary).toMatchObject({ failure: 'The scan was stopped.' })
  expect((await owner.get('scan.status', {})).last).toMatchObject({ failure: 'The scan was stopped.' })
  await owner.get('scan.start', {})
  expect(await server.server.scanner.settled()).not.toHaveProperty('failure')
  expect(await owner.get('scan.stop', {})).toBe(null)
})
