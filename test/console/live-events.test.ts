// What windows are told while they are open: through the real door, with what makes it happen.
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { createDeviceCredential, revokeDeviceCredential } from '../../server/auth/device-credentials.ts'
import { endSession } from '../../server/auth/sessions.ts'
import { MOST_STREAMS_OF_USER } from '../../server/console/live-events.ts'
import { bumpVersion } from '../../server/db/versions.ts'
import { addMusicFolder } from '../../server/library/music-folders.ts'
import { type OpenData, openData } from '../../server/open-data.ts'
import { createConsoleClient } from '../support/console-client.ts'
import { sessionCookieOf, signedInConsole } from '../support/console-session.ts'
import { type HeardEvents, hearEvents } from '../support/event-stream.ts'
import { lacksNginx, startNginx } from '../support/nginx.ts'
import { testSettings } from '../support/prepared-data.ts'
import { PEOPLE, startTestServer, type TestServer } from '../support/server.ts'

const clock = { now: () => Date.now() }
let server: TestServer
/** Another process, as far as the server can tell. */
let data: OpenData
const open: HeardEvents[] = []

beforeAll(async () => {
  server = await startTestServer()
  data = await openData(testSettings(server.dataDir))
}, 120_000)
afterEach(async () => {
  for (const stream of open.splice(0)) await stream.close()
})
afterAll(async () => {
  data.close()
  await server.close()
})

async function hear(name: string): Promise<HeardEvents> {
  const stream = await hearEvents(server.server.consoleUrl, sessionCookieOf(server, data, name))
  open.push(stream)
  return stream
}

const hearAsOwner = () => hear(PEOPLE.owner.user)
const hearAsListener = () => hear(PEOPLE.listener.user)
const idOf = (name: string) => data.users.getByName(name).id

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as AddressInfo
  probe.close()
  await once(probe, 'close')
  return port
}

/** Something everybody is told, behind which nothing more comes of what happened before. */
async function typesUntilSettled(stream: HeardEvents): Promise<string[]> {
  data.live.set('streamLimit', String(1 + Math.floor(Math.random() * 1000)))
  await stream.next('settings.changed')
  return stream.all().map(({ type }) => type)
}

describe('the stream', () => {
  test('is one of events that no proxy keeps back', async () => {
    const { status, headers, text } = await hearAsOwner()
    expect(status).toBe(200)
    expect(headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
    expect(headers.get('cache-control')).toBe('no-store')
    expect(headers.get('x-accel-buffering')).toBe('no')
    expect(headers.get('content-encoding')).toBeNull()
    await expect.poll(text).toMatch(/^retry: 2000\n\n/)
  })

  test.skipIf(lacksNginx())('comes at once through nginx, which keeps answers back otherwise', async () => {
    const port = await freePort()
    const { origin, host } = new URL(server.server.consoleUrl)
    const proxied = `server { listen 127.0.0.1:${port}; location / { proxy_pass ${origin}; proxy_set_header Host ${host}; } }`
    const nginx = await startNginx(proxied, port)
    try {
      const cookie = sessionCookieOf(server, data, PEOPLE.owner.user)
      const stream = await hearEvents(`http://127.0.0.1:${port}`, cookie)
      open.push(stream)
      server.server.events.emit('door.closed', { address: 'network', reason: 'time' })
      await stream.next('doors.changed')
      await stream.close()
    } finally {
      await nginx.close()
    }
  })

  test('is for a session only, and for reading', async () => {
    const nobody = await hearEvents(server.server.consoleUrl, undefined)
    expect(nobody.status).toBe(401)
    const answer = await fetch(`${server.server.consoleUrl}/api/events`, {
      method: 'HEAD',
      headers: { Cookie: sessionCookieOf(server, data, PEOPLE.owner.user) },
    })
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET'])
  })

  test(`is open ${MOST_STREAMS_OF_USER} times for one user at most, and again when one is closed`, async () => {
    for (let at = 0; at < MOST_STREAMS_OF_USER; at++) expect((await hearAsListener()).status).toBe(200)
    const more = await hearAsListener()
    expect([more.status, more.headers.get('retry-after')]).toEqual([429, '10'])
    expect((await hearAsOwner()).status).toBe(200)
    await open[0]!.close()
    await expect.poll(async () => (await hearAsListener()).status).toBe(200)
  })

  test('is cut for whoever does not read', async () => {
    const { port, host } = new URL(server.server.consoleUrl)
    const socket = connect(Number(port), '127.0.0.1')
    socket.on('error', () => {})
    socket.write(
      `GET /api/events HTTP/1.1\r\nHost: ${host}\r\nCookie: ${sessionCookieOf(server, data, PEOPLE.owner.user)}\r\n\r\n`,
    )
    await once(socket, 'readable')
    socket.pause()
    const reader = await hearAsOwner()
    const client = 'x'.repeat(100_000)
    for (let at = 0; at < 200; at++) {
      server.server.events.emit('devices.used', {
        deviceId: at,
        userId: idOf(PEOPLE.owner.user),
        client,
        isFirst: false,
      })
      // In turns, so that whoever reads can.
      await reader.next('devices.used')
    }
    socket.resume()
    await once(socket, 'close')
    expect(socket.bytesRead).toBeLessThan(200 * 100_000)
  }, 30_000)
})

describe('scans', () => {
  test('tell administrators everything, others that they began and ended', async () => {
    const owner = await hearAsOwner()
    const listener = await hearAsListener()
    server.server.scanner.start({ full: true })
    expect(await owner.next('scan.started')).toEqual({ type: 'scan.started', full: true })
    await owner.next('scan.progress')
    expect((await owner.next('scan.finished')).problems).toBeGreaterThan(0)
    expect(await listener.next('scan.finished')).toEqual({ type: 'scan.finished' })
    expect(listener.all().map(({ type }) => type)).not.toContain('scan.progress')
  }, 30_000)

  test('tell of their progress four times a second at most, the last one last', async () => {
    const owner = await hearAsOwner()
    const startedAt = performance.now()
    let seen = 0
    while (performance.now() - startedAt < 600) {
      seen++
      server.server.events.emit('scan.progress', { phase: 'walking', seen, toRead: 0, read: 0 })
      await new Promise((resolve) => setImmediate(resolve))
    }
    let last = 0
    while (last !== seen) last = (await owner.next('scan.progress')).seen
    const elapsedSec = (performance.now() - startedAt) / 1000
    const count = owner.all().filter(({ type }) => type === 'scan.progress').length
    expect(count).toBeGreaterThan(2)
    expect(count).toBeLessThanOrEqual(1 + elapsedSec * 4)
  })
})

describe('changes', () => {
  test('of the library by another process are told', async () => {
    const listener = await hearAsListener()
    bumpVersion(data.db, 'library', Date.now())
    await listener.next('library.changed')
  })

  test('of a setting are told to everybody', async () => {
    const listener = await hearAsListener()
    data.live.set('readOnly', 'on')
    await listener.next('settings.changed')
    data.live.reset('readOnly')
    await listener.next('settings.changed')
  })

  test('of the doors are told', async () => {
    const listener = await hearAsListener()
    server.server.events.emit('door.opened', { address: 'network', urls: [] })
    await listener.next('doors.changed')
  })

  test('of users are told to administrators, and to whom they are about', async () => {
    const owner = await hearAsOwner()
    const listener = await hearAsListener()
    const other = await hear(PEOPLE.mainOnly.user)
    await data.users.update(idOf(PEOPLE.listener.user), { email: 'lisa@example.org' })
    await owner.next('users.changed')
    await listener.next('users.changed')
    const { id } = createDeviceCredential(
      { ...data, clock },
      { userId: idOf(PEOPLE.listener.user), kind: 'apikey', name: 'phone' },
    )
    await owner.next('users.changed')
    await listener.next('users.changed')
    revokeDeviceCredential(data.db, id, clock)
    await listener.next('users.changed')
    expect(await typesUntilSettled(other)).not.toContain('users.changed')
  })
})

describe('what belongs to somebody', () => {
  const songId = async () =>
    (await server.listener.json('getRandomSongs', { size: 1 })).randomSongs.song[0].id as string

  test('stars and ratings are told to whoever set them, in whatever app, and to nobody else', async () => {
    const own = await hearAsListener()
    const owner = await hearAsOwner()
    const id = await songId()
    await server.listener.json('star', { id })
    await own.next('stars.changed')
    await server.listener.json('setRating', { id, rating: 4 })
    await own.next('stars.changed')
    await server.listener.json('unstar', { id })
    await own.next('stars.changed')
    expect(await typesUntilSettled(owner)).not.toContain('stars.changed')
  })

  test('a playlist is told to its owner, and to everybody while everybody may read it', async () => {
    const own = await hearAsListener()
    const other = await hear(PEOPLE.mainOnly.user)
    const id = await songId()
    const made = await server.listener.json('createPlaylist', { name: 'Walks', songId: id })
    const playlistId = made.playlist.id
    await own.next('playlists.changed')
    expect(await typesUntilSettled(other)).not.toContain('playlists.changed')
    await server.listener.json('updatePlaylist', { playlistId, public: true })
    await other.next('playlists.changed')
    await server.listener.json('deletePlaylist', { id: playlistId })
    await own.next('playlists.changed')
    await other.next('playlists.changed')
  })

  test('an endpoint that refuses tells nothing', async () => {
    const own = await hearAsListener()
    expect((await server.listener.json('star', { id: 'so-none' })).status).toBe('failed')
    expect(await typesUntilSettled(own)).not.toContain('stars.changed')
  })

  test('a session that begins or ends is told to its user', async () => {
    const own = await hearAsListener()
    const other = await hear(PEOPLE.mainOnly.user)
    const { user, password } = PEOPLE.listener
    const elsewhere = createConsoleClient(server.server.consoleUrl)
    await elsewhere.signIn(user, password)
    await own.next('users.changed')
    await elsewhere.get('sessions.signOut', {})
    await own.next('users.changed')
    expect(await typesUntilSettled(other)).not.toContain('users.changed')
  })
})

describe('what the command line does', () => {
  test('a music folder it adds is told to everybody', async () => {
    const listener = await hearAsListener()
    const folder = mkdtempSync(join(tmpdir(), 'lockgroove-events-'))
    addMusicFolder(data.db, folder, clock)
    await listener.next('library.changed')
    rmSync(folder, { recursive: true })
  })

  test('what stands in the log is told to administrators: backups and keys', async () => {
    const owner = await hearAsOwner()
    const listener = await hearAsListener()
    data.audit.record({ event: 'backup.made', actor: 'command line', subject: 'one' })
    await owner.next('audit.changed')
    expect(await typesUntilSettled(listener)).not.toContain('audit.changed')
  })
})

test('a vault that opens is told to everybody', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'lockgroove-events-'))
  const masterKeyFile = join(folder, 'master.key')
  writeFileSync(masterKeyFile, 'fedcba9876543210'.repeat(4), { mode: 0o600 })
  const sealed = await startTestServer({
    library: 'empty',
    settings: { masterKey: undefined, masterKeyFile },
  })
  const rightKey = testSettings(sealed.dataDir).masterKey!
  const itsData = await openData(testSettings(sealed.dataDir))
  const listener = await hearEvents(
    sealed.server.consoleUrl,
    sessionCookieOf(sealed, itsData, PEOPLE.listener.user),
  )
  open.push(listener)
  const owner = signedInConsole(sealed, itsData, PEOPLE.owner.user)
  itsData.close()
  writeFileSync(masterKeyFile, rightKey)
  expect(await owner.get('vault.tryAgain', {})).toMatchObject({ open: true })
  await listener.next('vault.changed')
  await sealed.close()
  rmSync(folder, { recursive: true })
}, 60_000)

describe('what people do', () => {
  test('playing is told to administrators and to the player', async () => {
    const owner = await hearAsOwner()
    const listener = await hearAsListener()
    const other = await hear(PEOPLE.mainOnly.user)
    const { randomSongs } = await server.listener.json('getRandomSongs', { size: 1 })
    const id = randomSongs.song[0].id
    await server.listener.json('scrobble', { id, submission: false })
    await owner.next('nowPlaying.changed')
    await listener.next('nowPlaying.changed')
    await server.listener.json('scrobble', { id })
    await listener.next('nowPlaying.changed')
    expect(await typesUntilSettled(other)).not.toContain('nowPlaying.changed')
  })

  test('the first sign-in of an app is told to its user and administrators', async () => {
    const owner = await hearAsOwner()
    const listener = await hearAsListener()
    const other = await hear(PEOPLE.mainOnly.user)
    const { id, plainSecret } = createDeviceCredential(
      { ...data, clock },
      { userId: idOf(PEOPLE.listener.user), kind: 'apikey', name: 'phone' },
    )
    const app = server.as({ apiKey: plainSecret }, 'Symphony')
    await app.json('ping')
    await app.json('ping')
    const told = { type: 'devices.used', deviceId: id, client: 'Symphony' }
    expect(await listener.next('devices.used')).toEqual(told)
    expect(await owner.next('devices.used')).toEqual(told)
    expect(await typesUntilSettled(other)).not.toContain('devices.used')
    expect((await typesUntilSettled(listener)).filter((type) => type === 'devices.used')).toHaveLength(1)
  })

  test('failed logins are told to administrators', async () => {
    const owner = await hearAsOwner()
    const listener = await hearAsListener()
    await server.as({ user: PEOPLE.listener.user, password: 'a guess' }).json('ping')
    expect(await owner.next('login.failed')).toEqual({ type: 'login.failed', source: '127.0.0.1' })
    expect(await typesUntilSettled(listener)).not.toContain('login.failed')
  })
})

describe('a session that ends', () => {
  test('ends its stream with a word, whichever process ended it; no other', async () => {
    const other = await hearAsListener()
    const client = signedInConsole(server, data, PEOPLE.listener.user)
    const cookie = [...client.cookies].map((pair) => pair.join('=')).join('; ')
    const stream = await hearEvents(server.server.consoleUrl, cookie)
    endSession(data.db, client.sessionId)
    await stream.next('session.ended')
    await stream.over
    expect(stream.all().at(-1)).toEqual({ type: 'session.ended' })
    expect(await typesUntilSettled(other)).not.toContain('session.ended')
  })

  test('as when its user is disabled', async () => {
    const stream = await hear(PEOPLE.secondOnly.user)
    data.db.prepare('UPDATE users SET disabled_at = 1 WHERE id = ?').run(idOf(PEOPLE.secondOnly.user))
    await stream.next('session.ended')
    await stream.over
  })
})

test('a server that closes ends its streams at once', async () => {
  const own = await startTestServer({ library: 'empty' })
  const ownData = await openData(testSettings(own.dataDir))
  const stream = await hearEvents(own.server.consoleUrl, sessionCookieOf(own, ownData, PEOPLE.owner.user))
  ownData.close()
  const startedAt = performance.now()
  await own.close()
  await stream.over
  // Not after the three seconds an answer is given otherwise.
  expect(performance.now() - startedAt).toBeLessThan(2900)
}, 60_000)
