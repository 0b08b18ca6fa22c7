// What the server says, word for word: every reading endpoint over the fixture library after somebody has lived with it,
// and over a library without music. JSON and XML; the two say the same, and the description of the API agrees.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { expectGolden } from '../../support/golden.ts'
import { readKnownIds } from '../../support/known-ids.ts'
import { problemsOf } from '../../support/schema.ts'
import { startTestServer, type TestServer } from '../../support/server.ts'
import type { SubsonicClient } from '../../support/subsonic-client.ts'
import { xmlDifferences } from '../../support/xml.ts'
import { CALLS_WITHOUT_IDS, callsWithIds, livePeople, type ReadingCall } from './reading-calls.ts'

const open: TestServer[] = []
afterAll(() => Promise.all(open.map((server) => server.close())))

/** No two things happen at the same time, and however slow the machine, all of it within a second. */
let time = Date.UTC(2026, 0, 1)
const clock = { now: () => time++ }

async function start(library: 'fixture' | 'empty'): Promise<TestServer> {
  const server = await startTestServer({ library, clock })
  open.push(server)
  return server
}

async function expectGoldenCall(
  client: SubsonicClient,
  { endpoint, what, parameters }: ReadingCall,
): Promise<void> {
  const json = await client.call(endpoint, parameters)
  const xml = await client.call(endpoint, parameters, { format: 'xml' })
  expect(problemsOf(endpoint, JSON.parse(json.text))).toEqual([])
  expect(xmlDifferences(xml.text, json.envelope)).toEqual([])
  expectGolden(`${endpoint}.${what}`, 'json', json.text)
  expectGolden(`${endpoint}.${what}`, 'xml', xml.text)
}

const stable = ({ random }: ReadingCall) => !random

describe('the fixture library', () => {
  let server: TestServer
  let playlist: string
  let calls: readonly ReadingCall[]
  beforeAll(async () => {
    server = await start('fixture')
    const known = await readKnownIds(server.owner)
    playlist = await livePeople(server, known)
    const imported = (await server.owner.json('getPlaylists')).playlists.playlist.find(
      ({ name }: { name: string }) => name === 'Evening',
    )
    calls = [
      ...CALLS_WITHOUT_IDS,
      ...callsWithIds(known),
      { endpoint: 'getPlaylist', what: 'own', parameters: { id: playlist } },
      { endpoint: 'getPlaylist', what: 'imported', parameters: { id: imported.id } },
      { endpoint: 'getSong', what: 'not-found', parameters: { id: 'so-99999' } },
      { endpoint: 'getSong', what: 'no-id' },
    ]
  })

  test('is answered as it was', async () => {
    const failures: string[] = []
    for (const call of calls.filter(stable)) {
      try {
        await expectGoldenCall(server.owner, call)
      } catch (error) {
        failures.push(`${call.endpoint}.${call.what}: ${(error as Error).message}`)
      }
    }
    expect(failures.join('\n\n')).toBe('')
  })

  test('shows another listener the public playlist read-only, and none of the stars', async () => {
    await expectGoldenCall(server.listener, { endpoint: 'getPlaylists', what: 'of-another' })
    await expectGoldenCall(server.listener, { endpoint: 'getStarred2', what: 'of-another' })
    await expectGoldenCall(server.listener, { endpoint: 'getPlayQueue', what: 'nothing-saved' })
    await expectGoldenCall(server.listener, { endpoint: 'getPlayQueueByIndex', what: 'nothing-saved' })
  })
})

describe('a library without music', () => {
  test('is answered with success and empty lists', async () => {
    const { owner } = await start('empty')
    const endpoints = new Map(CALLS_WITHOUT_IDS.map((call) => [call.endpoint, { ...call, what: 'empty' }]))
    for (const call of endpoints.values()) {
      await expectGoldenCall(owner, call)
      expect((await owner.json(call.endpoint, call.parameters)).status).toBe('ok')
    }
  })
})
