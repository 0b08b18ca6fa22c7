// The command line, each run in a process of its own: exit codes, sentences, and nothing else on the screen.
import { createHash } from 'node:crypto'
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeFixtureLibrary } from './fixtures/library.ts'
import { builtWindow } from './support/built.ts'
import { type CommandLine, createCommandLine } from './support/command-line.ts'

const PASSWORD = 'the owl knows the way'
const FRESH = mkdtempSync(join(tmpdir(), 'lockgroove-fresh-'))
const READY = /Music apps +(http:\S+)[\s\S]*Window +(http:\S+)[\s\S]*Stop with/

/** One clear sentence, never a stack. */
function expectSentence(text: string) {
  expect(text).not.toMatch(/^ +at /m)
  expect(text).not.toContain('node:internal')
  expect(text.trim()).not.toBe('')
}

describe('lockgroove', () => {
  let line: CommandLine
  beforeAll(() => {
    line = createCommandLine()
  })
  afterAll(() => line.close())

  test('says what it can do', async () => {
    const { code, out } = await line.run(['--help'])
    expect(code).toBe(0)
    for (const word of ['serve', 'user', 'device', 'scan', 'doctor', 'LOCKGROOVE_DATA', '[4040]'])
      expect(out).toContain(word)
    const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '..', 'package.json'), 'utf8'))
    expect(await line.run(['--version'])).toMatchObject({ code: 0, out: `${version}\n` })
  })

  test('says how a command is typed, and all about one command however it is asked', async () => {
    const asked = await line.run(['device', '--help'])
    expect(asked).toMatchObject({ code: 0, err: '' })
    for (const word of ['npm run lockgroove --', 'Usage: lockgroove device add USER', '--scope download']) {
      expect(asked.out).toContain(word)
    }
    for (const args of [
      ['help', 'device'],
      ['--help', 'device'],
    ]) {
      expect(await line.run(args)).toEqual(asked)
    }
  })

  test('shows of the usage what fits the word that was typed', async () => {
    const { err } = await line.run(['device', 'revoke', 'x'])
    expect(err).toContain(
      'Usage: lockgroove device revoke NUMBER\n       lockgroove device revoke --all USER\n',
    )
    expect(err).not.toContain('device add')
  })

  test.each([
    { args: ['frobnicate'], sentence: /^Unknown command "frobnicate". There are serve, user, .*\n$/ },
    { args: ['serve', '--prot', '1'], sentence: /Unknown option '--prot'/ },
    { args: ['serve', '/music'], sentence: /Too many words: \/music \(.*npm start -- --music FOLDER/ },
    { args: ['scan', 'now'], sentence: /Too many words: now/ },
    { args: ['user'], sentence: /Say add, list, password, apps/ },
    { args: ['user', 'add'], sentence: /The name is missing/ },
    { args: ['user', 'add', 'a', 'b'], sentence: /Too many words: b/ },
    { args: ['device', 'add', 'a'], sentence: /--name is missing/ },
    { args: ['device', 'revoke', 'x'], sentence: /number of the credential is missing/ },
  ])('answers 2 to the wrong usage $args', async ({ args, sentence }) => {
    const { code, err } = await line.run(args)
    expect(err).toMatch(sentence)
    expectSentence(err)
    expect(code).toBe(2)
  })

  test.each([
    { args: ['serve', '--port', '99999'], sentence: /^--port: expected a number from 0 to 65535/ },
    {
      args: ['serve', '--music', '/nowhere/at/all'],
      sentence: /music folder \/nowhere\/at\/all cannot be used/,
    },
    { args: ['serve', '--address', '203.0.113.7'], sentence: /This computer has no address 203.0.113.7/ },
    // A database that is to be made; one that has a vault is served sealed.
    { args: ['serve', '--data', FRESH, '--master-key-file', '/nowhere/key'], sentence: /\/nowhere\/key/ },
    { args: ['serve', '--data', '/dev/null/x'], sentence: /data folder .* cannot be made/ },
  ])('answers 1 and one sentence to $args', async ({ args, sentence }) => {
    const { code, err } = await line.run(args)
    expect(err).toMatch(sentence)
    expectSentence(err)
    expect(code).toBe(1)
  })

  test('names the port that is taken', async () => {
    const other = createServer()
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
    const { port } = other.address() as { port: number }
    const { code, err } = await line.run(['serve', '--port', String(port)])
    other.close()
    expect(err).toContain(`Port ${port} on 127.0.0.1 is taken`)
    expect(code).toBe(1)
  })

  test('adds, lists, changes and removes people, with the password from standard input only', async () => {
    const added = await line.run(['user', 'add', 'Anna', '--admin', '--password-stdin'], {
      input: `${PASSWORD}\n`,
    })
    expect(added).toMatchObject({ code: 0 })
    expect(added.out).toMatch(
      /^Added Anna, an administrator\.\nThe password opens the window, not music apps\. .*\n\nRecovery key:\n\n {2}(\w{5}-){13}\w{5}\n/,
    )
    expect(
      await line.run(['user', 'add', 'ANNA', '--password-stdin'], { input: 'another one' }),
    ).toMatchObject({ code: 1 })
    expect(await line.run(['user', 'add', 'Bo', '--password-stdin'], { input: '' })).toMatchObject({
      code: 1,
    })
    expect(await line.run(['user', 'add', 'Bo'])).toMatchObject({
      code: 1,
      err: expect.stringContaining('--password-stdin'),
    })
    expect(
      await line.run(['user', 'add', 'Bo', '--password-stdin'], { input: 'a different word' }),
    ).toMatchObject({ code: 0 })

    const { out } = await line.run(['user', 'list', '--json'])
    expect(JSON.parse(out)).toMatchObject([
      { name: 'Anna', roles: { admin: true } },
      { name: 'Bo', roles: { admin: false, stream: true, download: true } },
    ])
    expect(await line.run(['user', 'remove', 'anna'])).toMatchObject({
      code: 1,
      err: expect.stringMatching(/last administrator/i),
    })
    expect(await line.run(['user', 'remove', 'Bo'])).toMatchObject({ code: 0 })
    expect(await line.run(['user', 'remove', 'Bo'])).toMatchObject({
      code: 1,
      err: 'There is no such user: "lockgroove user list" shows which there are.\n',
    })
  })

  test('makes a credential for one app, shows it once and revokes it', async () => {
    const made = JSON.parse(
      (await line.run(['device', 'add', 'anna', '--name', 'phone', '--kind', 'apikey', '--json'])).out,
    )
    expect(made).toMatchObject({ user: 'Anna', kind: 'apikey', name: 'phone' })
    const listed = await line.run(['device', 'list'])
    expect(listed.out).toContain('phone')
    expect(listed.out).not.toContain(made.secret)
    expect(await line.run(['device', 'revoke', String(made.id)])).toMatchObject({ code: 0 })
    expect(await line.run(['device', 'revoke', '999'])).toMatchObject({ code: 1 })
  })

  test('refuses another master key and changes nothing', async () => {
    const file = join(line.folder, 'data', 'lockgroove.db')
    const before = createHash('sha256').update(readFileSync(file)).digest('hex')
    const { code, err } = await line.run(['device', 'add', 'anna', '--name', 'phone'], {
      environment: { LOCKGROOVE_MASTER_KEY: 'another master key: 32 letters..' },
    })
    expect(err).toContain('does not open the database')
    expectSentence(err)
    expect(code).toBe(1)
    expect(createHash('sha256').update(readFileSync(file)).digest('hex')).toBe(before)
  })

  test('scans beside nothing and says what it found', async () => {
    expect(await line.run(['scan'])).toMatchObject({
      code: 1,
      err: expect.stringContaining('No music folder yet'),
    })
    const music = join(line.folder, 'music')
    mkdirSync(music)
    makeFixtureLibrary(music)
    const server = await line.start(['serve', '--music', music], READY)
    await server.stop()
    const { code, out } = await line.run(['scan', '--full', '--json'])
    expect(code).toBe(0)
    expect(JSON.parse(out)).toMatchObject({ full: true, missing: 0, pausedFolders: [] })
    expect(JSON.parse(out).problems).toBeGreaterThan(0)
  })

  test('doctor finds what is wrong, and nothing after it is mended', async () => {
    const well = await line.run(['doctor', '--json'])
    expect(well.code).toBe(0)
    expect(JSON.parse(well.out).findings.filter((one: { state: string }) => one.state === 'wrong')).toEqual(
      [],
    )

    chmodSync(join(line.folder, 'data', 'lockgroove.db'), 0o644)
    const ill = await line.run(['doctor'])
    chmodSync(join(line.folder, 'data', 'lockgroove.db'), 0o600)
    expect(ill.code).toBe(1)
    expect(ill.out).toMatch(/wrong +permissions +.*lockgroove\.db[\s\S]*chmod 600/)
    expect(ill.out).not.toContain(PASSWORD)
  })

  test('keeps data to its owner', () => {
    for (const folder of ['data', 'cache'])
      expect(statSync(join(line.folder, folder)).mode & 0o777).toBe(0o700)
    for (const name of readdirSync(join(line.folder, 'data')).filter((name) =>
      name.startsWith('lockgroove.db'),
    )) {
      expect([name, statSync(join(line.folder, 'data', name)).mode & 0o777]).toEqual([name, 0o600])
    }
  })

  test('says that a damaged database is one, without a stack', async () => {
    const other = createCommandLine()
    mkdirSync(join(other.folder, 'data'), { recursive: true })
    writeFileSync(
      join(other.folder, 'data', 'lockgroove.db'),
      'this is no database, whatever its name says '.repeat(50),
    )
    const { code, err } = await other.run(['serve'])
    await other.close()
    expect(err).toMatch(/database .* cannot be opened/)
    expectSentence(err)
    expect(code).toBe(1)
  })
})

describe('npm start', () => {
  test('says in one line that it runs headless, then how to use it; a second start needs no code', async () => {
    await builtWindow()
    const line = createCommandLine()
    const first = await line.start([], READY, { script: 'build/start.ts' })
    expect(first.output().split('\n')[0]).toMatch(/running headless/)
    const [code] = /[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}/.exec(first.output())!
    const consoleUrl = first.match[2]!

    const page = await fetch(consoleUrl)
    expect(await page.text()).toContain('<div id="root">')
    const reply = await fetch(`${consoleUrl}/api/call/setup.createOwner`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ code, username: 'Anna', password: PASSWORD, musicFolders: [] }),
    })
    expect(await reply.json()).toMatchObject({ ok: true, value: { name: 'Anna' } })
    const ping = await fetch(
      `${first.match[1]}/rest/ping?u=anna&p=${encodeURIComponent(PASSWORD)}&c=test&v=1.16.1&f=json`,
    )
    expect(await ping.json()).toMatchObject({ 'subsonic-response': { status: 'ok', type: 'lockgroove' } })
    expect(await first.stop()).toBe(0)

    const second = await line.start([], READY, { script: 'build/start.ts' })
    expect(second.output()).not.toContain('Set-up code')
    await second.stop()
    await line.close()
  })
})
