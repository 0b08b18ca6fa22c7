import { spawnSync } from 'node:child_process'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createSession, findSession } from '../../server/auth/sessions.ts'
import { systemClock } from '../../server/clock.ts'
import { openDatabase } from '../../server/db/open.ts'
import type { UserId } from '../../server/ids.ts'
import { type CommandLine, createCommandLine } from '../support/command-line.ts'

const PASSWORD = 'a quiet river walks'
let line: CommandLine

const run = (args: string[], input = PASSWORD) => line.run(args, { input })
const json = async (...args: string[]) => JSON.parse((await line.run([...args, '--json'])).out)

beforeAll(async () => {
  line = createCommandLine()
  const added = await run(['user', 'add', 'Anna', '--admin', '--password-stdin'])
  expect(added).toMatchObject({ code: 0, out: expect.stringContaining('Added Anna, an administrator.') })
}, 30_000)
afterAll(() => line.close())

test('user add looks at the name before anybody types a password', async () => {
  // Without --password-stdin and a terminal, asking for a password would be the first complaint.
  expect(await run(['user', 'add', 'ANNA'])).toMatchObject({ code: 1, err: 'A user of that name exists\n' })
  expect(await run(['user', 'add', ' x'])).toMatchObject({
    code: 1,
    err: expect.stringContaining('username'),
  })
  expect(await run(['user', 'password', 'bo'])).toMatchObject({
    code: 1,
    err: expect.stringContaining('There is no such user'),
  })
})

test.each([
  ['short', 'at least 12 characters'],
  ['123456789012', 'not one of the commonest'],
  ['Password1234', 'harder to guess'],
  ['bobobobobobo', 'harder to guess'],
])('user add refuses the password %j', async (password, expected) => {
  expect(await run(['user', 'add', 'Bo', '--password-stdin'], password)).toMatchObject({
    code: 1,
    err: expect.stringContaining(expected),
  })
  expect(await json('user', 'list')).toHaveLength(1)
})

test('user add says how to connect an app, in words a shell takes, or lets apps use the password', async () => {
  const name = "Zoë O'Hara"
  const { out } = await run(['user', 'add', name, '--password-stdin'])
  const typed = /To connect an app: lockgroove (device add .*)\n/.exec(out)![1]!
  const words = spawnSync('sh', ['-c', `printf '%s\\n' ${typed}`])
    .stdout.toString()
    .trim()
    .split('\n')
  expect(words).toEqual(['device', 'add', name, '--name', 'My phone'])
  expect(await line.run(words)).toMatchObject({ code: 0 })
  expect(await run(['user', 'add', 'Cy', '--apps', '--password-stdin'])).toMatchObject({
    out: 'Added Cy.\nThe password opens the window, and music apps may sign in with it.\n',
  })
  const flags = (await json('user', 'list')).map((one: { passwordForApps: boolean }) => one.passwordForApps)
  expect(flags).toEqual([false, true, false])
  for (const each of [name, 'Cy']) expect(await run(['user', 'remove', each])).toMatchObject({ code: 0 })
})

test('the owner may allow shorter passwords', async () => {
  const environment = { LOCKGROOVE_PASSWORD_MIN_LENGTH: '6' }
  const added = await line.run(['user', 'add', 'Eve', '--password-stdin'], { input: 'x9 Kpw', environment })
  expect(added).toMatchObject({ code: 0 })
  expect(await line.run(['user', 'remove', 'eve'])).toMatchObject({
    code: 0,
    out: expect.stringContaining('Removed Eve'),
  })
})

test('user password ends all sessions and, asked, device credentials, and is recorded', async () => {
  const db = openDatabase(`${line.folder}/data/lockgroove.db`)
  const newSession = () =>
    createSession(
      { db, clock: systemClock },
      { userId: 1 as UserId, method: 'password', address: undefined, userAgent: '' },
    )
  const alive = ({ plainToken }: { plainToken: string }) =>
    findSession({ db, clock: systemClock }, plainToken) !== undefined
  const active = async () =>
    (await json('device', 'list')).filter(({ revokedAt }: { revokedAt?: string }) => !revokedAt).length
  await json('device', 'add', 'anna', '--name', 'Phone')

  const first = newSession()
  expect(await run(['user', 'password', 'anna', '--password-stdin'], 'short')).toMatchObject({ code: 1 })
  expect(alive(first)).toBe(true)
  expect(await run(['user', 'password', 'anna', '--password-stdin'])).toMatchObject({
    code: 0,
    out: 'Changed the password of Anna and ended all sessions.\n',
  })
  expect(alive(first)).toBe(false)
  expect(await active()).toBe(1)

  const second = newSession()
  expect(await run(['user', 'password', 'anna', '--password-stdin', '--revoke-devices'])).toMatchObject({
    code: 0,
    out: expect.stringContaining('revoked'),
  })
  expect(alive(second)).toBe(false)
  expect(await active()).toBe(0)
  db.close()

  const entries = await json('audit', 'show', '--event', 'user.password-changed')
  expect(entries).toMatchObject([
    { actor: 'command line', subject: 'Anna', detail: { revokeDevices: false } },
    { actor: 'command line', subject: 'Anna', detail: { revokeDevices: true } },
  ])
  expect(JSON.stringify(entries)).not.toContain(PASSWORD)
})

test('user apps keeps the account password from music apps, or lets them use it', async () => {
  const forApps = async () => (await json('user', 'list'))[0].passwordForApps
  expect(await forApps()).toBe(false)
  expect((await line.run(['user', 'list'])).out).toContain('no account password in apps')
  expect(await run(['user', 'apps', 'anna', 'on', '--password-stdin'], 'not this one')).toMatchObject({
    code: 1,
    err: 'This is not the password of Anna\n',
  })
  expect(await forApps()).toBe(false)
  expect(await run(['user', 'apps', 'anna', 'on', '--password-stdin'])).toMatchObject({ code: 0 })
  expect(await forApps()).toBe(true)
  expect(await run(['user', 'apps', 'anna', 'off'])).toMatchObject({ code: 0 })
  expect(await forApps()).toBe(false)
  expect(await run(['user', 'apps', 'anna'])).toMatchObject({
    code: 2,
    err: expect.stringContaining('on or off'),
  })
})

test('user list has the times of "device list": as ISO', async () => {
  const [anna] = await json('user', 'list')
  expect(anna).toMatchObject({
    name: 'Anna',
    disabled: false,
    createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
  })
})

test.each([
  [['user'], 2],
  [['user', 'frobnicate', 'anna'], 2],
  [['user', 'constructor', 'anna'], 2],
  [['user', 'add'], 2],
  [['user', 'add', 'a', 'b'], 2],
  [['user', 'list', 'anna'], 2],
])('%j ends with %d', async (args, code) => {
  expect(await line.run(args)).toMatchObject({ code, err: expect.stringContaining('Usage') })
})
