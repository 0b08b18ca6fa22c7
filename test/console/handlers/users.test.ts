import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { UserInfo } from '../../../server/contract/users.ts'
import { openDatabase } from '../../../server/db/open.ts'
import { type ConsoleClient, createConsoleClient } from '../../support/console-client.ts'
import { PEOPLE, startTestServer, type TestServer } from '../../support/server.ts'

const NEW_PASSWORD = 'a quiet river walks'

let server: TestServer
let owner: ConsoleClient
let lisa: ConsoleClient

const signedIn = async (user: string, password: string) => {
  const client = createConsoleClient(server.server.consoleUrl)
  await client.signIn(user, password)
  return client
}
const find = async (name: string): Promise<UserInfo> =>
  (await owner.get('users.list', {})).find((user) => user.name === name)!
const lastOf = async (event: string) => (await owner.get('audit.list', { event, count: 1 }))[0]

beforeAll(async () => {
  server = await startTestServer({ settings: { requestLimit: 0, authRequestLimit: 0 } })
  owner = await signedIn(PEOPLE.owner.user, PEOPLE.owner.password)
  lisa = await signedIn(PEOPLE.listener.user, PEOPLE.listener.password)
}, 60_000)
afterAll(() => server.close())

/** A user for one test, whose password music apps may use. */
async function makeUser(name: string, more: object = {}) {
  return owner.get('users.create', {
    name,
    password: `password of ${name}`,
    passwordForApps: true,
    ...more,
  })
}

describe('users.list', () => {
  test('tells administrators everything but secrets, and when each was last here', async () => {
    const list = await owner.get('users.list', {})
    expect(list.map(({ name }) => name)).toEqual(
      expect.arrayContaining(Object.values(PEOPLE).map(({ user }) => user)),
    )
    const maja = list.find(({ name }) => name === PEOPLE.mainOnly.user)!
    expect(maja).toEqual({
      id: expect.any(Number),
      name: 'maja',
      roles: expect.objectContaining({ admin: false, download: true, stream: true }),
      musicFolders: [1],
      maxBitRate: 0,
      scrobblingEnabled: true,
      passwordForApps: true,
      disabled: false,
      createdAt: expect.any(Number),
    })
    expect((await find(PEOPLE.owner.user)).lastSeenAt).toBeGreaterThan(Date.now() - 60_000)
    const { device, secret } = await owner.get('devices.create', {
      kind: 'apikey',
      name: 'x',
      username: 'maja',
    })
    await server.as({ apiKey: secret }).code('ping')
    expect((await find('maja')).lastSeenAt).toBeGreaterThanOrEqual(device.createdAt)
    expect(await lisa.call('users.list', {})).toMatchObject({ code: 'not-allowed' })
  })
})

describe('users.create', () => {
  test('makes somebody who can sign in, as the details say', async () => {
    const made = await makeUser('nina', {
      email: 'nina@example.org',
      roles: { download: true, settings: false },
      musicFolders: [2],
      maxBitRate: 192,
      passwordForApps: false,
    })
    expect(made).toMatchObject({
      name: 'nina',
      email: 'nina@example.org',
      roles: { download: true, settings: false, admin: false },
      musicFolders: [2],
      maxBitRate: 192,
      passwordForApps: false,
    })
    await signedIn('nina', 'password of nina')
    expect(await lastOf('user.created')).toMatchObject({
      actor: PEOPLE.owner.user,
      subject: 'nina',
      address: '127.0.0.1',
      detail: { rolesGiven: 'download', rolesTaken: 'settings', musicFolders: '2' },
    })
    expect(JSON.stringify(await owner.get('audit.list', {}))).not.toContain('password of')
  })

  test.each([
    [{ name: ' x' }, 'name'],
    [{ password: 'short' }, 'password'],
    [{ password: 'password1234' }, 'password'],
    [{ musicFolders: [99] }, 'musicFolders'],
    [{ maxBitRate: 100 }, 'maxBitRate'],
    [{ email: 'a\nb' }, 'email'],
  ])('names what is wrong in %j', async (wrong, field) => {
    expect(await owner.send('users.create', { name: 'x', password: NEW_PASSWORD, ...wrong })).toMatchObject({
      code: 'invalid-input',
      field,
    })
  })

  test('refuses a name that exists', async () => {
    const reply = await owner.call('users.create', { name: 'LISA', password: NEW_PASSWORD })
    expect(reply).toMatchObject({ code: 'conflict', message: 'A user of that name exists' })
  })
})

describe('mass assignment of ids and roles', () => {
  test.each([
    ['users.create', { name: 'x', password: NEW_PASSWORD, id: 1 }],
    ['users.create', { name: 'x', password: NEW_PASSWORD, isAdmin: true }],
    ['users.create', { name: 'x', password: NEW_PASSWORD, roles: { admin: false, owner: true } }],
    ['users.create', { name: 'x', password: NEW_PASSWORD, password_hash: '' }],
    ['users.update', { id: 1, name: 'x' }],
    ['users.update', { id: 1, password_version: 0 }],
    ['users.update', { id: 1, password: NEW_PASSWORD }],
    ['users.changePassword', { currentPassword: 'x', newPassword: NEW_PASSWORD, id: 1 }],
    ['users.changePassword', { currentPassword: 'x', newPassword: NEW_PASSWORD, roles: { admin: true } }],
    ['devices.create', { kind: 'apikey', name: 'x', userId: 1 }],
    ['devices.create', { kind: 'apikey', name: 'x', secret: 'mine' }],
    ['devices.create', { kind: 'apikey', name: 'x', scope: 'admin' }],
  ])('is refused: %s with %j', async (method, input) => {
    expect(await owner.send(method, input)).toMatchObject({ ok: false, code: 'invalid-input' })
  })

  test('gives no roles to somebody who is no administrator, by whatever method', async () => {
    const { id } = await find('lisa')
    for (const [method, input] of [
      ['users.update', { id, roles: { admin: true } }],
      ['users.create', { name: 'x', password: NEW_PASSWORD, roles: { admin: true } }],
      ['users.setPassword', { id, password: NEW_PASSWORD }],
      ['users.remove', { id: 1 }],
    ] as const) {
      expect(await lisa.send(method, input), method).toMatchObject({ code: 'not-allowed' })
    }
    expect((await find('lisa')).roles.admin).toBe(false)
  })
})

describe('users.create', () => {
  test('makes an account whose password opens the window only, unless apps may use it', async () => {
    const app = (user: string) => server.as({ user, password: `password of ${user}` })
    const wim = await owner.get('users.create', { name: 'wim', password: 'password of wim' })
    expect(wim).toMatchObject({ passwordForApps: false })
    await signedIn('wim', 'password of wim')
    // There is none that an app could sign in with.
    expect(await app('wim').code('ping')).toBe(41)
    expect(await makeUser('xena')).toMatchObject({ passwordForApps: true })
    expect(await app('xena').code('ping')).toBeUndefined()
  })
})

describe('users.update', () => {
  test('changes what is given, at once on the music door, and writes down what', async () => {
    const { id } = await makeUser('pia')
    const app = server.as({ user: 'pia', password: 'password of pia' })
    expect(await app.code('ping')).toBeUndefined()
    await owner.get('users.update', { id, roles: { stream: false }, musicFolders: [] })
    const { user } = await app.json('getUser', { username: 'pia' })
    expect(user).toMatchObject({ streamRole: false, settingsRole: true, folder: [] })
    expect(await lastOf('user.changed')).toMatchObject({
      subject: 'pia',
      detail: { rolesTaken: 'stream', musicFolders: 'none' },
    })
    await owner.get('users.update', { id, disabled: true })
    expect(await app.code('ping')).toBe(40)
  })

  test('can take the account password from music apps, and needs the user to give it back', async () => {
    const { id } = await makeUser('rosa')
    const app = server.as({ user: 'rosa', password: 'password of rosa', form: 'clear' })
    await owner.get('users.update', { id, passwordForApps: false })
    expect(await app.code('ping')).toBe(42)
    expect(await owner.call('users.update', { id, passwordForApps: true })).toMatchObject({
      field: 'passwordForApps',
    })

    const rosa = await signedIn('rosa', 'password of rosa')
    expect(await rosa.call('users.setPasswordForApps', { on: true, currentPassword: 'no' })).toMatchObject({
      code: 'not-allowed',
    })
    await rosa.get('users.setPasswordForApps', { on: true, currentPassword: 'password of rosa' })
    expect(await app.code('ping')).toBeUndefined()
    await rosa.get('users.setPasswordForApps', { on: false, currentPassword: 'password of rosa' })
    expect(await app.code('ping')).toBe(42)
  })

  test('keeps the last administrator, and finds nobody by a wrong number', async () => {
    const { id } = await find(PEOPLE.owner.user)
    for (const change of [{ roles: { admin: false } }, { disabled: true }]) {
      expect(await owner.call('users.update', { id, ...change })).toMatchObject({
        code: 'conflict',
        message: expect.stringContaining('last administrator'),
      })
    }
    expect(await owner.call('users.remove', { id })).toMatchObject({ code: 'conflict' })
    expect(await owner.call('users.update', { id: 999 })).toMatchObject({ code: 'not-found' })
    expect(await owner.call('users.remove', { id: 999 })).toMatchObject({ code: 'not-found' })
  })
})

describe('users.remove', () => {
  test('ends the user everywhere, and is written down', async () => {
    const { id } = await makeUser('tove')
    const tove = await signedIn('tove', 'password of tove')
    await owner.get('users.remove', { id })
    expect(await tove.call('sessions.current', {})).toMatchObject({ code: 'not-signed-in' })
    expect(await server.as({ user: 'tove', password: 'password of tove' }).code('ping')).toBe(40)
    expect(await lastOf('user.removed')).toMatchObject({ subject: 'tove' })
  })
})

describe('users.changePassword', () => {
  test('needs the present one, keeps this session and ends the others', async () => {
    await makeUser('vera')
    const here = await signedIn('vera', 'password of vera')
    const elsewhere = await signedIn('vera', 'password of vera')
    const { secret } = await here.get('devices.create', { kind: 'apikey', name: 'phone' })
    const change = { currentPassword: 'password of vera', newPassword: NEW_PASSWORD }

    expect(await here.call('users.changePassword', { ...change, currentPassword: 'not it' })).toMatchObject({
      code: 'not-allowed',
      message: 'The present password is not right',
    })
    expect(await here.call('users.changePassword', { ...change, newPassword: 'short' })).toMatchObject({
      field: 'newPassword',
    })
    expect((await elsewhere.call('sessions.current', {})).ok).toBe(true)

    await here.get('users.changePassword', change)
    expect((await here.call('sessions.current', {})).ok).toBe(true)
    expect(await elsewhere.call('sessions.current', {})).toMatchObject({ code: 'not-signed-in' })
    expect(await server.as({ user: 'vera', password: 'password of vera' }).code('ping')).toBe(40)
    expect(await server.as({ user: 'vera', password: NEW_PASSWORD }).code('ping')).toBeUndefined()
    expect(await server.as({ apiKey: secret }).code('ping')).toBeUndefined()

    const back = { currentPassword: NEW_PASSWORD, newPassword: 'password of vera' }
    await here.get('users.changePassword', { ...back, revokeDevices: true })
    expect(await server.as({ apiKey: secret }).code('ping')).toBe(44)
    expect(await lastOf('user.password-changed')).toMatchObject({
      actor: 'vera',
      subject: 'vera',
      detail: { revokeDevices: true },
    })
  })
})

describe('users.belongings', () => {
  test('counts what goes with a user, and nothing of anybody else', async () => {
    const { id } = await makeUser('ines', { roles: { stream: true, share: true } })
    const ines = server.as({ user: 'ines', password: 'password of ines' })
    expect(await owner.get('users.belongings', { id })).toEqual({
      plays: 0,
      stars: 0,
      ratings: 0,
      playlists: 0,
      shares: 0,
    })
    const { albumList2 } = await ines.json('getAlbumList2', { type: 'newest' })
    const [first, second] = albumList2.album
    const { album } = await ines.json('getAlbum', { id: first.id })
    const songs = album.song.map((song: { id: string }) => song.id)
    await ines.code('star', { id: songs[0], albumId: [first.id, second.id], artistId: first.artistId })
    await ines.code('setRating', { id: songs[0], rating: 5 })
    await ines.code('scrobble', { id: songs[0], time: 1_700_000_000_000 })
    await ines.code('createPlaylist', { name: 'Mine', songId: songs })
    await ines.code('createShare', { id: songs })
    await server.listener.code('star', { id: songs[0] })
    expect(await owner.get('users.belongings', { id })).toEqual({
      plays: 1,
      stars: 4,
      ratings: 1,
      playlists: 1,
      shares: 1,
    })
    expect(await lisa.call('users.belongings', { id })).toMatchObject({ code: 'not-allowed' })
    expect(await owner.call('users.belongings', { id: 9999 })).toMatchObject({ code: 'not-found' })
  })
})

describe('users.setPassword', () => {
  test("ends that user's sessions and not those of the administrator", async () => {
    const { id } = await makeUser('wilma')
    const wilma = await signedIn('wilma', 'password of wilma')
    await owner.get('users.setPassword', { id, password: NEW_PASSWORD, passwordForApps: false })
    expect(await wilma.call('sessions.current', {})).toMatchObject({ code: 'not-signed-in' })
    expect((await owner.call('sessions.current', {})).ok).toBe(true)
    expect(await server.as({ user: 'wilma', password: NEW_PASSWORD, form: 'clear' }).code('ping')).toBe(42)
    await signedIn('wilma', NEW_PASSWORD)
  })
})

describe('users.passwordStrength', () => {
  test('is there before anybody is signed in, and keeps nothing', async () => {
    const stranger = createConsoleClient(server.server.consoleUrl)
    expect(await stranger.get('users.passwordStrength', { password: NEW_PASSWORD })).toMatchObject({
      score: 4,
    })
    expect(
      await stranger.get('users.passwordStrength', { password: 'OlgaOlgaOlga1', username: 'olga' }),
    ).toMatchObject({ score: 1, refusal: expect.any(String) })
  })
})

test('no secret of all this is in the database in the clear', () => {
  const db = openDatabase(`${server.dataDir}/lockgroove.db`)
  const tables = db.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").pluck().all() as string[]
  const everything = tables
    .filter((name) => !/fts|search/i.test(name))
    .map((name) => JSON.stringify(db.prepare(`SELECT * FROM "${name}"`).all()))
    .join()
  db.close()
  expect(everything).toContain('vera')
  expect(everything).not.toMatch(/password of|a quiet river/)
})
