import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { expectGolden } from '../../support/golden.ts'
import { LISTENER, OWNER, openMusicDoor, type TestDoor } from '../../support/music-door.ts'
import { problemsOf } from '../../support/schema.ts'
import type { CallParameters } from '../../support/subsonic-client.ts'
import { xmlDifferences } from '../../support/xml.ts'

let door: TestDoor
beforeAll(async () => {
  door = await openMusicDoor()
})
afterAll(() => door.close())

const listener = () => door.as(LISTENER)
const userNamed = async (username: string) => (await door.client.json('getUser', { username }))['user']

/** Makes a user for one test. */
async function withUser(
  name: string,
  more: CallParameters,
  run: (user: { username: string; password: string }) => Promise<void>,
) {
  const password = `password of ${name}`
  const made = await door.client.json('createUser', { username: name, password, email: '', ...more })
  expect(made).toMatchObject({ status: 'ok' })
  try {
    await run({ username: name, password })
  } finally {
    const user = door.users.findByName(name)
    if (user) await door.users.remove(user.id)
  }
}

describe('getUser', () => {
  test('tells everything about oneself, whatever the case of the name', async () => {
    const json = await listener().call('getUser', { username: 'LISTENER' })
    expect(json.envelope['user']).toEqual({
      username: 'listener',
      scrobblingEnabled: true,
      maxBitRate: 0,
      adminRole: false,
      settingsRole: true,
      downloadRole: false,
      uploadRole: false,
      playlistRole: false,
      coverArtRole: false,
      commentRole: false,
      podcastRole: false,
      streamRole: true,
      jukeboxRole: false,
      shareRole: false,
      videoConversionRole: false,
      folder: [1, 2],
    })
    expect(problemsOf('getUser', JSON.parse(json.text))).toEqual([])
    expectGolden('getUser.full', 'json', json.text)
    const xml = await listener().call('getUser', { username: 'listener' }, { format: 'xml' })
    expect(xmlDifferences(xml.text, json.envelope)).toEqual([])
    expectGolden('getUser.full', 'xml', xml.text)
  })

  test('is 50 for another name, whether it exists or not', async () => {
    const refused = await Promise.all(
      [OWNER.user, 'nobody', ''.padEnd(4000, 'x')].map((username) =>
        listener().call('getUser', { username }),
      ),
    )
    expect(refused.map(({ envelope }) => envelope.error?.code)).toEqual([50, 50, 50])
    expect(new Set(refused.map(({ text }) => text)).size).toBe(1)
  })

  test('tells an administrator about anybody, and 70 about nobody', async () => {
    expect((await userNamed('listener')).username).toBe('listener')
    expect(await door.client.code('getUser', { username: 'nobody' })).toBe(70)
    expect(await door.client.code('getUser')).toBe(10)
  })
})

describe('getUsers', () => {
  test('lists everybody for an administrator, nobody for others', async () => {
    const json = await door.client.call('getUsers')
    expect(json.envelope['users'].user.map((user: { username: string }) => user.username).sort()).toEqual([
      'Søren',
      'listener',
    ])
    expect(problemsOf('getUsers', JSON.parse(json.text))).toEqual([])
    expectGolden('getUsers.full', 'json', json.text)
    const xml = await door.client.call('getUsers', {}, { format: 'xml' })
    expect(xmlDifferences(xml.text, json.envelope)).toEqual([])
    expectGolden('getUsers.full', 'xml', xml.text)
    expect(await listener().code('getUsers')).toBe(50)
  })
})

describe('createUser', () => {
  test('makes a user with the documented defaults, who can sign in at once', async () => {
    await withUser('New One', {}, async ({ username, password }) => {
      expect(await userNamed('new one')).toMatchObject({
        username: 'New One',
        adminRole: false,
        settingsRole: true,
        streamRole: true,
        downloadRole: false,
        folder: [1, 2],
      })
      for (const form of ['clear', 'hex', 'token'] as const) {
        expect(await door.as({ user: username, password, form }).code('ping')).toBeUndefined()
      }
    })
  })

  test('takes roles, folders and an encoded password', async () => {
    const password = 'pässword & more'
    const more = {
      password: `enc:${Buffer.from(password).toString('hex')}`,
      email: 'ann@example.org',
      downloadRole: 'true',
      streamRole: 'false',
      shareRole: '1',
      podcastRole: 'nonsense',
      musicFolderId: ['2'],
    }
    await withUser('ann', more, async () => {
      expect(await userNamed('ann')).toMatchObject({
        email: 'ann@example.org',
        downloadRole: true,
        streamRole: false,
        shareRole: true,
        podcastRole: false,
        folder: [2],
      })
      expect(await door.as({ user: 'ann', password }).code('ping')).toBeUndefined()
    })
  })

  test('refuses names in use with 0, unusable names and missing parameters with 10, unknown folders with 70', async () => {
    const create = (parameters: CallParameters) =>
      door.client.code('createUser', { username: 'x', password: 'long enough', email: '', ...parameters })
    expect(await create({ username: 'LISTENER' })).toBe(0)
    expect(await create({ username: ' x' })).toBe(10)
    expect(await create({ username: 'x\u0000' })).toBe(10)
    for (const name of ['username', 'password']) {
      expect(await create({ [name]: undefined }), name).toBe(10)
      expect(await create({ [name]: '' }), name).toBe(10)
    }
    expect(await create({ password: 'enc:' })).toBe(10)
    expect(await create({ email: undefined })).toBe(10)
    expect(await create({ musicFolderId: ['1', '99'] })).toBe(70)
    expect(await create({ musicFolderId: ['1', 'all'] })).toBe(10)
    expect(door.users.findByName('x')).toBeUndefined()
  })

  test('is for administrators, and cannot set what the API does not name', async () => {
    expect(await listener().code('createUser', { username: 'x', password: 'long enough', email: '' })).toBe(
      50,
    )
    const more = {
      id: '1',
      admin_role: '1',
      admin: 'true',
      roles: 'admin',
      all_folders: '0',
      password_version: '9',
    }
    await withUser('plain', more, async () => {
      expect(await userNamed('plain')).toMatchObject({ adminRole: false, folder: [1, 2] })
    })
  })
})

describe('updateUser', () => {
  test('changes what is given and nothing else', async () => {
    await withUser('ann', { email: 'a@example.org', downloadRole: true }, async ({ username, password }) => {
      const before = await userNamed(username)
      expect(await door.client.code('updateUser', { username: 'ANN' })).toBeUndefined()
      expect(await userNamed(username)).toEqual(before)

      await door.client.json('updateUser', { username, shareRole: true, maxBitRate: 128, musicFolderId: 1 })
      expect(await userNamed(username)).toEqual({ ...before, shareRole: true, maxBitRate: 128, folder: [1] })
      await door.client.json('updateUser', {
        username,
        streamRole: 'nonsense',
        password: '',
        musicFolderId: '',
      })
      expect(await userNamed(username)).toEqual({ ...before, shareRole: true, maxBitRate: 128, folder: [1] })
      expect(await door.as({ user: username, password }).code('ping')).toBeUndefined()

      await door.client.json('updateUser', { username, email: '', maxBitRate: 0, downloadRole: false })
      expect(await userNamed(username)).toEqual({
        ...before,
        email: undefined,
        downloadRole: false,
        shareRole: true,
        folder: [1],
      })
    })
  })

  test('changes the password: the new one works at once, the old one no more', async () => {
    await withUser('ann', {}, async ({ username, password }) => {
      await door.client.json(
        'updateUser',
        { username, password: 'enc:61206e6577657220726976657220' },
        { form: true },
      )
      expect(await door.as({ user: username, password: 'a newer river ' }).code('ping')).toBeUndefined()
      expect(await door.as({ user: username, password }).code('ping')).toBe(40)
    })
  })

  test('takes rights away at once, also from somebody who is signed in', async () => {
    await withUser('ann', { adminRole: true }, async ({ username, password }) => {
      const ann = door.as({ user: username, password })
      expect(await ann.code('getUsers')).toBeUndefined()
      await door.client.json('updateUser', { username, adminRole: false })
      expect(await ann.code('getUsers')).toBe(50)
    })
  })

  test('refuses unknown users, bad bit rates and folders, and to leave nobody in charge', async () => {
    expect(await door.client.code('updateUser', { username: 'nobody', email: '' })).toBe(70)
    expect(await door.client.code('updateUser', { username: 'listener', maxBitRate: 77 })).toBe(10)
    expect(await door.client.code('updateUser', { username: 'listener', musicFolderId: 99 })).toBe(70)
    expect(await door.client.code('updateUser', { username: OWNER.user, adminRole: false })).toBe(0)
    expect(await listener().code('updateUser', { username: 'listener', adminRole: true })).toBe(50)
    expect((await userNamed(OWNER.user)).adminRole).toBe(true)
  })
})

describe('deleteUser', () => {
  test('ends the user, his password and his keys', async () => {
    await withUser('ann', {}, async ({ username, password }) => {
      const apiKey = door.apiKeyOf(username)
      expect(await door.as({ apiKey }).code('ping')).toBeUndefined()
      expect(await door.client.code('deleteUser', { username: 'ANN' })).toBeUndefined()
      expect(await door.client.code('getUser', { username })).toBe(70)
      expect(await door.as({ user: username, password }).code('ping')).toBe(40)
      expect(await door.as({ apiKey }).code('ping')).toBe(44)
    })
  })

  test('refuses oneself, the unknown, and everybody who is no administrator', async () => {
    expect(await door.client.code('deleteUser', { username: OWNER.user })).toBe(0)
    expect(await door.client.code('deleteUser', { username: 'nobody' })).toBe(70)
    expect(await door.client.code('deleteUser')).toBe(10)
    expect(await listener().code('deleteUser', { username: OWNER.user })).toBe(50)
  })
})

describe('changePassword', () => {
  test('changes the own one with the settings role', async () => {
    await withUser('ann', {}, async ({ username, password }) => {
      const ann = door.as({ user: username, password })
      expect(
        await ann.code('changePassword', { username, password: 'another river' }, { form: true }),
      ).toBeUndefined()
      expect(await ann.code('ping')).toBe(40)
      expect(await door.as({ user: username, password: 'another river' }).code('ping')).toBeUndefined()
    })
    await withUser('bob', { settingsRole: false }, async ({ username, password }) => {
      const bob = door.as({ user: username, password })
      expect(await bob.code('changePassword', { username, password: 'another river' })).toBe(50)
      expect(await bob.code('ping')).toBeUndefined()
    })
  })

  test("changes another one's for an administrator only, and tells others nothing", async () => {
    await withUser('ann', {}, async ({ username }) => {
      expect(await door.client.code('changePassword', { username, password: 'by the owner' })).toBeUndefined()
      expect(await door.as({ user: username, password: 'by the owner' }).code('ping')).toBeUndefined()
      for (const name of [username, OWNER.user, 'nobody']) {
        expect(await listener().code('changePassword', { username: name, password: 'x' }), name).toBe(50)
      }
    })
    expect(await door.client.code('changePassword', { username: 'nobody', password: 'x' })).toBe(70)
    expect(await door.client.code('changePassword', { username: 'listener' })).toBe(10)
  })
})
