// CONTRACT.md section 3 through the whole door; test/auth looks at the parts.
import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { LISTENER, OWNER, openMusicDoor, type TestDoor } from '../support/music-door.ts'

let door: TestDoor
let apiKey: string
beforeAll(async () => {
  door = await openMusicDoor()
  apiKey = door.apiKeyOf(OWNER.user)
  await door.users.create({ name: 'keys only', password: 'never for apps', passwordForApps: false })
})
afterAll(() => door.close())

const code = (login: Record<string, string>, endpoint = 'ping') =>
  door.as('none').code(endpoint, {}, { common: login })
const md5 = (text: string) => createHash('md5').update(text).digest('hex')
const u = OWNER.user

describe('signing in', () => {
  test('works with the password in clear, as hex, as token, and with a key (AUTH-1, AUTH-3)', async () => {
    for (const form of ['clear', 'hex', 'token'] as const) {
      const client = door.as({ ...OWNER, form })
      expect(await client.code('ping'), form).toBeUndefined()
      expect(await client.code('ping', {}, { form: true }), `${form}, as a form`).toBeUndefined()
      expect((await client.json('tokenInfo'))['tokenInfo']).toEqual({ username: OWNER.user })
    }
    const client = door.as({ apiKey })
    expect(await client.code('ping')).toBeUndefined()
    expect((await client.json('tokenInfo'))['tokenInfo']).toEqual({ username: OWNER.user })
  })

  test('works with the name in any case, and answers with the stored spelling (AUTH-9)', async () => {
    const client = door.as({ user: 'SØREN', password: OWNER.password })
    expect((await client.json('tokenInfo'))['tokenInfo']).toEqual({ username: 'Søren' })
    expect(await code({ u: ' Søren', p: OWNER.password })).toBe(40)
  })

  test('works with credential parameters that are there but empty (AUTH-4)', async () => {
    expect(await code({ u, p: OWNER.password, t: '', s: '' })).toBeUndefined()
    expect(await code({ u, p: '', s: 'pepper', t: md5(`${OWNER.password}pepper`) })).toBeUndefined()
    expect(await code({ apiKey, u: '', p: '', t: '', s: '' })).toBeUndefined()
  })

  test('works with a token used before, and with one in capitals (AUTH-3, AUTH-15)', async () => {
    const t = md5(`${OWNER.password}salt`)
    for (const token of [t, t, t.toUpperCase()])
      expect(await code({ u, t: token, s: 'salt' })).toBeUndefined()
  })

  test('fails with the same 40 for every kind of wrong (AUTH-6)', async () => {
    const wrong = [
      { u, p: 'wrong' },
      { u, t: md5('wrong'), s: 'salt' },
      { u, p: 'enc:zz' },
      { u: 'nobody', p: OWNER.password },
      { u: 'nobody', t: md5('x'), s: 'salt' },
    ]
    const answers = await Promise.all(
      wrong.map((login) => door.as('none').call('ping', {}, { common: login })),
    )
    for (const answer of answers) {
      expect(answer.status).toBe(200)
      expect(answer.text).toBe(answers[0]!.text)
    }
    expect(answers[0]!.envelope.error).toEqual({ code: 40, message: 'Wrong username or password' })
  })

  test('fails with 44 and a link for a wrong key (AUTH-6)', async () => {
    const envelope = await door.as({ apiKey: 'not-a-key' }).json('ping')
    expect(envelope.error?.code).toBe(44)
    expect(envelope.error?.helpUrl).toMatch(/^https:/)
  })

  test('fails with 43 for contradictory credentials (AUTH-4)', async () => {
    const contradictory: Record<string, string>[] = [
      { apiKey, u },
      { apiKey, p: 'x' },
      { apiKey, t: 'x' },
      { apiKey, s: 'x' },
      { u, p: OWNER.password, t: 'x', s: 'y' },
      { u, p: OWNER.password, s: 'y' },
    ]
    for (const login of contradictory) {
      expect(await code(login), Object.keys(login).join()).toBe(43)
    }
  })

  test('fails with 10 for credentials that are not complete (AUTH-5)', async () => {
    const incomplete: Record<string, string>[] = [
      {},
      { u },
      { u, t: 'x' },
      { u, s: 'x' },
      { p: 'x' },
      { apiKey: '' },
    ]
    for (const login of incomplete) {
      expect(await code(login), Object.keys(login).join()).toBe(10)
    }
  })

  test('fails with 41 and 42 where the server keeps no password it could compare (AUTH-7)', async () => {
    const token = await door.as({ user: 'keys only', password: 'never for apps' }).json('ping')
    expect(token.error).toMatchObject({ code: 41, helpUrl: expect.stringMatching(/^https:/) })
    const clear = await door.as({ user: 'keys only', password: 'never for apps', form: 'clear' }).json('ping')
    expect(clear.error).toMatchObject({ code: 42, helpUrl: expect.stringMatching(/^https:/) })
    expect(await door.as({ apiKey: door.apiKeyOf('keys only') }).code('ping')).toBeUndefined()
  })

  test('takes neither HTTP Basic nor cookies nor proxy headers (AUTH-11)', async () => {
    const basic = Buffer.from(`${OWNER.user}:${OWNER.password}`).toString('base64')
    const headers = { Authorization: `Basic ${basic}`, Cookie: `apiKey=${apiKey}`, 'Remote-User': OWNER.user }
    expect(await door.as('none').code('ping', {}, { headers })).toBe(10)
  })
})

describe('a stranger', () => {
  test('gets the same answer whatever is asked: names, parameters, versions (AUTH-14)', async () => {
    const stranger = door.as({ user: 'nobody', password: 'nothing' })
    const expected = (await stranger.call('ping')).text
    for (const endpoint of [
      'noSuchThing',
      'getUsers',
      'stream',
      'getAlbum',
      'getTranscodeStream',
      'reportPlayback',
      '',
    ]) {
      expect((await stranger.call(endpoint)).text, endpoint).toBe(expected)
    }
    for (const common of [{ v: '99' }, { v: undefined }, { c: undefined }, { v: 'x' }]) {
      expect((await stranger.call('ping', {}, { common })).text).toBe(expected)
    }
  })

  test('may ask which extensions there are, with any credentials or none (AUTH-8, PAR-1)', async () => {
    const anyone = door.as('none')
    for (const common of [
      {},
      { v: undefined, c: undefined },
      { u: 'dummy', p: 'dummy' },
      { u, t: 'x', s: 'y', p: 'z', apiKey: 'w' },
      { t: 'x' },
    ]) {
      const envelope = await anyone.json('getOpenSubsonicExtensions', {}, { common })
      expect(envelope.status).toBe('ok')
      expect(envelope['openSubsonicExtensions']).not.toHaveLength(0)
    }
  })

  test('who fails too often waits, with 429, Retry-After and an envelope; others do not (AUTH-12)', async () => {
    const strict = await openMusicDoor({ failedLogins: 5 })
    try {
      for (let attempt = 0; attempt < 20; attempt++) {
        expect(await strict.as({ user: u, password: 'the same', form: 'clear' }).code('ping')).toBe(40)
        expect(
          await strict.as('none').code('getOpenSubsonicExtensions', {}, { common: { u, p: `${attempt}` } }),
        ).toBeUndefined()
      }
      for (let attempt = 0; attempt < 4; attempt++) {
        expect(
          await strict.as({ user: u, password: `different ${attempt}`, form: 'clear' }).code('ping'),
        ).toBe(40)
      }
      const answer = await strict.as({ user: u, password: 'one more', form: 'clear' }).call('ping')
      expect(answer.status).toBe(429)
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
      expect(answer.envelope.error).toEqual({ code: 0, message: 'Too many failed logins' })
    } finally {
      await strict.close()
    }
  })
})

test('credentials never reach the log, not even from addresses written wrongly (AUTH-13)', async () => {
  await fetch(`${door.url}/rest/ping&u=x&p=secret-one`)
  await door.as({ user: 'x', password: 'secret-two', form: 'clear' }).call('ping')
  await door.as({ apiKey: 'secret-three' }).call('stream', { id: 'secret-four' })
  await door.client.call(
    'changePassword',
    { username: LISTENER.user, password: 'secret-five' },
    { form: true },
  )
  await fetch(`${door.url}/secret-path?secret-six`)
  const log = door.logLines.join('')
  expect(log).toContain('/rest/ping')
  expect(log).not.toMatch(/secret-(one|two|three|four|five|six)/)
  expect(log).not.toContain(apiKey)
})
