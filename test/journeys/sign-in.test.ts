// How people get in, in real Chromium: the right and the wrong password, a changed one, a link when locked out, a passkey.
// What a browser keeps is looked at too.
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { makeRecoveryToken } from '../../server/auth/recovery-links.ts'
import { openDatabase } from '../../server/db/open.ts'
import type { UserId } from '../../server/ids.ts'
import { chromiumPath } from '../support/chromium.ts'
import { PEOPLE, startTestServer, type TestServer } from '../support/server.ts'
import { createTestClock } from '../support/vault-and-users.ts'
import { addVirtualAuthenticator } from '../support/virtual-authenticator.ts'
import { hearComplaints, openWindowBrowser } from '../support/window-browser.ts'

const { listener, mainOnly, owner, secondOnly } = PEOPLE
const DAY = 24 * 60 * 60 * 1000

/** Checking a password takes its time, more so on a busy machine. */

describe.skipIf(chromiumPath === undefined)('the window', () => {
  const clock = createTestClock()
  let running: TestServer
  let browser: Browser
  let context: BrowserContext
  let page: Page
  let url: string
  let complaints: string[]

  beforeAll(async () => {
    running = await startTestServer({ library: 'empty', clock })
    url = running.server.consoleUrl.replace('127.0.0.1', 'localhost')
    browser = await openWindowBrowser()
  })
  afterAll(async () => {
    await browser?.close()
    await running?.close()
  })

  beforeEach(async () => {
    context = await browser.newContext({ reducedMotion: 'reduce' })
    complaints = []
    page = await newPage(context)
  })
  afterEach(async () => {
    await context.close()
    expect(complaints).toEqual([])
  })

  async function newPage(of: BrowserContext): Promise<Page> {
    const made = await of.newPage()
    hearComplaints(made, (text) => complaints.push(text))
    return made
  }

  const field = (of: Page, label: string) => of.getByRole('textbox', { name: label, exact: true })
  const button = (of: Page, name: string) => of.getByRole('button', { name, exact: true })
  const heading = (of: Page, name: string) => of.getByRole('heading', { name })

  async function signIn(of: Page, { user, password }: { user: string; password: string }, path = '/') {
    await of.goto(url + path)
    await field(of, 'Name').fill(user)
    await field(of, 'Password').fill(password)
    await of.keyboard.press('Enter')
  }

  test('asks who it is, says when that was wrong, and then shows the page that was asked for', async () => {
    await signIn(page, { user: listener.user, password: 'not the password' }, '/you')
    await page.getByRole('alert').getByText('Wrong name or password').waitFor()
    await expect.poll(() => field(page, 'Password').inputValue()).toBe('')
    expect(await field(page, 'Name').inputValue()).toBe(listener.user)
    await field(page, 'Password').fill(listener.password)
    await button(page, 'Sign in').click()
    await heading(page, 'Where you are signed in').waitFor()
    expect(new URL(page.url()).pathname).toBe('/you')
    await expect.poll(() => page.getByText('this one').count()).toBe(1)

    await page.getByRole('navigation').getByRole('link', { name: 'Connect an app' }).click()
    await heading(page, 'Connect a music app').waitFor()
    await page.goBack()
    await heading(page, 'Passkeys').waitFor()
    await page.reload()
    await heading(page, 'Passkeys').waitFor()
  })

  test('names the fields that are empty', async () => {
    await page.goto(url)
    await field(page, 'Name').press('Enter')
    await expect.poll(() => page.getByText('Needed', { exact: true }).count()).toBe(2)
  })

  test('keeps nothing of a person after signing out', async () => {
    await signIn(page, owner, '/you')
    await heading(page, 'Passkeys').waitFor()
    const [cookie] = await context.cookies()
    expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Strict', path: '/' })
    expect(await page.evaluate(() => document.cookie)).toBe('')
    await button(page, 'Sign out').click()
    await heading(page, 'Sign in').waitFor()
    expect(await context.cookies()).toEqual([])
    expect(await page.evaluate(() => [localStorage.length, sessionStorage.length])).toEqual([0, 0])
    expect(await page.content()).not.toContain(owner.user)
    expect(new URL(page.url()).pathname).toBe('/')
    await page.goBack().catch(() => undefined)
    await page.goForward().catch(() => undefined)
    await heading(page, 'Sign in').waitFor()
    expect(await page.content()).not.toContain(owner.user)
  })

  test('notices when its session has ended, and asks again', async () => {
    await signIn(page, listener, '/you')
    await heading(page, 'Passkeys').waitFor()
    await page.getByLabel('Name of the passkey').fill('x')
    clock.move(DAY)
    // By this call, or a moment earlier by the stream of events: then the button is gone.
    void button(page, 'Add a passkey')
      .click()
      .catch(() => undefined)
    await heading(page, 'Sign in').waitFor()
  })

  test('changes the password, which ends the session of another browser', async () => {
    const password = 'hearing everything at once'
    const other = await browser.newContext({ reducedMotion: 'reduce' })
    const otherPage = await newPage(other)
    await signIn(otherPage, mainOnly, '/you')
    await heading(otherPage, 'Passkeys').waitFor()

    await signIn(page, mainOnly, '/you')
    await field(page, 'Current password').fill('not it')
    await field(page, 'New password').fill(password)
    await page.getByText(/^(Good|Strong)\./).waitFor()
    await button(page, 'Change password').click()
    await expect.poll(() => page.getByText(/wrong|not right|not your/i).count()).toBe(1)
    await field(page, 'Current password').fill(mainOnly.password)
    await button(page, 'Change password').click()
    await page.getByText('Your password is changed').waitFor()
    await expect.poll(() => field(page, 'New password').inputValue()).toBe('')

    await otherPage.reload()
    await heading(otherPage, 'Sign in').waitFor()
    await other.close()
  })

  test('ends another session by its button', async () => {
    const other = await browser.newContext({ reducedMotion: 'reduce', userAgent: 'curl/8' })
    const otherPage = await newPage(other)
    await signIn(otherPage, listener, '/you')
    await heading(otherPage, 'Passkeys').waitFor()
    await signIn(page, listener, '/you')
    await button(page, 'End the session of curl').click()
    await expect.poll(() => page.getByText('curl').count()).toBe(0)
    await otherPage.reload()
    await heading(otherPage, 'Sign in').waitFor()
    await other.close()
  })

  test('lets somebody with a recovery link choose a new password, once', async () => {
    const db = openDatabase(`${running.dataDir}/lockgroove.db`)
    const id = db.prepare('SELECT id FROM users WHERE name = ?').pluck().get(secondOnly.user) as UserId
    const token = makeRecoveryToken({ db, clock }, id)
    db.close()
    const asked: string[] = []
    page.on('request', (request) => asked.push(`${request.url()} ${request.headers()['referer'] ?? ''}`))
    await page.goto(`${url}/recover#${token}`)
    await heading(page, 'Choose a new password').waitFor()
    await expect.poll(() => page.url()).toBe(`${url}/recover`)
    await field(page, 'New password').fill('password123')
    await page
      .getByText(/commonest|at least 12/)
      .first()
      .waitFor()
    await button(page, 'Save and sign in').click()
    await page.getByText(/^Expected at least 12/).waitFor()
    await field(page, 'New password').fill('hearing it again at last')
    await button(page, 'Save and sign in').click()
    await heading(page, 'Ready for your music').waitFor()
    expect(asked.filter((each) => each.includes(token))).toEqual([])

    const late = await newPage(context)
    await late.goto(`${url}/recover#${token}`)
    await field(late, 'New password').fill('somebody else was late')
    await button(late, 'Save and sign in').click()
    await late.getByRole('alert').getByText('This link has been used').waitFor()
    await late.reload()
    await late.getByRole('alert').getByText('The link is incomplete').waitFor()
  })

  test('adds, names and uses a passkey, and refuses it once it is removed', async () => {
    await signIn(page, owner, '/you')
    await addVirtualAuthenticator(page)
    await heading(page, 'Passkeys').waitFor()
    clock.move(11 * 60_000)
    await page.getByLabel('Name of the passkey').fill('My laptop')
    await button(page, 'Add a passkey').click()
    await page.getByText('this window alone is not enough').waitFor()
    await button(page, 'Add a passkey').click()
    await page.getByText('Needed', { exact: true }).waitFor()
    await field(page, 'Your password').fill('not the password')
    await button(page, 'Add a passkey').click()
    await page.getByRole('alert').getByText('The present password is not right').waitFor()
    await field(page, 'Your password').fill(owner.password)
    await button(page, 'Add a passkey').click()
    await page.getByText('never used').waitFor()
    expect(await field(page, 'Your password').count()).toBe(0)
    await button(page, 'Rename My laptop').click()
    await field(page, 'Name of the passkey').first().fill('Work laptop')
    await button(page, 'Save').click()
    await page.getByText('Work laptop').waitFor()

    await button(page, 'Add a passkey').click()
    await field(page, 'Your password').fill(owner.password)
    await button(page, 'Add a passkey').click()
    await page.getByRole('alert').getByText('has a passkey for you already').waitFor()

    await button(page, 'Sign out').click()
    await button(page, 'Sign in with a passkey').click()
    await page.getByRole('link', { name: 'You', exact: true }).click()
    await heading(page, 'Passkeys').waitFor()
    await expect.poll(() => page.getByText('With a passkey').count()).toBe(1)
    await button(page, 'Remove Work laptop').click()
    await button(page, 'Yes, remove it').click()
    await page.getByText('None yet.').waitFor()

    await button(page, 'Sign out').click()
    await button(page, 'Sign in with a passkey').click()
    await page.getByRole('alert').getByText('This passkey does not sign in here').waitFor()
  })

  test('says by which name to open it, where browsers know no passkeys', async () => {
    await page.goto(running.server.consoleUrl)
    await page.getByRole('link', { name: url }).click()
    await button(page, 'Sign in with a passkey').waitFor()
  })

  test('lets the desktop app in with a ticket, once, and forgets it', async () => {
    const ticket = running.server.createTicket()!
    await page.goto(`${url}/ticket#${ticket}`)
    await heading(page, 'Ready for your music').waitFor()
    await expect.poll(() => page.url()).toBe(`${url}/`)
    await expect.poll(() => page.getByRole('banner').getByText(owner.user).count()).toBe(1)
    const other = await browser.newContext()
    const otherPage = await newPage(other)
    await otherPage.goto(`${url}/ticket#${ticket}`)
    await heading(otherPage, 'Sign in').waitFor()
    await other.close()
  })

  test('needs no mouse', async () => {
    await page.goto(url)
    await heading(page, 'Sign in').waitFor()
    await expect
      .poll(() => field(page, 'Name').evaluate((name) => name === document.activeElement))
      .toBe(true)
    await page.keyboard.type(owner.user)
    await page.keyboard.press('Tab')
    await page.keyboard.type(owner.password)
    await page.keyboard.press('Enter')
    await heading(page, 'Ready for your music').waitFor()
    await page.getByRole('link', { name: 'You', exact: true }).focus()
    await page.keyboard.press('Enter')
    await heading(page, 'Passkeys').waitFor()
  })

  test('fits a narrow screen', async () => {
    await page.setViewportSize({ width: 360, height: 640 })
    await signIn(page, owner, '/you')
    await heading(page, 'Passkeys').waitFor()
    const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
    expect(await overflow()).toBe(0)
    await button(page, 'More').click()
    await page.getByRole('dialog').getByRole('button', { name: 'Sign out' }).click()
    await heading(page, 'Sign in').waitFor()
    expect(await overflow()).toBe(0)
  })
})
