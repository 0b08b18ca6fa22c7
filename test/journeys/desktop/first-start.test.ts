// What a person does first: a double click, a name and a password, a folder, a song. Nothing is typed from a terminal.
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeFixtureLibrary } from '../../fixtures/library.ts'
import { chromiumPath } from '../../support/chromium.ts'
import { createDesktopComputer, type DesktopApp, type DesktopComputer } from '../../support/desktop-app.ts'
import { startAgain, theWindow, world } from '../../support/electron/control.ts'

const PASSWORD = 'the owl knows the way'

describe.skipIf(chromiumPath === undefined)('the first start of the desktop app', () => {
  let computer: DesktopComputer
  let lockgroove: DesktopApp
  let music: string

  beforeAll(async () => {
    computer = await createDesktopComputer()
    music = join(computer.folder, 'Music')
    mkdirSync(music)
    makeFixtureLibrary(music)
    lockgroove = await computer.start()
  })
  afterAll(() => computer?.close())

  test('the window asks for a name and a password, and for no code', async () => {
    const page = await lockgroove.page()
    const { plainSetupCode } = await lockgroove.server()
    await page.getByRole('textbox', { name: 'Your name' }).fill('Anna')
    expect(theWindow().isVisible()).toBe(true)
    expect(await page.getByLabel('Set-up code').count()).toBe(0)
    expect(page.url()).not.toContain(plainSetupCode)
    expect(await page.evaluate('history.length')).toBeLessThan(4)
    await page.getByRole('textbox', { name: 'Password' }).fill(PASSWORD)
    await page.getByRole('button', { name: 'Make my server' }).click()
    await page.getByRole('heading', { name: 'Keep your recovery key' }).waitFor()
    await page.getByLabel('I have printed it').check()
    await page.getByRole('button', { name: 'Go on' }).click()
    expect(readFileSync(join(computer.dataDir, 'logs', 'lockgroove.log'), 'utf8')).not.toContain(
      plainSetupCode,
    )
  })

  test("a folder is picked in the system's dialog, and its first song plays", async () => {
    const page = await lockgroove.page()
    world.openDialogAnswer = { canceled: false, filePaths: [music] }
    await page.getByRole('button', { name: 'Add a folder' }).click()
    await page.getByRole('button', { name: 'Look for it in a dialog' }).click()
    await page.getByRole('button', { name: `Use this folder: ${music}` }).click()
    await page.getByRole('listitem').filter({ hasText: music }).waitFor()
    await page.getByRole('button', { name: 'Go on' }).click()
    await page.getByRole('heading', { name: 'Your music is here' }).waitFor()
    await page.getByRole('button', { name: 'Connect an app' }).click()
    await page.getByRole('button', { name: 'Go to your server' }).click()

    await page.getByRole('navigation', { name: 'Pages' }).waitFor()

    startAgain('lockgroove://songs')
    await page.getByRole('heading', { name: 'Songs' }).waitFor()
    await page.getByRole('button', { name: /^Play/ }).first().click()
    const position = page.getByRole('region', { name: 'Player' }).getByRole('slider', { name: 'Position' })
    await expect.poll(async () => Number(await position.inputValue())).toBeGreaterThan(0)
  })

  test('the next start signs the owner in by itself, and leaves no ticket behind', async () => {
    expect(await lockgroove.quit()).toBe(0)
    lockgroove = await computer.start()
    const page = await lockgroove.page()
    await page.getByText('Anna', { exact: true }).first().waitFor()
    expect(new URL(page.url()).hash).toBe('')
    expect(new URL(page.url()).pathname).toBe('/')
  })
})
