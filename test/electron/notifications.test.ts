// A real server, in which what is told of really happens; 127.0.0.2 plays the address of this computer in its network.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { setupNotifications } from '../../electron/notifications.ts'
import { createStateStore, type StateStore } from '../../electron/state.ts'
import { createDeviceCredential } from '../../server/auth/device-credentials.ts'
import { createServer, type Server } from '../../server/index.ts'
import { type OpenData, openData } from '../../server/open-data.ts'
import { closeElectron, makeReady, notifications, resetElectron, world } from '../support/electron/control.ts'
import { testSettings } from '../support/prepared-data.ts'
import { PEOPLE, startTestServer, type TestServer } from '../support/server.ts'

const clock = { now: () => Date.now() }
const lan0 = [
  { address: '127.0.0.2', netmask: '', family: 'IPv4', mac: '', internal: false, cidr: '127.0.0.2/24' },
] as const
const interfaces = () => ({ lan0: [...lan0] })
const BY_TEST = { actor: 'test' }

const music = mkdtempSync(join(tmpdir(), 'lockgroove-told-'))
let server: TestServer
/** Another process, as far as the server can tell. */
let data: OpenData
let store: StateStore
let current: Server | undefined
let end = () => {}
const startStateListeners = new Set<() => void>()
const shownPages: (string | undefined)[] = []

beforeAll(async () => {
  server = await startTestServer({ music: [music], options: { interfaces } })
  await server.server.scanner.settled()
  data = await openData(testSettings(server.dataDir))
}, 120_000)
beforeEach(async () => {
  await resetElectron()
  makeReady()
  shownPages.length = 0
  current = server.server
  store = createStateStore()
  store.change({ server: 'running', update: { state: 'none' } })
  start()
})
afterEach(() => {
  end()
  server.server.live.reset('notifications')
})
afterAll(async () => {
  data.close()
  await server.close()
  await closeElectron()
  rmSync(music, { recursive: true })
})

function start() {
  const host = {
    server: () => current,
    onStartState(listener: () => void) {
      startStateListeners.add(listener)
      return () => startStateListeners.delete(listener)
    },
  }
  end = setupNotifications({ store, host, show: (path) => shownPages.push(path) })
}
const titles = () => notifications.map(({ title }) => title)
const last = () => notifications.at(-1)!

async function scanned() {
  server.server.scanner.start()
  await server.server.scanner.settled()
}

/** @param client what it calls itself */
function newApp(client: string) {
  const userId = data.users.getByName(PEOPLE.listener.user).id
  const device = createDeviceCredential({ ...data, clock }, { userId, kind: 'apikey', name: 'Phone' })
  return { userId, app: server.as({ apiKey: device.plainSecret }, client) }
}

describe('the network', () => {
  test('that opens or closes is told, the newest only, and a click shows the doors', async () => {
    await server.server.doors.open({ address: 'network' }, BY_TEST)
    expect(last()).toMatchObject({ title: 'This network can reach your music', isShown: true })
    expect(last().body).toContain('until you close it')
    last().click()
    expect(shownPages).toEqual(['/doors'])

    await server.server.doors.open({ address: 'this-computer' }, BY_TEST)
    expect(last().title).toBe('Only this computer can reach your music')
    expect(notifications.map(({ isShown }) => isShown)).toEqual([false, true])
  })

  test('that opens for a time is told with its end', async () => {
    await server.server.doors.open({ address: 'network', closeAfterHours: 2 }, BY_TEST)
    expect(last().body).toMatch(/until .*\d/)
    await server.server.doors.open({ address: 'this-computer', closeAfterHours: 0 }, BY_TEST)
  })

  test.each([
    ['time', 'The time it was opened for is over.'],
    ['another network', 'This computer came into another network, so it closed by itself.'],
    ['panic', 'Everything was shut at once.'],
    ['setting', 'Music apps elsewhere cannot connect any more.'],
  ])('that closes because of %s says so', (reason, body) => {
    server.server.events.emit('door.closed', { address: 'network', reason })
    expect(last().body).toBe(body)
  })
})

describe('a new app', () => {
  test('is told when it signs in for the first time, and leads to its person', async () => {
    const { app, userId } = newApp('Symphony')
    await app.json('ping')
    expect(titles()).toEqual(['A new app signed in'])
    expect(last().body).toContain('It calls itself Symphony.')
    last().click()
    expect(shownPages).toEqual([`/people/${userId}`])
  })

  test('is not new after a restart of the server', async () => {
    const { app } = newApp('Known')
    await app.json('ping')
    await app.json('ping')
    server.server.events.emit('devices.used', {
      deviceId: 1,
      userId: data.users.getByName(PEOPLE.listener.user).id,
      client: 'Known',
      isFirst: false,
    })
    expect(titles()).toEqual(['A new app signed in'])
  })

  test('cannot put markup, direction marks or a long text into what is shown', async () => {
    await newApp(`<img src="x">\u202e&amp;${'long'.repeat(30)}`.slice(0, 60)).app.json('ping')
    expect(last().body).not.toMatch(/[<>&\u202e]/)
    expect(last().body.length).toBeLessThan(120)
    await newApp('<>').app.json('ping')
    expect(last().body).toContain('It gives no name.')
  })
})

describe('failed logins', () => {
  test('are told when there are several, once, and lead to the log', async () => {
    const guesser = server.as({ user: PEOPLE.owner.user, password: 'guess' })
    for (let time = 1; time <= 4; time++) await guesser.call('ping')
    expect(titles()).toEqual([])
    for (let time = 5; time <= 12; time++) await guesser.call('ping')
    expect(titles()).toEqual(['Several sign-ins failed'])
    expect(`${last().title} ${last().body}`).not.toMatch(new RegExp(`guess|${PEOPLE.owner.user}|127\\.`))
    last().click()
    expect(shownPages).toEqual(['/activity'])
  })
})

describe('a scan', () => {
  test('that meets new problems is told, without names; one that meets them again is not', async () => {
    writeFileSync(join(music, 'Secret Song.mp3'), 'not music')
    await scanned()
    expect(titles()).toEqual(['The scan met problems'])
    expect(last().body).toMatch(/^A file or folder could not be read/)
    expect(last().body).not.toContain('Secret')
    last().click()
    expect(shownPages).toEqual(['/library/problems'])

    await scanned()
    expect(titles()).toHaveLength(1)
    writeFileSync(join(music, 'two.mp3'), 'no')
    writeFileSync(join(music, 'three.mp3'), 'no')
    await scanned()
    expect(last().body).toMatch(/^2 files or folders/)
  })

  test('of the same problems is not told after the desktop started again', async () => {
    await scanned()
    expect(titles()).toEqual([])
  })

  test('that ends early is told', () => {
    const summary = server.server.scanner.lastSummary()!
    server.server.events.emit('scan.finished', { ...summary, failure: 'The disk /home/anna/music is full.' })
    expect(titles()).toEqual(['The scan ended early'])
    expect(last().body).not.toContain('anna')
  })
})

describe('an update', () => {
  test('is told when it is offered and when it is ready, once each', () => {
    store.change({ update: { state: 'looking' } })
    store.change({ update: { state: 'offered', version: '1.2.0' } })
    store.change({ scan: { seen: 1 } })
    store.change({ update: { state: 'loading', version: '1.2.0', percent: 3 } })
    store.change({ update: { state: 'ready', version: '1.2.0' } })
    expect(titles()).toEqual(['Lockgroove 1.2.0 is there', 'Lockgroove 1.2.0 is ready'])
    last().click()
    expect(shownPages).toEqual(['/settings'])
  })

  test('that comes by itself is told when it is ready', () => {
    server.server.live.set('updates', 'automatic')
    store.change({ update: { state: 'offered', version: '1.2.0' } })
    store.change({ update: { state: 'ready', version: '1.2.0' } })
    expect(titles()).toEqual(['Lockgroove 1.2.0 is ready'])
    server.server.live.reset('updates')
  })
})

describe('the first run', () => {
  test('is told while nobody is set up, by each server of its own', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'lockgroove-first-'))
    end()
    current = undefined
    start()
    const first = await createServer(testSettings(join(folder, 'data')), {})
    try {
      expect(titles()).toEqual([])
      current = first
      for (const listener of startStateListeners) listener()
      expect(titles()).toEqual(['Lockgroove is running'])
      for (const listener of startStateListeners) listener()
      expect(titles()).toHaveLength(1)
      expect(last().body).not.toContain(first.plainSetupCode)
      last().click()
      expect(shownPages).toEqual([undefined])

      // The one before is heard no more.
      server.server.events.emit('door.closed', { address: 'network', reason: 'time' })
      expect(titles()).toHaveLength(1)
    } finally {
      current = undefined
      await first.close()
      rmSync(folder, { recursive: true })
    }
  })
})

describe('what is switched off', () => {
  const emitAll = () => {
    const { events, scanner } = server.server
    const userId = data.users.getByName(PEOPLE.listener.user).id
    events.emit('door.closed', { address: 'network', reason: 'time' })
    events.emit('devices.used', { deviceId: 1, userId, client: 'x', isFirst: true })
    for (let time = 0; time < 5; time++) events.emit('login.failed', { source: 'local' })
    events.emit('scan.finished', { ...scanner.lastSummary()!, failure: 'x' })
    store.change({ update: { state: 'ready', version: '2.0.0' } })
  }

  test('is not shown, and the others are', () => {
    server.server.live.set('notifications', 'doors,updates')
    emitAll()
    expect(titles()).toEqual(['Only this computer can reach your music', 'Lockgroove 2.0.0 is ready'])
  })

  test('can be everything', () => {
    server.server.live.set('notifications', 'none')
    emitAll()
    expect(titles()).toEqual([])
  })

  test('is everything where the system shows none', () => {
    world.notificationsSupported = false
    emitAll()
    expect(titles()).toEqual([])
  })

  test('ends with the app', () => {
    emitAll()
    end()
    expect(notifications.some(({ isShown }) => isShown)).toBe(false)
    const before = titles().length
    emitAll()
    expect(titles()).toHaveLength(before)
  })
})
