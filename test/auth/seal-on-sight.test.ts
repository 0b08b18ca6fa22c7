// Credentials in the clear: they work, and are sealed at their user's next good login.
import { createHash } from 'node:crypto'
import { PassThrough } from 'node:stream'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { beforeAll, describe, expect, it } from 'vitest'
import { createDeviceCredential } from '../../server/auth/device-credentials.ts'
import { createSealOnSight } from '../../server/auth/seal-on-sight.ts'
import {
  type CredentialParameters,
  createSubsonicCredentials,
} from '../../server/auth/subsonic-credentials.ts'
import { openDatabase } from '../../server/db/open.ts'
import { createLog } from '../../server/log.ts'
import { looksSealed } from '../../server/vault/in-the-clear.ts'
import { createVaultAndUsers } from '../support/vault-and-users.ts'

const HOME = { address: '192.0.2.1' }
const PLAIN = 'imported from elsewhere'
const md5 = (text: string) => createHash('md5').update(text, 'utf8').digest('hex')
const token = (u: string, password: string, s = 'c19b2d') => ({ u, t: md5(password + s), s })

// Ann and Bob, each with a device password and an API key.
let template: string
let secrets: Record<'annPassword' | 'annKey' | 'bobPassword' | 'bobKey', string>

beforeAll(async () => {
  const made = createVaultAndUsers()
  const ann = await made.users.create({ name: 'Ann', password: 'open the hill' })
  const bob = await made.users.create({ name: 'Bob', password: 'seven red fields' })
  const device = (userId: typeof ann.id, kind: 'password' | 'apikey') =>
    createDeviceCredential(made, { userId, kind, name: 'phone' }).plainSecret
  secrets = {
    annPassword: device(ann.id, 'password'),
    annKey: device(ann.id, 'apikey'),
    bobPassword: device(bob.id, 'password'),
    bobKey: device(bob.id, 'apikey'),
  }
  made.db.close()
  template = made.path
})

function setUp() {
  const made = createVaultAndUsers({ from: template })
  const lines = new PassThrough()
  const log = createLog({ verbosity: 'debug', destination: lines })
  const sealOnSight = createSealOnSight({ ...made, log })
  const credentials = createSubsonicCredentials({ ...made, log, sealOnSight })
  /** From another connection, as a hand or an import writes. */
  const byHand = openDatabase(made.path)
  const cell = (text: string) => byHand.prepare(text).pluck().get() as string
  return {
    ...made,
    byHand,
    logged: () => String(lines.read() ?? ''),
    nameOf: (parameters: CredentialParameters) => credentials.identify(parameters, HOME).user?.name,
    codeOf: (parameters: CredentialParameters) => credentials.identify(parameters, HOME).refusal?.code,
    accountPassword: (name: string) => cell(`SELECT sealed_password FROM users WHERE name = '${name}'`),
    device: (id: number) =>
      cell(`SELECT coalesce(sealed_password, key_hash) FROM device_credentials WHERE id = ${id}`),
    sealedEvents: () =>
      byHand
        .prepare("SELECT actor, subject, detail FROM audit_log WHERE event = 'device.sealed' ORDER BY id")
        .all(),
  }
}

describe('an account password in the clear', () => {
  it.each([
    ['p', { u: 'Ann', p: PLAIN }],
    ['enc:', { u: 'Ann', p: `enc:${Buffer.from(PLAIN).toString('hex')}` }],
    ['t and s', token('Ann', PLAIN)],
  ])('works as %s, and is sealed then', (_, parameters) => {
    const { nameOf, accountPassword, byHand } = setUp()
    byHand.prepare("UPDATE users SET sealed_password = ? WHERE name = 'Ann'").run(PLAIN)
    expect(nameOf(parameters)).toBe('Ann')
    expect(accountPassword('Ann')).toMatch(/^v1:/)
    expect(nameOf(parameters)).toBe('Ann')
    expect(nameOf(token('Ann', PLAIN, 'another salt'))).toBe('Ann')
  })

  it('is reported with whose it is, never with what it is', () => {
    const { nameOf, byHand, sealedEvents, logged } = setUp()
    byHand.prepare("UPDATE users SET sealed_password = ? WHERE name = 'Ann'").run(PLAIN)
    nameOf({ u: 'Ann', p: PLAIN })
    expect(sealedEvents()).toEqual([
      { actor: 'server', subject: 'Ann', detail: '{"table":"users","row":1,"field":"sealed_password"}' },
    ])
    const text = logged()
    expect(text).toContain('was in the clear')
    expect(text).not.toContain(PLAIN)
  })

  it('stays as it is when somebody fails to sign in, or somebody else does', () => {
    const { codeOf, nameOf, byHand, accountPassword } = setUp()
    byHand.prepare("UPDATE users SET sealed_password = ? WHERE name = 'Ann'").run(PLAIN)
    expect(codeOf({ u: 'Ann', p: 'wrong' })).toBe(40)
    expect(nameOf({ u: 'Bob', p: 'seven red fields' })).toBe('Bob')
    expect(accountPassword('Ann')).toBe(PLAIN)
  })

  it('lets its user in also where it cannot be sealed', () => {
    const { nameOf, db, byHand, logged, accountPassword } = setUp()
    byHand.prepare("UPDATE users SET sealed_password = ? WHERE name = 'Ann'").run(PLAIN)
    db.pragma('query_only = on')
    expect(nameOf({ u: 'Ann', p: PLAIN })).toBe('Ann')
    db.pragma('query_only = off')
    expect(logged()).toContain('could not be sealed')
    expect(nameOf(token('Ann', PLAIN))).toBe('Ann')
    expect(accountPassword('Ann')).toMatch(/^v1:/)
  })

  it('that is empty is no password at all', async () => {
    const { codeOf, byHand } = setUp()
    byHand.prepare("UPDATE users SET sealed_password = '' WHERE name = 'Ann'").run()
    expect(codeOf(token('Ann', ''))).toBe(40)
    byHand.prepare("UPDATE device_credentials SET sealed_password = '' WHERE id = 1").run()
    await nextTurn()
    expect(codeOf(token('Ann', ''))).toBe(41)
  })
})

describe('every credential of a user', () => {
  const forms: [string, () => CredentialParameters][] = [
    ['the account password', () => ({ u: 'Ann', p: 'open the hill' })],
    ['a device password', () => token('Ann', secrets.annPassword)],
    ['an API key', () => ({ apiKey: secrets.annKey })],
  ]
  it.each(forms)('is sealed by a login with %s', (_, parameters) => {
    const { nameOf, byHand, accountPassword, device, sealedEvents } = setUp()
    byHand.prepare("UPDATE users SET sealed_password = 'open the hill' WHERE name = 'Ann'").run()
    byHand.prepare('UPDATE device_credentials SET sealed_password = ? WHERE id = 1').run(secrets.annPassword)
    byHand.prepare('UPDATE device_credentials SET key_hash = ? WHERE id = 2').run(secrets.annKey)
    byHand.prepare('UPDATE device_credentials SET sealed_password = ? WHERE id = 3').run(secrets.bobPassword)

    expect(nameOf(parameters())).toBe('Ann')
    expect(accountPassword('Ann')).toMatch(/^v1:/)
    expect(device(1)).toMatch(/^v1:/)
    expect(device(2)).toBe(createHash('sha256').update(secrets.annKey).digest('hex'))
    expect(device(3)).toBe(secrets.bobPassword)
    expect(sealedEvents()).toHaveLength(3)
    for (const [, form] of forms) expect(nameOf(form())).toBe('Ann')
    expect(nameOf(token('Bob', secrets.bobPassword))).toBe('Bob')
  })

  it('is looked for again when something changed, and not at each request', async () => {
    const { nameOf, byHand, accountPassword, sealedEvents } = setUp()
    expect(nameOf({ u: 'Ann', p: 'open the hill' })).toBe('Ann')
    byHand.prepare("UPDATE users SET sealed_password = 'open the hill' WHERE name = 'Ann'").run()
    expect(sealedEvents()).toEqual([])
    await nextTurn()
    expect(nameOf({ u: 'Ann', p: 'open the hill' })).toBe('Ann')
    expect(accountPassword('Ann')).toMatch(/^v1:/)
  })
})

describe('an API key in the clear', () => {
  it('works, and is a hash then', () => {
    const { nameOf, device, byHand } = setUp()
    byHand.prepare('UPDATE device_credentials SET key_hash = ? WHERE id = 2').run(secrets.annKey)
    expect(nameOf({ apiKey: secrets.annKey })).toBe('Ann')
    expect(device(2)).toMatch(/^[0-9a-f]{64}$/)
    expect(nameOf({ apiKey: secrets.annKey })).toBe('Ann')
  })

  it('does not make a stolen hash a key', async () => {
    const { codeOf, device, byHand } = setUp()
    expect(codeOf({ apiKey: device(2) })).toBe(44)
    // Nor a text somebody wrote there that is no key of ours.
    for (const text of ['guess me', 'lg_', 'lg_short', '']) {
      byHand.prepare('UPDATE device_credentials SET key_hash = ? WHERE id = 2').run(text)
      await nextTurn()
      expect(codeOf({ apiKey: text }), text).toBe(text === '' ? 10 : 44)
    }
  })

  it('does not work once it is revoked', () => {
    const { codeOf, byHand } = setUp()
    byHand
      .prepare('UPDATE device_credentials SET key_hash = ?, revoked_at = 1 WHERE id = 2')
      .run(secrets.annKey)
    expect(codeOf({ apiKey: secrets.annKey })).toBe(44)
  })
})

describe('a sealed password that was touched', () => {
  it('locks out itself only: moved to another user, cut, or with any bit changed', async () => {
    const { byHand, codeOf, nameOf, accountPassword } = setUp()
    const sealed = accountPassword('Ann')
    const touched = [accountPassword('Bob')]
    for (let length = 0; length < sealed.length; length++) touched.push(sealed.slice(0, length))
    for (let at = 1; at < 12; at++) touched.push(sealed.slice(at))
    const bytes = Buffer.from(sealed)
    for (let at = 0; at < bytes.length; at++) {
      // Bit 7 would be no UTF-8.
      for (let bit = 0; bit < 7; bit++) {
        bytes[at]! ^= 1 << bit
        touched.push(bytes.toString())
        bytes[at]! ^= 1 << bit
      }
    }
    expect(touched.length).toBeGreaterThan(500)

    const write = byHand.prepare("UPDATE users SET sealed_password = ? WHERE name = 'Ann'")
    let salt = 0
    for (const text of touched) {
      write.run(text)
      // Other connections' changes are looked for once in a turn.
      await nextTurn()
      const again = `salt ${salt++}`
      expect(codeOf({ u: 'Ann', p: text || 'x' }), `its own text: ${text}`).toBe(40)
      expect(codeOf(token('Ann', text, again)), `its own text: ${text}`).toBe(40)
      expect(codeOf(token('Ann', 'open the hill', again)), text).toBe(40)
    }
    expect(nameOf(token('Ann', secrets.annPassword))).toBe('Ann')
    expect(nameOf({ apiKey: secrets.annKey })).toBe('Ann')
    expect(nameOf({ u: 'Bob', p: 'seven red fields' })).toBe('Bob')
    // A login with something else neither mends nor replaces it.
    expect(accountPassword('Ann')).toBe(touched.at(-1))
    expect(looksSealed(touched.at(-1)!)).toBe(true)
  })

  it('is logged once, not at every login', () => {
    const { byHand, codeOf, logged } = setUp()
    byHand.prepare("UPDATE users SET sealed_password = 'v1:cut' WHERE name = 'Ann'").run()
    for (let tries = 0; tries < 5; tries++) codeOf({ u: 'Ann', p: `wrong ${tries}` })
    expect(logged().match(/does not open/g)).toHaveLength(1)
  })
})
