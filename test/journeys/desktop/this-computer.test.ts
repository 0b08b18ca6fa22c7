// What the desktop app does on this computer, from its window: it asks once whether to start at login, shows its log,
// and brings the next version.
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { chromiumPath } from '../../support/chromium.ts'
import { createDesktopComputer, type DesktopApp, type DesktopComputer } from '../../support/desktop-app.ts'
import { app } from '../../support/electron/app.ts'
import { callFrom, ended, theWindow, world } from '../../support/electron/control.ts'
import { startUpdateServer } from '../../support/update-server.ts'

describe.skipIf(chromiumPath === undefined)('this computer', () => {
  let releases: Awaited<ReturnType<typeof startUpdateServer>>
  let installed: ReturnType<typeof releases.install>
  let computer: DesktopComputer
  let lockgroove: DesktopApp

  const start = () =>
    computer.start({
      isPackaged: true,
      updater: {
        loadUpdater: async () => installed.updater,
        installsOnQuit: true,
        publicKey: releases.publicKey,
      },
    })
  /** Once the ticket has signed its owner in. */
  async function goTo(path: string) {
    const page = await lockgroove.page()
    await page.getByRole('navigation', { name: 'Pages' }).waitFor()
    await page.goto(origin() + path)
    return page
  }
  const origin = () => new URL(lockgroove.desktop.host.server()?.consoleUrl ?? 'http://none').origin
  const entry = () => join(computer.folder, '.config', 'autostart', 'lockgroove.desktop')

  beforeAll(async () => {
    releases = await startUpdateServer()
    installed = releases.install(() => app.quit())
    computer = await createDesktopComputer()
    lockgroove = await start()
    const page = await lockgroove.page()
    await page.getByRole('textbox', { name: 'Your name' }).fill('Anna')
    await page.getByRole('textbox', { name: 'Password' }).fill('the owl knows the way')
    await page.getByRole('button', { name: 'Make my server' }).click()
    await page.getByLabel('I have printed it').check()
    await page.getByRole('button', { name: 'Go on' }).click()
    await page.getByRole('button', { name: 'Without music for now' }).click()
    await page.getByRole('button', { name: 'Go to your server' }).click()
    await page.getByRole('navigation', { name: 'Pages' }).waitFor()
  })
  afterAll(async () => {
    await computer?.close()
    await releases?.close()
  })

  test('is asked once whether it may start Lockgroove at login', async () => {
    await lockgroove.quit()
    lockgroove = await start()
    let page = await goTo('/')
    await page.getByRole('heading', { name: 'Always there?' }).waitFor()
    expect(existsSync(entry())).toBe(false)
    await page.getByRole('button', { name: 'Start at login' }).click()
    await page.getByRole('heading', { name: 'Always there?' }).waitFor({ state: 'detached' })
    expect(readFileSync(entry(), 'utf8')).toMatch(/^Exec=".+" --hidden$/m)

    await lockgroove.quit()
    lockgroove = await start()
    page = await goTo('/settings')
    const atLogin = page.getByRole('switch', { name: 'Start at login' })
    expect(await atLogin.isChecked()).toBe(true)
    await atLogin.click()
    await expect.poll(() => existsSync(entry())).toBe(false)
    await goTo('/')
    await page.getByRole('heading', { name: 'Needs attention' }).waitFor()
    expect(await page.getByRole('heading', { name: 'Always there?' }).count()).toBe(0)
  })

  test('shows its log folder, and no other', async () => {
    const page = await goTo('/settings')
    await page.getByRole('button', { name: 'Open the log folder' }).click()
    await expect.poll(() => world.openedOutside).toEqual([join(computer.dataDir, 'logs')])
    const answer = await callFrom(`${origin()}/settings`, 'lockgroove:openLogFolder', '/etc')
    expect(answer).toMatchObject({ ok: false })
    expect(world.openedOutside).toHaveLength(1)
  })

  test('gets the next version when its owner says so, and the server is closed before it starts', async () => {
    releases.announce()
    const page = await goTo('/settings')
    await page.getByText('Lockgroove 0.1.0').waitFor()
    await page.getByRole('button', { name: 'Look for a new version' }).click()
    await page.getByText('Version 0.2.0 is there.').waitFor()
    await page.getByRole('button', { name: 'Get version 0.2.0' }).click()
    await page.getByText('Version 0.2.0 is ready.').waitFor()
    const { musicUrls } = await lockgroove.server()

    await page.getByRole('button', { name: 'Restart to update to 0.2.0' }).click()
    expect(await ended()).toBe(0)
    expect(readFileSync(installed.appImage)).toEqual(releases.newFile)
    expect(app.hasSingleInstanceLock()).toBe(false)
    await expect(fetch(`${musicUrls[0]}/healthz`)).rejects.toThrow()
    expect(existsSync(join(computer.dataDir, 'lockgroove.db-wal'))).toBe(false)
  })

  test('lets its window be closed for the next version, as macOS does before anything quits', async () => {
    installed = releases.install()
    lockgroove = await start()
    await lockgroove.server()
    const window = theWindow()
    installed.updater.quitAndInstall = () => window.close()
    lockgroove.desktop.store.change({ update: { state: 'ready', version: '0.2.0' } })
    const closed = once(window, 'closed')
    expect(await callFrom(`${origin()}/settings`, 'lockgroove:installUpdate')).toMatchObject({ ok: true })
    await closed
    await lockgroove.quit()
  })
})
