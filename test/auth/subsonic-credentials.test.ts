import { createHash } from 'node:crypto'
import { PassThrough } from 'node:stream'
import { setImmediate as nextTurn } from 'node:timers/promises'
import fc from 'fast-check'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { placeOfAccountPassword } from '../../server/auth/app-passwords.ts'
import { createDeviceCredential } from '../../server/auth/device-credentials.ts'
import { createLimiter } from '../../server/auth/limiter.ts'
import {
  type CredentialParameters,
  createSubsonicCredentials,
} from '../../server/auth/subsonic-credentials.ts'
import { openDatabase } from '../../server/db/open.ts'
import { createLog } from '../../server/log.ts'
import { createVaultAndUsers } from '../support/vault-and-users.ts'

const ODD_PASSWORD = 'p+a%s&s=w ö r d 🎵'
// Ann signs in with sesame, from before there were rules; Bob's password holds everything that URLs and forms stumble on; Carl may use keys only.
let template: string
let carlsKey: string

beforeAll(async () => {
  const made = createVaultAndUsers()
  const ann = await made.users.create({ name: 'Ann', password: 'open sesame', roles: { admin: true } })
  made.db
    .prepare('UPDATE users SET sealed_password = ? WHERE id = ?')
    .run(made.vault.seal('sesame', placeOfAccountPassword(ann.id, 1)), ann.id)
  await made.users.create({ name: 'Bob', password: ODD_PASSWORD })
  const carl = await made.users.create({ name: 'Carl', password: 'carlpass', passwordForApps: false })
  carlsKey = createDeviceCredential(made, { userId: carl.id, kind: 'apikey', name: 'Car' }).plainSecret
  made.db.close()
  template = made.path
})

const HOME = { address: '192.0.2.1' }
const md5 = (text: string) => createHash('md5').update(text, 'utf8').digest('hex')
const token = (u: string, password: string, s = 'c19b2d') => ({ u, t: md5(password + s), s })
const hex = (text: string) => Buffer.from(text).toString('hex')

function setUp(limits = { limit: 0, windowSec: 0 }) {
  const made = createVaultAndUsers({ from: template, limits })
  const identify = (parameters: CredentialParameters, source: { address: string | undefined } = HOME) =>
    made.credentials.identify(parameters, source)
  return { ...made, identify }
}

describe('a good credential', () => {
  it.each<[string, CredentialParameters]>([
    ['p', { u: 'Ann', p: 'sesame' }],
    ['enc:', { u: 'Ann', p: 'enc:736573616d65' }],
    ['enc: in capitals', { u: 'Ann', p: 'enc:736573616D65' }],
    ['the documented token', { u: 'Ann', t: '26719a1196d2a940705a59634eb18eab', s: 'c19b2d' }],
    ['a token in capitals', { u: 'Ann', t: '26719A1196D2A940705A59634EB18EAB', s: 'c19b2d' }],
    ['another case of the name', { u: 'aNN', p: 'sesame' }],
    ['p beside empty t and s', { u: 'Ann', p: 'sesame', t: '', s: '' }],
    ['t and s beside an empty p', { ...token('Ann', 'sesame'), p: '' }],
    ['p beside an empty apiKey', { u: 'Ann', p: 'sesame', apiKey: '' }],
  ])('is accepted: %s', (_, parameters) => {
    expect(setUp().identify(parameters)).toMatchObject({ user: { name: 'Ann', roles: { admin: true } } })
  })

  it('may have any letters in all three forms', () => {
    const { identify } = setUp()
    expect(identify({ u: 'bob', p: ODD_PASSWORD }).user?.name).toBe('Bob')
    expect(identify({ u: 'bob', p: `enc:${hex(ODD_PASSWORD)}` }).user?.name).toBe('Bob')
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }), (salt) => {
        expect(identify(token('bob', ODD_PASSWORD, salt)).user?.name).toBe('Bob')
      }),
    )
  })

  it('may be an API key, alone or beside empty parameters', () => {
    const { identify } = setUp()
    expect(identify({ apiKey: carlsKey }).user?.name).toBe('Carl')
    expect(identify({ apiKey: carlsKey, u: '', p: '', t: '', s: '' }).user?.name).toBe('Carl')
  })

  it('may be used again and again, a token with the same salt too', () => {
    const { identify } = setUp()
    for (let at = 0; at < 20; at++) expect(identify(token('ann', 'sesame')).user?.name).toBe('Ann')
  })

  it('gives the stored spelling and the music folders of the user', () => {
    expect(setUp().identify({ u: 'ANN', p: 'sesame' }).user).toMatchObject({
      name: 'Ann',
      scope: { all: true, ids: [] },
    })
  })
})

describe('what is missing', () => {
  it.each<[CredentialParameters, string]>([
    [{}, 'u'],
    [{ u: '', p: '', t: '', s: '', apiKey: '' }, 'u'],
    [{ u: 'ann' }, 'p'],
    [{ u: 'ann', p: '' }, 'p'],
    [{ u: 'ann', t: 'x' }, 's'],
    [{ u: 'ann', s: 'x' }, 't'],
    [{ u: 'ann', t: 'x', s: '' }, 's'],
    [{ p: 'sesame' }, 'u'],
    [{ t: 'x', s: 'y' }, 'u'],
  ])('in %j is named', (parameters, name) => {
    expect(setUp().identify(parameters)).toEqual({
      refusal: { code: 10, message: `Missing parameter: ${name}` },
    })
  })
})

describe('what contradicts itself', () => {
  it.each<CredentialParameters>([
    { apiKey: 'x', u: 'ann' },
    { apiKey: 'x', p: 'sesame' },
    { apiKey: 'x', t: 'a' },
    { apiKey: 'x', s: 'a' },
    { apiKey: 'x', ...token('ann', 'sesame') },
    { u: 'ann', p: 'sesame', t: 'a' },
    { u: 'ann', p: 'sesame', s: 'a' },
    { ...token('ann', 'sesame'), p: 'sesame' },
    { p: 'sesame', t: 'a', s: 'b' },
  ])('is refused: %j', (parameters) => {
    expect(setUp().identify(parameters).refusal?.code).toBe(43)
  })

  it('does not let a good key in', () => {
    expect(setUp().identify({ apiKey: carlsKey, u: 'carl' }).refusal?.code).toBe(43)
  })
})

describe('a wrong credential', () => {
  it.each<[string, CredentialParameters]>([
    ['wrong password', { u: 'ann', p: 'sesamf' }],
    ['password of somebody else', { u: 'ann', p: ODD_PASSWORD }],
    ['wrong case', { u: 'ann', p: 'Sesame' }],
    ['blank behind', { u: 'ann', p: 'sesame ' }],
    ['unknown user', { u: 'nobody', p: 'sesame' }],
    ['blank before the name', { u: ' ann', p: 'sesame' }],
    ['wrong token', token('ann', 'sesamf')],
    ['token of another salt', { ...token('ann', 'sesame'), s: 'c19b2e' }],
    ['token that is no hex', { u: 'ann', t: 'zz', s: 'c19b2d' }],
    ['token with something behind', { u: 'ann', t: `${md5('sesamec19b2d')}0`, s: 'c19b2d' }],
    ['token of an unknown user', token('nobody', 'sesame')],
    ['half a hex digit', { u: 'ann', p: 'enc:736573616d6' }],
    ['encoded emptiness', { u: 'ann', p: 'enc:' }],
    ['a name of a megabyte', { u: 'a'.repeat(1_000_000), p: 'sesame' }],
    ['a password of a megabyte', { u: 'ann', p: 'a'.repeat(1_000_000) }],
    ['a salt of a megabyte', token('ann', 'sesame', 'a'.repeat(1_000_000))],
    ['the sealed value', { u: 'ann', p: 'v1:x:y' }],
  ])('gets the same words: %s', (_, parameters) => {
    expect(setUp().identify(parameters)).toEqual({
      refusal: { code: 40, message: 'Wrong username or password' },
    })
  })

  it('gets the same words when the user is disabled, whatever else is true', async () => {
    const { identify, users } = setUp()
    const same = { refusal: { code: 40, message: 'Wrong username or password' } }
    for (const name of ['bob', 'carl']) await users.update(users.getByName(name).id, { disabled: true })
    expect(identify({ u: 'bob', p: ODD_PASSWORD })).toEqual(same)
    expect(identify(token('bob', ODD_PASSWORD))).toEqual(same)
    expect(identify({ u: 'carl', p: 'carlpass' })).toEqual(same)
    expect(identify({ apiKey: carlsKey }).refusal?.code).toBe(44)
  })

  it('opens as many sealed values for a user that does not exist as for one that does', () => {
    const { identify, vault } = setUp()
    const opened = vi.spyOn(vault, 'open')
    const countFor = (parameters: CredentialParameters) => {
      opened.mockClear()
      identify(parameters)
      return opened.mock.calls.length
    }
    const known = countFor({ u: 'ann', p: 'wrong' })
    expect(known).toBeGreaterThan(0)
    expect(countFor({ u: 'nobody', p: 'wrong' })).toBe(known)
    expect(countFor(token('ann', 'wrong'))).toBe(known)
    expect(countFor(token('nobody', 'wrong'))).toBe(known)
  })

  it.each(['x', 'lg_', 'a'.repeat(1_000_000), '\0'])('is 44 for an unknown API key', (apiKey) => {
    expect(setUp().identify({ apiKey })).toEqual({
      refusal: { code: 44, message: 'Invalid API key', helpUrl: expect.stringMatching(/^https:/) },
    })
  })
})

describe('an account that may use keys only', () => {
  it('is told so, with a page to read: 41 for a token, so that apps try the password, then 42', () => {
    const { identify } = setUp()
    const helpUrl = expect.stringMatching(/^https:/)
    expect(identify(token('carl', 'carlpass')).refusal).toMatchObject({ code: 41, helpUrl })
    expect(identify({ u: 'carl', p: 'carlpass' }).refusal).toMatchObject({ code: 42, helpUrl })
  })

  it('gets an ordinary refusal once it has a device password', () => {
    const made = setUp()
    const userId = made.users.getByName('carl').id
    const { plainSecret } = createDeviceCredential(made, { userId, kind: 'password', name: 'Phone' })
    expect(made.identify(token('carl', plainSecret)).user?.name).toBe('Carl')
    expect(made.identify(token('carl', 'carlpass')).refusal?.code).toBe(40)
    expect(made.identify({ u: 'carl', p: 'carlpass' }).refusal?.code).toBe(40)
  })
})

describe('a credential that was right before', () => {
  it.each<[string, () => CredentialParameters]>([
    ['password', () => ({ u: 'ann', p: 'sesame' })],
    ['token', () => token('ann', 'sesame')],
    ['API key', () => ({ apiKey: carlsKey })],
  ])('needs neither the vault nor a statement about users: %s', (_, parameters) => {
    const { identify, db, vault } = setUp()
    const first = identify(parameters())
    const opened = vi.spyOn(vault, 'open')
    const prepared = vi.spyOn(db, 'prepare')
    for (let at = 0; at < 10; at++) expect(identify(parameters())).toEqual(first)
    expect(opened).not.toHaveBeenCalled()
    expect(prepared).not.toHaveBeenCalled()
  })

  it('is worth nothing after the password was changed', async () => {
    const { identify, users } = setUp()
    for (const parameters of [{ u: 'ann', p: 'sesame' }, token('ann', 'sesame')]) {
      expect(identify(parameters).user).toBeDefined()
    }
    await users.changePassword(users.getByName('ann').id, 'another one')
    for (const parameters of [{ u: 'ann', p: 'sesame' }, token('ann', 'sesame')]) {
      expect(identify(parameters).refusal?.code).toBe(40)
    }
    expect(identify({ u: 'ann', p: 'another one' }).user).toBeDefined()
  })

  it('is worth nothing after another process removed its user', async () => {
    const { identify, path } = setUp()
    expect(identify({ u: 'bob', p: ODD_PASSWORD }).user).toBeDefined()
    const other = openDatabase(path)
    other.prepare("DELETE FROM users WHERE name = 'Bob'").run()
    await nextTurn()
    other.close()
    expect(identify({ u: 'bob', p: ODD_PASSWORD }).refusal?.code).toBe(40)
  })

  it('shows changed roles and folders at once', async () => {
    const { identify, users } = setUp()
    expect(identify({ u: 'bob', p: ODD_PASSWORD }).user?.roles.download).toBe(false)
    await users.update(users.getByName('bob').id, { roles: { download: true }, folders: [] })
    expect(identify({ u: 'bob', p: ODD_PASSWORD }).user).toMatchObject({
      roles: { download: true },
      scope: { all: false },
    })
  })
})

describe('the limiter', () => {
  const limits = { limit: 5, windowSec: 60 }
  const tooMany = (retryAfterSec: number) => ({
    refusal: { code: 0, message: 'Too many failed logins', retryAfterSec },
  })

  it('stops a source after five different failures, good account passwords too, for one window', () => {
    const { identify, clock } = setUp(limits)
    for (let at = 0; at < 5; at++) expect(identify({ u: 'ann', p: `wrong ${at}` }).refusal?.code).toBe(40)
    expect(identify({ u: 'ann', p: 'wrong 6' })).toEqual(tooMany(60))
    expect(identify({ u: 'ann', p: 'sesame' })).toEqual(tooMany(60))
    expect(identify({})).toEqual(tooMany(60))
    clock.move(60_000)
    expect(identify({ u: 'ann', p: 'sesame' }).user?.name).toBe('Ann')
  })

  it('goes on letting in what nobody can guess: API keys, and tokens and device passwords that were right before', () => {
    const { identify } = setUp(limits)
    expect(identify(token('ann', 'sesame')).user?.name).toBe('Ann')
    for (let at = 0; at < 5; at++) identify({ u: 'ann', p: `wrong ${at}` })
    expect(identify({ apiKey: carlsKey }).user?.name).toBe('Carl')
    expect(identify(token('ann', 'sesame')).user?.name).toBe('Ann')
    expect(identify(token('ann', 'sesame', 'another one')).refusal?.code).toBe(0)
    expect(identify({ u: 'ann', p: 'sesame' }).refusal?.code).toBe(0)
    for (let at = 0; at < 5; at++) identify({ apiKey: `wrong ${at}` })
    expect(identify({ apiKey: 'wrong again' }).user).toBeUndefined()
  })

  it('lets the same user in from elsewhere', () => {
    const { identify } = setUp(limits)
    for (let at = 0; at < 8; at++) identify({ u: 'ann', p: `wrong ${at}` })
    expect(identify({ u: 'ann', p: 'sesame' }, { address: '192.0.2.2' }).user?.name).toBe('Ann')
    expect(identify({ u: 'ann', p: 'wrong' }, { address: '192.0.2.2' })).toEqual(tooMany(60))
    expect(identify({ u: 'ann', p: 'sesame' }, { address: '192.0.2.2' }).user?.name).toBe('Ann')
  })

  it('counts failures for a name over all sources, in any case of the name', () => {
    const { identify } = setUp(limits)
    for (let at = 0; at < 5; at++)
      identify({ u: at % 2 ? 'ann' : 'ANN', p: `wrong ${at}` }, { address: `192.0.2.${at}` })
    expect(identify({ u: 'Ann', p: 'wrong 7' }, { address: '198.51.100.1' })).toEqual(tooMany(60))
    expect(identify({ u: 'bob', p: 'wrong 7' }, { address: '198.51.100.2' }).refusal?.code).toBe(40)
  })

  it('counts one wrong credential once, however often and in whichever form it comes', () => {
    const { identify } = setUp(limits)
    for (let at = 0; at < 50; at++) {
      expect(identify({ u: 'ann', p: 'old', c: `app ${at}` }).refusal?.code).toBe(40)
      expect(identify({ u: 'ann', p: `enc:${hex('old')}` }).refusal?.code).toBe(40)
      expect(identify(token('ann', 'old')).refusal?.code).toBe(40)
      expect(identify({ apiKey: 'old' }).refusal?.code).toBe(44)
    }
    expect(identify({ u: 'ann', p: 'sesame' }).user?.name).toBe('Ann')
  })

  it('counts keys and tokens as well as passwords', () => {
    const { identify } = setUp(limits)
    identify({ u: 'ann', p: 'wrong' })
    identify(token('ann', 'wrong'))
    identify(token('ann', 'wrong', 'other salt'))
    identify({ apiKey: 'wrong' })
    identify({ apiKey: 'wrong too' })
    expect(identify({ u: 'ann', p: 'sesame' }).refusal?.code).toBe(0)
  })

  it('counts neither what is missing nor what contradicts itself', () => {
    const { identify } = setUp(limits)
    for (let at = 0; at < 20; at++) {
      identify({ u: `user ${at}` })
      identify({ u: 'ann', p: `${at}`, t: `${at}` })
    }
    expect(identify({ u: 'ann', p: 'sesame' }).user?.name).toBe('Ann')
  })

  it('counts mapped IPv4 addresses and one IPv6 network as one', () => {
    const { identify } = setUp(limits)
    for (let at = 0; at < 5; at++)
      identify({ u: 'x', p: `${at}` }, { address: at % 2 ? '192.0.2.9' : '::ffff:192.0.2.9' })
    expect(identify({ u: 'ann', p: 'sesame' }, { address: '192.0.2.9' }).refusal?.code).toBe(0)
    for (let at = 0; at < 5; at++) identify({ u: 'y', p: `${at}` }, { address: `2001:db8::${at}` })
    expect(identify({ u: 'ann', p: 'sesame' }, { address: '2001:db8::ffff' }).refusal?.code).toBe(0)
  })
})

describe('what is written down', () => {
  it('says that a login failed, from where, and nothing that was typed', () => {
    const made = createVaultAndUsers({ from: template })
    const { db, clock, events } = made
    const destination = new PassThrough()
    const log = createLog({ verbosity: 'trace', destination })
    const limiter = createLimiter({ limit: 5, windowSec: 60 }, clock)
    const { identify } = createSubsonicCredentials({ ...made, limiter, log })
    const announced = vi.fn()
    events.on('login.failed', announced)

    identify({ u: 'my-name', p: 'my-password' }, HOME)
    identify({ u: 'my-name', p: 'my-password' }, HOME)
    identify({ u: 'ann', t: 'my-token', s: 'my-salt' }, HOME)
    identify({ apiKey: 'my-key' }, HOME)
    db.prepare("UPDATE users SET sealed_password = 'my-rubbish' WHERE name = 'Ann'").run()
    identify({ u: 'bob', p: 'x' }, HOME)

    const lines = String(destination.read())
    expect(lines).toContain('"address":"192.0.2.1"')
    expect(lines.match(/login failed/g)).toHaveLength(4)
    expect(lines).not.toMatch(/my-/)
    expect(announced).toHaveBeenCalledTimes(5)
    expect(announced).toHaveBeenCalledWith({ source: '192.0.2.1' })
  })
})

it('a damaged sealed password is a wrong password for its user, and said in the log', () => {
  const made = createVaultAndUsers({ from: template })
  const destination = new PassThrough()
  const log = createLog({ verbosity: 'info', destination })
  made.db
    .prepare(
      "UPDATE users SET sealed_password = (SELECT sealed_password FROM users WHERE name = 'Ann') WHERE name = 'Bob'",
    )
    .run()
  const { identify } = createSubsonicCredentials({ ...made, log })
  expect(identify({ u: 'bob', p: 'sesame' }, HOME).refusal?.code).toBe(40)
  expect(String(destination.read())).toContain('a sealed password does not open')
})
