import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parseExpiry } from '../../server/commands/device.ts'
import { type CommandLine, createCommandLine } from '../support/command-line.ts'

const PASSWORD = 'a quiet river walks'
let line: CommandLine

beforeAll(async () => {
  line = createCommandLine()
  const added = await line.run(['user', 'add', 'Anna', '--admin', '--password-stdin'], { input: PASSWORD })
  expect(added).toMatchObject({ code: 0 })
}, 30_000)
afterAll(() => line.close())

const json = async (...args: string[]) => JSON.parse((await line.run([...args, '--json'])).out)

describe('device add', () => {
  test('makes a limited credential and shows it this once', async () => {
    const made = await json(
      ...['device', 'add', 'anna', '--name', 'Kitchen', '--kind', 'apikey'],
      ...['--scope', 'listen', '--expires', '30d'],
    )
    expect(made).toEqual({
      id: expect.any(Number),
      user: 'Anna',
      kind: 'apikey',
      name: 'Kitchen',
      scope: 'listen',
      musicFolders: 'all',
      createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      expiresAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      secret: expect.stringMatching(/^lg_/),
    })
    expect(Date.parse(made.expiresAt) - Date.parse(made.createdAt)).toBeCloseTo(30 * 24 * 3600_000, -4)
    const { secret, ...shown } = made
    expect(await json('device', 'list', 'anna')).toContainEqual(shown)
    const { out } = await line.run(['device', 'list'])
    expect(out).toMatch(/Anna +apikey +listen +Kitchen +never used, until \d{4}-/)
    expect(out).not.toContain(secret)
  })

  test.each([
    [['device', 'add'], 2, /user is missing/],
    [['device', 'add', 'anna'], 2, /--name is missing/],
    [['device', 'add', 'anna', '--name', 'x', '--kind', 'session'], 2, /--kind: expected password or apikey/],
    [
      ['device', 'add', 'anna', '--name', 'x', '--scope', 'all'],
      2,
      /--scope: expected listen, change, download/,
    ],
    [['device', 'add', 'anna', '--name', 'x', '--expires', 'tomorrow'], 2, /--expires: expected a day/],
    [
      ['device', 'add', 'anna', '--name', 'x', '--expires', '2001-01-01'],
      1,
      /^--expires: expected a time to come/,
    ],
    [['device', 'add', 'anna', '--name', 'x', '--folders', '1,x'], 2, /--folders: expected the numbers/],
    [
      ['device', 'add', 'anna', '--name', 'x', '--folders', '7'],
      1,
      /^--folders: expected numbers of music folders/,
    ],
    [['device', 'add', 'anna', '--name', '  '], 1, /name: expected 1 to 64 characters/],
    [['device', 'add', 'nobody', '--name', 'x'], 1, /There is no such user: "lockgroove user list"/],
    [['device', 'revoke', 'x'], 2, /number of the credential is missing/],
    [['device', 'revoke', '1', '--all', 'anna'], 2, /either a number or --all/],
    [['device', 'list', 'anna', 'bo'], 2, /Too many words: bo/],
  ])('%j is refused in a sentence', async (args, code, sentence) => {
    const before = await json('device', 'list')
    const refused = await line.run(args)
    expect(refused).toMatchObject({ code, err: expect.stringMatching(sentence) })
    expect(refused.err).not.toMatch(/^ +at /m)
    expect(await json('device', 'list')).toEqual(before)
  })
})

describe('device revoke', () => {
  test('ends one, or all of a user, and both are recorded', async () => {
    const one = await json('device', 'add', 'anna', '--name', 'One', '--kind', 'apikey')
    await json('device', 'add', 'anna', '--name', 'Two')
    expect(await line.run(['device', 'revoke', String(one.id)])).toMatchObject({ code: 0 })
    expect(await line.run(['device', 'revoke', '--all', 'ANNA'])).toMatchObject({
      code: 0,
      out: 'Revoked 2 of Anna. They stopped working.\n',
    })
    const list = await json('device', 'list', 'anna')
    expect(list.every(({ revokedAt }: { revokedAt?: string }) => revokedAt !== undefined)).toBe(true)
    const entries = await json('audit', 'show', '--event', 'device')
    expect(entries.filter(({ event }: any) => event === 'device.revoked')).toHaveLength(3)
    expect(entries[0]).toMatchObject({ actor: 'command line', subject: 'Anna' })
  })

  test('works while the master key is away', async () => {
    const lost = await json('device', 'add', 'anna', '--name', 'Lost', '--kind', 'apikey')
    const environment = { LOCKGROOVE_MASTER_KEY: 'another master key: 32 letters..' }
    expect(await line.run(['device', 'revoke', String(lost.id)], { environment })).toMatchObject({
      code: 0,
      out: `Revoked ${lost.id}. It stopped working.\n`,
    })
  })
})

describe('an expiry', () => {
  const now = new Date(2026, 10, 21, 12).getTime()

  test.each([
    ['30d', now + 30 * 24 * 3600_000],
    ['12h', now + 12 * 3600_000],
    // To the end of the day, where the server is.
    ['2027-01-31', new Date(2027, 1, 1).getTime()],
    ['2028-02-29', new Date(2028, 2, 1).getTime()],
  ])('%s is a time', (text, at) => {
    expect(parseExpiry(text, now)).toBe(at)
  })

  test.each([
    '',
    '30',
    '30m',
    '-1d',
    '2027-02-29',
    '2027-13-01',
    '2027-00-10',
    '2027-1-1',
    '31.1.2027',
    '1e9d',
  ])('%j is none', (text) => {
    expect(() => parseExpiry(text, now)).toThrow('--expires')
  })
})
