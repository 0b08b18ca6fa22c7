// Passkeys with the WebAuthn of real Chromium: what it signs goes to a real server, right and wrong.
import { createHash, sign } from 'node:crypto'
import { createServer, type Server as HttpServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import * as helpers from '@simplewebauthn/server/helpers'
import type { Browser, Page } from 'playwright-core'
import { generate } from 'selfsigned'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createSession } from '../../server/auth/sessions.ts'
import { sessionCookieName } from '../../server/console/session-cookie.ts'
import { openData } from '../../server/open-data.ts'
import { chromiumPath } from '../support/chromium.ts'
import { type ConsoleClient, createConsoleClient } from '../support/console-client.ts'
import { testSettings } from '../support/prepared-data.ts'
import { PEOPLE, startTestServer, type TestServer } from '../support/server.ts'
import { createTestClock } from '../support/vault-and-users.ts'
import {
  addVirtualAuthenticator,
  createInPage,
  getInPage,
  type VirtualAuthenticator,
} from '../support/virtual-authenticator.ts'
import { openWindowBrowser } from '../support/window-browser.ts'

const { listener, mainOnly, owner } = PEOPLE
const REFUSED = { ok: false, code: 'not-allowed', message: 'This passkey does not sign in here' }
const NOT_ADDED = { ok: false, code: 'not-allowed', message: 'The passkey could not be added' }
const MINUTE = 60_000

interface WebAuthnJson {
  readonly id: string
  readonly response: Record<string, string>
}

/** The same with a valid FIDO U2F attestation, signed by a certificate made here. */
async function withCertificate(answer: WebAuthnJson): Promise<WebAuthnJson> {
  const bytes = (text: string) => new Uint8Array(Buffer.from(text, 'base64url'))
  const made = await generate([{ name: 'commonName', value: 'key' }], { keyType: 'ec', curve: 'P-256' })
  const certificate = Buffer.from(made.cert.replace(/-----[^-]+-----|\s/g, ''), 'base64')

  const attestation = helpers.decodeAttestationObject(bytes(answer.response['attestationObject']!))
  // Such keys have no model number, which stands in these bytes.
  const authData = new Uint8Array(attestation.get('authData')).fill(0, 37, 53)
  const { rpIdHash, credentialID, credentialPublicKey } = helpers.parseAuthenticatorData(authData)
  const clientDataHash = createHash('sha256').update(bytes(answer.response['clientDataJSON']!)).digest()
  const signed = Buffer.concat([
    Buffer.from([0]),
    rpIdHash,
    clientDataHash,
    credentialID!,
    helpers.convertCOSEtoPKCS(credentialPublicKey!),
  ])
  const forged = new Map<string, unknown>([
    ['fmt', 'fido-u2f'],
    [
      'attStmt',
      new Map<string, unknown>([
        ['sig', new Uint8Array(sign('sha256', signed, made.private))],
        ['x5c', [new Uint8Array(certificate)]],
      ]),
    ],
    ['authData', authData],
  ])
  const attestationObject = Buffer.from(helpers.isoCBOR.encode(forged as never)).toString('base64url')
  return { ...answer, response: { ...answer.response, attestationObject } }
}

describe.skipIf(chromiumPath === undefined)('passkeys', () => {
  const clock = createTestClock()
  let running: TestServer
  let browser: Browser
  let page: Page
  let authenticator: VirtualAuthenticator
  let elsewhere: HttpServer
  /** Signed in as the listener, who has the passkey. */
  let lisa: ConsoleClient
  let passkeyId: number

  const localhost = (of: TestServer) => of.server.consoleUrl.replace('127.0.0.1', 'localhost')
  const stranger = () => createConsoleClient(localhost(running))

  beforeAll(async () => {
    running = await startTestServer({ library: 'empty', clock })
    browser = await openWindowBrowser()
    page = await browser.newPage()
    await page.goto(`${localhost(running)}/icon.svg`)
    authenticator = await addVirtualAuthenticator(page)
    elsewhere = createServer((_request, response) =>
      response.setHeader('Content-Type', 'text/html').end('<title>elsewhere</title>'),
    )
    await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve))

    lisa = stranger()
    await lisa.signIn(listener.user, listener.password)
    const response = await createInPage(page, await lisa.get('passkeys.beginRegistration', {}))
    passkeyId = (await lisa.get('passkeys.finishRegistration', { name: 'Laptop', response })).id
  })

  afterAll(async () => {
    elsewhere?.close()
    await browser?.close()
    await running?.close()
  })

  const signature = async (changes: object = {}) =>
    (await getInPage(page, { ...(await stranger().get('passkeys.beginSignIn', {})), ...changes })) as never
  const finish = (response: unknown) => stranger().send('passkeys.finishSignIn', { response })

  test('are kept with a name and without anything secret', async () => {
    expect(await lisa.get('passkeys.list', {})).toEqual([
      { id: passkeyId, name: 'Laptop', createdAt: clock.now() },
    ])
    expect(await authenticator.count()).toBe(1)
  })

  test('sign in without a name, and say when', async () => {
    const one = stranger()
    clock.move(MINUTE)
    const response = await getInPage(page, await one.get('passkeys.beginSignIn', {}))
    expect(await one.get('passkeys.finishSignIn', { response })).toEqual({
      name: listener.user,
      admin: false,
    })
    expect(await one.get('sessions.current', {})).toMatchObject({ session: { method: 'passkey' } })
    expect(await one.get('passkeys.list', {})).toMatchObject([{ lastUsedAt: clock.now() }])
  })

  test('sign in once with one signature', async () => {
    const response = await signature()
    expect(await finish(response)).toMatchObject({ ok: true })
    expect(await finish(response)).toEqual(REFUSED)
  })

  test('sign in within five minutes', async () => {
    const response = await signature()
    clock.move(5 * MINUTE)
    expect(await finish(response)).toEqual(REFUSED)
  })

  test('do not sign in without user verification', async () => {
    await authenticator.setUserVerified(false)
    const response = await signature({ userVerification: 'discouraged' })
    await authenticator.setUserVerified(true)
    expect(await finish(response)).toEqual(REFUSED)
  })

  test('do not sign in for a page at another port, which may be somebody else', async () => {
    const options = await stranger().get('passkeys.beginSignIn', {})
    const there = await browser.newPage()
    await there.goto(`http://localhost:${(elsewhere.address() as AddressInfo).port}/`)
    const authenticatorThere = await addVirtualAuthenticator(there)
    const challenge = await lisa.get('passkeys.beginRegistration', { currentPassword: listener.password })
    const foreign = await createInPage(there, challenge)
    expect(await authenticatorThere.count()).toBe(1)
    expect(await lisa.send('passkeys.finishRegistration', { name: 'x', response: foreign })).toEqual(
      NOT_ADDED,
    )
    expect(await finish(await getInPage(there, options))).toEqual(REFUSED)
    await there.close()
  })

  test('do not sign in with a challenge that was made up or made for something else', async () => {
    expect(await finish(await signature({ challenge: 'AAAAAAAAAAAAAAAAAAAAAA' }))).toEqual(REFUSED)
    const { challenge } = await lisa.get('passkeys.beginRegistration', { currentPassword: listener.password })
    expect(await finish(await signature({ challenge }))).toEqual(REFUSED)
  })

  test.each(['clientDataJSON', 'authenticatorData', 'signature'])(
    'do not sign in when one letter of %s is changed',
    async (field) => {
      const response: WebAuthnJson = await signature()
      const text = response.response[field]!
      const at = Math.floor(text.length / 2)
      const changed = text.slice(0, at) + (text[at] === 'A' ? 'B' : 'A') + text.slice(at + 1)
      expect(await finish({ ...response, response: { ...response.response, [field]: changed } })).toEqual(
        REFUSED,
      )
      expect(await finish(response)).toMatchObject({ ok: true })
    },
  )

  test('do not sign in as whom the browser names, if that is another', async () => {
    const response: WebAuthnJson = await signature()
    const changed = { ...response.response, userHandle: 'AAAA' }
    expect(await finish({ ...response, response: changed })).toEqual(REFUSED)
  })

  test('do not sign in when the counter went back, as a copied key has it', async () => {
    const early = await signature()
    expect(await finish(await signature())).toMatchObject({ ok: true })
    expect(await finish(early)).toEqual(REFUSED)
  })

  test('do not sign in a disabled user', async () => {
    const admin = stranger()
    await admin.signIn(owner.user, owner.password)
    const { id } = (await admin.get('users.list', {})).find(({ name }) => name === listener.user)!
    await admin.get('users.update', { id, disabled: true })
    expect(await finish(await signature())).toEqual(REFUSED)
    await admin.get('users.update', { id, disabled: false })
    expect(await finish(await signature())).toMatchObject({ ok: true })
    await lisa.signIn(listener.user, listener.password)
  })

  test('are made once per device', async () => {
    const options = await lisa.get('passkeys.beginRegistration', { currentPassword: listener.password })
    await expect(createInPage(page, options)).rejects.toThrow(/InvalidStateError/)
  })

  test('are not added twice with one answer, nor by another user', async () => {
    const there = await browser.newPage()
    await there.goto(`${localhost(running)}/icon.svg`)
    await addVirtualAuthenticator(there)
    const options = await lisa.get('passkeys.beginRegistration', { currentPassword: listener.password })
    const response = await createInPage(there, options)

    const admin = stranger()
    await admin.signIn(owner.user, owner.password)
    expect(await admin.call('passkeys.finishRegistration', { name: 'stolen', response })).toEqual(NOT_ADDED)
    const { id } = await lisa.get('passkeys.finishRegistration', { name: 'Second', response })
    expect(await lisa.call('passkeys.finishRegistration', { name: 'again', response })).toEqual(NOT_ADDED)
    await lisa.get('passkeys.remove', { id })

    await there.close()
  })

  test('are not added by a key that does not know who touches it', async () => {
    const there = await browser.newPage()
    await there.goto(`${localhost(running)}/icon.svg`)
    await addVirtualAuthenticator(there, 'plain key')
    const response = await createInPage(there, {
      ...(await lisa.get('passkeys.beginRegistration', { currentPassword: listener.password })),
      authenticatorSelection: { residentKey: 'discouraged', userVerification: 'discouraged' },
    })
    expect(await lisa.call('passkeys.finishRegistration', { name: 'x', response })).toEqual(NOT_ADDED)
    await there.close()
  })

  test('are not added with certificates, which would make the server ask whom they name', async () => {
    const there = await browser.newPage()
    await there.goto(`${localhost(running)}/icon.svg`)
    await addVirtualAuthenticator(there)
    const plain: WebAuthnJson = await createInPage(
      there,
      await lisa.get('passkeys.beginRegistration', { currentPassword: listener.password }),
    )
    const response = await withCertificate(plain)
    expect(await lisa.send('passkeys.finishRegistration', { name: 'x', response })).toEqual(NOT_ADDED)
    expect(await lisa.send('passkeys.finishRegistration', { name: 'x', response: plain })).toMatchObject({
      ok: true,
    })
    for (const { id, name } of await lisa.get('passkeys.list', {})) {
      if (name === 'x') await lisa.get('passkeys.remove', { id })
    }
    await there.close()
  })

  test('are renamed by whose they are only, removed by an administrator too, and then sign nobody in', async () => {
    const admin = stranger()
    await admin.signIn(owner.user, owner.password)
    expect(await admin.get('passkeys.list', {})).toEqual([])
    expect(await admin.call('passkeys.rename', { id: passkeyId, name: 'mine' })).toMatchObject({
      code: 'not-found',
    })
    expect(await admin.get('passkeys.list', { username: listener.user })).toMatchObject([{ id: passkeyId }])
    const maja = stranger()
    await maja.signIn(mainOnly.user, mainOnly.password)
    expect(await maja.call('passkeys.list', { username: listener.user })).toMatchObject({ code: 'not-found' })
    expect(await maja.call('passkeys.remove', { id: passkeyId })).toMatchObject({ code: 'not-found' })

    expect(await lisa.call('passkeys.rename', { id: passkeyId, name: ' \n ' })).toMatchObject({
      field: 'name',
    })
    await lisa.get('passkeys.rename', { id: passkeyId, name: ' Old laptop ' })
    expect(await lisa.get('passkeys.list', {})).toMatchObject([{ name: 'Old laptop' }])
    const waiting = await signature()
    await admin.get('passkeys.remove', { id: passkeyId })
    expect(await finish(waiting)).toEqual(REFUSED)

    const log = await admin.get('audit.list', { subject: listener.user })
    expect(log.find(({ event }) => event === 'passkey.removed')).toMatchObject({ actor: owner.user })
    expect(log.map(({ event }) => event)).toEqual(
      expect.arrayContaining(['passkey.added', 'passkey.removed']),
    )
  })

  describe('are added', () => {
    const begin = (client: ConsoleClient, currentPassword?: string) =>
      client.call('passkeys.beginRegistration', currentPassword === undefined ? {} : { currentPassword })
    const NEEDED = { ok: false, code: 'invalid-input', field: 'currentPassword' }

    test('within ten minutes of signing in, and then with the password only', async () => {
      const one = stranger()
      await one.signIn(owner.user, owner.password)
      expect(await begin(one)).toMatchObject({ ok: true })
      clock.move(10 * MINUTE - 1)
      expect(await begin(one)).toMatchObject({ ok: true })
      clock.move(1)
      expect(await begin(one)).toMatchObject(NEEDED)
      expect(await begin(one, 'not this')).toEqual({
        ok: false,
        code: 'not-allowed',
        message: 'The present password is not right',
      })
      expect(await begin(one, owner.password)).toMatchObject({ ok: true })
      // Each time.
      expect(await begin(one)).toMatchObject(NEEDED)
      const anew = stranger()
      await anew.signIn(owner.user, owner.password)
      expect(await begin(anew)).toMatchObject({ ok: true })
      expect(await begin(one)).toMatchObject(NEEDED)
      // A clock that was put back makes nothing fresh.
      clock.move(-60 * MINUTE)
      expect(await begin(anew)).toMatchObject(NEEDED)
      clock.move(60 * MINUTE)
    })

    test.each([
      ['password', true],
      ['passkey', true],
      ['recovery', true],
      ['ticket', false],
    ] as const)('after a session that began by %s: %s', async (sessionMethod, mayAdd) => {
      const one = stranger()
      const data = await openData(testSettings(running.dataDir))
      const { plainToken } = createSession(
        { db: data.db, clock },
        {
          userId: data.users.getByName(owner.user).id,
          method: sessionMethod,
          address: undefined,
          userAgent: '',
        },
      )
      data.close()
      one.cookies.set(sessionCookieName(new URL(one.url).host, false), plainToken)
      expect(await begin(one)).toMatchObject(mayAdd ? { ok: true } : NEEDED)
      expect(await begin(one, owner.password)).toMatchObject({ ok: true })
    })
  })
})

describe('where no browser knows passkeys', () => {
  let running: TestServer
  beforeAll(async () => {
    running = await startTestServer({
      library: 'empty',
      settings: { hostNames: ['music.example.org'], passkeyDomain: undefined },
    })
  })
  afterAll(() => running?.close())

  test('an address is answered with the name to open instead', async () => {
    const url = running.server.consoleUrl
    const reply = await createConsoleClient(url).call('passkeys.beginSignIn', {})
    expect(reply).toEqual({
      ok: false,
      code: 'conflict',
      message: `Browsers know no passkeys for 127.0.0.1: open ${url.replace('127.0.0.1', 'localhost')} instead`,
    })
  })
})
