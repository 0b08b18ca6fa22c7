// A real server whose network is told by the test: 127.0.0.2 plays the address of this computer in it.
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createStateStore, type DesktopState } from '../../electron/state.ts'
import { createTrayActions, type TrayActionDeps } from '../../electron/tray-actions.ts'
import { closeElectron, makeReady, resetElectron, world } from '../support/electron/control.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

const lan0 = [
  { address: '127.0.0.2', netmask: '', family: 'IPv4', mac: '', internal: false, cidr: '127.0.0.2/24' },
] as const
const opened: (string | undefined)[] = []

let server: TestServer
beforeAll(async () => {
  server = await startTestServer({ options: { interfaces: () => ({ lan0: [...lan0] }) } })
})
beforeEach(async () => {
  await resetElectron()
  makeReady()
  opened.length = 0
})
afterAll(async () => {
  await server.close()
  await closeElectron()
})

function actionsWith(part: Partial<TrayActionDeps> = {}, now: Partial<DesktopState> = {}) {
  const store = createStateStore()
  store.change({
    server: 'running',
    musicUrl: 'http://127.0.0.1:4040',
    update: { state: 'none' },
    ...now,
  })
  return createTrayActions({
    store,
    server: () => server.server,
    openWindow: (path) => opened.push(path),
    tryAgain() {},
    installUpdate() {},
    setStartAtLogin() {},
    quit() {},
    ...part,
  })
}

/** Who opened and closed the door, as the audit log has it. */
function doorRecords() {
  const db = new Database(join(server.dataDir, 'lockgroove.db'), { readonly: true })
  try {
    return db.prepare("SELECT event, actor FROM audit_log WHERE event LIKE 'door.%' ORDER BY id").all()
  } finally {
    db.close()
  }
}

describe('This network', () => {
  test('opens the door and closes it again, and the audit log says that the desktop app did', async () => {
    await actionsWith().openNetwork()
    expect(server.server.doors.status()).toMatchObject({ address: 'network' })
    await actionsWith({}, { door: 'this network' }).closeNetwork()
    expect(server.server.doors.status()).toMatchObject({ address: '127.0.0.1' })
    expect(doorRecords()).toEqual([
      { event: 'door.opened', actor: 'desktop app' },
      { event: 'door.closed', actor: 'desktop app' },
    ])
    expect(world.dialogs).toEqual([])
  })

  test('that is open already is not opened anew, which would put off its closing', async () => {
    let calls = 0
    const spied = () => {
      calls++
      return server.server
    }
    await actionsWith({ server: spied }, { door: 'this network' }).openNetwork()
    await actionsWith({ server: spied }).closeNetwork()
    expect(calls).toBe(0)
  })

  test('that cannot be opened says why', async () => {
    const pinned = await startTestServer({
      library: 'empty',
      settings: { address: '127.0.0.1' },
      options: { sourceOf: { address: 'flag' } as any },
    })
    try {
      await actionsWith({ server: () => pinned.server }).openNetwork()
      expect(world.dialogs).toEqual([
        {
          kind: 'message',
          options: {
            type: 'warning',
            message: 'That did not work',
            detail: 'address is set by --address and cannot be changed here',
          },
        },
      ])
    } finally {
      await pinned.close()
    }
  })
})

test('Scan now starts a scan', async () => {
  const finished = new Promise((resolve) => server.server.events.once('scan.finished', resolve))
  actionsWith().scan()
  expect(server.server.scanner.status().scanning).toBe(true)
  expect(await finished).toMatchObject({ problems: expect.any(Number) })
})

test('Copy server address puts into the clipboard what a music app takes', () => {
  actionsWith().copyAddress()
  expect(world.clipboardText).toBe('http://127.0.0.1:4040')
  actionsWith({}, { musicUrl: undefined }).copyAddress()
  expect(world.clipboardText).toBe('http://127.0.0.1:4040')
})

test('Open and Use recovery key show the window', () => {
  actionsWith().open()
  actionsWith().useRecoveryKey()
  expect(opened).toHaveLength(2)
})

test('while no server runs nothing that needs one does anything', async () => {
  const actions = actionsWith({ server: () => undefined })
  await actions.openNetwork()
  actions.scan()
  expect(world.dialogs).toEqual([])
})

test.each(['tryAgain', 'update', 'setStartAtLogin'] as const)('%s that fails is said', async (name) => {
  const fails = async () => {
    throw new Error('The disk is full.')
  }
  const actions = actionsWith({ tryAgain: fails, installUpdate: fails, setStartAtLogin: fails })
  await actions[name](true)
  expect(world.dialogs).toMatchObject([{ options: { detail: 'The disk is full.' } }])
})
