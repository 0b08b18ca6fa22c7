// `lockgroove session` and `lockgroove user recovery-link` beside a running server, as processes of their own.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type CommandLine, createCommandLine, type Started } from '../support/command-line.ts'
import { type ConsoleClient, createConsoleClient } from '../support/console-client.ts'

const ANNA = { name: 'Anna', password: 'the owl knows the way' }
const BEN = { name: 'Ben', password: 'the fox asks for directions' }

let line: CommandLine
let server: Started
let url: string

beforeAll(async () => {
  line = createCommandLine()
  for (const [{ name, password }, ...more] of [[ANNA, '--admin'] as const, [BEN] as const]) {
    const made = await line.run(['user', 'add', name, '--password-stdin', ...more], {
      input: `${password}\n`,
    })
    expect(made.code).toBe(0)
  }
  server = await line.start(['serve'], /Window +(http:\S+)[\s\S]*Stop with/)
  url = server.match[1]!
})
afterAll(() => line?.close())

async function signedIn({ name, password }: { name: string; password: string }): Promise<ConsoleClient> {
  const client = createConsoleClient(url)
  await client.signIn(name, password)
  return client
}

const isIn = async (client: ConsoleClient) => (await client.call('sessions.current', {})).ok

describe('session', () => {
  test('lists who is signed in, of everybody or one user, for people and for scripts', async () => {
    const [anna, ben] = [await signedIn(ANNA), await signedIn(BEN)]
    const words = await line.run(['session', 'list'])
    expect(words.out).toMatch(/Anna .* password from 127\.0\.0\.1, last used 20/)
    expect(words.out).toMatch(/Ben /)
    const listed = JSON.parse((await line.run(['session', 'list', 'ben', '--json'])).out)
    expect(listed).toEqual([
      {
        id: expect.any(Number),
        user: 'Ben',
        method: 'password',
        createdAt: expect.stringMatching(/Z$/),
        lastSeenAt: expect.stringMatching(/Z$/),
        endsAt: expect.stringMatching(/Z$/),
        address: '127.0.0.1',
        device: 'An unknown program',
      },
    ])
    for (const token of [...anna.cookies.values(), ...ben.cookies.values()])
      expect(words.out).not.toContain(token)
  })

  test('ends one, those of a user, or all, and the running server follows at once', async () => {
    const [anna, ben] = [await signedIn(ANNA), await signedIn(BEN)]
    const { session } = await ben.get('sessions.current', {})
    expect((await line.run(['session', 'revoke', String(session!.id)])).out).toBe(
      `Ended session ${session!.id} of Ben.\n`,
    )
    expect([await isIn(ben), await isIn(anna)]).toEqual([false, true])

    await ben.signIn(BEN.name, BEN.password)
    expect((await line.run(['session', 'revoke', '--all', 'Ben'])).out).toMatch(
      /^Ended \d+ sessions? of Ben\.\n$/,
    )
    expect([await isIn(ben), await isIn(anna)]).toEqual([false, true])
    expect((await line.run(['session', 'revoke', '--all'])).code).toBe(0)
    expect(await isIn(anna)).toBe(false)
    expect((await line.run(['session', 'list'])).out).toBe('Nobody is signed in.\n')

    const { out } = await line.run(['audit', 'show', '--event', 'session.ended', '--json'])
    expect(out).toContain('"command line"')
  })

  test.each([
    [['session'], 2, 'Say list or revoke'],
    [['session', 'revoke'], 2, 'number of the session'],
    [['session', 'revoke', 'Ben'], 2, 'number of the session'],
    [['session', 'list', '--all'], 2, '--all belongs to revoke'],
    [['session', 'list', 'Ben', 'Anna'], 2, 'Too many words: Anna'],
    [['session', 'revoke', '999999'], 1, 'There is no such session'],
    [['session', 'list', 'nobody'], 1, 'There is no such user'],
    [['user', 'recovery-link'], 2, 'The name is missing'],
    [['user', 'recovery-link', 'nobody'], 1, 'There is no such user'],
  ])('%j ends with %i and says why', async (args, code, words) => {
    const ended = await line.run(args)
    expect(ended.code).toBe(code)
    expect(ended.err).toContain(words)
  })
})

describe('user recovery-link', () => {
  async function makeLink(): Promise<string> {
    const { out, code } = await line.run(['user', 'recovery-link', 'ben'])
    expect(code).toBe(0)
    const [, address, token] = /^ {2}(\S+)\/recover#([A-Za-z0-9_-]{43})$/m.exec(out)!
    expect(address).toBe(url)
    return token!
  }
  const use = (token: string, password: string, client = createConsoleClient(url)) =>
    client.call('sessions.useRecoveryLink', { token, password })
  const OVER = { ok: false, code: 'not-allowed', message: 'This link has been used, or its time is over' }

  test('sets a new password once, signs in, and ends all other sessions', async () => {
    const before = await signedIn(BEN)
    const token = await makeLink()
    const client = createConsoleClient(url)
    expect(await use(token, 'short', client)).toMatchObject({ code: 'invalid-input', field: 'password' })
    expect(await isIn(before)).toBe(true)
    const password = 'a fox that found the way'
    expect(await use(token, password, client)).toEqual({ ok: true, value: { name: 'Ben', admin: false } })
    expect(await client.get('sessions.current', {})).toMatchObject({ session: { method: 'recovery' } })
    expect(await isIn(before)).toBe(false)
    expect(await use(token, password)).toEqual(OVER)

    expect(
      await createConsoleClient(url).call('sessions.signIn', { username: 'Ben', password: BEN.password }),
    ).toMatchObject({ code: 'not-allowed' })
    await signedIn({ name: 'Ben', password })
    const { out } = await line.run(['audit', 'show', '--json'])
    expect(out).toContain('recovery-link.made')
    expect(out).toContain('recovery-link.used')
    expect(out).not.toContain(token)
    expect(server.output()).not.toContain(token)
  })

  test('of a user stops working when a new one is made', async () => {
    const [first, second] = [await makeLink(), await makeLink()]
    expect(await use(first, 'a fox that found the way')).toEqual(OVER)
    expect(await use(second, 'a fox that found the way')).toMatchObject({ ok: true })
  })

  test('is used by one of two who try at the same time', async () => {
    const token = await makeLink()
    const replies = await Promise.all([
      use(token, 'the first one to come'),
      use(token, 'the second one to come'),
    ])
    expect(replies.map(({ ok }) => ok).sort()).toEqual([false, true])
  })
})
