// The first run in real Chromium, from the code to the first covers, by somebody who leaves after every step: each time in a new
// browser that knows nothing, so that whatever goes on is known to the server.
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { createServer, type Server } from '../../server/index.ts'
import { makeFixtureLibrary } from '../fixtures/library.ts'
import { chromiumPath } from '../support/chromium.ts'
import { testSettings } from '../support/prepared-data.ts'
import { hearComplaints, openWindowBrowser } from '../support/window-browser.ts'

const PASSWORD = 'the owl knows the way'

describe.skipIf(chromiumPath === undefined)('the set-up', () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'lockgroove-set-up-')))
  const music = join(folder, 'My Music')
  let server: Server
  let browser: Browser
  let context: BrowserContext | undefined
  let complaints: string[] = []

  beforeAll(async () => {
    mkdirSync(music)
    makeFixtureLibrary(music)
    server = await createServer(testSettings(join(folder, 'data')))
    browser = await openWindowBrowser()
  })
  afterAll(async () => {
    await browser?.close()
    await server?.close()
    rmSync(folder, { recursive: true })
  })
  afterEach(async () => {
    await context?.close()
    const said = complaints
    complaints = []
    expect(said).toEqual([])
  })

  async function open(): Promise<Page> {
    context = await browser.newContext({ reducedMotion: 'reduce' })
    const page = await context.newPage()
    hearComplaints(page, (text) => complaints.push(text))
    await page.goto(server.consoleUrl)
    return page
  }

  async function comeBack(): Promise<Page> {
    const page = await open()
    await page.getByRole('textbox', { name: 'Name' }).fill('Anna')
    await page.getByRole('textbox', { name: 'Password' }).fill(PASSWORD)
    await page.keyboard.press('Enter')
    return page
  }

  const heading = (page: Page, name: string) => page.getByRole('heading', { name, exact: true })
  const button = (page: Page, name: string | RegExp) =>
    page.getByRole('button', { name, exact: typeof name === 'string' })
  const groupsOf = (page: Page) => page.locator('.recovery-key code').allTextContents()
  let firstKey: string[]

  test('makes the owner, and shows the recovery key', async () => {
    const page = await open()
    await page.getByLabel('Set-up code').fill(server.plainSetupCode!)
    await page.getByLabel('Your name').fill('Anna')
    await page.getByRole('textbox', { name: 'Password' }).fill('short')
    await button(page, 'Make my server').click()
    await page.getByText('At least 12 characters', { exact: true }).waitFor()
    await page.getByRole('textbox', { name: 'Password' }).fill(PASSWORD)
    await button(page, 'Make my server').click()
    await heading(page, 'Keep your recovery key').waitFor()
    firstKey = await groupsOf(page)
    expect(firstKey).toHaveLength(14)
    // Gone without a word: nobody has said that it is kept.
  })

  test('left there, shows a new recovery key and never the first one again', async () => {
    const page = await comeBack()
    await heading(page, 'Your recovery key was not kept').waitFor()
    await button(page, 'Show a new recovery key').click()
    await heading(page, 'Keep your recovery key').waitFor()
    const second = await groupsOf(page)
    expect(second).toHaveLength(14)
    expect(second).not.toEqual(firstKey)
    expect(await button(page, 'Go on').isDisabled()).toBe(true)
    await page.getByLabel('I have printed it').check()
    await button(page, 'Go on').click()
    await heading(page, 'Where is your music?').waitFor()
    expect(await page.content()).not.toContain(second[0])
  })

  test('left before there was music, asks for it; left for later, it is at hand above every page', async () => {
    const page = await comeBack()
    await heading(page, 'Where is your music?').waitFor()
    await button(page, 'Finish later').click()
    await page.getByText('Setting up is not finished.').waitFor()
    await page.getByRole('navigation').getByRole('link', { name: 'Settings' }).click()
    await heading(page, 'Settings').waitFor()
    await button(page, 'Go on with it').click()
    await heading(page, 'Where is your music?').waitFor()
  })

  test('finds a folder with the keyboard, says what is wrong with one, and shows the first covers', async () => {
    const page = await comeBack()
    await button(page, 'Add a folder').click()
    const path = page.getByRole('textbox', { name: 'Path' })
    await path.fill(join(folder, 'not there'))
    await path.press('Enter')
    await page.getByRole('alert').getByText('This cannot be opened').waitFor()
    // Typed and not opened: what stands there is meant, not the folder shown before.
    await path.fill(join(folder, 'nor there'))
    await button(page, `Use this folder: ${join(folder, 'nor there')}`).waitFor()
    await path.fill(folder)
    await path.press('Enter')
    const found = page.getByRole('list', { name: `Folders in ${folder}` })
    await found.getByRole('button', { name: 'My Music' }).focus()
    await page.keyboard.press('Enter')
    await button(page, `Use this folder: ${music}`).click()
    await page.getByRole('listitem').filter({ hasText: music }).waitFor()
    await button(page, 'Go on').click()

    await heading(page, 'Your music is here').waitFor()
    const covers = page.getByRole('region', { name: 'Albums as they arrive' }).getByRole('listitem')
    await expect.poll(() => covers.count()).toBeGreaterThan(10)
    // Real pictures, not only the letters that stand in for them.
    await expect
      .poll(() =>
        page.evaluate(
          () =>
            [...document.querySelectorAll<HTMLImageElement>('.arriving img')].filter(
              (img) => img.naturalWidth > 0,
            ).length,
        ),
      )
      .toBeGreaterThan(3)
    await page.getByText(/\d+ albums, \d+ songs, \d+ artists/).waitFor()
  })

  test('left after the scan, goes on with the first app; steps that can be taken again can be gone back to', async () => {
    const page = await comeBack()
    await heading(page, 'Connect a music app').waitFor()
    await page.getByRole('navigation', { name: 'Setting up' }).getByRole('button', { name: 'Music' }).click()
    await page.getByRole('listitem').filter({ hasText: music }).waitFor()
    await button(page, 'Go on').click()
    await button(page, 'Connect an app').click()
    await heading(page, 'Connect a music app').waitFor()
    await button(page, 'Go to your server').click()
    await heading(page, 'Recently added').waitFor()
    expect(await page.evaluate(() => scrollY)).toBe(0)
  })

  test('finished, does not come back', async () => {
    const page = await comeBack()
    await heading(page, 'Recently added').waitFor()
    expect(await page.getByText('Setting up is not finished.').count()).toBe(0)
  })
})
