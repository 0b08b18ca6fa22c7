// The keychain's helper in a real process, started the way Electron does; what a real keyring answers is in
// test/journeys/vault/desktop-keyring.test.ts.
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { setupKeychain } from '../../electron/keychain-process.ts'
import { closeElectron, makeReady, resetElectron, utilityProcesses } from '../support/electron/control.ts'

beforeEach(async () => {
  await resetElectron()
  // No bus: whoever runs the tests keeps their keyring.
  vi.stubEnv(
    'DBUS_SESSION_BUS_ADDRESS',
    `unix:path=${join(mkdtempSync(join(tmpdir(), 'lockgroove-bus-')), 'bus')}`,
  )
  vi.stubEnv('LOCKGROOVE_PASSPHRASE', 'a secret of the settings')
  return () => vi.unstubAllEnvs()
})
afterAll(() => closeElectron())

const gone = (child: (typeof utilityProcesses)[number]) =>
  child.pid === undefined ? undefined : new Promise((resolve) => child.once('exit', resolve))

describe('the keychain in a utility process', () => {
  test.runIf(process.platform === 'linux')('answers, and its process ends', async () => {
    makeReady()
    const keychain = setupKeychain()
    expect(await keychain.read()).toMatchObject({
      state: 'unavailable',
      reason: expect.stringMatching(/D-Bus|Cannot autolaunch|connect/i),
    })
    const [child] = utilityProcesses
    await gone(child!)
    expect(child!.pid).toBeUndefined()
  })

  test('is given the session, none of our settings, and prints nothing', async () => {
    makeReady()
    await setupKeychain().read()
    const { modulePath, options } = utilityProcesses[0]!
    expect(modulePath).toMatch(/server[\\/]vault[\\/]keychain-helper\.ts$/)
    expect(options.stdio).toBe('ignore')
    expect(options.env).toHaveProperty('DBUS_SESSION_BUS_ADDRESS')
    expect(JSON.stringify(options.env)).not.toContain('a secret of the settings')
  })

  test('is ended while it waits, when the app stops', async () => {
    makeReady()
    const keychain = setupKeychain()
    const answer = keychain.read()
    await vi.waitUntil(() => utilityProcesses.length === 1)
    const child = utilityProcesses[0]!
    const ended = gone(child)
    keychain.close()
    expect(await answer).toEqual({ state: 'unavailable', reason: 'Lockgroove is stopping' })
    await ended
    expect(child.pid).toBeUndefined()
  })

  test('says unavailable where a process cannot be started', async () => {
    expect(await setupKeychain().read()).toMatchObject({
      state: 'unavailable',
      reason: expect.stringContaining('did not start'),
    })
  })
})
