import { createHash } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { createDeviceCredential } from '../../server/auth/device-credentials.ts'
import { createLimiter } from '../../server/auth/limiter.ts'
import { createSubsonicCredentials } from '../../server/auth/subsonic-credentials.ts'
import { createLog } from '../../server/log.ts'
import { createVaultAndUsers } from '../support/vault-and-users.ts'

const HOME = { address: '192.0.2.1' }
const DAY_MS = 24 * 60 * 60 * 1000
let template: string

beforeAll(async () => {
  const { db, path, users } = createVaultAndUsers()
  await users.create({ name: 'Ann', password: 'annpass' })
  db.close()
  template = path
})

function setUp() {
  const made = createVaultAndUsers({ from: template, limits: { limit: 1000, windowSec: 60 } })
  const ann = made.users.getByName('ann')
  const { identify } = made.credentials
  return {
    ...made,
    ann,
    good: (address = HOME.address, c = 'DSub') => identify({ u: 'ann', p: 'annpass', c }, { address }),
    bad: (word: string | number, u = 'ann') => identify({ u, p: `wrong ${word}` }, HOME),
    entries: () =>
      made.db
        .prepare('SELECT event, actor, subject, address, detail FROM audit_log ORDER BY id')
        .all()
        .map((row) => row as { event: string; detail: string; subject: string | null })
        .map((row) => ({ ...row, detail: JSON.parse(row.detail) as object })),
  }
}

describe('a good login', () => {
  it('is written when a credential is used from a source for the first time in a day', () => {
    const { good, clock, entries } = setUp()
    for (let at = 0; at < 10; at++) good()
    expect(entries()).toEqual([
      {
        event: 'login.succeeded',
        actor: 'Ann',
        subject: null,
        address: '192.0.2.1',
        detail: { door: 'music', client: 'DSub' },
      },
    ])
    good('192.0.2.2')
    expect(entries()).toHaveLength(2)
    clock.move(DAY_MS - 1)
    good()
    expect(entries()).toHaveLength(2)
    clock.move(1)
    good()
    good('192.0.2.2')
    expect(entries()).toHaveLength(4)
  })

  it('is written for each credential, and says which', () => {
    const made = setUp()
    const phone = createDeviceCredential(made, { userId: made.ann.id, kind: 'password', name: 'Phone' })
    const car = createDeviceCredential(made, { userId: made.ann.id, kind: 'apikey', name: 'Car' })
    for (let at = 0; at < 3; at++) {
      made.good()
      made.credentials.identify({ u: 'ann', p: phone.plainSecret }, HOME)
      made.credentials.identify({ apiKey: car.plainSecret }, HOME)
    }
    expect(made.entries().map(({ detail }) => detail)).toEqual([
      { door: 'music', client: 'DSub' },
      { door: 'music', client: '', device: phone.id },
      { door: 'music', client: '', device: car.id },
    ])
  })
})

describe('a device credential whose time is over', () => {
  it('is refused and written once a day, and is no failure that locks out its household', () => {
    const made = setUp()
    const limiter = createLimiter({ limit: 5, windowSec: 60 }, made.clock)
    const log = createLog({ verbosity: 'silent' })
    const { identify } = createSubsonicCredentials({ ...made, limiter, log })
    const { id, plainSecret } = createDeviceCredential(made, {
      ...{ userId: made.ann.id, kind: 'password', name: 'Guest' },
      expiresAt: made.clock.now() + 1000,
    })
    made.clock.move(1000)
    for (let at = 0; at < 20; at++) {
      const t = createHash('md5').update(`${plainSecret}${at}`).digest('hex')
      expect(identify({ u: 'ann', t, s: `${at}`, c: 'DSub' }, HOME).refusal?.code).toBe(40)
    }
    expect(identify({ u: 'ann', p: 'annpass' }, HOME).user?.name).toBe('Ann')
    expect(made.entries()[0]).toEqual({
      event: 'login.failed',
      actor: '',
      subject: 'Ann',
      address: '192.0.2.1',
      detail: { door: 'music', device: id, expired: true, client: 'DSub' },
    })
    expect(made.entries()).toHaveLength(2)
  })
})

describe('a failed login', () => {
  it('is written once for each credential that is wrong, with the name of a user only', () => {
    const { credentials, bad, entries } = setUp()
    for (let at = 0; at < 5; at++) bad('one')
    bad('two', 'my-password-in-the-wrong-field')
    credentials.identify({ u: 'ANN', t: 'my-token', s: 'my-salt' }, HOME)
    credentials.identify({ apiKey: 'my-key' }, HOME)
    const failed = { event: 'login.failed', actor: '', address: '192.0.2.1' }
    expect(entries()).toEqual([
      { ...failed, subject: 'Ann', detail: { door: 'music', form: 'password' } },
      { ...failed, subject: null, detail: { door: 'music', form: 'password' } },
      { ...failed, subject: 'Ann', detail: { door: 'music', form: 'token' } },
      { ...failed, subject: null, detail: { door: 'music', form: 'apikey' } },
    ])
    expect(JSON.stringify(entries())).not.toMatch(/my-|wrong/)
  })

  it('is written sixty times a minute, and after that as a number', () => {
    const { bad, good, clock, entries } = setUp()
    for (let at = 0; at < 200; at++) bad(at)
    expect(entries()).toHaveLength(60)
    clock.move(60_000)
    good()
    expect(entries().slice(60)).toMatchObject([
      { event: 'login.failed', subject: null, detail: { door: 'music', moreNotWritten: 140 } },
      { event: 'login.succeeded' },
    ])
    for (let at = 200; at < 300; at++) bad(at)
    expect(entries()).toHaveLength(62 + 60)
  })
})
