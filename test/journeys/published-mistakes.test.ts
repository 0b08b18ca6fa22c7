// Mistakes that were published about servers like this one, each tried here through the real doors. SECURITY.md names them
// in a table, with the tests that keep them out; those about sharing, images and addresses are beside what they concern.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ROUTES } from '../../server/subsonic/routes.ts'
import { createCommandLine } from '../support/command-line.ts'
import { createConsoleClient } from '../support/console-client.ts'
import { readKnownIds } from '../support/known-ids.ts'
import { PEOPLE, startTestServer, type TestServer } from '../support/server.ts'
import type { CallParameters } from '../support/subsonic-client.ts'
import { validCalls } from './api/valid-calls.ts'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer({ settings: { requestLimit: 0, authRequestLimit: 0 } })
})
afterAll(() => server.close())

const md5 = (text: string) => createHash('md5').update(text).digest('hex')
const everybody = async () => (await server.owner.json('getUsers'))['users'].user

/** As it stands, past every helper that would make it harmless. */
async function raw(endpoint: string, query: string): Promise<any> {
  const response = await fetch(`${server.url}/rest/${endpoint}?v=1.16.1&c=tests&f=json&${query}`)
  return ((await response.json()) as any)['subsonic-response']
}

describe('default key', () => {
  test('two new servers have keys of their own, and neither opens the data of the other', async () => {
    const lines = [createCommandLine(), createCommandLine()] as const
    try {
      for (const line of lines) expect(await line.run(['user', 'list'])).toMatchObject({ code: 0 })
      const keyFiles = lines.map(({ folder }) => join(folder, '.config', 'lockgroove', 'master.key'))
      const [one, other] = keyFiles.map((path) => readFileSync(path, 'utf8').trim())
      expect(one).not.toBe(other)
      for (const [at, line] of lines.entries()) {
        const environment = { LOCKGROOVE_MASTER_KEY_FILE: keyFiles[1 - at]! }
        expect(await line.run(['device', 'add', 'x', '--name', 'x'], { environment })).toMatchObject({
          code: 1,
          err: expect.stringContaining('does not open the database'),
        })
      }
    } finally {
      for (const line of lines) await line.close()
    }
  })
})

describe('mass assignment of ids and roles', () => {
  const MORE = {
    ...{ id: '1', userId: '1', user_id: '1', owner: PEOPLE.owner.user, owner_id: '1' },
    ...{ adminRole: 'true', admin_role: '1', admin: 'true', isAdmin: 'true', roles: 'admin' },
    ...{ password_hash: 'x', sealed_password: 'x', all_folders: '1', scope: 'download', name_key: 'x' },
  }

  test('a listener gains nothing by any route of the music door', async () => {
    const before = await everybody()
    for (const [name, { parameters }] of validCalls(await readKnownIds(server.listener))) {
      await server.listener.call(name, { ...MORE, ...parameters })
      await server.listener.call(name, { ...parameters, ...MORE, username: PEOPLE.listener.user })
    }
    expect(await everybody()).toEqual(before)
  })

  test('a playlist of somebody else is not taken over', async () => {
    const { playlist } = await server.owner.json('createPlaylist', {
      name: 'Mine',
      owner: 'lisa',
      owner_id: '2',
    })
    expect(playlist.owner).toBe(PEOPLE.owner.user)
    const hers = { ...MORE, playlistId: playlist.id, name: 'Hers', owner: 'lisa', public: true }
    expect(await server.listener.code('updatePlaylist', hers)).toBe(70)
    const { playlist: after } = await server.owner.json('getPlaylist', { id: playlist.id })
    expect(after).toMatchObject({ name: 'Mine', owner: PEOPLE.owner.user })
  })

  test('the set-up of the first owner makes no second one', async () => {
    const stranger = createConsoleClient(server.server.consoleUrl)
    const owner = {
      username: 'eve',
      password: 'eve would like this',
      musicFolders: [],
      code: 'AAAA-BBBB-CCCC',
    }
    for (const input of [
      owner,
      { ...owner, force: true },
      { ...owner, needsOwner: true, roles: { admin: true } },
    ])
      expect((await stranger.send('setup.createOwner', input)).ok).toBe(false)
    expect((await everybody()).map(({ username }: any) => username)).not.toContain('eve')
  })
})

describe('SQL through parameter names or LIKE', () => {
  const NAMES = [
    "id'--",
    'id) OR 1=1--',
    'id"; DROP TABLE users; --',
    'name=1 OR 1',
    'musicFolderId[]',
    'musicFolderId[$ne]',
    '__proto__',
    'constructor',
    'u.password_hash',
    '*',
    '%',
  ]
  const TEXTS = [
    "'",
    '"',
    "' OR '1'='1",
    "'; DROP TABLE users; --",
    '") OR 1=1 --',
    '\\',
    '%',
    '_',
    '*',
    '%%%',
    'a%',
    'NEAR(',
    '^',
    'x UNION SELECT password_hash FROM users',
    '$(id)',
    '{"$ne":null}',
  ]
  const KNOWN_CODES = [undefined, 0, 10, 44, 50, 70]

  test('no route takes a name of a parameter into a statement', async () => {
    const calls = validCalls(await readKnownIds(server.owner))
    const more: CallParameters = Object.fromEntries(NAMES.map((name) => [name, '1']))
    const before = await everybody()
    for (const [name, { parameters, binary, code }] of calls) {
      if (name === 'startScan') continue
      const answer = await server.owner.call(name, { ...more, ...parameters })
      if (!binary) expect([name, answer.envelope.error?.code]).toEqual([name, code])
    }
    expect(await everybody()).toEqual(before)
  })

  test('no route takes a value into a statement: each ends in a documented error or an answer', async () => {
    const calls = validCalls(await readKnownIds(server.owner))
    const before = await everybody()
    for (const [name, { parameters }] of calls) {
      if (!ROUTES.has(name) || name === 'startScan') continue
      for (const text of TEXTS) {
        for (const parameter of Object.keys(parameters)) {
          const answer = await server.owner.call(name, { ...parameters, [parameter]: text })
          if (!answer.type.includes('json')) continue
          const { error } = answer.envelope
          expect(KNOWN_CODES, `${name} ${parameter}=${text}: ${error?.message}`).toContain(error?.code)
          expect(error?.message ?? '', `${name} ${parameter}=${text}`).not.toMatch(/sql|syntax|incident/i)
        }
      }
    }
    // createUser may have made some with odd names; nobody is gone or changed.
    expect(await everybody()).toEqual(expect.arrayContaining(before))
  }, 120_000)

  test('signs of LIKE, GLOB and FTS find nothing that has not got them', async () => {
    for (const query of [
      'B_örk',
      'Bj%k',
      '%jörk',
      '?jörk',
      '[B]jörk',
      'B*rk',
      'Night^',
      '"Night"',
      'artist:Night',
    ]) {
      const plain = query.replace(/[^\p{L}]+/gu, ' ').trim()
      expect(await found(query), query).toEqual(await found(plain))
    }
    for (const username of ['%', 'lis_', 'lisa%', 'l*', '_isa', "lisa'--"]) {
      expect(await server.owner.code('getUser', { username }), username).toBe(70)
      expect(
        await server.as({ user: username, password: PEOPLE.listener.password }).code('ping'),
        username,
      ).toBe(40)
    }
  })
})

async function found(query: string) {
  const { searchResult3: result } = await server.owner.json('search3', { query })
  return [result.artist ?? [], result.album ?? [], result.song ?? []].flat().map(({ id }: any) => id)
}

describe('login with an unknown user and an empty secret', () => {
  const NAMES = ['nobody', '', '%00', 'null', 'undefined', '0', 'lisa', 'lisa%00', '%20lisa']
  const SECRETS = [
    ...['', 'p=', 'p=enc:', 'p=enc:00', 'p=%00', 'p=null', 'p=undefined', 'p=0', 'p[]=', 'p=&p='],
    ...['t=&s=', 't=&s=abc', `t=${md5('')}&s=`, `t=${md5('')}&s=%00`, `t=${md5('abc')}&s=abc`, 's=abc'],
    ...[`t=${md5('nullabc')}&s=abc`, `t=${md5('undefinedabc')}&s=abc`, 't=null&s=null', 'apiKey='],
  ]

  test('never signs in, with any of the empty forms of a password, token or key', async () => {
    for (const name of NAMES) {
      for (const secret of SECRETS) {
        const answer = await raw('ping', `u=${name}&${secret}`)
        expect(answer.status, `u=${name}&${secret}`).toBe('failed')
        expect([10, 40, 43]).toContain(answer.error.code)
      }
    }
    for (const key of ['apiKey=', 'apiKey=%00', 'apiKey=null', 'apiKey=lg_', 'apiKey[]=', ''])
      expect([10, 44], key).toContain((await raw('ping', key)).error.code)
  })

  test('nor at the console', async () => {
    const stranger = createConsoleClient(server.server.consoleUrl)
    for (const username of ['nobody', '', 'lisa', null, undefined, 0, ['lisa'], { $ne: null }]) {
      for (const password of ['', null, undefined, 0, [], { $ne: null }]) {
        const reply = await stranger.send('sessions.signIn', { username, password })
        expect(reply, JSON.stringify({ username, password })).toMatchObject({
          ok: false,
          code: 'invalid-input',
        })
      }
    }
    expect(await stranger.send('sessions.signIn', { username: 'nobody', password: ' ' })).toMatchObject({
      code: 'not-allowed',
    })
    expect(stranger.cookies.size).toBe(0)
  })

  test('nor as a user whose app password was never kept, is gone, or is empty', async () => {
    const { username, password } = { username: 'keys only', password: 'a quiet river walks' }
    const owner = createConsoleClient(server.server.consoleUrl)
    await owner.signIn(PEOPLE.owner.user, PEOPLE.owner.password)
    await owner.get('users.create', { name: username, password, passwordForApps: false })
    const { device } = await owner.get('devices.create', { kind: 'password', name: 'x', username })
    await owner.get('devices.revoke', { id: device.id })
    for (const secret of SECRETS) {
      const answer = await raw('ping', `u=${encodeURIComponent(username)}&${secret}`)
      expect(answer.status, secret).toBe('failed')
    }
  })
})
