import { setImmediate as nextTurn } from 'node:timers/promises'
import { beforeAll, describe, expect, it } from 'vitest'
import {
  createDeviceCredential,
  listDeviceCredentials,
  MAX_DEVICE_CREDENTIALS,
  type NewDeviceCredential,
  revokeAllDeviceCredentials,
  revokeDeviceCredential,
} from '../../server/auth/device-credentials.ts'
import { DEVICE_SCOPES } from '../../server/auth/device-scope.ts'
import type { Roles } from '../../server/auth/signed-in-user.ts'
import { createSubsonicCredentials } from '../../server/auth/subsonic-credentials.ts'
import { ALL_ROLES, type UserDetails } from '../../server/auth/users.ts'
import { openDatabase } from '../../server/db/open.ts'
import { bumpVersion, noteOwnChange } from '../../server/db/versions.ts'
import { Conflict, InvalidInput, NotFound } from '../../server/errors.ts'
import type { UserId } from '../../server/ids.ts'
import { createLog } from '../../server/log.ts'
import { createVaultAndUsers } from '../support/vault-and-users.ts'

let template: string

beforeAll(async () => {
  const { db, path, users } = createVaultAndUsers()
  await users.create({ name: 'Ann', password: 'annpass', roles: { admin: true } })
  await users.create({ name: 'Bob', password: 'bobpass' })
  db.close()
  template = path
})

const SOURCE = { address: '192.0.2.1' }

function setUp() {
  const made = createVaultAndUsers({ from: template })
  const [ann, bob] = [made.users.getByName('ann'), made.users.getByName('bob')]
  return { ...made, ann, bob }
}

describe('a device password', () => {
  it('signs in by p and by token, beside the account password, and only for its user', () => {
    const made = setUp()
    const { credentials, bob } = made
    const { plainSecret } = createDeviceCredential(made, { userId: bob.id, kind: 'password', name: 'Phone' })
    expect(credentials.identify({ u: 'bob', p: plainSecret }, SOURCE).user?.id).toBe(bob.id)
    expect(credentials.identify({ u: 'bob', p: 'bobpass' }, SOURCE).user?.id).toBe(bob.id)
    expect(credentials.identify({ u: 'ann', p: plainSecret }, SOURCE).refusal?.code).toBe(40)
    expect(credentials.identify({ apiKey: plainSecret }, SOURCE).refusal?.code).toBe(44)
  })

  it('is stored sealed', () => {
    const made = setUp()
    const { id, plainSecret } = createDeviceCredential(made, {
      userId: made.bob.id,
      kind: 'password',
      name: 'Phone',
    })
    const row = made.db.prepare('SELECT * FROM device_credentials WHERE id = ?').get(id)
    expect(row).toMatchObject({ sealed_password: expect.stringMatching(/^v1:/), key_hash: null })
    expect(JSON.stringify(row)).not.toContain(plainSecret)
  })

  it('does not open in the row of another device', () => {
    const made = setUp()
    const one = createDeviceCredential(made, { userId: made.ann.id, kind: 'password', name: 'Phone' })
    const other = createDeviceCredential(made, { userId: made.bob.id, kind: 'password', name: 'Car' })
    made.db
      .prepare(
        'UPDATE device_credentials SET sealed_password = (SELECT sealed_password FROM device_credentials WHERE id = ?) WHERE id = ?',
      )
      .run(other.id, one.id)
    expect(made.credentials.identify({ u: 'ann', p: other.plainSecret }, SOURCE).refusal?.code).toBe(40)
    // The damaged row does not shut out the user's other passwords.
    expect(made.credentials.identify({ u: 'ann', p: 'annpass' }, SOURCE).user?.id).toBe(made.ann.id)
  })
})

describe('an API key', () => {
  it('names its user by itself and fits in a URL', () => {
    const made = setUp()
    const { plainSecret } = createDeviceCredential(made, { userId: made.bob.id, kind: 'apikey', name: 'Car' })
    expect(encodeURIComponent(plainSecret)).toBe(plainSecret)
    expect(made.credentials.identify({ apiKey: plainSecret }, SOURCE).user?.name).toBe('Bob')
    expect(made.credentials.identify({ u: 'bob', p: plainSecret }, SOURCE).refusal?.code).toBe(40)
  })

  it('is stored as a hash', () => {
    const made = setUp()
    const { id, plainSecret } = createDeviceCredential(made, {
      userId: made.bob.id,
      kind: 'apikey',
      name: 'Car',
    })
    const row = made.db.prepare('SELECT * FROM device_credentials WHERE id = ?').get(id)
    expect(row).toMatchObject({ key_hash: expect.stringMatching(/^[0-9a-f]{64}$/), sealed_password: null })
    expect(JSON.stringify(row)).not.toContain(plainSecret.slice(3))
  })

  it('works where music apps may not use the account password', async () => {
    const made = setUp()
    const { plainSecret } = createDeviceCredential(made, { userId: made.bob.id, kind: 'apikey', name: 'Car' })
    await made.users.update(made.bob.id, { passwordForApps: false })
    expect(made.credentials.identify({ apiKey: plainSecret }, SOURCE).user?.id).toBe(made.bob.id)
  })

  it('ends with its user', async () => {
    const made = setUp()
    const { plainSecret } = createDeviceCredential(made, { userId: made.bob.id, kind: 'apikey', name: 'Car' })
    expect(made.credentials.identify({ apiKey: plainSecret }, SOURCE).user).toBeDefined()
    await made.users.update(made.bob.id, { disabled: true })
    expect(made.credentials.identify({ apiKey: plainSecret }, SOURCE).refusal?.code).toBe(44)
    await made.users.remove(made.bob.id)
    expect(made.credentials.identify({ apiKey: plainSecret }, SOURCE).refusal?.code).toBe(44)
    expect(listDeviceCredentials(made.db)).toEqual([])
  })
})

describe('the list of device credentials', () => {
  it('shows all or those of one user, without any secret', () => {
    const made = setUp()
    const phone = createDeviceCredential(made, { userId: made.ann.id, kind: 'password', name: 'Phone' })
    const car = createDeviceCredential(made, { userId: made.bob.id, kind: 'apikey', name: 'Car' })
    const listed = listDeviceCredentials(made.db)
    expect(listed).toEqual([
      {
        id: phone.id,
        userId: made.ann.id,
        userName: 'Ann',
        kind: 'password',
        name: 'Phone',
        scope: 'change',
        folders: 'all',
        createdAt: made.clock.now(),
      },
      {
        id: car.id,
        userId: made.bob.id,
        userName: 'Bob',
        kind: 'apikey',
        name: 'Car',
        scope: 'change',
        folders: 'all',
        createdAt: made.clock.now(),
      },
    ])
    expect(listDeviceCredentials(made.db, made.bob.id)).toEqual([listed[1]])
  })

  it('says when and by which app it was used last, noted every ten minutes at most', () => {
    const made = setUp()
    const { id, plainSecret } = createDeviceCredential(made, {
      userId: made.bob.id,
      kind: 'password',
      name: 'Phone',
    })
    const use = (c: string) => made.credentials.identify({ u: 'bob', p: plainSecret, c }, SOURCE)
    const lastUse = () => listDeviceCredentials(made.db).find((credential) => credential.id === id)
    const first = made.clock.now()
    const told: boolean[] = []
    made.events.on('devices.used', ({ isFirst }) => told.push(isFirst))
    use('Sym\u0000fonium')
    expect(lastUse()).toMatchObject({
      lastUsedAt: first,
      lastClient: 'Symfonium',
      lastAddress: SOURCE.address,
    })
    made.clock.move(9 * 60_000)
    use('DSub')
    expect(lastUse()).toMatchObject({ lastUsedAt: first })
    made.clock.move(60_000)
    use('x'.repeat(1000))
    expect(lastUse()).toMatchObject({ lastUsedAt: first + 600_000, lastClient: 'x'.repeat(100) })
    expect(told).toEqual([true, false])
  })

  it('is not worth a failed request', () => {
    const made = setUp()
    const { plainSecret } = createDeviceCredential(made, {
      userId: made.bob.id,
      kind: 'apikey',
      name: 'Phone',
    })
    made.db.pragma('query_only = ON')
    expect(made.credentials.identify({ apiKey: plainSecret }, SOURCE).user?.id).toBe(made.bob.id)
  })
})

describe('what a device credential is good for', () => {
  const everything = { roles: ALL_ROLES, folders: 'all' } as const
  const withKey = async (limits: Partial<NewDeviceCredential>, details: UserDetails = everything) => {
    const made = setUp()
    made.db.exec(
      "INSERT INTO music_folders (path, name, added_at) VALUES ('/1', '1', 1), ('/2', '2', 1), ('/3', '3', 1)",
    )
    bumpVersion(made.db, 'library', 1)
    await made.users.update(made.bob.id, details)
    const { id, plainSecret } = createDeviceCredential(made, {
      ...{ userId: made.bob.id, kind: 'apikey', name: 'Phone' },
      ...limits,
    })
    return { ...made, id, use: () => made.credentials.identify({ apiKey: plainSecret }, SOURCE) }
  }

  it.each([
    ['listen', { stream: true, download: false, playlist: false, admin: false, settings: false }],
    ['change', { stream: true, download: false, playlist: true, admin: true, settings: false }],
    ['download', { stream: true, download: true, playlist: true, admin: true, settings: false }],
  ] as const)('is what its user may do, as far as it reaches: %s', async (scope, roles) => {
    const { use, id } = await withKey({ scope })
    expect(use()).toMatchObject({ user: { roles }, credential: { kind: 'device', id, scope } })
  })

  it('is never more than its user may do', async () => {
    const none = Object.fromEntries(Object.keys(ALL_ROLES).map((role) => [role, false])) as unknown as Roles
    for (const scope of DEVICE_SCOPES) {
      const { use, users, bob } = await withKey({ scope, folders: [1, 2] })
      await users.update(bob.id, { roles: none, folders: [2, 3] })
      expect(use().user).toMatchObject({ roles: none, scope: { all: false, ids: [2] } })
    }
  })

  it('is the account itself with the account password', () => {
    const made = setUp()
    expect(made.credentials.identify({ u: 'ann', p: 'annpass' }, SOURCE)).toEqual({
      user: made.ann,
      credential: { kind: 'account' },
    })
  })

  it('is nothing in a folder its user lost, and nothing at all when all of its folders are gone', async () => {
    const { db, use } = await withKey({ folders: [1, 2] })
    expect(use().user?.scope).toMatchObject({ all: false, ids: [1, 2] })
    db.exec('UPDATE music_folders SET removed_at = 1 WHERE id = 1')
    bumpVersion(db, 'library', 1)
    expect(use().user?.scope).toMatchObject({ all: false, ids: [2] })
    db.exec('DELETE FROM device_credential_folders')
    noteOwnChange(db)
    expect(use().user?.scope).toMatchObject({ all: false, ids: [] })
  })

  it('is worked out once, and kept until users or credentials change', async () => {
    const { use, users, bob } = await withKey({ scope: 'listen', folders: [1] })
    const first = use().user
    for (let at = 0; at < 10; at++) expect(use().user).toBe(first)
    await users.update(bob.id, { email: 'bob@example.org' })
    expect(use().user).toMatchObject({ email: 'bob@example.org', scope: { ids: [1] } })
  })

  it.each(['password', 'apikey'] as const)('is over to the moment when it expires: %s', (kind) => {
    const made = setUp()
    const { plainSecret } = createDeviceCredential(made, {
      ...{ userId: made.bob.id, kind, name: 'Guest' },
      expiresAt: made.clock.now() + 1000,
    })
    const use = () =>
      made.credentials.identify(
        kind === 'apikey' ? { apiKey: plainSecret } : { u: 'bob', p: plainSecret },
        SOURCE,
      )
    expect(use().user?.id).toBe(made.bob.id)
    made.clock.move(999)
    expect(use().user?.id).toBe(made.bob.id)
    made.clock.move(1)
    expect(use().refusal?.code).toBe(kind === 'apikey' ? 44 : 40)
    // And for somebody who comes with it for the first time.
    const { identify } = createSubsonicCredentials({ ...made, log: createLog({ verbosity: 'silent' }) })
    const first = kind === 'apikey' ? { apiKey: plainSecret } : { u: 'bob', p: plainSecret }
    expect(identify(first, SOURCE).user).toBeUndefined()
  })

  it.each([
    'UPDATE device_credentials SET revoked_at = 1',
    "UPDATE device_credentials SET key_hash = 'x'",
    'UPDATE device_credentials SET expires_at = 1',
    'DELETE FROM device_credentials',
  ])('ends at once when another process says so: %s', async (sql) => {
    const { path, use } = await withKey({})
    expect(use().user).toBeDefined()
    const other = openDatabase(path)
    other.exec(sql)
    other.close()
    await nextTurn()
    expect(use().refusal?.code).toBe(44)
  })

  it('shrinks at once when another process says so', async () => {
    const { path, use } = await withKey({ scope: 'download' })
    expect(use().credential).toMatchObject({ scope: 'download' })
    const other = openDatabase(path)
    other.exec("UPDATE device_credentials SET scope = 'listen', all_folders = 0")
    other.close()
    await nextTurn()
    expect(use()).toMatchObject({ credential: { scope: 'listen' }, user: { scope: { ids: [] } } })
  })
})

describe('an end of a device credential', () => {
  it.each([-1, 0, 200 * 366 * 24 * 3600_000, Number.NaN, Number.POSITIVE_INFINITY])(
    'cannot be %d ms from now',
    (ms) => {
      const made = setUp()
      const device = {
        userId: made.bob.id,
        kind: 'apikey',
        name: 'x',
        expiresAt: made.clock.now() + ms,
      } as const
      expect(() => createDeviceCredential(made, device)).toThrow(/expiresAt/)
    },
  )
})

describe('revoking all device credentials', () => {
  it('ends those of one user, or of everybody', () => {
    const made = setUp()
    const keyOf = (userId: UserId) =>
      createDeviceCredential(made, { userId, kind: 'apikey', name: 'x' }).plainSecret
    const [anns, bobs] = [keyOf(made.ann.id), keyOf(made.bob.id)]
    keyOf(made.bob.id)
    const works = (apiKey: string) => made.credentials.identify({ apiKey }, SOURCE).user !== undefined
    expect([works(anns), works(bobs)]).toEqual([true, true])
    expect(revokeAllDeviceCredentials(made.db, made.bob.id, made.clock)).toBe(2)
    expect([works(anns), works(bobs)]).toEqual([true, false])
    expect(revokeAllDeviceCredentials(made.db, 'everybody', made.clock)).toBe(1)
    expect([works(anns), works(bobs)]).toEqual([false, false])
    expect(
      made.db.prepare('SELECT count(*) FROM device_credentials WHERE key_hash IS NOT NULL').pluck().get(),
    ).toBe(0)
  })
})

describe('revoking a device credential', () => {
  it.each(['password', 'apikey'] as const)('ends it at once and wipes its secret: %s', (kind) => {
    const made = setUp()
    const { id, plainSecret } = createDeviceCredential(made, { userId: made.bob.id, kind, name: 'Phone' })
    const use = () =>
      made.credentials.identify(
        kind === 'apikey' ? { apiKey: plainSecret } : { u: 'bob', p: plainSecret },
        SOURCE,
      )
    expect(use().user?.id).toBe(made.bob.id)
    revokeDeviceCredential(made.db, id, made.clock)
    expect(use().refusal?.code).toBe(kind === 'apikey' ? 44 : 40)
    expect(made.db.prepare('SELECT key_hash, sealed_password FROM device_credentials').get()).toEqual({
      key_hash: null,
      sealed_password: null,
    })
    expect(listDeviceCredentials(made.db)).toMatchObject([{ id, revokedAt: made.clock.now() }])
  })

  it('keeps the time of the first revoking', () => {
    const made = setUp()
    const { id } = createDeviceCredential(made, { userId: made.bob.id, kind: 'apikey', name: 'Car' })
    const first = made.clock.now()
    revokeDeviceCredential(made.db, id, made.clock)
    made.clock.move(1000)
    revokeDeviceCredential(made.db, id, made.clock)
    expect(listDeviceCredentials(made.db)).toMatchObject([{ revokedAt: first }])
  })

  it("does not touch somebody else's", () => {
    const made = setUp()
    const { id, plainSecret } = createDeviceCredential(made, {
      userId: made.ann.id,
      kind: 'apikey',
      name: 'Car',
    })
    expect(() => revokeDeviceCredential(made.db, id, made.clock, made.bob.id)).toThrow(NotFound)
    expect(() => revokeDeviceCredential(made.db, 99, made.clock)).toThrow(NotFound)
    expect(made.credentials.identify({ apiKey: plainSecret }, SOURCE).user?.id).toBe(made.ann.id)
  })
})

describe('the list of device credentials', () => {
  it('holds all that work and the newest 200 revoked ones, however many there were', () => {
    const { db, ann, bob } = setUp()
    const insert = db.prepare(
      "INSERT INTO device_credentials (user_id, kind, name, created_at, revoked_at) VALUES (?, 'apikey', ?, 1, ?)",
    )
    insert.run(ann.id, 'oldest, works', null)
    for (let at = 0; at < 250; at++) insert.run(bob.id, `revoked ${at}`, 2)
    for (const userId of [undefined, bob.id]) {
      const revoked = listDeviceCredentials(db, userId).filter(({ revokedAt }) => revokedAt !== undefined)
      expect([revoked.length, revoked[0]?.name]).toEqual([200, 'revoked 50'])
    }
    expect(listDeviceCredentials(db)[0]?.name).toBe('oldest, works')
    expect(listDeviceCredentials(db, ann.id)).toHaveLength(1)
  })
})

describe('creating a device credential', () => {
  it.each(['', '  ', 'x'.repeat(65), 'a\nb', 'phone \u202eenohp', 'a\u2028b'])(
    'refuses the name %j',
    (name) => {
      const made = setUp()
      expect(() => createDeviceCredential(made, { userId: made.bob.id, kind: 'password', name })).toThrow(
        InvalidInput,
      )
    },
  )

  it('needs a user, and has an end', () => {
    const made = setUp()
    const forNobody = { userId: 99 as UserId, kind: 'password', name: 'x' } as const
    expect(() => createDeviceCredential(made, forNobody)).toThrow(NotFound)
    const one = { userId: made.bob.id, kind: 'password', name: 'x' } as const
    const first = createDeviceCredential(made, one)
    for (let at = 1; at < MAX_DEVICE_CREDENTIALS; at++) createDeviceCredential(made, one)
    expect(() => createDeviceCredential(made, one)).toThrow(Conflict)
    revokeDeviceCredential(made.db, first.id, made.clock)
    expect(() => createDeviceCredential(made, one)).not.toThrow()
  })
})
