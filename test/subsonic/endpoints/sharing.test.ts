import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createDeviceCredential, revokeDeviceCredential } from '../../../server/auth/device-credentials.ts'
import type { DeviceScope } from '../../../server/auth/device-scope.ts'
import { listAudit } from '../../../server/auth/list-audit.ts'
import { systemClock } from '../../../server/clock.ts'
import { type OpenData, openData } from '../../../server/open-data.ts'
import { getShares } from '../../../server/subsonic/endpoints/sharing.ts'
import type { SubsonicDeps, SubsonicRequest } from '../../../server/subsonic/types.ts'
import { countTurns } from '../../support/count-turns.ts'
import { type KnownIds, readKnownIds } from '../../support/known-ids.ts'
import { testSettings } from '../../support/prepared-data.ts'
import { exchange, getRequest } from '../../support/raw-http.ts'
import { problemsOf } from '../../support/schema.ts'
import { PEOPLE, startTestServer, type TestServer } from '../../support/server.ts'
import type { CallParameters, SubsonicClient } from '../../support/subsonic-client.ts'

const OPENING = 'Björk/Début/01 Opening.flac'
const DEAR = 'Oda Falk/Letters/01 Dear.flac'

let server: TestServer
let data: OpenData
let known: KnownIds

beforeAll(async () => {
  server = await startTestServer({ settings: { authRequestLimit: 0 } })
  data = await openData(testSettings(server.dataDir))
  known = await readKnownIds(server.owner)
  await server.owner.json('updateUser', { username: PEOPLE.listener.user, shareRole: true })
}, 120_000)
afterAll(async () => {
  data.close()
  await server.close()
})

async function create(client: SubsonicClient, parameters: CallParameters) {
  const { shares } = await client.json('createShare', parameters)
  expect(shares.share).toHaveLength(1)
  return shares.share[0]
}

async function sharesOf(client: SubsonicClient): Promise<any[]> {
  const { shares, ...envelope } = await client.json('getShares')
  expect(problemsOf('getShares', { 'subsonic-response': { ...envelope, shares } })).toEqual([])
  return shares.share ?? []
}

const idsOf = async (client: SubsonicClient) => (await sharesOf(client)).map(({ id }) => id)

function keyOf(scope: DeviceScope, folders: 'all' | number[] = 'all', name: string = PEOPLE.owner.user) {
  const { id: userId } = data.users.getByName(name)
  const made = createDeviceCredential(
    { ...data, clock: systemClock },
    { userId, kind: 'apikey', name: scope, scope, folders },
  )
  return server.as({ apiKey: made.plainSecret })
}

describe('createShare', () => {
  test('answers with exactly the new share, whose address works without signing in', async () => {
    await create(server.listener, { id: known.song(OPENING) })
    const share = await create(server.listener, {
      id: [known.album('Björk', 'Début'), known.song(DEAR)],
      description: 'For you',
    })
    expect(share).toMatchObject({ username: PEOPLE.listener.user, description: 'For you', visitCount: 0 })
    const { album } = await server.owner.json('getAlbum', { id: known.album('Björk', 'Début') })
    const songs = [...album.song.map(({ id }: { id: string }) => id), known.song(DEAR)]
    expect(share.entry.map(({ id }: { id: string }) => id)).toEqual(songs)
    expect(share.url).toBe(`${server.url}/share/${share.id}`)
    expect(share).not.toHaveProperty('lastVisited')
    expect((await fetch(share.url)).status).toBe(200)
    expect((await fetch(`${share.url}/songs/${songs.length}`)).status).toBe(200)
    const [visited] = (await sharesOf(server.listener)).filter(({ id }) => id === share.id)
    expect(visited).toMatchObject({ visitCount: 1, lastVisited: expect.stringMatching(/Z$/) })
  })

  test('has ids of 192 random bits', async () => {
    const ids = new Set<string>()
    for (let at = 0; at < 8; at++) ids.add((await create(server.owner, { id: known.song(OPENING) })).id)
    expect(ids.size).toBe(8)
    for (const id of ids) expect(id).toMatch(/^[\w-]{32}$/)
  })

  test('names its address as the app reached it', async () => {
    const { port } = new URL(server.url)
    const call = new URL(server.owner.url('createShare', { id: known.song(OPENING) }))
    const answer = await exchange(
      Number(port),
      getRequest(Number(port), call.pathname + call.search, { Host: `localhost:${port}` }),
    )
    expect(answer).toContain(`"url":"http://localhost:${port}/share/`)
  })

  test('knows no ids but those of music that the caller may hear', async () => {
    await server.owner.json('updateUser', { username: PEOPLE.mainOnly.user, shareRole: true })
    const nothing = ['so-99999', 'ar-1', 'tr-1', known.artist('Björk'), known.song(DEAR)]
    for (const id of nothing) {
      expect([id, await server.mainOnly.code('createShare', { id: [known.song(OPENING), id] })]).toEqual([
        id,
        70,
      ])
    }
    expect(await server.mainOnly.code('createShare')).toBe(10)
    expect(await server.mainOnly.code('createShare', { id: '' })).toBe(10)
    expect(await idsOf(server.mainOnly)).toEqual([])
  })

  test('ends when it is told; 0, nothing and nonsense mean the usual', async () => {
    const daysOf = async (expires: number | string | undefined) => {
      const share = await create(server.owner, { id: known.song(OPENING), expires })
      return (Date.parse(share.expires) - Date.parse(share.created)) / 86_400_000
    }
    for (const expires of [undefined, 0, '', 'soon', '1e400']) {
      expect([expires, await daysOf(expires)]).toEqual([expires, 30])
    }
    expect(await daysOf(Date.now() + 86_400_000)).toBeCloseTo(1, 2)
    const past = await create(server.owner, { id: known.song(OPENING), expires: Date.now() - 1000 })
    expect((await fetch(past.url)).status).toBe(404)
    expect(await idsOf(server.owner)).toContain(past.id)
  })
})

describe('getShares', () => {
  test("lists one's own, newest first; an administrator everybody's", async () => {
    const first = await create(server.listener, { id: known.song(OPENING) })
    const second = await create(server.listener, { id: known.song(OPENING) })
    const ofOwner = await create(server.owner, { id: known.song(OPENING) })
    expect((await idsOf(server.listener)).slice(0, 2)).toEqual([second.id, first.id])
    expect(await idsOf(server.listener)).not.toContain(ofOwner.id)
    expect((await idsOf(server.owner)).slice(0, 3)).toEqual([ofOwner.id, second.id, first.id])
  })

  test('is empty and no error for somebody who may not share, and for a key that only listens', async () => {
    expect(await server.secondOnly.code('getShares')).toBeUndefined()
    expect(await sharesOf(server.secondOnly)).toEqual([])
    expect(await sharesOf(keyOf('listen'))).toEqual([])
    expect(await idsOf(keyOf('change'))).not.toEqual([])
  })

  test('leaves out what the songs of too many links would be', async () => {
    await server.owner.json('updateUser', { username: PEOPLE.secondOnly.user, shareRole: true })
    const dear = Array.from({ length: 1000 }, () => known.song(DEAR))
    for (let at = 0; at < 11; at++) {
      await server.secondOnly.json('createShare', { id: dear }, { form: true })
    }
    const counts = (await sharesOf(server.secondOnly)).map(({ entry }) => entry?.length)
    expect(counts).toEqual([...Array.from({ length: 10 }, () => 1000), undefined])
    for (const id of await idsOf(server.secondOnly)) await server.secondOnly.json('deleteShare', { id })
  })

  test('holds up nobody, however many links there are', async () => {
    for (let at = 0; at < 20; at++) await create(server.owner, { id: known.song(DEAR) })
    const user = data.users.getByName(PEOPLE.owner.user)
    const request = {
      user,
      credential: { kind: 'account' },
      baseUrl: 'http://localhost',
    } as unknown as SubsonicRequest
    const { turns } = await countTurns(async () => getShares(request, data as unknown as SubsonicDeps))
    expect(turns).toBeGreaterThanOrEqual(20)
  })
})

describe('updateShare', () => {
  test('changes what is given and leaves the rest', async () => {
    const { id, url } = await create(server.listener, { id: known.song(OPENING), description: 'One' })
    const now = async () => (await sharesOf(server.listener)).find((share) => share.id === id)
    await server.listener.json('updateShare', { id, description: 'Two' })
    expect(await now()).toMatchObject({ description: 'Two', expires: expect.any(String) })
    await server.listener.json('updateShare', { id, expires: 0 })
    expect(await now()).toMatchObject({ description: 'Two' })
    expect(await now()).not.toHaveProperty('expires')
    await server.listener.json('updateShare', { id })
    expect(await now()).not.toHaveProperty('expires')
    await server.listener.json('updateShare', { id, expires: 1000, description: '' })
    expect(await now()).toMatchObject({ expires: '1970-01-01T00:00:01.000Z' })
    expect(await now()).not.toHaveProperty('description')
    expect((await fetch(url)).status).toBe(404)
    const [newest, before] = listAudit(data.db, { count: 2, event: 'share' })
    expect([newest?.event, before?.event]).toEqual(['share.ended', 'share.changed'])
  })
})

describe.each(['updateShare', 'deleteShare'])('%s', (endpoint) => {
  test('knows only own links, an administrator all', async () => {
    const { id } = await create(server.listener, { id: known.song(OPENING) })
    for (const other of [id, `${id.slice(1)}A`, 'so-1', '1', `${id}'--`]) {
      expect([other, await server.mainOnly.code(endpoint, { id: other })]).toEqual([other, 70])
    }
    expect(await server.listener.code(endpoint)).toBe(10)
    expect(await server.owner.code(endpoint, { id })).toBeUndefined()
  })
})

describe('deleteShare', () => {
  test('ends the address at once', async () => {
    const { id, url } = await create(server.listener, { id: known.song(OPENING) })
    expect((await fetch(url)).status).toBe(200)
    expect(await server.listener.code('deleteShare', { id })).toBeUndefined()
    expect((await fetch(url)).status).toBe(404)
    expect(await server.listener.code('deleteShare', { id })).toBe(70)
  })
})

describe('a link made with a key', () => {
  test('outlives it, and the log says with which it was made', async () => {
    const { id: userId } = data.users.getByName(PEOPLE.owner.user)
    const deps = { ...data, clock: systemClock }
    const key = createDeviceCredential(deps, { userId, kind: 'apikey', name: 'stolen', scope: 'change' })
    const { url } = await create(server.as({ apiKey: key.plainSecret }), { id: known.song(OPENING) })
    revokeDeviceCredential(data.db, key.id, systemClock)
    expect((await fetch(url)).status).toBe(200)
    const [entry] = listAudit(data.db, { count: 1, event: 'share' })
    expect(entry?.detail).toEqual({ id: expect.any(Number), name: 'Opening', device: key.id })
    await create(server.owner, { id: known.song(OPENING) })
    expect(listAudit(data.db, { count: 1, event: 'share' })[0]?.detail).not.toHaveProperty('device')
  })
})

describe('a key for some music folders', () => {
  test('neither shares nor finds links that lead out of them', async () => {
    const key = keyOf('change', [1])
    const within = await create(server.owner, { id: known.song(OPENING) })
    const beyond = await create(server.owner, { id: [known.song(OPENING), known.song(DEAR)] })
    expect(await key.code('createShare', { id: known.song(DEAR) })).toBe(70)
    const ids = await idsOf(key)
    expect(ids).toContain(within.id)
    expect(ids).not.toContain(beyond.id)
    for (const endpoint of ['updateShare', 'deleteShare']) {
      expect(await key.code(endpoint, { id: beyond.id })).toBe(70)
    }
    expect(await key.code('deleteShare', { id: within.id })).toBeUndefined()
    expect((await fetch(beyond.url)).status).toBe(200)
  })
})
