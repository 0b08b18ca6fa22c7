// The desktop app and the place of its key: a real keyring that is open, locked and opened again, none at all, and one whose
// question nobody answers.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { keyFilePath } from '../../../server/index.ts'
import { chromiumPath } from '../../support/chromium.ts'
import { createDesktopComputer, type DesktopComputer } from '../../support/desktop-app.ts'
import { pageOf, theWindow, utilityProcesses } from '../../support/electron/control.ts'
import { type Keyring, noKeyring, startKeyring } from '../../support/keyring.ts'

const PASSPHRASE = 'a pebble under the third stair'

describe.skipIf(chromiumPath === undefined)('the key of the desktop app', () => {
  let computer: DesktopComputer
  let keyring: Keyring | undefined

  beforeEach(async () => {
    computer = await createDesktopComputer()
    delete computer.environment['LOCKGROOVE_MASTER_KEY']
    vi.stubEnv('XDG_CONFIG_HOME', join(computer.folder, 'config'))
    vi.stubEnv('DBUS_SESSION_BUS_ADDRESS', `unix:path=${join(computer.folder, 'no-bus')}`)
  })
  afterEach(async () => {
    await computer.close()
    await keyring?.close()
    keyring = undefined
    vi.unstubAllEnvs()
  })

  async function withKeyring(options?: Parameters<typeof startKeyring>[0]): Promise<Keyring> {
    keyring = await startKeyring(options)
    for (const [name, value] of Object.entries(keyring.environment)) vi.stubEnv(name, value)
    return keyring
  }

  const heading = (page: Page, name: string) => page.getByRole('heading', { name, exact: true })
  const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })
  /** Of a server that has no owner yet: its window is there. */
  const setUp = (page: Page) => page.getByRole('textbox', { name: 'Your name' })
  const log = () => join(computer.dataDir, 'logs', 'lockgroove.log')
  /** There is no file while there was nothing to say. */
  const logged = () => (existsSync(log()) ? readFileSync(log(), 'utf8') : '')

  test.skipIf(noKeyring)(
    'is kept in the keyring, waited for while that is locked, and found when it is open',
    async () => {
      const { lock, unlock } = await withKeyring()
      let app = await computer.start()
      await setUp(await app.page()).waitFor()
      expect(app.desktop.store.now().server).toBe('running')
      await app.quit()

      await lock()
      app = await computer.start()
      const page = await app.page()
      await heading(page, 'Waiting for your keyring').waitFor()
      expect(app.desktop.store.now()).toMatchObject({
        server: 'waiting for keyring',
        sentence: expect.stringContaining('the keychain is locked'),
      })
      // Music goes on for API keys.
      expect((await fetch(`${(await app.server()).musicUrls[0]}/healthz`)).ok).toBe(true)
      await button(page, 'Try again').click()
      await page.getByText('Your keyring is still locked.').waitFor()

      await unlock()
      await button(page, 'Try again').click()
      await setUp(await pageOf(theWindow())).waitFor()
      expect(app.desktop.store.now().server).toBe('running')
      expect(existsSync(keyFilePath())).toBe(false)
    },
  )

  test.skipIf(noKeyring)(
    'is not made while the first keyring is locked, and goes there when it is open',
    async () => {
      const { lock, unlock } = await withKeyring()
      await lock()
      const app = await computer.start()
      const page = await app.page()
      await button(page, 'Keep the key elsewhere').waitFor()
      expect(app.desktop.store.now().server).toBe('waiting for keyring')
      expect(existsSync(keyFilePath())).toBe(false)
      await unlock()
      await button(page, 'Try again').click()
      await setUp(await pageOf(theWindow())).waitFor()
      expect((await app.server()).vaultState()).toEqual({ open: true })
      expect(existsSync(keyFilePath())).toBe(false)
    },
  )

  test.skipIf(noKeyring)(
    'holds up neither start page nor quit while nobody answers the keyring',
    async () => {
      const { lock } = await withKeyring({ isDeaf: true })
      await lock()
      const app = await computer.start()
      const page = await app.page()
      await page.getByText('If your keyring asks for its password').waitFor()
      const helper = utilityProcesses[0]!
      expect(helper.pid).toBeDefined()
      expect(await app.quit()).toBe(0)
      expect(logged()).not.toContain('the app ends before')
      await vi.waitUntil(() => helper.pid === undefined)
    },
  )

  test('is a passphrase where there is no keyring and the owner chose one, asked at every start', async () => {
    let app = await computer.start()
    let page = await app.page()
    await heading(page, 'Where should the key be kept?').waitFor()
    expect(app.desktop.store.now().server).toBe('needs its key')
    await page.getByRole('radio', { name: 'In your head: a passphrase' }).check()
    await page.getByRole('textbox', { name: 'Passphrase' }).fill(PASSPHRASE)
    await page.getByRole('textbox', { name: 'The same once more' }).fill(PASSPHRASE)
    await page.keyboard.press('Enter')
    await setUp(await pageOf(theWindow())).waitFor()
    expect(existsSync(keyFilePath())).toBe(false)
    await app.quit()

    app = await computer.start()
    page = await app.page()
    await heading(page, 'Type your passphrase').waitFor()
    expect(app.desktop.store.now().server).toBe('needs its key')
    const field = page.getByRole('textbox', { name: 'Passphrase' })
    await field.fill('a pebble under the second stair')
    await field.press('Enter')
    await page.getByText('That is not the passphrase of this vault.').waitFor()
    await field.fill(PASSPHRASE)
    await field.press('Enter')
    await setUp(await pageOf(theWindow())).waitFor()
    expect(app.desktop.store.now().server).toBe('running')
    expect(logged()).not.toContain('pebble')
  })

  test('is a key file where the owner chose one, at the path that was shown', async () => {
    const app = await computer.start()
    const page = await app.page()
    await page.getByText(keyFilePath(), { exact: true }).waitFor()
    await page.getByRole('radio', { name: 'In a key file' }).check()
    expect(existsSync(keyFilePath())).toBe(false)
    await button(page, 'Make the key file').click()
    await setUp(await pageOf(theWindow())).waitFor()
    expect(existsSync(keyFilePath())).toBe(true)
  })
})
