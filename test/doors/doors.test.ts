// Whole servers whose network is told by the test: 127.0.0.2 plays the address of this computer in it.
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { request } from 'node:http'
import { createServer as createRawServer } from 'node:net'
import { type NetworkInterfaceInfo, platform, tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, describe, expect, test } from 'vitest'
import { migrate } from '../../server/db/migrate.ts'
import { openDatabase } from '../../server/db/open.ts'
import { createVersions } from '../../server/db/versions.ts'
import { shutNetworkDoor } from '../../server/doors/shut.ts'
import { createServer, type Server, type ServerOptions } from '../../server/index.ts'
import {
  DEFINITIONS,
  type SettingName,
  type SettingSource,
  type Settings,
} from '../../server/settings/definitions.ts'
import { createLiveSettings } from '../../server/settings/live.ts'
import { testSettings } from '../support/prepared-data.ts'
import { createTestClock } from '../support/vault-and-users.ts'

const HOUR = 3_600_000
const BY_TEST = { actor: 'anna' }

/** What the computer has: an address and its network, by interface. */
let net: Record<string, string[]> = {}
const interfaces = () =>
  Object.fromEntries(
    Object.entries(net).map(([name, cidrs]) => [
      name,
      cidrs.map((cidr): NetworkInterfaceInfo => {
        return { address: cidr.split('/')[0]!, netmask: '', family: 'IPv4', mac: '', internal: false, cidr }
      }),
    ]),
  )

let clock: ReturnType<typeof createTestClock>
const folders: string[] = []
let servers: Server[] = []

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'lockgroove-doors-'))
  folders.push(folder)
  return folder
}

async function start(
  folder: string,
  settings: Partial<Settings> = {},
  pinned: readonly SettingName[] = [],
): Promise<Server> {
  const sourceOf = Object.fromEntries(
    Object.keys(DEFINITIONS).map((name): [string, SettingSource] => [
      name,
      pinned.includes(name as SettingName) ? 'flag' : 'default',
    ]),
  ) as ServerOptions['sourceOf'] & object
  const server = await createServer(testSettings(join(folder, 'data'), settings), {
    clock,
    interfaces,
    sourceOf,
  })
  servers.push(server)
  return server
}

async function stop(server: Server) {
  servers = servers.filter((one) => one !== server)
  await server.close()
}

/** As another process does it. */
function inAnotherProcess<Result>(
  folder: string,
  work: (db: ReturnType<typeof openDatabase>) => Result,
): Result {
  const db = openDatabase(join(folder, 'data', 'lockgroove.db'))
  migrate(db)
  try {
    return work(db)
  } finally {
    db.close()
  }
}
const store = (folder: string, name: SettingName, value: string) =>
  inAnotherProcess(folder, (db) =>
    createLiveSettings(db, createVersions(db), testSettings(join(folder, 'data'))).set(name, value),
  )

function recordOf(folder: string) {
  const db = new Database(join(folder, 'data', 'lockgroove.db'), { readonly: true })
  const rows = db
    .prepare("SELECT event, actor, subject, detail FROM audit_log WHERE event LIKE 'door.%' ORDER BY id")
    .all() as { event: string; actor: string; subject: string; detail: string }[]
  db.close()
  return rows.map(({ event, actor, subject, detail }) =>
    [event, subject, actor, JSON.parse(detail).reason].filter(Boolean).join(' '),
  )
}

const hosts = (server: Server) => server.musicUrls.map((url) => new URL(url).hostname).sort()
const HERE = ['127.0.0.1']
const BOTH = ['127.0.0.1', '127.0.0.2']
const canReach = (url: string) =>
  fetch(`${url}/healthz`).then(
    ({ status }) => status,
    () => 'closed',
  )
/** The next look at the network, however lately the last one was. */
async function look(server: Server) {
  clock.move(5000)
  await server.doors.look()
}

afterEach(async () => {
  for (const server of servers.splice(0)) await server.close()
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})

describe.skipIf(platform() !== 'linux')('this network', () => {
  const fresh = () => {
    clock = createTestClock(Date.now())
    net = { lan0: ['127.0.0.2/8'] }
    return newFolder()
  }

  test('opens and closes while the server runs, and loopback stays', async () => {
    const folder = fresh()
    const server = await start(folder)
    const told: unknown[] = []
    server.events.on('door.opened', ({ address, urls }) => told.push(['opened', address, urls.length]))
    server.events.on('door.closed', ({ address, reason }) => told.push(['closed', address, reason]))
    expect(hosts(server)).toEqual(HERE)
    const here = server.musicUrls[0]!
    const there = here.replace('127.0.0.1', '127.0.0.2')
    expect(await canReach(there)).toBe('closed')

    const opened = await server.doors.open({ address: 'network' }, BY_TEST)
    expect(opened).toMatchObject({ address: 'network', problems: [], pinned: false, turnedAway: 0 })
    expect(opened.interfaces).toEqual([{ name: 'lan0', addresses: ['127.0.0.2'] }])
    expect(hosts(server)).toEqual(BOTH)
    expect(await canReach(there)).toBe(200)

    await server.doors.open({ address: 'this-computer' }, BY_TEST)
    expect(hosts(server)).toEqual(HERE)
    expect(await canReach(there)).toBe('closed')
    expect(await canReach(here)).toBe(200)
    expect(recordOf(folder)).toEqual(['door.opened network anna', 'door.closed network anna setting'])
    expect(told).toEqual([
      ['opened', 'network', 2],
      ['closed', 'network', 'setting'],
    ])
  })

  test('follows what another process stores', async () => {
    const folder = fresh()
    const server = await start(folder)
    const opened = once(server.events, 'door.opened')
    store(folder, 'address', 'network')
    await opened
    expect(hosts(server)).toEqual(BOTH)
    const closed = once(server.events, 'door.closed')
    store(folder, 'address', '127.0.0.1')
    await closed
    expect(hosts(server)).toEqual(HERE)
    expect(recordOf(folder)).toEqual(['door.opened network server', 'door.closed network server setting'])
  })

  test('means the chosen interfaces', async () => {
    const folder = fresh()
    net = { lan0: ['127.0.0.2/8'], vpn0: ['127.0.0.3/8'] }
    const server = await start(folder, { address: 'network' })
    expect(hosts(server)).toEqual([...BOTH, '127.0.0.3'])
    await server.doors.open({ address: 'network', interfaces: ['vpn0'] }, BY_TEST)
    expect(hosts(server)).toEqual(['127.0.0.1', '127.0.0.3'])
    await server.doors.open({ address: 'network', interfaces: [] }, BY_TEST)
    expect(hosts(server)).toEqual([...BOTH, '127.0.0.3'])
  })

  test('follows addresses that come and go, and says when there is no network', async () => {
    const folder = fresh()
    const server = await start(folder, { address: 'network' })
    net = { lan0: ['127.0.0.2/8', '127.0.0.4/8'] }
    await look(server)
    expect(hosts(server)).toEqual([...BOTH, '127.0.0.4'])
    net = {}
    await look(server)
    expect(hosts(server)).toEqual(HERE)
    expect(server.doors.status().problems).toEqual([
      'This computer is in no network now. The door opens as soon as it is in one.',
    ])
    net = { lan0: ['127.0.0.2/8'] }
    await look(server)
    expect(hosts(server)).toEqual(BOTH)
    expect(server.doors.status().problems).toEqual([])
  })

  test('closes by itself after the hours that were set, counted over restarts', async () => {
    const folder = fresh()
    const first = await start(folder)
    const openedAt = clock.now()
    await first.doors.open({ address: 'network', closeAfterHours: 2 }, BY_TEST)
    expect(first.doors.status().closesAt).toBe(openedAt + 2 * HOUR)
    clock.move(1.5 * HOUR)
    await stop(first)

    const second = await start(folder)
    expect(second.doors.status().closesAt).toBe(openedAt + 2 * HOUR)
    await look(second)
    expect(hosts(second)).toEqual(BOTH)
    clock.move(HOUR / 2)
    await second.doors.look()
    expect(hosts(second)).toEqual(HERE)
    expect(second.doors.status()).toMatchObject({ address: '127.0.0.1' })
    expect(second.doors.status().closesAt).toBeUndefined()
    await stop(second)

    const third = await start(folder)
    expect(hosts(third)).toEqual(HERE)
    expect(recordOf(folder)).toEqual([
      'door.opened network anna',
      'door.opened network server',
      'door.closed network server time',
    ])
  })

  test('closes after its hours also when the clock that it was opened by turns out to be fast', async () => {
    const folder = fresh()
    const server = await start(folder)
    await server.doors.open({ address: 'network', closeAfterHours: 2 }, BY_TEST)
    clock.move(-1000 * HOUR)
    await look(server)
    expect(server.doors.status().closesAt).toBe(clock.now() + 2 * HOUR)
    clock.move(2 * HOUR)
    await look(server)
    expect(hosts(server)).toEqual(HERE)
  })

  test('closes at a start after its time has come', async () => {
    const folder = fresh()
    const first = await start(folder)
    await first.doors.open({ address: 'network', closeAfterHours: 2 }, BY_TEST)
    await stop(first)
    clock.move(3 * HOUR)
    expect(hosts(await start(folder))).toEqual(HERE)
  })

  test('opened again counts from then', async () => {
    const folder = fresh()
    const server = await start(folder)
    await server.doors.open({ address: 'network', closeAfterHours: 2 }, BY_TEST)
    clock.move(HOUR)
    const { closesAt } = await server.doors.open({ address: 'network' }, BY_TEST)
    expect(closesAt).toBe(clock.now() + 2 * HOUR)
  })

  test('closes in another network, if that was set, and not because the network was gone for a while', async () => {
    const folder = fresh()
    const server = await start(folder)
    await server.doors.open({ address: 'network', closeOnChange: true }, BY_TEST)
    net = {}
    await look(server)
    net = { lan0: ['127.0.0.2/8'] }
    await look(server)
    expect(hosts(server)).toEqual(BOTH)
    net = { lan0: ['127.0.0.5/8'] }
    await look(server)
    expect(hosts(server)).toEqual(HERE)
    expect(recordOf(folder).at(-1)).toBe('door.closed network server another network')
    net = { lan0: ['127.0.0.2/8'] }
    await look(server)
    expect(hosts(server)).toEqual(HERE)
  })

  test('opened while there is no network takes the first one for the one that was meant', async () => {
    const folder = fresh()
    net = {}
    const server = await start(folder)
    await server.doors.open({ address: 'network', closeOnChange: true }, BY_TEST)
    net = { lan0: ['127.0.0.2/8'] }
    await look(server)
    expect(hosts(server)).toEqual(BOTH)
    net = { lan0: ['127.0.0.5/8'] }
    await look(server)
    expect(hosts(server)).toEqual(HERE)
  })

  test('is closed when the computer is started in another network', async () => {
    const folder = fresh()
    const first = await start(folder)
    await first.doors.open({ address: 'network', closeOnChange: true }, BY_TEST)
    await stop(first)
    net = { lan0: ['127.0.0.5/8'] }
    expect(hosts(await start(folder))).toEqual(HERE)
  })

  test('says what could not be opened, and opens it as soon as it can', async () => {
    const folder = fresh()
    const server = await start(folder)
    const { port } = new URL(server.musicUrls[0]!)
    const other = createRawServer().listen(Number(port), '127.0.0.2')
    await once(other, 'listening')
    const { problems } = await server.doors.open({ address: 'network' }, BY_TEST)
    expect(problems).toEqual([expect.stringMatching(/^Port \d+ on 127\.0\.0\.2 is taken\./)])
    expect(hosts(server)).toEqual(HERE)
    other.close()
    await once(other, 'close')
    await look(server)
    expect(hosts(server)).toEqual(BOTH)
  })

  test('answers to its addresses and to no foreign name', async () => {
    const folder = fresh()
    const server = await start(folder)
    const { port } = new URL(server.musicUrls[0]!)
    const status = (host: string) =>
      new Promise<number | undefined>((resolve) =>
        request(
          { host: '127.0.0.1', port, path: '/healthz', headers: { Host: host }, agent: false },
          (response) => {
            response.resume()
            resolve(response.statusCode)
          },
        ).end(),
      )
    expect(await status(`127.0.0.2:${port}`)).toBe(421)
    await server.doors.open({ address: 'network' }, BY_TEST)
    expect(await status(`127.0.0.2:${port}`)).toBe(200)
    expect(await status(`127.0.0.3:${port}`)).toBe(421)
    expect(await status(`evil.example:${port}`)).toBe(421)
    await server.doors.open({ address: 'this-computer' }, BY_TEST)
    expect(await status(`127.0.0.2:${port}`)).toBe(421)
  })
})

describe.skipIf(platform() !== 'linux')('a pinned address', () => {
  const fresh = () => {
    clock = createTestClock(Date.now())
    net = { lan0: ['127.0.0.2/8'] }
    return newFolder()
  }

  test('cannot be changed here, and nothing else is either', async () => {
    const server = await start(fresh(), { address: 'network' }, ['address'])
    await expect(
      server.doors.open({ address: 'this-computer', closeAfterHours: 3 }, BY_TEST),
    ).rejects.toThrow('address is set by --address and cannot be changed here')
    expect(server.doors.status()).toMatchObject({ address: 'network', pinned: true })
    expect(server.doors.status().closesAt).toBeUndefined()
    expect(hosts(server)).toEqual(BOTH)
  })

  test('is closed by closeNetwork all the same, until the next start', async () => {
    const folder = fresh()
    const server = await start(folder, { address: 'network' }, ['address'])
    const there = server.musicUrls.find((url) => url.includes('127.0.0.2'))!
    await server.doors.closeNetwork()
    expect(hosts(server)).toEqual(HERE)
    expect(await canReach(there)).toBe('closed')
    await look(server)
    expect(hosts(server)).toEqual(HERE)
    expect(server.doors.status().address).toBe('127.0.0.1')
    expect(recordOf(folder).at(-1)).toBe('door.closed network server panic')
    await stop(server)
    expect(hosts(await start(folder, { address: 'network' }, ['address']))).toEqual(BOTH)
  })

  test('is closed by another process', async () => {
    const folder = fresh()
    const server = await start(folder, { address: 'network' }, ['address'])
    const closed = once(server.events, 'door.closed')
    inAnotherProcess(folder, (db) => shutNetworkDoor(db, { now: () => clock.now() + 1 }))
    await closed
    expect(hosts(server)).toEqual(HERE)
  })

  test('closes after its hours, and a new start begins anew only when they are over', async () => {
    const folder = fresh()
    const settings = { address: 'network', networkCloseAfterHours: 2 }
    const first = await start(folder, settings, ['address'])
    const openedAt = clock.now()
    await stop(first)
    clock.move(HOUR)
    const second = await start(folder, settings, ['address'])
    expect(second.doors.status().closesAt).toBe(openedAt + 2 * HOUR)
    clock.move(HOUR)
    await second.doors.look()
    expect(hosts(second)).toEqual(HERE)
    await stop(second)
    expect(hosts(await start(folder, settings, ['address']))).toEqual(BOTH)
  })
})

describe.skipIf(platform() !== 'linux')('closeNetwork', () => {
  test('cuts what is being sent beyond this computer, stays closed after a restart, and can be opened again', async () => {
    clock = createTestClock(Date.now())
    net = { lan0: ['127.0.0.2/8'] }
    const folder = newFolder()
    const server = await start(folder)
    await server.doors.open({ address: 'network' }, BY_TEST)
    const there = server.musicUrls.find((url) => url.includes('127.0.0.2'))!
    const { hostname, port } = new URL(there)
    // A request that is never finished, so that nothing closes it by itself.
    const pending = request({ host: hostname, port, method: 'POST', path: '/rest/ping' })
    pending.on('error', () => {})
    pending.write('u=')
    await once(pending, 'socket')
    await new Promise((resolve) => pending.socket!.once('connect', resolve))
    await canReach(there)
    const cut = once(pending, 'close')
    const before = performance.now()
    await server.doors.closeNetwork()
    await cut
    // Not after the three seconds an answer is given otherwise.
    expect(performance.now() - before).toBeLessThan(2900)
    expect(await canReach(there)).toBe('closed')
    await stop(server)
    const again = await start(folder)
    expect(hosts(again)).toEqual(HERE)
    await again.doors.open({ address: 'network' }, BY_TEST)
    expect(hosts(again)).toEqual(BOTH)
  })
})

describe.skipIf(platform() !== 'linux')('another address', () => {
  const fresh = () => {
    clock = createTestClock(Date.now())
    net = {}
    return newFolder()
  }

  test('is opened while it runs; one that does not work changes nothing', async () => {
    const folder = fresh()
    const server = await start(folder)
    await server.doors.open({ address: '127.0.0.9' }, BY_TEST)
    expect(hosts(server)).toEqual(['127.0.0.9'])
    await expect(server.doors.open({ address: '192.0.2.99' }, BY_TEST)).rejects.toThrow(
      'This computer has no address 192.0.2.99.',
    )
    expect(hosts(server)).toEqual(['127.0.0.9'])
    expect(server.doors.status()).toMatchObject({ address: '127.0.0.9', problems: [] })
    for (const address of ['no such host', 'unix:relative', 'a/b', '', 'http://x']) {
      await expect(server.doors.open({ address }, BY_TEST)).rejects.toThrow(
        /address: expected "this-computer"/,
      )
    }
  })

  test('that was stored and has gone keeps the console open; one of this start ends the start', async () => {
    const folder = fresh()
    const first = await start(folder)
    await stop(first)
    store(folder, 'address', '192.0.2.99')
    const server = await start(folder)
    expect(server.musicUrls).toEqual([])
    expect(server.doors.status().problems).toEqual(['This computer has no address 192.0.2.99.'])
    expect((await fetch(server.consoleUrl)).status).not.toBe(421)
    await server.doors.open({ address: 'this-computer' }, BY_TEST)
    expect(hosts(server)).toEqual(HERE)
    await stop(server)
    await expect(start(folder, { address: '192.0.2.98' }, ['address'])).rejects.toThrow(
      'This computer has no address 192.0.2.98.',
    )
  })

  test('can be a unix socket, on both doors', async () => {
    const folder = fresh()
    const path = join(folder, 'music.sock')
    const server = await start(folder, {
      address: `unix:${path}`,
      socketMode: '660',
      consoleAddress: `unix:${join(folder, 'console.sock')}`,
      hostNames: ['music.example'],
    })
    expect(server.musicUrls).toEqual([`unix:${path}`])
    expect(server.doors.status().openToOthers).toBe(false)
    expect(statSync(path).mode & 0o777).toBe(0o660)
    const status = (socketPath: string, host: string) =>
      new Promise<number | undefined>((resolve) =>
        request({ socketPath, path: '/healthz', headers: { Host: host }, agent: false }, (response) => {
          response.resume()
          resolve(response.statusCode)
        }).end(),
      )
    expect(await status(path, 'music.example')).toBe(200)
    expect(await status(path, 'localhost')).toBe(200)
    expect(await status(path, 'evil.example')).toBe(421)
    expect(await status(join(folder, 'console.sock'), 'evil.example')).toBe(421)
    expect(await status(join(folder, 'console.sock'), 'music.example')).not.toBe(421)
    // Whoever comes through a proxy comes from elsewhere; the console's socket is the owner's way back.
    expect(await server.doors.closeNetwork()).toEqual([`Closed unix:${path}.`])
    expect(existsSync(path)).toBe(false)
    expect(hosts(server)).toEqual(HERE)
  })
})
