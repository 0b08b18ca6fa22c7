// Roles are the truth about what the server allows (CONTRACT.md USER-1), and reading goes on while it scans (SCAN-2).
import { cpSync, mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fixtureLibrary, makeFixtureLibrary } from '../../fixtures/library.ts'
import { type KnownIds, readKnownIds } from '../../support/known-ids.ts'
import { PEOPLE, startTestServer, type TestServer } from '../../support/server.ts'
import type { CallParameters } from '../../support/subsonic-client.ts'
import { CALLS_WITHOUT_IDS, callsWithIds } from './reading-calls.ts'

describe('a user', () => {
  let server: TestServer
  let known: KnownIds
  beforeAll(async () => {
    server = await startTestServer()
    known = await readKnownIds(server.owner)
  })
  afterAll(() => server.close())

  const user = async (client = server.listener) =>
    (await client.json('getUser', { username: PEOPLE.listener.user }))['user']

  test('has every role said, and asks about himself without being an administrator (USER-1, USER-2)', async () => {
    const roles = Object.entries(await user()).filter(([name]) => name.endsWith('Role'))
    const given = roles.filter(([, value]) => value === true).map(([name]) => name)
    expect(roles.map(([, value]) => typeof value)).toEqual(Array(12).fill('boolean'))
    expect(given.sort()).toEqual(['settingsRole', 'streamRole'])
    expect(await server.listener.code('getUser', { username: 'maja' })).toBe(50)
    expect(await server.listener.code('getUser', { username: 'nobody' })).toBe(50)
    expect(await server.owner.code('getUser', { username: 'nobody' })).toBe(70)
    expect((await server.listener.json('getUser', { username: 'LISA' }))['user'].username).toBe('lisa')
  })

  test('may do what his roles say and nothing else, from the next request on (USER-1)', async () => {
    const song = { id: known.song('Björk/Début/01 Opening.flac') }
    const guarded: [string, string, CallParameters][] = [
      ['streamRole', 'stream', song],
      ['downloadRole', 'download', song],
      ['settingsRole', 'changePassword', { username: 'lisa', password: PEOPLE.listener.password }],
      ['adminRole', 'startScan', {}],
      ['adminRole', 'getUsers', {}],
    ]
    for (const [role, endpoint, parameters] of guarded) {
      for (const allowed of [false, true]) {
        await server.owner.json('updateUser', { username: 'lisa', [role]: allowed })
        expect((await user(server.owner))[role]).toBe(allowed)
        const { type, envelope } = await answerOf(endpoint, parameters)
        expect([endpoint, allowed, type === 'json' ? envelope?.error?.code : undefined]).toEqual([
          endpoint,
          allowed,
          allowed ? undefined : 50,
        ])
      }
      await server.owner.json('updateUser', { username: 'lisa', adminRole: false })
    }
  })

  async function answerOf(endpoint: string, parameters: CallParameters) {
    const answer = await server.listener.call(endpoint, parameters)
    const type = answer.type.startsWith('application/json') ? 'json' : 'bytes'
    return { type, envelope: type === 'json' ? answer.envelope : undefined }
  }

  test('is told that nothing can be switched on that is not there', async () => {
    for (const endpoint of ['jukeboxControl', 'createPodcastChannel', 'addChatMessage']) {
      expect([endpoint, await server.owner.code(endpoint, { id: 'so-1' })]).toEqual([endpoint, 50])
    }
  })

  test('is made, changed and removed over the API, and is nobody from then on', async () => {
    const login = { user: 'Nina', password: 'a password of hers' }
    const nina = server.as(login)
    const created = {
      username: 'Nina',
      password: `enc:${Buffer.from(login.password).toString('hex')}`,
      email: 'n@x.org',
    }
    expect(await nina.code('ping')).toBe(40)
    expect(
      await server.owner.code('createUser', { ...created, musicFolderId: 2 }, { form: true }),
    ).toBeUndefined()
    expect(await server.owner.code('createUser', { ...created, username: 'NINA' })).toBe(0)
    expect((await nina.json('getMusicFolders'))['musicFolders'].musicFolder).toEqual([
      { id: 2, name: 'Attic' },
    ])
    await server.owner.json('updateUser', { username: 'nina', downloadRole: true, maxBitRate: 128 })
    const { user: her } = await nina.json('getUser', { username: 'nina' })
    expect(her).toMatchObject({
      username: 'Nina',
      email: 'n@x.org',
      downloadRole: true,
      streamRole: true,
      maxBitRate: 128,
      folder: [2],
    })
    expect(await server.owner.code('deleteUser', { username: 'Nina' })).toBeUndefined()
    expect(await nina.code('ping')).toBe(40)
  })
})

describe('during a scan', () => {
  const base = realpathSync(mkdtempSync(join(tmpdir(), 'lockgroove-music-')))
  let server: TestServer
  beforeAll(async () => {
    const music = join(base, 'music')
    makeFixtureLibrary(music)
    // Some hundred more songs, so that there is a while to ask in.
    const album = fixtureLibrary.albums.find(({ name }) => name === 'Many Colours')!
    for (let copy = 1; copy <= 100; copy++)
      cpSync(join(music, album.folder), join(base, 'more', `Copy ${copy}`), { recursive: true })
    cpSync(join(base, 'more'), join(music, 'More'), { recursive: true })
    server = await startTestServer({ library: 'empty', music: [music] })
  })
  afterAll(async () => {
    await server.close()
    rmSync(base, { recursive: true })
  })

  /** Asks everything, round after round, until the scan is over. @returns how often a scan was running */
  async function askWhileScanning(
    calls: () => Promise<[string, CallParameters | undefined][]>,
  ): Promise<number> {
    const finished = server.server.scanner.settled()
    let isOver = false
    void finished.then(() => {
      isOver = true
    })
    let seen = 0
    do {
      for (const [endpoint, parameters] of await calls()) {
        const answer = await server.owner.call(endpoint, parameters)
        expect([endpoint, answer.status, answer.envelope.error]).toEqual([endpoint, 200, undefined])
        const { scanStatus } = await server.owner.json('getScanStatus')
        if (scanStatus.scanning) seen++
      }
    } while (!isOver)
    expect((await finished)?.failure).toBeUndefined()
    return seen
  }

  const withoutIds = async () =>
    CALLS_WITHOUT_IDS.map(({ endpoint, parameters }): [string, CallParameters | undefined] => [
      endpoint,
      parameters,
    ])

  test('the first one, every reading endpoint answers (SCAN-1, SCAN-2)', async () => {
    expect(await askWhileScanning(withoutIds)).toBeGreaterThan(0)
    const { scanStatus } = await server.owner.json('getScanStatus')
    expect(scanStatus).toMatchObject({ scanning: false, count: fixtureLibrary.songs.length + 300 })
  })

  test('a full one, songs, albums and people go on, and changes are kept (SCAN-2)', async () => {
    const found = await readKnownIds(server.owner)
    // The two empty folders are 1 and 2.
    const known = { ...found, directory: (path: string) => found.directory(path, 3) }
    const id = known.song('Björk/Début/01 Opening.flac')
    expect((await server.owner.json('startScan', { fullScan: true }))['scanStatus'].scanning).toBe(true)
    // A second one while it runs starts nothing, and is no error.
    expect(await server.owner.code('startScan')).toBeUndefined()
    let plays = 0
    const seen = await askWhileScanning(async () => {
      plays++
      expect(await server.owner.code('scrobble', { id, time: Date.now() - plays * 1000 })).toBeUndefined()
      expect(await server.owner.code('star', { id })).toBeUndefined()
      return callsWithIds(known).map(({ endpoint, parameters }) => [endpoint, parameters])
    })
    expect(seen).toBeGreaterThan(0)
    const { song } = await server.owner.json('getSong', { id })
    expect(song).toMatchObject({ playCount: plays, starred: expect.any(String) })
  })

  const lastModified = async () => (await server.owner.json('getIndexes'))['indexes'].lastModified as number

  test('that finds nothing new, the collection stays as old as it was', async () => {
    const before = await lastModified()
    await server.owner.json('startScan')
    expect((await server.server.scanner.settled())?.failure).toBeUndefined()
    expect(await lastModified()).toBe(before)
    const unchanged = await server.owner.json('getIndexes', { ifModifiedSince: before })
    expect(unchanged['indexes']).toMatchObject({ lastModified: before, index: [], child: [] })
    const changed = await server.owner.json('getIndexes', { ifModifiedSince: before - 1 })
    expect(changed['indexes'].index.length).toBeGreaterThan(5)
  })

  test('in which music disappears, an answer is what was there, or "not found" (SCAN-2)', async () => {
    const known = await readKnownIds(server.owner)
    const copies = [...known.songs].filter(([path]) => path.startsWith('More/Copy 1'))
    rmSync(join(base, 'music', 'More'), { recursive: true })
    const before = await lastModified()
    const codes = () => Promise.all(copies.map(([, id]) => server.owner.code('getSong', { id })))
    await server.owner.json('startScan')
    await askWhileScanning(async () => {
      expect((await codes()).filter((code) => code !== undefined && code !== 70)).toEqual([])
      return withoutIds()
    })
    expect(new Set(await codes())).toEqual(new Set([70]))
    expect(await lastModified()).toBeGreaterThan(before)
    expect((await server.owner.json('getScanStatus'))['scanStatus'].count).toBe(fixtureLibrary.songs.length)
  })
})
