// A sealed server in real Chromium: an administrator reads what is shut and opens it, by bringing the key back or with the
// recovery key. Everybody else is told, and asked for nothing.
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import axe from 'axe-core'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { makeNewRecoveryKey } from '../../../server/auth/recovery-key.ts'
import { systemClock } from '../../../server/clock.ts'
import { createServer, keyFilePath, type Server } from '../../../server/index.ts'
import { openData } from '../../../server/open-data.ts'
import { chromiumPath } from '../../support/chromium.ts'
import { PEOPLE, preparedData, testSettings } from '../../support/prepared-data.ts'
import { createSubsonicClient } from '../../support/subsonic-client.ts'
import { hearComplaints, openWindowBrowser } from '../../support/window-browser.ts'

const MASTER_KEY = '0123456789abcdef'.repeat(4)
const { owner, listener } = PEOPLE

describe.skipIf(chromiumPath === undefined)('the window of a sealed server', () => {
  let browser: Browser
  let context: BrowserContext
  let page: Page
  let folder: string
  let server: Server
  let recoveryKey: string
  let complaints: string[]

  beforeAll(async () => {
    browser = await openWindowBrowser()
  })
  afterAll(() => browser?.close())

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'lockgroove-sealed-'))
    vi.stubEnv('XDG_CONFIG_HOME', join(folder, 'config'))
    const { dataDir } = await preparedData('fixture')
    cpSync(dataDir, join(folder, 'data'), { recursive: true })
    const data = await openData(testSettings(join(folder, 'data')))
    recoveryKey = makeNewRecoveryKey({ ...data, clock: systemClock }, { actor: 'test' })
    data.close()
    server = await createServer(testSettings(join(folder, 'data'), { masterKey: undefined }))
    complaints = []
    context = await browser.newContext({ reducedMotion: 'reduce' })
    page = await context.newPage()
    hearComplaints(page, (text) => complaints.push(text))
  })
  afterEach(async () => {
    await context.close()
    await server.close()
    vi.unstubAllEnvs()
    rmSync(folder, { recursive: true })
    expect(complaints).toEqual([])
  })

  async function signIn({ user, password }: { user: string; password: string }) {
    await page.goto(server.consoleUrl)
    await page.getByRole('textbox', { name: 'Name' }).fill(user)
    await page.getByRole('textbox', { name: 'Password' }).fill(password)
    await page.keyboard.press('Enter')
    await page.getByText('Sealed: the master key is not here').waitFor()
  }
  const button = (name: string) => page.getByRole('button', { name, exact: true })
  const heading = (name: string) => page.getByRole('heading', { name, exact: true })
  const withPassword = () =>
    createSubsonicClient(server.musicUrls[0]!, { ...owner, form: 'token' }).code('ping')

  test('tells an administrator what is shut, and opens when the key is back', async () => {
    await signIn(owner)
    await page.getByRole('link', { name: 'Open the vault' }).click()
    await heading('The vault is shut').waitFor()
    await page.getByText('there is no key file').waitFor()
    await page.getByText('Music apps that sign in with a password are asked').waitFor()
    await button('Try again').click()
    await page.getByText('It is still not there.').waitFor()
    expect(await withPassword()).toBe(0)
    await page.evaluate(axe.source)
    const { violations } = await page.evaluate(() => (globalThis as any).axe.run())
    expect(violations.map(({ id }: axe.Result) => id)).toEqual([])

    mkdirSync(dirname(keyFilePath()), { recursive: true })
    writeFileSync(keyFilePath(), MASTER_KEY, { mode: 0o600 })
    await button('Try again').click()
    await heading('The vault is open').waitFor()
    await page.getByText('The master key comes from: key file.').waitFor()
    await expect.poll(() => page.getByText('Sealed: the master key is not here').count()).toBe(0)
    expect(await withPassword()).toBeUndefined()
  })

  test('takes the recovery key, says which group is wrong, and where the new key is', async () => {
    await signIn(owner)
    await page.getByRole('link', { name: 'Open the vault' }).click()
    await button('Use the recovery key').press('Enter')
    const field = page.getByRole('textbox', { name: 'Recovery key' })
    await field.fill(recoveryKey.replace(/^./, (letter) => (letter === 'A' ? 'B' : 'A')))
    await page.keyboard.press('Enter')
    await page.getByText('group 1 is not right').waitFor()
    expect(existsSync(keyFilePath())).toBe(false)
    await field.fill(recoveryKey.toLowerCase().replaceAll('-', ' '))
    await page.keyboard.press('Enter')
    await heading('The vault is open').waitFor()
    await page.getByText('The master key comes from: key file.').waitFor()
    expect(await page.content()).not.toContain(recoveryKey.slice(0, 11))
    expect(await withPassword()).toBeUndefined()
  })

  test('offers nothing to whoever is no administrator', async () => {
    await signIn(listener)
    expect(await page.getByRole('link', { name: 'Open the vault' }).count()).toBe(0)
    await page.goto(`${server.consoleUrl}/unlock`)
    await page.getByText('This page is for administrators.').waitFor()
  })
})
