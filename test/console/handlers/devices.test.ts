import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ConsoleClient, createConsoleClient } from '../../support/console-client.ts'
import { PEOPLE, startTestServer, type TestServer } from '../../support/server.ts'

let server: TestServer
let owner: ConsoleClient
let lisa: ConsoleClient
let maja: ConsoleClient

beforeAll(async () => {
  server = await startTestServer({ settings: { requestLimit: 0, authRequestLimit: 0 } })
  const signedIn = async ({ user, password }: { user: string; password: string }) => {
    const client = createConsoleClient(server.server.consoleUrl)
    await client.signIn(user, password)
    return client
  }
  owner = await signedIn(PEOPLE.owner)
  lisa = await signedIn(PEOPLE.listener)
  maja = await signedIn(PEOPLE.mainOnly)
}, 60_000)
afterAll(() => server.close())

const lastOf = async (event: string) => (await owner.get('audit.list', { event, count: 1 }))[0]

describe('devices.create', () => {
  test('makes a password that works and is shown this once', async () => {
    const { device, secret } = await lisa.get('devices.create', { kind: 'password', name: 'Phone' })
    expect(device).toEqual({
      id: expect.any(Number),
      userName: 'lisa',
      kind: 'password',
      name: 'Phone',
      scope: 'change',
      musicFolders: 'all',
      createdAt: expect.any(Number),
    })
    for (const form of ['clear', 'hex', 'token'] as const)
      expect(await server.as({ user: 'lisa', password: secret, form }).code('ping'), form).toBeUndefined()
    expect(await lastOf('device.created')).toMatchObject({
      actor: 'lisa',
      subject: 'lisa',
      address: '127.0.0.1',
      detail: { id: device.id, kind: 'password', name: 'Phone', scope: 'change' },
    })
    const said = JSON.stringify([await lisa.get('devices.list', {}), await owner.get('audit.list', {})])
    expect(said).not.toContain(secret)
  })

  test('limits it to folders, a scope and a time', async () => {
    const { device, secret } = await lisa.get('devices.create', {
      kind: 'apikey',
      name: 'Kitchen',
      scope: 'listen',
      musicFolders: [2],
      expiresAt: Date.now() + 60_000,
    })
    expect(device).toMatchObject({ scope: 'listen', musicFolders: [2], expiresAt: expect.any(Number) })
    const kitchen = server.as({ apiKey: secret }, 'Kitchen radio')
    const { musicFolders } = await kitchen.json('getMusicFolders')
    expect(musicFolders.musicFolder.map(({ id }: { id: number }) => id)).toEqual([2])
    expect(await kitchen.code('star', { id: 'al-1' })).toBe(50)
    expect(await lisa.get('devices.list', {})).toContainEqual({
      ...device,
      lastUsedAt: expect.any(Number),
      lastClient: 'Kitchen radio',
      lastAddress: '127.0.0.1',
    })
  })

  test.each([
    [{ name: '  ' }, 'name'],
    [{ name: 'a\nb' }, 'name'],
    [{ expiresAt: 1 }, 'expiresAt'],
    [{ scope: 'everything' }, 'scope'],
    [{ kind: 'session' }, 'kind'],
    // Folder 2 exists and 99 does not: somebody who may hear neither is told the same.
    [{ musicFolders: [2] }, 'musicFolders'],
    [{ musicFolders: [99] }, 'musicFolders'],
  ])('names what is wrong in %j', async (wrong, field) => {
    expect(await maja.send('devices.create', { kind: 'apikey', name: 'x', ...wrong })).toMatchObject({
      code: 'invalid-input',
      field,
    })
  })

  test('is for somebody else only with an administrator', async () => {
    const { device } = await owner.get('devices.create', {
      kind: 'apikey',
      name: 'For Maja',
      username: 'MAJA',
    })
    expect(device.userName).toBe('maja')
    for (const username of ['maja', 'nobody'])
      expect(await lisa.call('devices.create', { kind: 'apikey', name: 'x', username })).toMatchObject({
        code: 'not-found',
        message: 'user not found',
      })
  })
})

describe('devices.list', () => {
  test("is one's own; an administrator sees everybody's", async () => {
    await maja.get('devices.create', { kind: 'apikey', name: 'of Maja' })
    const ofMaja = await owner.get('devices.list', { username: 'maja' })
    expect(new Set(ofMaja.map(({ userName }) => userName))).toEqual(new Set(['maja']))
    expect(await maja.get('devices.list', { username: 'Maja' })).toEqual(ofMaja)
    expect((await owner.get('devices.list', { everybody: true })).length).toBeGreaterThan(ofMaja.length)
    expect(await lisa.call('devices.list', { username: 'maja' })).toMatchObject({ code: 'not-found' })
    expect(await lisa.call('devices.list', { everybody: true })).toMatchObject({ code: 'not-allowed' })
  })
})

describe('devices.revoke', () => {
  test("ends one's own at once, and is written down once", async () => {
    const { device, secret } = await lisa.get('devices.create', { kind: 'apikey', name: 'Lost' })
    expect(await server.as({ apiKey: secret }).code('ping')).toBeUndefined()
    await lisa.get('devices.revoke', { id: device.id })
    expect(await server.as({ apiKey: secret }).code('ping')).toBe(44)
    await lisa.get('devices.revoke', { id: device.id })
    const entries = await owner.get('audit.list', { event: 'device.revoked' })
    expect(entries.filter(({ detail }) => detail['id'] === device.id)).toMatchObject([
      { actor: 'lisa', subject: 'lisa', detail: { name: 'Lost', kind: 'apikey' } },
    ])
  })

  test("does not know somebody else's, but for an administrator", async () => {
    const { device, secret } = await maja.get('devices.create', { kind: 'apikey', name: 'of Maja' })
    const refused = await lisa.call('devices.revoke', { id: device.id })
    expect(refused).toEqual(await lisa.call('devices.revoke', { id: 9999 }))
    expect(refused).toMatchObject({ code: 'not-found' })
    expect(await server.as({ apiKey: secret }).code('ping')).toBeUndefined()
    await owner.get('devices.revoke', { id: device.id })
    expect(await server.as({ apiKey: secret }).code('ping')).toBe(44)
  })
})
