// The start page of the desktop app in real Chromium: what each state says, what can be done in it and what the desktop is
// then asked; clean for axe, light, dark and narrow.
import axe from 'axe-core'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { StartState } from '../../../server/contract/desktop.ts'
import { chromiumPath } from '../../support/chromium.ts'
import { openStartPage, serveStartPage } from '../../support/start-page.ts'
import { hearComplaints, openWindowBrowser } from '../../support/window-browser.ts'

const sentence = 'The keychain is locked (nobody unlocked it).'
const keyFilePath = '/home/anna/.config/lockgroove/master.key'
const PASSPHRASE = 'a pebble under the third stair'
const WAITING: StartState = { state: 'waiting for keyring', sentence, hasVault: true }
const FIRST: StartState = { state: 'waiting for keyring', sentence, hasVault: false, keyFilePath }
const PLACE: StartState = { state: 'needs a place for its key', sentence, keyFilePath }
const LOCKED: StartState = { state: 'needs its passphrase', sentence }
const PORT: StartState = { state: 'failed', sentence: 'Somebody has the port.', takenPort: 4040 }
const EVERY: readonly StartState[] = [
  { state: 'starting' },
  { state: 'running' },
  WAITING,
  FIRST,
  PLACE,
  LOCKED,
  PORT,
  { state: 'failed', sentence: 'The disk is full.', nextTryAt: Date.now() + 3_600_000 },
]

describe.skipIf(chromiumPath === undefined)('the start page', () => {
  let served: Awaited<ReturnType<typeof serveStartPage>>
  let browser: Browser
  let context: BrowserContext
  let complaints: string[] = []

  beforeAll(async () => {
    served = await serveStartPage()
    browser = await openWindowBrowser()
  })
  afterAll(async () => {
    await browser?.close()
    served?.close()
  })
  afterEach(async () => {
    await context?.close()
    const said = complaints
    complaints = []
    expect(said).toEqual([])
  })

  async function open(first: StartState, look: { colorScheme?: 'light' | 'dark'; width?: number } = {}) {
    const { colorScheme = 'light', width = 1000 } = look
    context = await browser.newContext({
      reducedMotion: 'reduce',
      colorScheme,
      viewport: { width, height: 720 },
    })
    context.on('page', (page) => {
      hearComplaints(page, (text) => complaints.push(text))
    })
    return openStartPage(context, served.url, first)
  }

  const heading = (page: Page, name: string) => page.getByRole('heading', { name, exact: true })
  const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })

  test.each([
    ['light', { colorScheme: 'light' }],
    ['dark', { colorScheme: 'dark' }],
    ['narrow', { width: 360 }],
  ] as const)('is sound in every state: %s', async (_, look) => {
    const { page, tell } = await open({ state: 'starting' }, look)
    await page.evaluate(axe.source)
    for (const state of EVERY) {
      await tell(state)
      for (const radio of await page.getByRole('radio').all()) {
        await radio.check()
        await looksSound(page, state)
      }
      await looksSound(page, state)
    }
  })

  async function looksSound(page: Page, { state }: StartState) {
    const { violations } = await page.evaluate(() => (globalThis as any).axe.run())
    expect(violations.map(({ id, nodes }: axe.Result) => [state, id, nodes[0]?.html])).toEqual([])
    expect(
      await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth),
      `${state} sticks out`,
    ).toBeLessThanOrEqual(0)
  }

  test('follows what the desktop says, from starting to the window', async () => {
    const { page, tell } = await open({ state: 'starting' })
    await heading(page, 'Starting').waitFor()
    await tell(WAITING)
    await heading(page, 'Waiting for your keyring').waitFor()
    expect(
      await heading(page, 'Waiting for your keyring').evaluate((at) => at === document.activeElement),
    ).toBe(true)
    await tell({ state: 'running' })
    await heading(page, 'Opening your music').waitFor()
  })

  test('shows what it is asked for, and not only what comes later', async () => {
    const { page } = await open(PLACE)
    await heading(page, 'Where should the key be kept?').waitFor()
  })

  test('asks a locked keyring again, and says when that did not help', async () => {
    const { page, asked, answer } = await open(WAITING)
    await page.getByText('What was found').click()
    await page.getByText(sentence).waitFor()
    let goOn = () => {}
    answer('tryAgain', () => new Promise<void>((resolve) => (goOn = resolve)))
    await button(page, 'Try again').click()
    await page.getByText('Asking your keyring …').waitFor()
    goOn()
    await page.getByText('Your keyring is still locked.').waitFor()
    answer('tryAgain', () => {
      throw new Error('Lockgroove is stopping.')
    })
    await button(page, 'Try again').click()
    await page.getByRole('alert').getByText('Lockgroove is stopping.').waitFor()
    expect(asked).toEqual([['tryAgain'], ['tryAgain']])
  })

  test('takes the recovery key, with the keyboard alone, and says what is wrong with it', async () => {
    const { page, asked, answer } = await open(WAITING)
    answer('useRecoveryKey', () => {
      throw new Error('recovery key: expected the key as it was printed; group 3 is not right')
    })
    await button(page, 'Use the recovery key').press('Enter')
    const field = page.getByRole('textbox', { name: 'Recovery key' })
    expect(await field.evaluate((at) => at === document.activeElement)).toBe(true)
    await page.keyboard.type('abcde fghjk')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await page.getByText('group 3 is not right').waitFor()
    expect(await field.getAttribute('aria-invalid')).toBe('true')
    expect(asked).toEqual([['useRecoveryKey', 'abcde fghjk']])
    answer('useRecoveryKey', () => undefined)
    // The field has the keyboard again.
    await page.keyboard.press('Enter')
    await expect.poll(() => field.inputValue()).toBe('')
    expect(asked).toHaveLength(2)
  })

  test('makes a key file only when it was chosen, with the path and what it does not protect from', async () => {
    const { page, asked, answer } = await open(PLACE)
    expect(await button(page, 'Make the key file').count()).toBe(0)
    await page.getByText(keyFilePath).waitFor()
    await page.getByText('Whoever has this file as well can read them').waitFor()
    await page.getByRole('radio', { name: 'In a key file' }).check()
    expect(asked).toEqual([])
    answer('useKeyFile', () => {
      throw new Error('The key file cannot be made: no space left on device')
    })
    await button(page, 'Make the key file').click()
    await page.getByRole('alert').getByText('no space left on device').waitFor()
    expect(asked).toEqual([['useKeyFile']])
  })

  test('takes a new passphrase that is strong enough and typed twice', async () => {
    const { page, asked } = await open(PLACE)
    await page.getByRole('radio', { name: 'In your head: a passphrase' }).check()
    const first = page.getByRole('textbox', { name: 'Passphrase' })
    const second = page.getByRole('textbox', { name: 'The same once more' })
    await first.fill('short')
    await button(page, 'Use this passphrase').click()
    await page.getByText('Needed: at least 12 characters.').first().waitFor()
    await first.fill(PASSPHRASE)
    await page.getByText('Strong.').waitFor()
    await second.fill('a pebble under the second stair')
    await button(page, 'Use this passphrase').click()
    await page.getByText('The two are not the same.').waitFor()
    expect(asked).toEqual([])
    await second.fill(PASSPHRASE)
    await second.press('Enter')
    await expect.poll(() => asked).toEqual([['usePassphrase', PASSPHRASE]])
  })

  test('offers other places while a first keyring is locked', async () => {
    const { page } = await open(FIRST)
    await button(page, 'Keep the key elsewhere').click()
    await page.getByRole('radio', { name: 'In a key file' }).waitFor()
    expect(await button(page, 'Use the recovery key').count()).toBe(0)
  })

  test('asks for the passphrase of a vault, and says when it is another one', async () => {
    const { page, asked, answer } = await open(LOCKED)
    answer('usePassphrase', () => {
      throw new Error('That is not the passphrase of this vault.')
    })
    const field = page.getByRole('textbox', { name: 'Passphrase' })
    await expect.poll(() => field.evaluate((at) => at === document.activeElement)).toBe(true)
    await page.keyboard.type(PASSPHRASE)
    await page.keyboard.press('Enter')
    await page.getByText('That is not the passphrase of this vault.').waitFor()
    expect(asked).toEqual([['usePassphrase', PASSPHRASE]])
    await button(page, 'Use the recovery key').click()
    await page.getByRole('textbox', { name: 'Recovery key' }).waitFor()
  })

  test('says why it failed, when it goes on, and offers another port where one is taken', async () => {
    const { page, asked, tell } = await open(PORT)
    await page.getByText('Somebody has the port.').waitFor()
    await button(page, 'Use another port').click()
    await expect.poll(() => asked).toEqual([['useAnotherPort']])
    await tell({ state: 'failed', sentence: 'The disk is full.', nextTryAt: Date.now() - 1 })
    await page.getByText('Lockgroove tries again now.').waitFor()
    expect(await button(page, 'Use another port').count()).toBe(0)
    await button(page, 'Quit Lockgroove').click()
    await expect.poll(() => asked.at(-1)).toEqual(['quit'])
  })

  test('opens the log folder after a failure, or says where it is', async () => {
    const { page, asked, answer } = await open({ state: 'failed', sentence: 'What happened is in the log.' })
    await button(page, 'Open the log folder').click()
    await expect.poll(() => asked).toEqual([['openLogFolder']])
    answer('openLogFolder', () => {
      throw new Error('It could not be opened: /data/logs')
    })
    await button(page, 'Open the log folder').click()
    await page.getByText('It could not be opened: /data/logs').waitFor()
  })

  test('keeps no passphrase in the page when the state moves on', async () => {
    const { page, tell } = await open(LOCKED)
    const field = page.getByRole('textbox', { name: 'Passphrase' })
    await field.fill(PASSPHRASE)
    await tell({ state: 'running' })
    await heading(page, 'Opening your music').waitFor()
    await tell(LOCKED)
    expect(await field.inputValue()).toBe('')
  })
})
