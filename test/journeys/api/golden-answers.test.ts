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

const TOKENS = [[/(?<before>"id": "|share id="|\/share\/)[\w-]{32}(?=")/g, '$<before>TOKEN']] as const

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

describe('links', () => {
  test('are answered as they were: with everything, and with what they must have', async () => {
    const { owner } = await start('fixture')
    const known = await readKnownIds(owner)
    const full = {
      id: [known.album('Björk', 'Début'), known.song('Vera Lindqvist/Words/04 Refrain.mp3')],
      description: 'For Ö & <you>',
      expires: Date.UTC(2030, 0, 1),
    }
    const made = await owner.call('createShare', full)
    expect(problemsOf('createShare', JSON.parse(made.text))).toEqual([])
    expectGolden('createShare.full', 'json', made.text, TOKENS)
    const asXml = await owner.call('createShare', { ...full, description: '' }, { format: 'xml' })
    expectGolden('createShare.full', 'xml', asXml.text, TOKENS)

    const [share] = made.envelope['shares'].share
    expect((await fetch(share.url)).status).toBe(200)
    for (const { id } of (await owner.json('getShares')).shares.share) {
      await owner.json('updateShare', { id, expires: 0, ...(id !== share.id && { description: 'Always' }) })
    }
    const json = await owner.call('getShares')
    const xml = await owner.call('getShares', {}, { format: 'xml' })
    expect(problemsOf('getShares', JSON.parse(json.text))).toEqual([])
    expect(xmlDifferences(xml.text, json.envelope)).toEqual([])
    expectGolden('getShares.own', 'json', json.text, TOKENS)
    expectGolden('getShares.own', 'xml', xml.text, TOKENS)
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
