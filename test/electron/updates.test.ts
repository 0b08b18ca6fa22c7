import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { makeUpdateKey } from '../../build/update-key.ts'
import { createStateStore } from '../../electron/state.ts'
import { setupUpdates, type Updates, type UpdatesDeps } from '../../electron/updates.ts'
import type { UpdateState } from '../../server/contract/desktop.ts'
import { createLog } from '../../server/index.ts'
import { startUpdateServer } from '../support/update-server.ts'

const DAY_MS = 24 * 60 * 60_000
let server: Awaited<ReturnType<typeof startUpdateServer>>
let home: ReturnType<typeof server.install>
let store: ReturnType<typeof createStateStore>
let updates: Updates
let mode: 'off' | 'notify' | 'automatic' | undefined
const beforeRestart = vi.fn(async () => {})
const startAgain = vi.fn()
const showDownloads = vi.fn()

beforeAll(async () => {
  server = await startUpdateServer()
})
afterAll(() => server.close())

beforeEach(() => {
  // Requests keep their own time.
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'] })
  beforeRestart.mockClear()
  startAgain.mockClear()
  showDownloads.mockClear()
  server.requests.length = 0
  server.announce()
  home = server.install()
  store = createStateStore()
  store.change({ server: 'running', update: { state: 'none' } })
  mode = 'notify'
  setUp()
})
afterEach(() => {
  updates.close()
  vi.useRealTimers()
})

function setUp(more: Partial<UpdatesDeps> = {}) {
  updates?.close()
  updates = setupUpdates({
    store,
    mode: () => mode,
    log: createLog({ verbosity: 'silent' }),
    loadUpdater: async () => home.updater,
    beforeRestart,
    startAgain,
    showDownloads,
    installsOnQuit: true,
    publicKey: server.publicKey,
    ...more,
  })
}

/** The next time it stands so. */
function reached(state: UpdateState['state']): Promise<UpdateState> {
  const { update } = store.now()
  if (update.state === state) return Promise.resolve(update)
  return new Promise((resolve) => {
    const end = store.onChange((now) => {
      if (now.update.state !== state) return
      end()
      resolve(now.update)
    })
  })
}

const asked = () => server.requests.map(({ url }) => url)
const downloads = () => asked().filter((url) => url.endsWith('.AppImage'))

describe('looking', () => {
  test('waits a while after the start, and looks again after a day', async () => {
    await vi.advanceTimersByTimeAsync(60_000)
    expect(asked()).toEqual([])
    await vi.advanceTimersByTimeAsync(60_000)
    expect(await reached('offered')).toEqual({ state: 'offered', version: '0.2.0' })
    await vi.advanceTimersByTimeAsync(DAY_MS - 60 * 60_000)
    expect(asked()).toEqual(['/latest-linux.yml'])
    const again = reached('looking')
    await vi.advanceTimersByTimeAsync(2 * 60 * 60_000)
    await again
    await reached('offered')
    expect(asked()).toEqual(['/latest-linux.yml', '/latest-linux.yml'])
    expect(downloads()).toEqual([])
  })

  test('does nothing for days while it is off, or while it is not known whether it is', async () => {
    mode = undefined
    await vi.advanceTimersByTimeAsync(3 * DAY_MS)
    mode = 'off'
    await vi.advanceTimersByTimeAsync(3 * DAY_MS)
    expect(store.now().update).toEqual({ state: 'off' })
    expect(asked()).toEqual([])
  })

  test('happens at once for who asks, also while it is off', async () => {
    mode = 'off'
    expect(await updates.look()).toEqual({ state: 'offered', version: '0.2.0' })
  })

  test('tells nobody which computer this is', async () => {
    await updates.look()
    await updates.install()
    expect(server.requests.length).toBeGreaterThan(1)
    for (const { headers } of server.requests) {
      expect(headers['x-user-staging-id'] ?? '').toBe('')
      expect(headers).not.toHaveProperty('cookie')
    }
  })

  test.each(['0.1.0', '0.0.9'])('offers no %s', async (version) => {
    server.announce({ version })
    expect(await updates.look()).toEqual({ state: 'none' })
  })

  test('that fails is said to who asked, and to nobody else', async () => {
    server.silence()
    expect(await updates.look()).toMatchObject({
      state: 'failed',
      sentence: expect.stringContaining('online'),
    })
    setUp()
    const looked = reached('looking')
    await vi.advanceTimersByTimeAsync(2 * 60_000)
    await looked
    expect(await reached('none')).toEqual({ state: 'none' })
  })

  test('keeps an offer when the next look fails', async () => {
    await updates.look()
    server.silence()
    expect(await updates.look()).toEqual({ state: 'offered', version: '0.2.0' })
  })
})

describe('a version that is offered', () => {
  test('is fetched when the person says so, checked, and put in the place of this one', async () => {
    await updates.look()
    const loading = reached('loading')
    const installing = updates.install()
    expect(await loading).toMatchObject({ version: '0.2.0' })
    await installing
    expect(store.now().update).toEqual({ state: 'ready', version: '0.2.0' })
    expect(readFileSync(home.appImage, 'utf8')).toBe('#!/bin/sh\n')
    expect(beforeRestart).not.toHaveBeenCalled()
    expect(await updates.look()).toEqual({ state: 'ready', version: '0.2.0' })

    await updates.install()
    await home.hasQuit
    expect(beforeRestart).toHaveBeenCalledOnce()
    expect(startAgain).not.toHaveBeenCalled()
    expect(readFileSync(home.appImage)).toEqual(server.newFile)
    await vi.waitFor(() => expect(readFileSync(server.started, 'utf8')).toContain('new'))
  })

  test('is there at the next start where the app was only quit', async () => {
    await updates.look()
    await updates.install()
    home.quit()
    expect(readFileSync(home.appImage)).toEqual(server.newFile)
  })

  test('that cannot be put in place leaves a start of this one', async () => {
    await updates.look()
    await updates.install()
    rmSync(join(home.cache, 'pending'), { recursive: true })
    await updates.install()
    expect(startAgain).toHaveBeenCalledOnce()
  })

  test('that cannot be put in place, as macOS says later, leaves a start of this one', async () => {
    await updates.look()
    await updates.install()
    home.updater.quitAndInstall = () => {}
    await updates.install()
    expect(startAgain).not.toHaveBeenCalled()
    home.updater.emit('error', new Error('no'))
    expect(startAgain).toHaveBeenCalledOnce()
  })

  test('waits for a password of the system until it is asked for', async () => {
    setUp({ installsOnQuit: false })
    await updates.look()
    await updates.install()
    home.quit()
    expect(readFileSync(home.appImage, 'utf8')).toBe('#!/bin/sh\n')
  })

  test('comes by itself where the owner wants that', async () => {
    mode = 'automatic'
    await vi.advanceTimersByTimeAsync(2 * 60_000)
    expect(await reached('ready')).toEqual({ state: 'ready', version: '0.2.0' })
    await vi.advanceTimersByTimeAsync(2 * DAY_MS)
    expect(downloads()).toHaveLength(1)
    expect(beforeRestart).not.toHaveBeenCalled()
  })

  test('with another content than was announced is thrown away', async () => {
    server.announce({ sha512: Buffer.alloc(64).toString('base64') })
    await updates.look()
    await updates.install()
    expect(store.now().update).toMatchObject({
      state: 'failed',
      sentence: expect.stringContaining('thrown away'),
    })
    await updates.install()
    home.quit()
    expect(readFileSync(home.appImage, 'utf8')).toBe('#!/bin/sh\n')
    const pending = join(home.cache, 'pending')
    expect(existsSync(pending) ? readdirSync(pending) : []).toEqual([])
  })

  test.each([
    ['nobody', null],
    ['somebody else', makeUpdateKey()],
  ])('signed by %s is not offered, and not fetched', async (_who, signedBy) => {
    server.announce({ signedBy })
    mode = 'automatic'
    await vi.advanceTimersByTimeAsync(2 * 60_000)
    expect(await reached('failed')).toMatchObject({ sentence: expect.stringContaining('not signed') })
    await updates.install()
    await vi.advanceTimersByTimeAsync(60 * 60_000)
    expect(downloads()).toEqual([])
  })

  test('is not what a later, unsigned one is taken for', async () => {
    await updates.look()
    server.announce({ version: '0.3.0', signedBy: null })
    expect(await updates.look()).toMatchObject({ state: 'failed' })
    await updates.install()
    expect(downloads()).toEqual([])
  })

  test('is shown where it can be had by hand, in an app that knows no key', async () => {
    server.announce({ signedBy: null })
    setUp({ publicKey: '' })
    mode = 'automatic'
    await vi.advanceTimersByTimeAsync(2 * 60_000)
    expect(await reached('offered')).toEqual({ state: 'offered', version: '0.2.0' })
    await vi.advanceTimersByTimeAsync(60 * 60_000)
    await updates.install()
    expect(showDownloads).toHaveBeenCalledOnce()
    expect(downloads()).toEqual([])
  })
})

test('an app that nothing can replace says so, and asks nobody', async () => {
  setUp({ loadUpdater: undefined })
  expect(await updates.look()).toEqual({ state: 'unsupported' })
  await updates.install()
  await vi.advanceTimersByTimeAsync(3 * DAY_MS)
  expect(asked()).toEqual([])
})
