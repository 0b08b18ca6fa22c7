// Looking after people and apps, in real Chromium against a whole server: an app is connected and seen to sign in, somebody is
// added and hears only what was chosen, a lost password ends what it opened, somebody is removed, and nothing of that can be
// done in read-only mode.
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { chromiumPath } from '../support/chromium.ts'
import { createConsoleClient } from '../support/console-client.ts'
import { PEOPLE, startTestServer, type TestServer } from '../support/server.ts'
import { hearComplaints, openWindowBrowser } from '../support/window-browser.ts'

const { listener, mainOnly, owner, secondOnly } = PEOPLE

/** Passwords are made slowly on purpose, more so on a busy machine. */

describe.skipIf(chromiumPath === undefined)('the window', () => {
  let running: TestServer
  let browser: Browser
  let context: BrowserContext
  let page: Page
  let url: string
  let complaints: string[]

  beforeAll(async () => {
    running = await startTestServer({ settings: { requestLimit: 0, authRequestLimit: 0 } })
    url = running.server.consoleUrl.replace('127.0.0.1', 'localhost')
    browser = await openWindowBrowser()
  })
  afterAll(async () => {
    await browser?.close()
    await running?.close()
  })
  beforeEach(async () => {
    complaints = []
    context = await newContext()
    page = await newPage(context)
  })
  afterEach(async () => {
    await context.close()
    expect(complaints).toEqual([])
  })

  const newContext = (more: object = {}) => browser.newContext({ reducedMotion: 'reduce', ...more })

  async function newPage(of: BrowserContext): Promise<Page> {
    const made = await of.newPage()
    hearComplaints(made, (text) => complaints.push(text))
    return made
  }

  const field = (of: Page, label: string) => of.getByRole('textbox', { name: label, exact: true })
  const button = (of: Page, name: string) => of.getByRole('button', { name, exact: true })
  const heading = (of: Page, name: string) => of.getByRole('heading', { name, exact: true })
  const says = (of: Page, text: string | RegExp) => of.getByRole('status').getByText(text).waitFor()
  const main = (of: Page) => of.getByRole('main')

  async function signIn(of: Page, { user, password }: { user: string; password: string }, path: string) {
    await of.goto(url + path)
    await field(of, 'Name').fill(user)
    await field(of, 'Password').fill(password)
    await of.keyboard.press('Enter')
  }

  async function asOwner() {
    const client = createConsoleClient(running.server.consoleUrl)
    await client.signIn(owner.user, owner.password)
    return client
  }

  async function secretShown(of: Page): Promise<string> {
    return (await of.locator('[data-secret]').textContent())!
  }

  describe('on Connect an app', () => {
    test('makes a password in a click, and tells when the app signs in with it', async () => {
      await signIn(page, listener, '/connect')
      await page.getByText('Strawberry', { exact: true }).click()
      await page.getByRole('button', { name: /^What it may do/ }).click()
      await button(page, 'Make a password').click()
      await heading(page, 'Type this into Strawberry').waitFor()
      await says(page, 'Waiting for the app to sign in…')
      const waiting = page.getByText('Waiting for the app to sign in…')
      await expect.poll(async () => ((await waiting.boundingBox())?.y ?? -1) > 0).toBe(true)
      await expect.poll(() => page.getByText(running.url, { exact: true }).count()).toBe(2)
      await page.getByText('MD5 token').waitFor()

      const password = await secretShown(page)
      const app = running.as({ user: listener.user, password }, 'Strawberry')
      expect(await app.code('ping')).toBeUndefined()
      await says(page, 'Strawberry is connected')
      await says(page, 'It signed in as Strawberry from 127.0.0.1.')

      const row = page.getByRole('row', { name: /Strawberry/ })
      await expect.poll(() => row.getByText('with Strawberry from 127.0.0.1').count()).toBe(1)
      await row.getByRole('button', { name: 'End Strawberry' }).click()
      await row.getByRole('button', { name: 'Yes, the app must sign in anew' }).click()
      await says(page, 'Strawberry has ended.')
      expect(await app.code('ping')).toBe(40)
      await page.reload()
      await page.getByText('No app has a password or key of its own.').waitFor()
      expect(await page.content()).not.toContain(password)
    })

    test('gives an app no more than was chosen for it', async () => {
      await signIn(page, owner, '/connect')
      await field(page, 'Name it').fill('Kitchen')
      await page.getByRole('button', { name: 'What it may do' }).click()
      await page.getByLabel('Listen only').check()
      await page.getByLabel('Only these folders').check()
      await page.getByRole('checkbox', { name: 'Music', exact: true }).uncheck()
      await page.getByLabel('Works', { exact: true }).selectOption({ label: 'for a day' })
      await page.getByLabel('API key').check()
      await button(page, 'Make an API key').click()
      await heading(page, 'Type this into Kitchen').waitFor()
      expect(await page.getByText('User name', { exact: true }).count()).toBe(0)

      const kitchen = running.as({ apiKey: await secretShown(page) }, 'Kitchen')
      const { musicFolders } = await kitchen.json('getMusicFolders')
      expect(musicFolders.musicFolder.map(({ name }: { name: string }) => name)).toEqual(['Attic'])
      const { randomSongs } = await kitchen.json('getRandomSongs', { size: 1 })
      expect(await kitchen.code('star', { id: randomSongs.song[0].id })).toBe(50)
      expect(await kitchen.code('download', { id: randomSongs.song[0].id })).toBe(50)
      await says(page, 'Kitchen is connected')
    })

    test('shows a code for a camera, of what is chosen', async () => {
      await signIn(page, listener, '/connect')
      await button(page, 'Make a password').click()
      await heading(page, 'Type this into My music app').waitFor()
      expect(await page.getByRole('img').count()).toBe(0)
      await button(page, 'Show as QR code').click()
      const code = (what: string) => page.getByRole('img', { name: `QR code of ${what}` })
      const address = await code('the server address').locator('path').getAttribute('d')
      await page.locator('.qr-panel').getByText('Password', { exact: true }).click()
      const password = await code('the password').locator('path').getAttribute('d')
      expect(password).not.toBe(address)
      await button(page, 'Hide QR code').click()
      await expect.poll(() => page.getByRole('img').count()).toBe(0)
    })

    test('says when an address is for this computer only, and to administrators where that changes', async () => {
      await signIn(page, listener, '/connect')
      await page.getByText('Works on this computer only').waitFor()
      expect(await page.getByRole('link', { name: 'Open it to this network' }).count()).toBe(0)
      await context.clearCookies()
      await signIn(page, owner, '/connect')
      await page.getByRole('link', { name: 'Open it to this network' }).click()
      await expect.poll(() => new URL(page.url()).pathname).toBe('/doors')
    })
  })

  describe('on People', () => {
    test('adds somebody, who hears the folders chosen and downloads nothing', async () => {
      await signIn(page, owner, '/people')
      await page.getByRole('link', { name: 'Add a person' }).click()
      await button(page, 'Add').click()
      await expect.poll(() => page.getByText('Needed', { exact: true }).count()).toBe(2)
      await field(page, 'Name').fill('Frida')
      await field(page, 'Password').fill('frida')
      await button(page, 'Add').click()
      await page.getByText(/^Expected at least 12/).waitFor()
      await field(page, 'Password').fill('a barrel of herring')
      await page.getByLabel('Music apps may use this password').check()
      await page.getByLabel('Only these').check()
      await page.getByRole('checkbox', { name: 'Music', exact: true }).uncheck()
      await button(page, 'Add').click()
      await heading(page, 'Frida').waitFor()
      await says(page, 'Frida can sign in now.')

      const frida = running.as({ user: 'Frida', password: 'a barrel of herring' })
      const songsOf = async (client: typeof frida) => {
        const { searchResult3 } = await client.json('search3', { query: '', songCount: 500 })
        return searchResult3.song.map(({ id }: { id: string }) => id).sort()
      }
      const heard = await songsOf(frida)
      expect(heard).toEqual(await songsOf(running.secondOnly))
      expect(await frida.code('getSong', { id: (await songsOf(running.mainOnly))[0] })).toBe(70)
      expect((await frida.call('stream', { id: heard[0] })).type).toMatch(/^audio\//)
      expect(await frida.code('download', { id: heard[0] })).toBe(50)

      await page.getByLabel('May download whole files').check()
      await button(page, 'Save').click()
      await says(page, 'Saved. It holds for Frida from now on.')
      expect((await frida.call('download', { id: heard[0] })).type).toMatch(/^audio\//)
      await button(page, 'Undo').click()
      await expect.poll(() => frida.code('download', { id: heard[0] }).catch(() => 0)).toBe(50)
      await expect.poll(() => page.getByLabel('May download whole files').isChecked()).toBe(false)
    })

    test("connects somebody else's app, whose secret is shown this once", async () => {
      await signIn(page, owner, '/people')
      await page.getByRole('link', { name: mainOnly.user }).click()
      await page.getByRole('link', { name: 'Connect an app for them' }).click()
      await heading(page, `Connect an app for ${mainOnly.user}`).waitFor()
      await field(page, 'Name it').fill('Hall')
      await button(page, 'Make a password').click()
      await heading(page, 'Type this into Hall').waitFor()
      const password = await secretShown(page)
      const hall = running.as({ user: mainOnly.user, password }, 'Hall')
      expect(await hall.code('ping')).toBeUndefined()
      await says(page, 'Hall is connected')
      await page.getByRole('link', { name: mainOnly.user }).click()
      await page.getByRole('button', { name: 'End Hall' }).waitFor()
      expect(await page.content()).not.toContain(password)
    })

    test('disables somebody, who is out at once, and takes that back', async () => {
      const other = await newContext()
      const otherPage = await newPage(other)
      await signIn(otherPage, secondOnly, '/you')
      await heading(otherPage, 'Passkeys').waitFor()
      await signIn(page, owner, '/people')
      await page.getByRole('link', { name: secondOnly.user }).click()
      await page.getByText('With a password from 127.0.0.1').waitFor()
      await button(page, 'Disable').click()
      await says(page, `${secondOnly.user} is disabled and signed out everywhere.`)
      expect(await running.secondOnly.code('ping')).toBe(40)
      await heading(otherPage, 'Sign in').waitFor()
      await button(page, 'Undo').click()
      await says(page, `${secondOnly.user} can sign in again.`)
      expect(await running.secondOnly.code('ping')).toBeUndefined()
      await other.close()
    })

    test('sets a new password, which ends sessions and, when asked, apps', async () => {
      const admin = await asOwner()
      const { secret } = await admin.get('devices.create', {
        kind: 'apikey',
        name: 'phone',
        username: mainOnly.user,
      })
      const other = await newContext()
      const otherPage = await newPage(other)
      await signIn(otherPage, mainOnly, '/you')
      await heading(otherPage, 'Passkeys').waitFor()

      await signIn(page, owner, '/people')
      await page.getByRole('link', { name: mainOnly.user }).click()
      await button(page, 'End phone').waitFor()
      await button(page, 'Set a new password').click()
      await field(page, 'New password').fill('the rain falls upwards')
      await page.getByLabel('Also end the passwords and keys of their music apps').check()
      await button(page, 'Set a new password').click()
      await says(page, /has a new password, and all their sessions have ended/)
      await heading(otherPage, 'Sign in').waitFor()
      expect(await running.as({ apiKey: secret }).code('ping')).toBe(44)
      await page.getByText('Nowhere at the moment.').waitFor()
      await signIn(otherPage, { ...mainOnly, password: 'the rain falls upwards' }, '/you')
      await heading(otherPage, 'Passkeys').waitFor()
      await other.close()
    })

    test('removes somebody after saying what goes, and after the name is typed', async () => {
      const admin = await asOwner()
      await admin.get('users.create', {
        name: 'Gustav',
        password: 'here for a week only',
        passwordForApps: true,
      })
      const gustav = running.as({ user: 'Gustav', password: 'here for a week only' })
      const { randomSongs } = await gustav.json('getRandomSongs', { size: 1 })
      await gustav.code('star', { id: randomSongs.song[0].id })
      await gustav.code('createPlaylist', { name: 'A week', songId: randomSongs.song[0].id })

      await signIn(page, owner, '/people')
      await page.getByRole('link', { name: 'Gustav' }).click()
      await button(page, 'Remove…').click()
      await page.getByText('1 star', { exact: true }).waitFor()
      await page.getByText('1 playlist, public or not').waitFor()
      const sure = button(page, 'Remove Gustav for good')
      await field(page, 'Type Gustav to remove them').fill('gustav')
      expect(await sure.isDisabled()).toBe(true)
      await field(page, 'Type Gustav to remove them').fill('Gustav')
      await sure.click()
      await says(page, 'Gustav is removed.')
      await page.getByRole('link', { name: listener.user }).waitFor()
      await expect.poll(() => page.getByRole('link', { name: 'Gustav' }).count()).toBe(0)
      expect(await gustav.code('ping')).toBe(40)
    })

    test('keeps the only administrator, and says why', async () => {
      await signIn(page, owner, '/people')
      await page.getByRole('link', { name: owner.user }).click()
      await page.getByText(/The only administrator/).waitFor()
      expect(await page.getByRole('switch', { name: /^Administrator/ }).isDisabled()).toBe(true)
      await page.getByText('You cannot remove or disable yourself.').waitFor()
      expect(await button(page, 'Disable').count()).toBe(0)
    })

    test('is not for others', async () => {
      await signIn(page, listener, '/people')
      await page.getByText('This page is for administrators.').waitFor()
    })
  })

  test('lets people keep their own password out of music apps, with that password', async () => {
    await signIn(page, listener, '/you')
    await button(page, 'Do not allow it').click()
    await field(page, 'Your password').fill('not it')
    await button(page, 'Do not allow it').click()
    await page.getByRole('alert').getByText('The present password is not right').waitFor()
    await field(page, 'Your password').fill(listener.password)
    await button(page, 'Do not allow it').click()
    await says(page, 'Music apps cannot use your password any more.')
    expect(await running.listener.code('ping')).toBeGreaterThan(0)
    await button(page, 'Allow it').click()
    await field(page, 'Your password').fill(listener.password)
    await button(page, 'Allow it').click()
    await says(page, 'Music apps may use your password.')
    expect(await running.listener.code('ping')).toBeUndefined()
  })

  test('shows what somebody played', async () => {
    const { randomSongs } = await running.listener.json('getRandomSongs', { size: 1 })
    const [song] = randomSongs.song
    await signIn(page, listener, '/you')
    await page.getByText('Nothing yet. A song counts').waitFor()
    await running.listener.code('scrobble', { id: song.id, time: Date.now() })
    await page.reload()
    await main(page).getByText(song.title, { exact: true }).waitFor()
  })

  test('hides what read-only mode refuses, at once and on every page of these, and leaves what takes access away', async () => {
    const admin = await asOwner()
    await admin.get('devices.create', { name: 'radio', kind: 'password' })
    await signIn(page, owner, '/people')
    await page.getByRole('link', { name: 'Add a person' }).waitFor()
    await admin.get('safety.setReadOnly', { readOnly: true })
    try {
      await expect.poll(() => page.getByRole('link', { name: 'Add a person' }).count()).toBe(0)
      await page.getByText('Read-only: nothing can be changed at the moment.').waitFor()
      await page.getByRole('link', { name: listener.user }).click()
      await page.getByText('Read-only mode: access can be taken away here').waitFor()
      expect(await page.getByRole('switch', { name: /^May listen/ }).isDisabled()).toBe(true)
      for (const name of ['Remove…', 'Set a new password', 'Save']) {
        expect(await button(page, name).count(), name).toBe(0)
      }
      await button(page, 'Do not allow it').waitFor()
      await button(page, 'Disable').click()
      await says(page, /is disabled and signed out everywhere/)
      expect(await button(page, 'Undo').count()).toBe(0)
      await expect.poll(() => button(page, 'Enable').count()).toBe(0)
      await main(page).page().getByRole('link', { name: 'Connect an app' }).first().click()
      await page.getByText('Read-only mode: no password can be made now').waitFor()
      expect(await button(page, 'Make a password').count()).toBe(0)
      await button(page, 'End radio').click()
      await button(page, 'Yes, the app must sign in anew').click()
      await says(page, /radio has ended/)
      await page.getByRole('link', { name: 'You', exact: true }).click()
      await heading(page, 'Where you are signed in').waitFor()
      expect(await button(page, 'Change password').count()).toBe(0)
      expect(await button(page, 'Add a passkey').count()).toBe(0)
    } finally {
      await admin.get('safety.setReadOnly', { readOnly: false })
      const { id } = (await admin.get('users.list', {})).find(({ name }) => name === listener.user)!
      await admin.get('users.update', { id, disabled: false })
    }
    await button(page, 'Change password').waitFor()
  })

  test.each(['/people', '/people/new', '/people/1', '/people/2', '/people/2/connect', '/connect', '/you'])(
    '%s fits a narrow screen',
    async (path) => {
      await page.setViewportSize({ width: 360, height: 640 })
      await signIn(page, owner, path)
      await page.getByRole('heading', { level: 1 }).waitFor()
      await expect.poll(() => page.getByLabel('Loading').count()).toBe(0)
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0)
    },
  )
})
