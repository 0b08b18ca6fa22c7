// The embedded server's life: it fails in words, is tried again, and its end waits for nobody.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openMemory } from '../../electron/memory.ts'
import { type ServerHost, type ServerHostDeps, setupServerHost } from '../../electron/server-host.ts'
import { createStateStore, type StateStore } from '../../electron/state.ts'
import type { StartState } from '../../server/contract/desktop.ts'
import { createLog, type HelpedKeychain, type LoadedSettings } from '../../server/index.ts'
import { closeElectron, resetElectron, world } from '../support/electron/control.ts'
import { testSettings } from '../support/prepared-data.ts'

/** Somebody's keyring that asks for its password, and nobody types it. */
function hangingKeychain(): HelpedKeychain & { asked: Promise<void> } {
  let close = () => {}
  let noteAsked = () => {}
  const asked = new Promise<void>((resolve) => (noteAsked = resolve))
  const answer = new Promise<{ state: 'unavailable'; reason: string }>((resolve) => {
    close = () => resolve({ state: 'unavailable', reason: 'closed' })
  })
  const ask = () => {
    noteAsked()
    return answer
  }
  return { read: ask, store: ask, close: () => close(), asked }
}

describe('the embedded server', () => {
  let host: ServerHost
  let store: StateStore
  let dataDir: string
  let states: StartState[]

  beforeEach(async () => {
    await resetElectron()
    dataDir = join(world.folder, 'data')
  })
  afterEach(() => host.close())
  afterAll(() => closeElectron())

  function make(deps: Partial<ServerHostDeps> = {}) {
    store = createStateStore()
    host = setupServerHost({
      loadSettings: () => ({ settings: testSettings(dataDir), sourceOf: {} as LoadedSettings['sourceOf'] }),
      store,
      memory: openMemory(join(world.folder, 'desktop.json')),
      keychain: hangingKeychain(),
      log: createLog({ verbosity: 'silent' }),
      backOffMs: [1],
      ...deps,
    })
    states = []
    host.onStartState((state) => states.push(state))
  }

  const until = (wanted: StartState['state']) =>
    new Promise<StartState>((resolve) => {
      if (host.startState().state === wanted && states.length > 0) return resolve(host.startState())
      host.onStartState((state) => state.state === wanted && resolve(state))
    })

  test('runs, and the tray knows where', async () => {
    make()
    await host.start()
    expect(states).toEqual([{ state: 'starting' }, { state: 'running' }])
    expect(store.now()).toMatchObject({
      server: 'running',
      musicUrl: host.server()!.musicUrls[0],
      readOnly: false,
    })
    host.server()!.live.set('readOnly', 'on')
    expect(store.now().readOnly).toBe(true)
  })

  test('says what keeps it from starting, and starts by itself when that is gone', async () => {
    writeFileSync(dataDir, 'a file is in the way')
    make()
    const running = until('running')
    await host.start()
    expect(states[1]).toMatchObject({
      state: 'failed',
      sentence: expect.stringContaining(dataDir),
      nextTryAt: expect.any(Number),
    })
    expect(store.now()).toMatchObject({
      server: 'failed',
      sentence: expect.stringContaining('a file is in the way'),
    })
    rmSync(dataDir)
    await running
    expect(store.now().sentence).toBe(undefined)
  })

  test('waits longer from one try to the next', async () => {
    writeFileSync(dataDir, '')
    make({ backOffMs: [10_000, 60_000, 3_600_000] })
    const pauses: number[] = []
    for (let count = 0; count < 4; count++) {
      await host.tryAgain()
      const state = host.startState()
      if (state.state === 'failed') pauses.push(Math.round((state.nextTryAt! - Date.now()) / 10_000))
    }
    expect(pauses).toEqual([1, 6, 360, 360])
  })

  test('is closed and started anew after an error that nobody caught', async () => {
    make()
    await host.start()
    const first = host.server()!
    const running = new Promise<void>((resolve) => {
      host.onStartState(({ state }) => state === 'running' && resolve())
    })
    host.startAnew(new Error('broken'))
    expect([store.now().server, store.now().musicUrl]).toEqual(['failed', undefined])
    await running
    expect(host.server()).not.toBe(first)
    expect((await fetch(`${host.server()!.musicUrls[0]}/healthz`)).status).toBe(200)
    await expect(fetch(`${first.musicUrls[0]}/healthz`)).rejects.toThrow()
  })

  test('ends at once while it waits for a keyring, and does not start again', async () => {
    const keychain = hangingKeychain()
    const { masterKey: _key, ...settings } = testSettings(dataDir, { keychain: 'auto' })
    make({
      keychain,
      loadSettings: () => ({ settings: { ...settings, masterKey: undefined }, sourceOf: {} as never }),
    })
    const started = host.start()
    await keychain.asked
    await host.close()
    await started
    expect(host.server()).toBe(undefined)
    expect(store.now().server).toBe('stopping')
    await host.start()
    expect(host.server()).toBe(undefined)
  })

  test('offers nothing that would be of no use', async () => {
    make()
    await host.start()
    await expect(host.useAnotherPort()).rejects.toThrow('of no use')
    await expect(host.useRecoveryKey('x')).rejects.toThrow()
    await host.close()
    mkdirSync(dataDir, { recursive: true })
    await expect(host.useRecoveryKey('x')).rejects.toThrow('of no use')
  })
})
