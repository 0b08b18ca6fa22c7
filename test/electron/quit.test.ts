import { app, powerMonitor } from 'electron'
import { afterAll, afterEach, beforeEach, expect, test, vi } from 'vitest'
import { setupQuit } from '../../electron/quit.ts'
import { createLog } from '../../server/index.ts'
import { closeElectron, ended, makeReady, resetElectron, world } from '../support/electron/control.ts'
import { openWindows } from '../support/electron/open-windows.ts'

const log = createLog({ verbosity: 'silent' })
let end = () => {}

beforeEach(async () => {
  await resetElectron()
  makeReady()
})
afterEach(() => {
  end()
  vi.useRealTimers()
})
afterAll(() => closeElectron())

test('the app ends when everything is closed, however often it is asked to', async () => {
  let closed = () => {}
  const close = vi.fn(() => new Promise<void>((resolve) => (closed = resolve)))
  const onBegin = vi.fn()
  end = setupQuit({ onBegin, close, log })
  app.quit()
  app.quit()
  expect(close).toHaveBeenCalledTimes(1)
  expect(onBegin).toHaveBeenCalled()
  expect(world.exitCode).toBe(undefined)
  closed()
  expect(await ended()).toBe(0)
})

test('it ends after three seconds although something hangs, and at once when closing fails', async () => {
  vi.useFakeTimers()
  end = setupQuit({ onBegin() {}, close: () => new Promise(() => {}), log })
  app.quit()
  await vi.advanceTimersByTimeAsync(2900)
  expect(world.exitCode).toBe(undefined)
  await vi.advanceTimersByTimeAsync(100)
  expect(world.exitCode).toBe(0)
  vi.useRealTimers()

  await resetElectron()
  makeReady()
  end()
  end = setupQuit({ onBegin() {}, close: () => Promise.reject(new Error('broken')), log })
  app.quit()
  expect(await ended()).toBe(0)
})

test('a window that will not be closed holds it up for a second', async () => {
  const close = vi.fn(async () => {})
  end = setupQuit({ onBegin() {}, close, log })
  let isOpen = true
  openWindows.add({ close() {}, destroy: () => (isOpen = false), isDestroyed: () => !isOpen })
  vi.useFakeTimers()
  app.quit()
  await vi.advanceTimersByTimeAsync(900)
  expect(close).not.toHaveBeenCalled()
  await vi.advanceTimersByTimeAsync(100)
  expect(close).toHaveBeenCalledTimes(1)
  expect(world.exitCode).toBe(0)
})

test('the end of the computer’s session is heard from the moment the app is ready', async () => {
  await resetElectron()
  end = setupQuit({ onBegin() {}, close: async () => {}, log })
  await app.whenReady()
  powerMonitor.emit('shutdown')
  expect(await ended()).toBe(0)
})

test.each(['SIGTERM', 'SIGINT'] as const)('%s quits it in order', async (signal) => {
  const close = vi.fn(async () => {})
  end = setupQuit({ onBegin() {}, close, log })
  process.emit(signal)
  expect(await ended()).toBe(0)
  expect(close).toHaveBeenCalled()
})
