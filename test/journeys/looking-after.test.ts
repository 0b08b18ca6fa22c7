// Looking after the server in real Chromium: its doors, read-only mode, settings, backups, the log, the alarm.
import { cpSync, mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { networkAddresses } from '../../server/http/subnets.ts'
import { chromiumPath } from '../support/chromium.ts'
import { PEOPLE, startTestServer, type TestServer } from '../support/server.ts'
import { hearComplaints, openWindowBrowser } from '../support/window-browser.ts'

const { owner } = PEOPLE

/** A door that opens to loopback is open to nobody, so it takes a network of this computer to see one open. */
const isInNetwork = networkAddresses().length > 0

describe.skipIf(chromiumPath === undefined)('looking after the server', () => {
  let running: TestServer
  let browser: Browser
  let context: BrowserContext
  let complaints: string[]
  let page: Page

  beforeAll(async () => {
    running = await startTestServer({
      settings: { passwordMinLength: 14 },
      options: {
        sourceOf: { passwordMinLength: 'environment' } as never,
      },
    })
    browser = await openWindowBrowser()
  })
  afterAll(async () => {
    await browser?.close()
    await running?.close()
  })
  beforeEach(async () => {
    complaints = []
    context = await browser.newContext({ reducedMotion: 'reduce' })
    page = await context.newPage()
    hearComplaints(page, (text) => complaints.push(text))
  })
  afterEach(async () => {
    await context.close()
    expect(complaints).toEqual([])
  })

  async function goTo(path: string) {
    await page.goto(running.server.consoleUrl + path)
    await page.getByRole('textbox', { name: 'Name' }).fill(owner.user)
    await page.getByRole('textbox', { name: 'Password' }).fill(owner.password)
    await page.keyboard.press('Enter')
  }
  const heading = (name: string | RegExp) => page.getByRole('heading', { name })
  const button = (name: string | RegExp) =>
    page.getByRole('button', { name, exact: typeof name === 'string' })
  const ping = async (url: string) =>
    fetch(`${url}/healthz`).then(
      ({ ok }) => ok,
      () => false,
    )

  test.skipIf(!isInNetwork)(
    'opens the door to this network and closes it again, in read-only mode too, and says which it is',
    async () => {
      await goTo('/doors')
      await heading('Only this computer can reach your music.').waitFor()

      await page.getByRole('radio', { name: 'This network' }).check()
      await page.getByLabel('Close by itself').selectOption({ label: 'After 4 hours' })
      await button('Open to this network').click()
      await heading('This network can reach your music.').waitFor()
      await page.getByText('Closes by itself in 4 hours.').waitFor()
      const opened = running.server.musicUrls[0]!
      expect(new URL(opened).hostname).not.toBe('127.0.0.1')
      await page.getByText(opened, { exact: true }).waitFor()
      expect(await ping(opened)).toBe(true)

      await page.getByRole('switch', { name: 'Refuse every change' }).click()
      await page.getByText('Read-only mode is on, so nothing can be changed here.').waitFor()
      await button('Close it now').click()
      await heading('Only this computer can reach your music.').waitFor()
      expect(await ping(opened)).toBe(false)
      await page.getByRole('switch', { name: 'Refuse every change' }).click()
      await button('Open to this network')
        .or(page.getByRole('radio', { name: 'This network' }))
        .first()
        .waitFor()
    },
  )

  test('says what is wrong with an address beside its field', async () => {
    await goTo('/doors')
    await page.getByRole('radio', { name: 'A fixed address' }).check()
    await button('Open at this address').click()
    await page.getByText('Needed: an address').waitFor()
    await page.getByRole('textbox', { name: 'Address' }).fill('not an address')
    await button('Open at this address').click()
    await page.getByText(/Expected "this-computer", "network", an IP address/).waitFor()
  })

  test.skipIf(!isInNetwork)('follows a door that was opened elsewhere, without a reload', async () => {
    await goTo('/doors')
    await heading('Only this computer can reach your music.').waitFor()
    await running.server.doors.open({ address: 'network' }, { actor: 'command line' })
    await heading('This network can reach your music.').waitFor()
    await running.server.doors.open({ address: 'this-computer' }, { actor: 'command line' })
    await heading('Only this computer can reach your music.').waitFor()
  })

  test('read-only mode takes the controls away and says why; switching it off brings them back', async () => {
    await goTo('/doors')
    await page.getByRole('switch', { name: 'Refuse every change' }).click()
    await page.getByText('Read-only: nothing can be changed at the moment.').waitFor()
    await expect.poll(() => button('Open to this network').count()).toBe(0)
    expect(await page.getByRole('radio').count()).toBe(0)
    await page.getByText('Read-only mode is on, so nothing can be changed here.').waitFor()

    await page.getByRole('link', { name: 'Settings', exact: true }).click()
    await heading('Music folders').waitFor()
    expect(await button('Add a folder').count()).toBe(0)
    expect(await page.getByRole('textbox', { name: 'Days to keep them' }).count()).toBe(0)

    await page.getByRole('link', { name: 'Doors', exact: true }).click()
    await page.getByRole('switch', { name: 'Refuse every change' }).click()
    await page.getByRole('radio', { name: 'This network' }).waitFor()
    await expect
      .poll(() => page.getByText('Read-only: nothing can be changed at the moment.').count())
      .toBe(0)
  })

  test('changes a setting, says what is expected, puts it back, and shows by what one is pinned', async () => {
    await goTo('/settings')
    await page.getByRole('textbox', { name: 'Search settings' }).fill('days to keep')
    const field = page.getByRole('textbox', { name: 'Days to keep them' })
    await field.fill('99999')
    await field.press('Enter')
    await page.getByText('Expected a number of days from 1 to 3650').waitFor()
    await field.fill('60')
    await field.press('Enter')
    await page.getByText('Days to keep them is saved.').waitFor()
    await page.getByText('changed by you').waitFor()
    await button('Days to keep them: back to default').click()
    await expect.poll(() => field.inputValue()).toBe('30')

    await page.getByRole('textbox', { name: 'Search settings' }).fill('shortest password')
    await page.getByText('Set by the environment variable LOCKGROOVE_PASSWORD_MIN_LENGTH.').waitFor()
    expect(await page.getByRole('textbox', { name: 'Shortest password' }).count()).toBe(0)
    // What the window does not offer, the server does not do either.
    const refused = await page.evaluate(async () => {
      const body = JSON.stringify({ name: 'passwordMinLength', value: '8' })
      const headers = { 'Content-Type': 'application/json' }
      return (await fetch('/api/call/settings.set', { method: 'POST', headers, body })).json()
    })
    expect(refused).toMatchObject({ ok: false, code: 'conflict' })
    await page.getByRole('textbox', { name: 'Search settings' }).fill('master key')
    await page.getByText('never shown').first().waitFor()
    expect(await page.content()).not.toContain('0123456789abcdef')
  })

  test('gives a music folder another name, and says where it lies now', async () => {
    const elsewhere = realpathSync(mkdtempSync(join(tmpdir(), 'lockgroove-moved-')))
    cpSync(running.musicDirs[1]!, elsewhere, { recursive: true })
    await goTo('/settings')
    await button('Change Attic').click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Name').fill('Loft')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await page.getByText('“Loft” is changed.').waitFor()

    await button('Change Loft').click()
    await dialog.getByRole('button', { name: 'It lies elsewhere now…' }).click()
    await dialog.getByLabel('Path').fill(running.musicDirs[0]!)
    await dialog.getByRole('button', { name: 'Go', exact: true }).click()
    await dialog.getByRole('button', { name: `Use this folder: ${running.musicDirs[0]}` }).click()
    await dialog
      .getByRole('alert')
      .getByText(/outside of the music folder/)
      .waitFor()
    await dialog.getByLabel('Path').fill(elsewhere)
    await dialog.getByRole('button', { name: 'Go', exact: true }).click()
    await dialog.getByRole('button', { name: `Use this folder: ${elsewhere}` }).click()
    await page.getByText('“Loft” is being looked through in its new place.').waitFor()
    await page.getByText(elsewhere, { exact: true }).waitFor()
    await running.server.scanner.settled()
    rmSync(elsewhere, { recursive: true })
  })

  test('makes a backup, checks it again, and gives the command that brings it back', async () => {
    await goTo('/backups')
    await page.getByRole('heading', { name: 'Backups', exact: true }).waitFor()
    await button('Make a backup now').click()
    await page.getByText('A new backup is made, opened and checked.').waitFor()
    await heading(/Your last good backup was made/).waitFor()
    const name = await page.getByRole('table').getByRole('row').nth(1).locator('code').innerText()
    const here = page.getByRole('region', { name: 'On the same computer' })
    await here.getByText(`lockgroove backup restore ${name}`, { exact: true }).waitFor()
    const elsewhere = page.getByRole('region', { name: 'On another computer, with the recovery key' })
    await elsewhere
      .getByText(`lockgroove backup restore ${name} --recovery-key-stdin`, { exact: true })
      .waitFor()
    await button(`Check again: ${name}`).click()
    await page.getByText(`${name} is good.`).waitFor()
  })

  test('says what a new data key would do, and makes it only then', async () => {
    await goTo('/backups')
    await button('New data key…').click()
    await page.getByText('What it would do').waitFor()
    await page.getByText(/values sealed anew/).waitFor()
    await button('Cancel').click()
    await button('New data key…').click()
    await button('Make the new data key').click()
    await page.getByText('There is a new data key.').waitFor()
    expect((await running.owner.json('ping')).status).toBe('ok')
  })

  test('makes a new recovery key only when asked twice, and shows it once', async () => {
    await goTo('/backups')
    await button('Make a new recovery key').click()
    await button('Show a new one').click()
    await heading('Keep your recovery key').waitFor()
    const groups = await page.locator('.recovery-key code').allTextContents()
    expect(groups).toHaveLength(14)
    await page.getByLabel('I have printed it').check()
    await button('Go on').click()
    await heading('Keys').waitFor()
    expect(await page.content()).not.toContain(groups[0])
  })

  test('tells the log in words, filters it, and verifies it', async () => {
    await goTo('/activity')
    const log = page.getByRole('list', { name: 'Log, newest first' })
    await log.getByText(`${owner.user} made a new data key`).waitFor()
    expect(await log.innerText()).not.toMatch(/\b(?:vault|login|setting|door)\.[a-z]/)
    await page.getByLabel('What', { exact: true }).selectOption({ label: 'Doors' })
    await log.getByText('The command line opened the door: network').waitFor()
    await expect.poll(() => log.getByText('made a new data key').count()).toBe(0)
    await page.getByLabel('Who', { exact: true }).selectOption(PEOPLE.listener.user)
    await page.getByText('Nothing of this kind').waitFor()
    await button('Show all').click()
    await button('Verify the log').click()
    await page.getByText(/entries, none changed or missing\./).waitFor()
  })

  test('shows the plays of each day, as bars and as a table', async () => {
    const [song] = (await running.owner.json('getRandomSongs', { size: '1' })).randomSongs.song
    await running.owner.json('scrobble', { id: song.id })
    await goTo('/activity')
    await page.getByRole('img', { name: /Plays on each day: 1 play in 30 days/ }).waitFor()
    await page.getByText('As a table').click()
    expect(await page.getByRole('table', { name: 'Plays' }).getByRole('row').nth(1).innerText()).toMatch(
      /\b1$/,
    )
    await page.getByRole('link', { name: song.title }).first().waitFor()
  })

  test('lets the doctor look, with the way to where things are mended', async () => {
    await goTo('/doctor')
    await heading(/worth a look|All is well/).waitFor()
    await page.getByText('the master key is in the environment').waitFor()
    await page.getByRole('link', { name: 'To settings' }).first().click()
    await heading('Settings').waitFor()
  })

  test('the alarm wants its word typed, signs everybody out, and shows its report nevertheless', async () => {
    await goTo('/doors')
    await button('Panic…').click()
    await page.getByText('What is revoked cannot be brought back.').waitFor()
    expect(await button('Take every key away').isDisabled()).toBe(true)
    await page.getByLabel('Type panic to go on').fill('panic')
    await button('Take every key away').click()
    await heading('Every key is taken away').waitFor()
    await page.getByText(/Everybody is signed out of the window/).waitFor()
    await page.getByText(/If a reverse proxy, a tunnel/).waitFor()
    expect(await context.cookies()).toEqual([])
    expect((await running.owner.json('ping')).status).toBe('failed')

    await button('Go on and sign in').click()
    await heading('Sign in').waitFor()
    await goTo('/activity')
    await page.getByText(`${owner.user} took every key away`).waitFor()
  })
})
