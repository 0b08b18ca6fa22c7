// Published mistakes of servers like this one, about what was believed: addresses, sizes, names, links. The others are in
// published-mistakes.test.ts; SECURITY.md names them all in a table.
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { STEPS } from '../../server/media/resize.ts'
import { ROUTES } from '../../server/subsonic/routes.ts'
import { createConsoleClient } from '../support/console-client.ts'
import { PEOPLE, startTestServer, type TestServer } from '../support/server.ts'
import type { CallParameters } from '../support/subsonic-client.ts'

const { listener, owner } = PEOPLE

let server: TestServer
beforeAll(async () => {
  server = await startTestServer({ settings: { authRequestLimit: 5, authWindowSec: 300 } })
})
afterAll(() => server.close())

/** Every header in which proxies of some kind name a client. */
const forged = (address: string) => ({
  'X-Forwarded-For': address,
  'X-Real-IP': address,
  'X-Client-IP': address,
  'X-Cluster-Client-IP': address,
  'CF-Connecting-IP': address,
  'True-Client-IP': address,
  'Fastly-Client-IP': address,
  Forwarded: `for=${address}`,
})

describe('loopback trusted', () => {
  const claims = [
    {},
    { 'Remote-User': 'lisa' },
    { 'X-Forwarded-User': 'lisa', 'X-Remote-User': 'lisa', 'X-Webauth-User': 'lisa' },
    forged('127.0.0.1'),
    { 'X-Forwarded-Host': 'localhost', 'X-Original-URL': '/api/call/users.list' },
  ] as Record<string, string>[]

  test('a request from this computer without a credential is nobody, on every route of the music door', async () => {
    for (const headers of claims) {
      for (const [name, route] of ROUTES) {
        if (route.public) continue
        const answer = await server.owner.call(name, {}, { login: 'none', headers })
        expect([name, answer.envelope.error?.code]).toEqual([name, 10])
      }
    }
  })

  test('and at the console', async () => {
    for (const headers of claims) {
      const stranger = createConsoleClient(server.server.consoleUrl, headers)
      for (const method of ['users.list', 'sessions.current', 'settings.list', 'audit.list'] as const) {
        expect(await stranger.send(method, {})).toMatchObject({ ok: false, code: 'not-signed-in' })
      }
    }
  })
})

describe('unbounded image sizes', () => {
  test('no size makes a picture larger than the largest step or than itself, and few sizes are kept', async () => {
    const { song } = (await server.owner.json('search3', { query: '', songCount: 500 }))['searchResult3']
    const withCover = song.find(({ coverArt }: { coverArt?: string }) => coverArt)
    const original = await sharp(
      (await server.owner.call('getCoverArt', { id: withCover.coverArt })).bytes,
    ).metadata()
    const sizes = [
      1,
      63,
      65,
      1601,
      99_999,
      2 ** 31,
      2 ** 53,
      '9'.repeat(400),
      '1e9',
      '0x7fffffff',
      '-1',
      'NaN',
      'Infinity',
    ]
    for (const size of sizes) {
      const { bytes, status } = await server.owner.call('getCoverArt', { id: withCover.coverArt, size })
      expect([size, status]).toEqual([size, 200])
      const { width, height } = await sharp(bytes).metadata()
      expect(Math.max(width, height)).toBeLessThanOrEqual(Math.max(original.width, original.height, STEPS[0]))
    }
    await server.server.scanner.settled()
    expect(filesBelow(join(server.dataDir, 'cache')).length).toBeLessThanOrEqual(STEPS.length)
  })

  test('an avatar has one size', async () => {
    const one = await server.owner.call('getAvatar', { username: owner.user })
    const other = await server.owner.call('getAvatar', { username: owner.user, size: 100_000 })
    expect(other.bytes.equals(one.bytes)).toBe(true)
  })
})

describe('playlist names as paths', () => {
  const NAMES = [
    '../../../tmp/evil',
    '/etc/passwd',
    '..\\..\\evil.m3u',
    'C:\\Windows\\evil',
    'a\0b.m3u',
    '.',
    '..',
    'CON',
    'x'.repeat(4096),
    '%2e%2e%2fevil',
    'nul\n../evil',
  ]

  test('a name is a name: kept as it is or refused, and no file comes of it', async () => {
    const before = [...filesBelow(server.dataDir), ...server.musicDirs.flatMap(filesBelow)].filter(isOwn)
    const { song } = (await server.owner.json('search3', { query: '', songCount: 1 }))['searchResult3']
    for (const name of NAMES) {
      const made = await server.owner.json('createPlaylist', { name, songId: song[0].id })
      if (made.status === 'failed') continue
      const { playlist } = await server.owner.json('getPlaylist', { id: made['playlist'].id })
      // No answer can carry a NUL.
      expect(playlist.name).toBe(name.replace('\0', ''))
      await server.owner.json('updatePlaylist', {
        playlistId: playlist.id,
        name: `${name}/..`,
        comment: name,
      })
      const zip = (await server.owner.call('download', { id: playlist.id })).bytes
      for (const path of pathsInZip(zip)) {
        expect(path).not.toMatch(/^[/\\]|^[A-Za-z]:|[\\\0]/)
        expect(path.split('/')).not.toContain('..')
        expect(path.split('/')).not.toContain('.')
      }
    }
    const after = [...filesBelow(server.dataDir), ...server.musicDirs.flatMap(filesBelow)].filter(isOwn)
    expect(after).toEqual(before)
  })
})

describe('share links alive after expiry', () => {
  const { user: username } = PEOPLE.mainOnly
  const change = (changes: CallParameters) => server.owner.json('updateUser', { username, ...changes })

  test.each<[string, (id: string) => Promise<unknown>]>([
    ['its time is over', (id) => server.owner.json('updateShare', { id, expires: Date.now() - 1 })],
    ['it was taken back', (id) => server.owner.json('deleteShare', { id })],
    ['its owner may not share any more', () => change({ shareRole: false })],
    ['its owner is gone', () => server.owner.json('deleteUser', { username })],
  ])('a link is not found, with its songs, when %s', async (_, end) => {
    await change({ shareRole: true })
    const [song] = (await server.mainOnly.json('getRandomSongs', { size: 1 }))['randomSongs'].song
    const made = await server.mainOnly.json('createShare', { id: song.id, expires: Date.now() + 60_000 })
    const [{ id, url }] = made['shares'].share
    const statuses = () => Promise.all(['', '/songs/1'].map(async (path) => (await fetch(url + path)).status))
    expect(await statuses()).toEqual([200, 200])
    await end(id)
    expect(await statuses()).toEqual([404, 404])
  })
})

// The last one: it makes this computer wait.
describe('forwarded addresses trusted by a limiter', () => {
  test('a guesser who names another address with every request has to wait all the same, on both doors', async () => {
    for (let at = 0; at < 5; at++) {
      await server.owner.json(
        'ping',
        {},
        {
          headers: forged(`198.51.100.${at}`),
          login: { ...listener, password: `guess ${at}`, form: 'clear' },
        },
      )
    }
    const headers = forged('198.51.100.99')
    const right = await server.owner.call('ping', {}, { headers, login: { ...listener, form: 'clear' } })
    expect(right.status).toBe(429)
    const stranger = createConsoleClient(server.server.consoleUrl, headers)
    const signIn = { username: listener.user, password: listener.password }
    expect(await stranger.call('sessions.signIn', signIn)).toMatchObject({ code: 'busy' })
  })
})

/** Covers and backups come by themselves. */
const isOwn = (path: string) => !/\.db(-wal|-shm|-journal)?$|\/cache\/|\/backups\//.test(path)

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((path) => join(folder, path))
    .filter((path) => statSync(path).isFile())
    .toSorted()
}

/** Names in the directory at the end of an archive. */
function pathsInZip(zip: Buffer): string[] {
  const paths: string[] = []
  for (let at = zip.indexOf('PK\x01\x02'); at !== -1; at = zip.indexOf('PK\x01\x02', at + 4)) {
    const length = zip.readUInt16LE(at + 28)
    paths.push(zip.toString('utf8', at + 46, at + 46 + length))
  }
  expect(paths.length).toBeGreaterThan(0)
  return paths
}
