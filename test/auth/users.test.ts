import { setImmediate as nextTurn } from 'node:timers/promises'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { createDeviceCredential } from '../../server/auth/device-credentials.ts'
import { createSession, findSession } from '../../server/auth/sessions.ts'
import type { UserAccount } from '../../server/auth/users.ts'
import { ALL_ROLES, createUsers } from '../../server/auth/users.ts'
import { openDatabase } from '../../server/db/open.ts'
import { bumpVersion, createVersions } from '../../server/db/versions.ts'
import { Conflict, InvalidInput, NotFound } from '../../server/errors.ts'
import type { UserId } from '../../server/ids.ts'
import { createVaultAndUsers } from '../support/vault-and-users.ts'

// Ann is the administrator, Bob has the defaults; there are music folders 1, 2 and a removed 3.
let template: string

beforeAll(async () => {
  const { db, path, users } = createVaultAndUsers()
  const addFolder = db.prepare(
    'INSERT INTO music_folders (path, name, added_at, removed_at) VALUES (?, ?, 1, ?)',
  )
  addFolder.run('/one', 'One', null)
  addFolder.run('/two', 'Two', null)
  addFolder.run('/old', 'Old', 5)
  await users.create({ name: 'Ann', password: 'annpass', roles: ALL_ROLES })
  await users.create({ name: 'Bob', password: 'bobpass' })
  db.close()
  template = path
})

const setUp = () => {
  const made = createVaultAndUsers({ from: template })
  return { ...made, ann: made.users.getByName('ann'), bob: made.users.getByName('bob') }
}

/** Without what changes by itself. */
const shown = ({ id, createdAt, ...rest }: UserAccount) => rest

describe('creating a user', () => {
  it("gives the API's defaults", () => {
    expect(shown(setUp().bob)).toEqual({
      name: 'Bob',
      roles: {
        admin: false,
        settings: true,
        stream: true,
        jukebox: false,
        download: false,
        upload: false,
        playlist: false,
        coverArt: false,
        comment: false,
        podcast: false,
        share: false,
        videoConversion: false,
      },
      scrobblingEnabled: true,
      maxBitRate: 0,
      scope: { all: true, ids: [1, 2], key: '[1,2]' },
      passwordForApps: true,
    })
  })

  it('stores everything that is given', async () => {
    const { users } = setUp()
    const carl = await users.create({
      name: 'Carl',
      password: 'x',
      email: 'carl@example.org',
      roles: { download: true, stream: false },
      folders: [2],
      scrobblingEnabled: false,
      maxBitRate: 192,
      passwordForApps: false,
    })
    expect(carl).toMatchObject({
      name: 'Carl',
      email: 'carl@example.org',
      roles: { download: true, stream: false, settings: true, admin: false },
      scope: { all: false, ids: [2] },
      scrobblingEnabled: false,
      maxBitRate: 192,
      passwordForApps: false,
    })
    expect(users.list().map(({ name }) => name)).toEqual(['Ann', 'Bob', 'Carl'])
    expect(users.count()).toBe(3)
  })

  it('keeps the password as an scrypt hash and as a sealed value only', () => {
    const { db, bob } = setUp()
    const row = db.prepare('SELECT * FROM users WHERE id = ?').get(bob.id) as Record<string, unknown>
    expect(row).toMatchObject({
      password_hash: expect.stringMatching(/^\$scrypt\$ln=17,r=8,p=1\$/),
      sealed_password: expect.stringMatching(/^v1:/),
      password_version: 1,
    })
    expect(JSON.stringify(row)).not.toContain('bobpass')
  })

  it.each([
    [{ name: '', password: 'x' }, 'username'],
    [{ name: 'a\nb', password: 'x' }, 'username'],
    [{ name: 'carl', password: '' }, 'password'],
    [{ name: 'carl', password: 'x', email: 'a\nb' }, 'email'],
    [{ name: 'carl', password: 'x', maxBitRate: 100 }, 'maxBitRate'],
    [{ name: 'carl', password: 'x', folders: [1, 9] }, 'musicFolderId'],
    [{ name: 'carl', password: 'x', folders: [3] }, 'musicFolderId'],
    [{ name: 'carl', password: 'x', folders: [1.5] }, 'musicFolderId'],
  ])('refuses %j, naming the field', async (user, field) => {
    const { users } = setUp()
    await expect(users.create(user)).rejects.toMatchObject({ name: 'InvalidInput', field })
    expect(users.count()).toBe(2)
  })

  it('refuses a name that exists in any case, also when two ask at once', async () => {
    const { users } = setUp()
    await expect(users.create({ name: 'BOB', password: 'x' })).rejects.toThrow(Conflict)
    const both = await Promise.allSettled([
      users.create({ name: 'carl', password: 'x' }),
      users.create({ name: 'CARL', password: 'y' }),
    ])
    expect(both.map(({ status }) => status)).toEqual(['fulfilled', 'rejected'])
    expect(users.count()).toBe(3)
  })
})

describe('finding a user', () => {
  it('compares names without case and gives the stored spelling', () => {
    const { users, bob } = setUp()
    expect(users.findByName('bOB')).toMatchObject({ id: bob.id, name: 'Bob' })
    expect(users.findById(bob.id)?.name).toBe('Bob')
  })

  it('knows nobody by another name', () => {
    const { users } = setUp()
    for (const name of ['', ' bob', 'bob ', 'bo', 'x'.repeat(1_000_000)])
      expect(users.findByName(name)).toBeUndefined()
    expect(users.findById(99 as UserId)).toBeUndefined()
    expect(() => users.getByName('carl')).toThrow(NotFound)
  })

  it('reads the database once, until users change', async () => {
    const { db, users, bob } = setUp()
    users.findByName('bob')
    const prepared = vi.spyOn(db, 'prepare')
    const first = users.findById(bob.id)
    for (let at = 0; at < 100; at++) expect(users.findByName('bob')).toBe(first)
    expect(prepared).not.toHaveBeenCalled()
    await users.update(bob.id, { email: 'bob@example.org' })
    expect(users.findByName('bob')?.email).toBe('bob@example.org')
  })

  it('sees what another process changes, by the next turn of the event loop', async () => {
    const { path, users } = setUp()
    expect(users.getByName('bob').maxBitRate).toBe(0)
    const other = openDatabase(path)
    other.prepare("UPDATE users SET max_bit_rate = 320 WHERE name = 'Bob'").run()
    await nextTurn()
    expect(users.getByName('bob').maxBitRate).toBe(320)
    other.prepare("DELETE FROM users WHERE name = 'Bob'").run()
    await nextTurn()
    expect(users.findByName('bob')).toBeUndefined()
    other.close()
  })

  it('sees music folders come and go', () => {
    const { db, users, ann } = setUp()
    db.prepare("INSERT INTO music_folders (path, name, added_at) VALUES ('/new', 'New', 1)").run()
    bumpVersion(db, 'library', 1)
    expect(users.findById(ann.id)?.scope).toEqual({ all: true, ids: [1, 2, 4], key: '[1,2,4]' })
    db.prepare('UPDATE music_folders SET removed_at = 1 WHERE id = 1').run()
    bumpVersion(db, 'library', 1)
    expect(users.findById(ann.id)?.scope.ids).toEqual([2, 4])
  })

  it('keeps the records when only the library changes', () => {
    const { db, users, ann } = setUp()
    const before = users.findById(ann.id)
    bumpVersion(db, 'library', 1)
    expect(users.findById(ann.id)).toBe(before)
  })
})

describe('changing a user', () => {
  it('changes what is given and nothing else', async () => {
    const { users, bob, events } = setUp()
    const announced = vi.fn()
    events.on('users.changed', announced)
    const after = await users.update(bob.id, { roles: { download: true }, maxBitRate: 128 })
    expect(after).toEqual({ ...bob, roles: { ...bob.roles, download: true }, maxBitRate: 128 })
    expect(await users.update(bob.id, {})).toEqual(after)
    expect(announced).toHaveBeenCalledTimes(2)
  })

  it('gives and takes music folders', async () => {
    const { users, bob } = setUp()
    expect((await users.update(bob.id, { folders: [2, 1, 2] })).scope).toEqual({
      all: false,
      ids: [1, 2],
      key: '[1,2]',
    })
    expect((await users.update(bob.id, { email: 'x' })).scope.ids).toEqual([1, 2])
    expect((await users.update(bob.id, { folders: [] })).scope).toEqual({ all: false, ids: [], key: '[]' })
    expect((await users.update(bob.id, { folders: 'all' })).scope).toMatchObject({ all: true, ids: [1, 2] })
  })

  it('takes an email away with an empty one', async () => {
    const { users, bob } = setUp()
    await users.update(bob.id, { email: 'bob@example.org' })
    expect(await users.update(bob.id, { email: '' })).not.toHaveProperty('email')
  })

  it('refuses what creating refuses, and changes nothing then', async () => {
    const { users, bob } = setUp()
    for (const bad of [{ password: '' }, { maxBitRate: 1 }, { folders: [9] }, { email: '\0' }]) {
      await expect(users.update(bob.id, { roles: { share: true }, ...bad })).rejects.toThrow(InvalidInput)
    }
    expect(users.getByName('bob')).toEqual(bob)
    await expect(users.update(99 as UserId, {})).rejects.toThrow(NotFound)
  })
})

describe('passwords', () => {
  it('sign in to the console: the right one, whatever the case of the name', async () => {
    const { users, bob } = setUp()
    expect(await users.signIn('BOB', 'bobpass')).toMatchObject({ id: bob.id })
    for (const [name, password] of [
      ['bob', 'annpass'],
      ['bob', ''],
      ['nobody', 'bobpass'],
    ] as const) {
      expect(await users.signIn(name, password), `${name} ${password}`).toBeUndefined()
    }
  })

  it('change in both forms, and the old one is worth nothing', async () => {
    const { db, users, bob, credentials, vault } = setUp()
    const sealedBefore = db
      .prepare('SELECT sealed_password FROM users WHERE id = ?')
      .pluck()
      .get(bob.id) as string
    await users.changePassword(bob.id, 'new pass')
    expect(await users.signIn('bob', 'new pass')).toBeDefined()
    expect(await users.signIn('bob', 'bobpass')).toBeUndefined()
    const source = { address: '192.0.2.1' }
    expect(credentials.identify({ u: 'bob', p: 'new pass' }, source).user?.id).toBe(bob.id)
    expect(credentials.identify({ u: 'bob', p: 'bobpass' }, source).refusal?.code).toBe(40)

    // Whoever can write to the database cannot bring the old one back.
    db.prepare('UPDATE users SET sealed_password = ? WHERE id = ?').run(sealedBefore, bob.id)
    const place = { table: 'users', row: bob.id, field: 'sealed_password', version: 2 }
    expect(() => vault.open(sealedBefore, place)).toThrow('does not open')
  })

  it('stay away from music apps where the user has that off', async () => {
    const { db, users, bob } = setUp()
    const sealed = () => db.prepare('SELECT sealed_password FROM users WHERE id = ?').pluck().get(bob.id)
    expect(await users.update(bob.id, { passwordForApps: false })).toMatchObject({ passwordForApps: false })
    expect(sealed()).toBeNull()
    await users.changePassword(bob.id, 'another one')
    expect(sealed()).toBeNull()
    await expect(users.update(bob.id, { passwordForApps: true })).rejects.toMatchObject({ field: 'password' })
    expect(await users.update(bob.id, { passwordForApps: true, password: 'the third one' })).toMatchObject({
      passwordForApps: true,
    })
    expect(sealed()).toMatch(/^v1:/)
  })

  it('sign nobody in whose account is disabled', async () => {
    const { users, bob, clock } = setUp()
    expect(await users.update(bob.id, { disabled: true })).toMatchObject({ disabledAt: clock.now() })
    expect(await users.signIn('bob', 'bobpass')).toBeUndefined()
    clock.move(1000)
    expect(await users.update(bob.id, { disabled: true })).toMatchObject({ disabledAt: clock.now() - 1000 })
    expect(await users.update(bob.id, { disabled: false })).not.toHaveProperty('disabledAt')
    expect(await users.signIn('bob', 'bobpass')).toBeDefined()
  })

  it('do not sign in with what was changed while they were checked', async () => {
    const { users, bob } = setUp()
    const [signedIn] = await Promise.all([
      users.signIn('bob', 'bobpass'),
      users.update(bob.id, { disabled: true }),
    ])
    expect(signedIn).toBeUndefined()
  })
})

describe('two changes of a password at once', () => {
  it('do not let whoever knows the old one have the last word', async () => {
    const { users, bob } = setUp()
    const results = await Promise.allSettled([
      users.changePassword(bob.id, 'the new one of bob'),
      users.changePassword(bob.id, 'of somebody else', { unlessChanged: true }),
    ])
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected'])
    expect(await users.signIn('bob', 'the new one of bob')).toBeDefined()
    expect(await users.signIn('bob', 'of somebody else')).toBeUndefined()
  })
})

describe('the last administrator', () => {
  it('cannot be removed, disabled or made an ordinary user', async () => {
    const { users, ann } = setUp()
    await expect(users.remove(ann.id)).rejects.toThrow(Conflict)
    await expect(users.update(ann.id, { disabled: true })).rejects.toThrow(Conflict)
    await expect(users.update(ann.id, { roles: { admin: false }, email: 'x' })).rejects.toThrow(Conflict)
    expect(users.getByName('ann')).toEqual(ann)
  })

  it('is not somebody disabled', async () => {
    const { users, ann, bob } = setUp()
    await users.update(bob.id, { roles: { admin: true }, disabled: true })
    await expect(users.remove(ann.id)).rejects.toThrow(Conflict)
    await users.update(bob.id, { disabled: false })
    await users.remove(ann.id)
    await expect(users.remove(bob.id)).rejects.toThrow(Conflict)
  })

  it('stays when two administrators remove each other at once', async () => {
    const { users, ann, bob } = setUp()
    await users.update(bob.id, { roles: { admin: true } })
    const both = await Promise.allSettled([users.remove(ann.id), users.remove(bob.id)])
    expect(both.map(({ status }) => status)).toEqual(['fulfilled', 'rejected'])
    expect(users.list().map(({ name }) => name)).toEqual(['Bob'])
  })
})

describe('removing a user', () => {
  it('takes everything that is theirs along, in short transactions', async () => {
    const { db, users, ann, bob } = setUp()
    db.prepare(
      "INSERT INTO directories (folder_id, path, name, sort_name, added_at) VALUES (1, '', '', '', 1)",
    ).run()
    const addSong = db.prepare(
      `INSERT INTO songs (folder_id, directory_id, path, size, mtime_ms, identity, added_at, album_key, title, sort_title,
         duration_sec, bit_rate, suffix, random_key) VALUES (1, 1, ?, 1, 1, ?, 1, '', '', '', 1, 1, 'mp3', 1)`,
    )
    const own = [
      db.prepare('INSERT INTO song_annotations (user_id, song_id, play_count) VALUES (?, ?, 1)'),
      db.prepare("INSERT INTO plays (user_id, song_id, played_at, client) VALUES (?, ?, 1, 'c')"),
      db.prepare(
        'INSERT INTO bookmarks (user_id, song_id, position_ms, created_at, changed_at) VALUES (?, ?, 1, 1, 1)',
      ),
    ]
    db.transaction(() => {
      for (let song = 1; song <= 1200; song++) {
        addSong.run(String(song), String(song))
        for (const insert of own) for (const user of [ann, bob]) insert.run(user.id, song)
      }
      for (const user of [ann, bob]) {
        const insert =
          'INSERT INTO playlists (owner_id, name, created_at, changed_at) VALUES (?, ?, 1, 1) RETURNING id'
        const list = db.prepare(insert).pluck().get(user.id, 'list') as number
        for (let at = 0; at < 1200; at++)
          db.prepare('INSERT INTO playlist_entries VALUES (?, ?, 1)').run(list, at)
        const share = db
          .prepare(
            "INSERT INTO shares (owner_id, token_hash, name, song_count, created_at) VALUES (?, ?, 'n', 1200, 1) RETURNING id",
          )
          .pluck()
          .get(user.id, user.name)
        for (let at = 1; at <= 1200; at++)
          db.prepare('INSERT INTO share_songs VALUES (?, ?, 1)').run(share, at)
      }
    })()

    let turns = 0
    let isRemoving = true
    const countTurn = () => {
      turns++
      if (isRemoving) setImmediate(countTurn)
    }
    const removing = users.remove(bob.id)
    setImmediate(countTurn)
    expect(users.findById(bob.id)?.disabledAt).toBeDefined()
    await removing
    isRemoving = false
    // 1200 rows of each of five tables, 500 at a time, make two pauses each.
    expect(turns).toBeGreaterThanOrEqual(4)

    expect(users.findByName('bob')).toBeUndefined()
    for (const table of ['song_annotations', 'plays', 'bookmarks', 'playlist_entries', 'share_songs']) {
      expect(db.prepare(`SELECT count(*) FROM ${table}`).pluck().get(), table).toBe(1200)
    }
    await expect(users.remove(bob.id)).rejects.toThrow(NotFound)
  })

  it('takes their ratings out of the averages', async () => {
    const { db, users, ann, bob } = setUp()
    db.exec(`
      INSERT INTO artists (id, key, name, sort_name, index_name, average_rating) VALUES (1, 'a', 'A', 'a', 'A', 3), (2, 'b', 'B', 'b', 'B', 5);
      INSERT INTO artist_annotations (user_id, artist_id, rating) VALUES (${ann.id}, 1, 2), (${bob.id}, 1, 4), (${bob.id}, 2, 5);
    `)
    await users.remove(bob.id)
    expect(db.prepare('SELECT average_rating FROM artists ORDER BY id').pluck().all()).toEqual([2, null])
  })

  it('never gives its id to somebody else', async () => {
    const { users, bob } = setUp()
    await users.remove(bob.id)
    expect((await users.create({ name: 'bob', password: 'x' })).id).toBeGreaterThan(bob.id)
  })
})

describe('the auth counter', () => {
  it('moves with every change of a user', async () => {
    const { db, users, bob, versions } = setUp()
    let last = versions.current('auth')
    for (const change of [
      () => users.update(bob.id, { maxBitRate: 32 }),
      () => users.update(bob.id, { folders: [1] }),
      () => users.changePassword(bob.id, 'z'),
      () => users.remove(bob.id),
    ]) {
      await change()
      expect(createVersions(db).current('auth')).toBeGreaterThan(last)
      expect(versions.current('auth')).toBeGreaterThan(last)
      last = versions.current('auth')
    }
  })
})

it('a second set of users over the same database agrees with the first', async () => {
  const { db, vault, clock, versions, passwordRules, users, bob } = setUp()
  const others = createUsers({ db, vault, clock, versions, passwordRules })
  expect(others.findById(bob.id)).toEqual(bob)
  await others.update(bob.id, { maxBitRate: 64 })
  expect(users.findById(bob.id)?.maxBitRate).toBe(64)
})

describe('what ends with a password', () => {
  const inTwoPlaces = (made: ReturnType<typeof setUp>) => {
    const here = { userId: made.bob.id, method: 'password', address: '192.0.2.1', userAgent: '' } as const
    const sessions = [createSession(made, here), createSession(made, here)] as const
    const ofAnn = createSession(made, { ...here, userId: made.ann.id })
    const phone = createDeviceCredential(made, { userId: made.bob.id, kind: 'apikey', name: 'Phone' })
    return {
      kept: sessions[0].id,
      alive: () => sessions.map(({ plainToken }) => findSession(made, plainToken) !== undefined),
      annIsIn: () => findSession(made, ofAnn.plainToken) !== undefined,
      phoneWorks: () =>
        made.credentials.identify({ apiKey: phone.plainSecret }, { address: undefined }).user !== undefined,
    }
  }

  it("are its user's sessions, but the one it is changed in", async () => {
    const made = setUp()
    const places = inTwoPlaces(made)
    await made.users.changePassword(made.bob.id, 'another one', { keepSession: places.kept })
    expect(places.alive()).toEqual([true, false])
    expect(places.phoneWorks()).toBe(true)
    await made.users.changePassword(made.bob.id, 'the third one')
    expect(places.alive()).toEqual([false, false])
    expect(places.annIsIn()).toBe(true)
  })

  it('are the device credentials too, where that is asked for', async () => {
    const made = setUp()
    const places = inTwoPlaces(made)
    await made.users.changePassword(made.bob.id, 'another one', { revokeDevices: true })
    expect(places.phoneWorks()).toBe(false)
  })

  it('is nothing when the new one is refused', async () => {
    const made = setUp()
    const places = inTwoPlaces(made)
    await expect(made.users.changePassword(made.bob.id, 'dragon', { revokeDevices: true })).rejects.toThrow(
      'commonest',
    )
    expect(places.alive()).toEqual([true, true])
    expect(places.phoneWorks()).toBe(true)
  })

  it.each([{ password: 'another one' }, { disabled: true }])(
    'is the same when it comes with other changes: %j',
    async (changes) => {
      const made = setUp()
      const places = inTwoPlaces(made)
      await made.users.update(made.bob.id, changes)
      expect(places.alive()).toEqual([false, false])
    },
  )
})

describe('letting music apps use the account password', () => {
  it('takes the password', async () => {
    const { users, credentials, bob } = setUp()
    const withPassword = () => credentials.identify({ u: 'bob', p: 'bobpass' }, { address: undefined })
    await users.update(bob.id, { passwordForApps: false })
    expect(withPassword().refusal?.code).toBe(42)
    expect(await users.allowPasswordForApps(bob.id, 'not this')).toBe(false)
    expect(withPassword().refusal?.code).toBe(42)
    expect(await users.allowPasswordForApps(bob.id, 'bobpass')).toBe(true)
    expect(withPassword().user?.name).toBe('Bob')
    expect(users.getByName('bob').passwordForApps).toBe(true)
  })
})
