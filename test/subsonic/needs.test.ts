// What each route says it needs, held against what it does: another connection to the database sees every commit.
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createDeviceCredential } from '../../server/auth/device-credentials.ts'
import { systemClock } from '../../server/clock.ts'
import { openDatabase, type WriteDb } from '../../server/db/open.ts'
import { type OpenData, openData } from '../../server/open-data.ts'
import { ROUTES } from '../../server/subsonic/routes.ts'
import type { SignedInRoute } from '../../server/subsonic/types.ts'
import { validCalls } from '../journeys/api/valid-calls.ts'
import { readKnownIds } from '../support/known-ids.ts'
import { testSettings } from '../support/prepared-data.ts'
import { PEOPLE, startTestServer, type TestServer } from '../support/server.ts'
import type { CallParameters, SubsonicClient } from '../support/subsonic-client.ts'

const CHANGING = [
  ...['createPlaylist', 'updatePlaylist', 'deletePlaylist', 'star', 'unstar', 'setRating', 'scrobble'],
  ...['createBookmark', 'deleteBookmark', 'savePlayQueue', 'savePlayQueueByIndex', 'startScan'],
  ...['createShare', 'updateShare', 'deleteShare'],
  ...['createUser', 'updateUser', 'deleteUser', 'changePassword'],
]
const routes = [...ROUTES].filter((route): route is [string, SignedInRoute] => !route[1].public)
const READING = routes.map(([name]) => name).filter((name) => !CHANGING.includes(name))

let server: TestServer
let data: OpenData
let watcher: WriteDb
let parametersOf: ReadonlyMap<string, CallParameters>
let listener: SubsonicClient

const commits = () => watcher.pragma('data_version', { simple: true })

beforeAll(async () => {
  server = await startTestServer({ settings: { requestLimit: 0, authRequestLimit: 0 } })
  data = await openData(testSettings(server.dataDir))
  watcher = openDatabase(join(server.dataDir, 'lockgroove.db'))
  const known = await readKnownIds(server.owner)
  const { playlist } = await server.owner.json('createPlaylist', { name: 'Mine' })
  const song = known.song('Björk/Début/01 Opening.flac')
  const { shares } = await server.owner.json('createShare', { id: song })
  const share = { id: shares.share[0].id }
  parametersOf = new Map([
    ...[...validCalls(known)].map(([name, { parameters }]) => [name, parameters] as const),
    ['getPlaylist', { id: playlist.id }],
    ['updatePlaylist', { playlistId: playlist.id, comment: 'changed' }],
    ['createPlaylist', { playlistId: playlist.id, songId: song }],
    ['scrobble', { id: song }],
    ['setRating', { id: song, rating: 4 }],
    ['deletePlaylist', { id: playlist.id }],
    ['updateShare', { ...share, description: 'changed' }],
    ['deleteShare', share],
    ['createUser', { username: 'new', password: 'a quiet river walks', email: '' }],
    ['updateUser', { username: PEOPLE.listener.user, email: 'lisa@example.org' }],
    ['changePassword', { username: PEOPLE.owner.user, password: 'a quiet river walks' }],
    ['deleteUser', { username: PEOPLE.secondOnly.user }],
  ])
  const { plainSecret } = createDeviceCredential(
    { ...data, clock: systemClock },
    {
      userId: data.users.getByName(PEOPLE.owner.user).id,
      kind: 'apikey',
      name: 'speaker',
      scope: 'listen',
    },
  )
  listener = server.as({ apiKey: plainSecret })
  // What a first login writes, is written.
  for (const client of [server.owner, listener]) expect(await client.code('ping')).toBeUndefined()
})
afterAll(async () => {
  watcher.close()
  data.close()
  await server.close()
})

const call = (client: SubsonicClient, name: string) => client.call(name, parametersOf.get(name) ?? {})

test('every route that changes something says so', () => {
  const declared = routes.filter(([, { needs, reads }]) => needs && needs !== 'download' && !reads)
  expect(declared.map(([name]) => name).sort()).toEqual([...CHANGING].sort())
})

test.each(READING)('%s changes nothing, whoever asks', async (name) => {
  const before = commits()
  const answer = await call(server.owner, name)
  expect([200, 404]).toContain(answer.status)
  expect(commits()).toBe(before)
})

describe('with a key to listen', () => {
  test.each([...CHANGING, 'download', 'getUsers'])(
    '%s is refused with 50 and changes nothing',
    async (name) => {
      const before = commits()
      expect((await call(listener, name)).envelope.error).toMatchObject({ code: 50 })
      expect(commits()).toBe(before)
    },
  )
})

describe('in read-only mode', () => {
  beforeAll(() => data.live.set('readOnly', 'on'))
  afterAll(() => data.live.reset('readOnly'))

  test.each(CHANGING)('%s is refused with 50 and changes nothing', async (name) => {
    const before = commits()
    expect((await call(server.owner, name)).envelope.error).toEqual({
      code: 50,
      message: 'The server is in read-only mode',
    })
    expect(commits()).toBe(before)
  })

  test('playing, downloading and looking go on', async () => {
    for (const name of ['stream', 'download', 'getUsers', 'getPlaylists']) {
      const answer = await call(server.owner, name)
      expect(answer.type === 'audio/flac' || answer.envelope.status === 'ok', name).toBe(true)
    }
  })

  test('getUser says of oneself what is left, so that apps hide their buttons', async () => {
    const { user } = await server.owner.json('getUser', { username: PEOPLE.owner.user })
    expect(user).toMatchObject({
      adminRole: false,
      settingsRole: false,
      playlistRole: false,
      shareRole: false,
      streamRole: true,
      downloadRole: true,
    })
    const { user: other } = await server.owner.json('getUser', { username: PEOPLE.listener.user })
    expect(other).toMatchObject({ settingsRole: true })
  })
})

// Last: it changes everything there is.
test.each(CHANGING)('%s does change something', async (name) => {
  const before = commits()
  expect((await call(server.owner, name)).envelope.status).toBe('ok')
  if (name === 'startScan') await server.server.scanner.settled()
  expect(commits()).not.toBe(before)
})
