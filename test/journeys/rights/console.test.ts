// Who may do what at the console: every method of the contract, asked by every kind of caller, through its own socket. What
// comes back is compared with the table below, which is written by hand: a method without a row, or a row without a
// method, fails.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createDeviceCredential } from '../../../server/auth/device-credentials.ts'
import { createSession, endSession } from '../../../server/auth/sessions.ts'
import { sessionCookieName } from '../../../server/console/session-cookie.ts'
import { METHODS, type MethodName } from '../../../server/contract/methods.ts'
import type { FailureCode, Reply } from '../../../server/contract/wire.ts'
import type { UserId } from '../../../server/ids.ts'
import { createShare } from '../../../server/library/shares.ts'
import { type OpenData, openData } from '../../../server/open-data.ts'
import { type ConsoleClient, createConsoleClient } from '../../support/console-client.ts'
import { testSettings } from '../../support/prepared-data.ts'
import { PEOPLE, startTestServer, type TestServer } from '../../support/server.ts'

const CALLERS = [
  'nobody',
  // Whose session, device credential and passkey the others ask for.
  'user',
  'other user',
  'administrator',
  'ended session',
  'expired session',
  // An administrator's API key where the session's token belongs.
  'key',
  'user, read-only mode',
  'administrator, read-only mode',
] as const
type Caller = (typeof CALLERS)[number]

/** + done, everything else the failure's code. */
const MARKS: Record<FailureCode, string> = {
  'not-signed-in': '.',
  'not-allowed': 'x',
  'not-found': '0',
  'read-only': 'r',
  'invalid-input': 'i',
  conflict: 'c',
  busy: 'b',
  sealed: 's',
  failed: '!',
}

const OPEN = '+++++++++'
const USER_READS = '.+++...++'
const ADMIN_READS = '.xx+...x+'
const ADMIN_CHANGES = '.xx+...xr'
/** Of the user: nobody else learns that it exists, but the administrator. */
const OF_THE_USER = '.+0+...rr'
/** The same, and in read-only mode too: it takes access away. */
const TAKES_AWAY = '.+0+...++'
const ADMIN_TAKES_AWAY = '.xx+...x+'

const TABLE: Record<MethodName, string> = {
  'server.status': OPEN,
  // There is an owner.
  'setup.createOwner': 'cccccccrr',
  'setup.progress': ADMIN_READS,
  'setup.note': ADMIN_READS,

  // The user's name and password, right: that is what makes a session.
  'sessions.signIn': OPEN,
  'sessions.signOut': USER_READS,
  'sessions.current': USER_READS,
  // Of the user, by name.
  'sessions.list': '.+0+...++',
  'sessions.revoke': TAKES_AWAY,
  'sessions.revokeAll': TAKES_AWAY,
  'sessions.useTicket': 'xxxxxxxxx',
  'sessions.useRecoveryLink': 'xxxxxxxrr',

  // Of the user, by name.
  'passkeys.list': '.+0+...++',
  'passkeys.beginRegistration': '.+++...rr',
  'passkeys.finishRegistration': '.iii...rr',
  'passkeys.rename': '.+00...rr',
  'passkeys.remove': TAKES_AWAY,
  'passkeys.beginSignIn': OPEN,
  'passkeys.finishSignIn': 'iiiiiiiii',

  'users.list': ADMIN_READS,
  'users.create': ADMIN_CHANGES,
  'users.update': ADMIN_CHANGES,
  'users.belongings': ADMIN_READS,
  'users.remove': ADMIN_CHANGES,
  'users.setPassword': ADMIN_CHANGES,
  // With a wrong present password.
  'users.changePassword': '.xxx...rr',
  'users.setPasswordForApps': '.xxx...rr',
  'users.passwordStrength': OPEN,

  // Of the user, by name.
  'devices.list': '.+0+...++',
  'devices.create': '.+0+...rr',
  'devices.revoke': TAKES_AWAY,

  'vault.status': ADMIN_READS,
  'vault.tryAgain': ADMIN_READS,
  // It is open.
  'vault.recover': '.xxc...xc',
  'vault.rotate': ADMIN_CHANGES,
  // The master key is given by the environment, where only the owner can put another.
  'vault.rewrap': '.xxc...xr',
  'vault.makeRecoveryKey': ADMIN_CHANGES,

  'doors.status': ADMIN_READS,
  // To the same as it is open to.
  'doors.open': ADMIN_CHANGES,

  'settings.list': ADMIN_READS,
  'settings.set': ADMIN_CHANGES,
  'settings.reset': ADMIN_CHANGES,

  'backups.list': ADMIN_READS,
  // A backup changes nothing of what it copies.
  'backups.make': ADMIN_READS,
  // Of one that is not there.
  'backups.verify': '.xx0...x0',

  'audit.list': ADMIN_READS,
  'audit.verify': ADMIN_READS,

  'library.summary': USER_READS,
  'library.problems': ADMIN_READS,
  'library.songDetail': USER_READS,
  'library.folders': USER_READS,
  // One that is a music folder already.
  'library.addFolder': '.xxi...xr',
  // Of one that is not there.
  'library.removeFolder': '.xx0...xr',
  // Of one that is not there.
  'library.changeFolder': '.xx0...xr',
  'library.browseDirs': ADMIN_READS,

  'scan.status': USER_READS,
  'scan.start': ADMIN_CHANGES,
  // It leaves nothing undone that the next one does not do.
  'scan.stop': ADMIN_READS,

  // Of everybody.
  'plays.overTime': '.xx+...x+',
  'plays.recent': '.xx+...x+',

  'shares.list': USER_READS,
  // The user may share; the other user may not.
  'shares.create': '.+x+...rr',
  'shares.change': OF_THE_USER,
  'shares.remove': TAKES_AWAY,

  // Switched on, which it is already in the last two columns.
  'safety.setReadOnly': ADMIN_READS,
  'safety.panic': '.xxi...xi',
  'safety.doctor': ADMIN_READS,
}

/** What else a method may be asked, where that is for others: to take access away, and what only looks like it. `users.update` of a new user. */
const ASKED_OTHERWISE: readonly [MethodName, object, string][] = [
  ['doors.open', { address: 'this-computer' }, ADMIN_TAKES_AWAY],
  ['doors.open', { address: 'this-computer', closeAfterHours: 0 }, ADMIN_CHANGES],
  ['users.update', { disabled: true }, ADMIN_TAKES_AWAY],
  ['users.update', { passwordForApps: false }, ADMIN_TAKES_AWAY],
  ['users.update', { disabled: true, passwordForApps: false }, ADMIN_TAKES_AWAY],
  ['users.update', { disabled: false }, ADMIN_CHANGES],
  ['users.update', { disabled: true, email: 'v@example.org' }, ADMIN_CHANGES],
  // With a wrong present password.
  ['users.setPasswordForApps', { on: false, currentPassword: 'not this' }, '.xxx...xx'],
]

const USER = { user: 'ursula', password: 'a quiet place to hear' }
const clock = { now: () => Date.now() }

let server: TestServer
let data: OpenData
let adminKey: string

beforeAll(async () => {
  server = await startTestServer({ settings: { requestLimit: 0, authRequestLimit: 0 } })
  data = await openData(testSettings(server.dataDir))
  await data.users.create({ name: USER.user, password: USER.password, roles: { share: true } })
  adminKey = device(PEOPLE.owner.user).secret
}, 120_000)
afterAll(async () => {
  data.close()
  await server.close()
})

test('every method has a row, and every row a method', () => {
  expect(Object.keys(TABLE).sort()).toEqual(Object.keys(METHODS).sort())
})

describe.each(Object.entries(TABLE))('%s', (name, row) => {
  test(`is for ${row}`, { timeout: 60_000 }, async () => {
    let seen = ''
    for (const caller of CALLERS) seen += await ask(caller, name as MethodName)
    data.live.reset('readOnly')
    expect(inWords(seen)).toEqual(inWords(row))
  })
})

describe.each(ASKED_OTHERWISE)('%s, asked for %j', (name, given, row) => {
  test(`is for ${row}`, { timeout: 60_000 }, async () => {
    let seen = ''
    const input = () => (name === 'users.update' ? { id: victim(), ...given } : given)
    for (const caller of CALLERS) seen += await ask(caller, name, input())
    data.live.reset('readOnly')
    expect(inWords(seen)).toEqual(inWords(row))
  })
})

test('doors.open does not take the place of a socket in read-only mode', async () => {
  data.live.set('address', 'unix:/nowhere/music.sock')
  expect(await ask('administrator, read-only mode', 'doors.open', { address: 'this-computer' })).toBe('x')
  data.live.reset('address')
  data.live.reset('readOnly')
})

async function ask(caller: Caller, name: MethodName, given?: object): Promise<string> {
  data.live.set('readOnly', 'off')
  const input = given ?? (await inputOf(name))
  if (caller.endsWith('read-only mode')) data.live.set('readOnly', 'on')
  const client = clientOf(caller)
  const reply: Reply<unknown> = await client.send(name, input)
  return reply.ok ? '+' : (MARKS[reply.code] ?? '?')
}

function clientOf(caller: Caller): ConsoleClient {
  // By name: passkeys know no addresses.
  const client = createConsoleClient(server.server.consoleUrl.replace('127.0.0.1', 'localhost'))
  const token = tokenOf(caller)
  if (token !== undefined) client.cookies.set(sessionCookieName(new URL(client.url).host, false), token)
  return client
}

function tokenOf(caller: Caller): string | undefined {
  switch (caller) {
    case 'nobody':
      return undefined
    case 'user':
    case 'user, read-only mode':
      return session(USER.user).plainToken
    case 'other user':
      return session(PEOPLE.listener.user).plainToken
    case 'administrator':
    case 'administrator, read-only mode':
      return session(PEOPLE.owner.user).plainToken
    case 'ended session': {
      const ended = session(PEOPLE.owner.user)
      endSession(data.db, ended.id)
      return ended.plainToken
    }
    case 'expired session':
      return session(PEOPLE.owner.user, Date.now() - 25 * 60 * 60 * 1000).plainToken
    case 'key':
      return adminKey
  }
}

const idOf = (name: string): UserId => data.users.getByName(name).id

/** Made in the database: signing in takes as long as hashing a password does. */
function session(name: string, now = Date.now()) {
  return createSession(
    { db: data.db, clock: { now: () => now } },
    { userId: idOf(name), method: 'password', address: '127.0.0.1', userAgent: '' },
  )
}

function device(name: string) {
  const { id, plainSecret } = createDeviceCredential(
    { ...data, clock },
    { userId: idOf(name), kind: 'apikey', name: 'phone' },
  )
  return { id, secret: plainSecret }
}

let made = 0
function passkey(name: string): number {
  made++
  return data.db
    .prepare(
      `INSERT INTO passkeys (user_id, user_handle, credential_id, public_key, counter, name, created_at)
       VALUES (?, 'handle', ?, x'00', 0, 'laptop', ?) RETURNING id`,
    )
    .pluck()
    .get(idOf(name), `made-${made}`, Date.now()) as number
}

/** A user who may be removed; made without hashing a password. */
function victim(): number {
  made++
  return data.db
    .prepare(
      "INSERT INTO users (name, name_key, password_hash, created_at) VALUES (:name, :name, '', 1) RETURNING id",
    )
    .pluck()
    .get({ name: `victim-${made}` }) as number
}

function share(name: string): number {
  const songs = { name: 'A song', songIds: [1] }
  return createShare({ ...data, clock }, { ...songs, ownerId: idOf(name), description: '', endsAt: null })
}

/** What a method is asked about: something that is there, and that is the user's where things belong to somebody. */
async function inputOf(name: MethodName): Promise<unknown> {
  const username = USER.user
  switch (name) {
    case 'setup.createOwner':
      return { code: 'AAAA-BBBB-CCCC', username: 'eve', password: 'eve would like this', musicFolders: [] }
    case 'setup.note':
      return { step: 'recovery-key-kept' }
    case 'sessions.signIn':
      return { username, password: USER.password }
    case 'sessions.list':
    case 'sessions.revokeAll':
    case 'passkeys.list':
    case 'devices.list':
      return { username }
    case 'sessions.revoke':
      return { id: session(username).id }
    case 'sessions.useTicket':
      return { ticket: 'not a ticket' }
    case 'sessions.useRecoveryLink':
      return { token: 'not a token', password: 'eve would like this' }
    case 'passkeys.finishRegistration':
      return { name: 'laptop', response: {} }
    case 'passkeys.finishSignIn':
      return { challengeId: 'none', response: {} }
    case 'passkeys.rename':
      return { id: passkey(username), name: 'other laptop' }
    case 'passkeys.remove':
      return { id: passkey(username) }
    case 'users.create':
      made++
      return { name: `new-${made}`, password: 'words nobody else would use' }
    case 'users.update':
      return { id: idOf(username), email: 'ursula@example.org' }
    case 'users.belongings':
      return { id: idOf(username) }
    case 'users.remove':
      return { id: victim() }
    case 'users.setPassword':
      return { id: victim(), password: 'words nobody else would use' }
    case 'users.changePassword':
      return { currentPassword: 'not this', newPassword: 'words nobody else would use' }
    case 'users.setPasswordForApps':
      return { on: true, currentPassword: 'not this' }
    case 'users.passwordStrength':
      return { password: 'abc' }
    case 'devices.create':
      return { kind: 'apikey', name: 'phone', username }
    case 'devices.revoke':
      return { id: device(username).id }
    case 'vault.recover':
      return { recoveryKey: 'not a recovery key' }
    case 'vault.rotate':
    case 'vault.rewrap':
      return { dryRun: true }
    case 'doors.open':
      return { address: '127.0.0.1' }
    case 'settings.set':
      return { name: 'streamLimit', value: '7' }
    case 'settings.reset':
      return { name: 'streamLimit' }
    case 'backups.verify':
      return { name: 'lockgroove-20200101-000000.lgbackup' }
    case 'library.songDetail':
      return { id: 'so-1' }
    case 'library.addFolder':
      return { path: server.musicDirs[0] }
    case 'library.changeFolder':
    case 'library.removeFolder':
      return { id: 999 }
    case 'plays.overTime':
    case 'plays.recent':
      return { everybody: true }
    case 'shares.create':
      return { items: ['so-1'] }
    case 'shares.change':
      return { share: share(username), description: 'changed' }
    case 'shares.remove':
      return { share: share(username) }
    case 'safety.setReadOnly':
      return { readOnly: true }
    case 'safety.panic':
      return { confirm: 'not panic' }
    default:
      return {}
  }
}

const inWords = (row: string) => Object.fromEntries(CALLERS.map((caller, at) => [caller, row[at]]))
