// The computer is gone, its keychain and key file with it. There is a copy of the data folder, and the recovery key on paper.
import { createHash, randomBytes } from 'node:crypto'
import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import { printRecoveryKey } from '../../../server/vault/recovery-key.ts'
import { type CommandLine, createCommandLine, type Started } from '../../support/command-line.ts'
import { createConsoleClient } from '../../support/console-client.ts'
import { createSubsonicClient, type Login } from '../../support/subsonic-client.ts'

const READY = /Music apps +(http:\S+)[\s\S]*Window +(http:\S+)[\s\S]*Stop with/
const ANNA = 'the owl knows the way'
const BO = 'and the hare does not'

let old: CommandLine
let recoveryKey: string
let logins: Login[]
let apiKey: string
const lines: CommandLine[] = []

beforeAll(async () => {
  old = createCommandLine()
  const added = await old.run(['user', 'add', 'Anna', '--admin', '--apps', '--password-stdin'], {
    input: ANNA,
  })
  recoveryKey = /^ {2}((?:\w{5}-){13}\w{5})$/m.exec(added.out)![1]!
  await old.run(['user', 'add', 'Bo', '--apps', '--password-stdin'], { input: BO })
  const device = async (user: string, kind: string) => {
    const { out } = await old.run(['device', 'add', user, '--name', 'phone', '--kind', kind, '--json'])
    return JSON.parse(out).secret as string
  }
  logins = [
    { user: 'Anna', password: ANNA, form: 'token' },
    { user: 'Bo', password: BO, form: 'token' },
    { user: 'Anna', password: await device('Anna', 'password'), form: 'token' },
    { user: 'Bo', password: await device('Bo', 'password'), form: 'token' },
  ]
  apiKey = await device('Bo', 'apikey')
  // Sealed with a key of its own, the recovery key being older.
  expect(await old.run(['key', 'rotate'])).toMatchObject({ code: 0 })
  const server = await old.start(['serve'], READY)
  for (const login of logins) expect(await signIn(server, login)).toBeUndefined()
  await server.stop()
  return () => old.close()
})

afterEach(async () => {
  for (const line of lines.splice(0)) await line.close()
})

const signIn = (server: Started, login: Login) => createSubsonicClient(server.match[1]!, login).code('ping')

/** With the data folder and nothing else of the old one. */
function otherComputer(environment: NodeJS.ProcessEnv = {}): CommandLine {
  const line = createCommandLine()
  lines.push(line)
  Object.assign(line.environment, environment)
  cpSync(join(old.folder, 'data'), join(line.folder, 'data'), { recursive: true })
  return line
}

const databaseOf = (line: CommandLine) =>
  createHash('sha256')
    .update(readFileSync(join(line.folder, 'data', 'lockgroove.db')))
    .digest('hex')

describe('lockgroove key recover', () => {
  test('opens the copy on another computer, and everybody signs in as before', async () => {
    const line = otherComputer()
    let server = await line.start(['serve'], READY)
    expect(server.match.input).toContain('SEALED (no key)')
    expect(server.match.input).toContain('running, sealed')
    expect(server.match.input).toContain('lockgroove key recover')
    for (const login of logins) expect(await signIn(server, login)).toBe(0)
    expect(await signIn(server, { apiKey })).toBeUndefined()
    await server.stop()

    const typed = recoveryKey.toLowerCase().replaceAll('-', ' ')
    const { code, out, err } = await line.run(['key', 'recover'], { input: `${typed}\n` })
    expect(out).toMatch(/^Recovered\. .*key file/)
    expect(code).toBe(0)
    expect(out + err).not.toContain(recoveryKey)
    expect(existsSync(join(line.folder, '.config', 'lockgroove', 'master.key'))).toBe(true)

    server = await line.start(['serve'], READY)
    expect(server.match.input).not.toContain('SEALED')
    for (const login of logins) expect(await signIn(server, login)).toBeUndefined()
    expect(await signIn(server, { apiKey })).toBeUndefined()
    await server.stop()
    // The paper is still good, and the old computer's key is not.
    rmSync(join(line.folder, '.config'), { recursive: true })
    cpSync(join(old.folder, '.config'), join(line.folder, '.config'), { recursive: true })
    expect(await line.run(['key', 'rotate'])).toMatchObject({ code: 1 })
    expect(await line.run(['key', 'recover'], { input: recoveryKey })).toMatchObject({ code: 0 })
    expect(await line.run(['key', 'rotate'])).toMatchObject({ code: 0 })
  })

  test('beside a sealed server, which opens by itself', async () => {
    const line = otherComputer()
    const server = await line.start(['serve'], READY)
    expect(await signIn(server, logins[0]!)).toBe(0)
    expect(await line.run(['key', 'recover'], { input: recoveryKey })).toMatchObject({ code: 0 })
    await expect.poll(() => signIn(server, logins[0]!)).toBeUndefined()
    for (const login of logins) expect(await signIn(server, login)).toBeUndefined()
  })

  test.each([
    [
      'a slip of the pen',
      () => recoveryKey.replace(/^./, (letter) => (letter === 'A' ? 'B' : 'A')),
      /group 1/,
    ],
    ['half of it', () => recoveryKey.slice(0, 40), /14 groups of 5/],
    ['that of another server', () => printRecoveryKey(randomBytes(32)), /does not open the database/],
    ['nothing', () => '', /recovery key/],
  ])('refuses %s and changes nothing', async (_, typed, sentence) => {
    const line = otherComputer()
    // So that nothing is left to be written back.
    await line.run(['key', 'status'])
    const before = databaseOf(line)
    const { code, out, err } = await line.run(['key', 'recover'], { input: typed() })
    expect(err).toMatch(sentence)
    expect(err).not.toMatch(/^ +at /m)
    expect(out).toBe('')
    expect(code).toBe(1)
    expect(databaseOf(line)).toBe(before)
    expect(existsSync(join(line.folder, '.config'))).toBe(false)
  })

  test('says that nothing is lost where nothing is', async () => {
    expect(await old.run(['key', 'recover'])).toMatchObject({
      code: 0,
      out: expect.stringContaining('Nothing is lost'),
    })
  })

  test('takes the key that the settings give, and no other place then', async () => {
    const given = randomBytes(32).toString('base64')
    const line = otherComputer({ LOCKGROOVE_MASTER_KEY: given })
    const { code, out } = await line.run(['key', 'recover'], { input: recoveryKey })
    expect(out).toContain('LOCKGROOVE_MASTER_KEY')
    expect(out).not.toContain(given)
    expect(code).toBe(0)
    expect(existsSync(join(line.folder, '.config'))).toBe(false)
    const server = await line.start(['serve'], READY)
    for (const login of logins) expect(await signIn(server, login)).toBeUndefined()
  })

  test('with a passphrase in a file, or a key file that is to be made', async () => {
    const withPassphrase = otherComputer()
    const file = join(withPassphrase.folder, 'passphrase')
    writeFileSync(file, 'a passphrase for a tape\n', { mode: 0o600 })
    withPassphrase.environment['LOCKGROOVE_PASSPHRASE_FILE'] = file
    expect(await withPassphrase.run(['key', 'recover'], { input: recoveryKey })).toMatchObject({
      code: 0,
      out: expect.stringContaining('passphrase'),
    })
    expect(await withPassphrase.run(['key', 'status'])).toMatchObject({ code: 0 })

    const withFile = otherComputer()
    withFile.environment['LOCKGROOVE_MASTER_KEY_FILE'] = join(withFile.folder, 'secrets', 'key')
    expect(await withFile.run(['key', 'recover'], { input: recoveryKey })).toMatchObject({ code: 0 })
    expect(await withFile.run(['key', 'status'])).toMatchObject({ code: 0 })
  })
})

describe('vault.recover', () => {
  test('does the same in the console, signed in with the account password', async () => {
    const line = otherComputer()
    const server = await line.start(['serve'], READY)
    const console = createConsoleClient(server.match[2]!)
    await console.signIn('Anna', ANNA)
    const wrong = recoveryKey.slice(0, 20)
    expect(await console.call('vault.recover', { recoveryKey: wrong })).toMatchObject({
      code: 'invalid-input',
      field: 'recoveryKey',
    })
    expect(
      await console.call('vault.recover', { recoveryKey: printRecoveryKey(randomBytes(32)) }),
    ).toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('does not open'),
    })
    expect(await console.get('vault.recover', { recoveryKey })).toMatchObject({
      open: true,
      source: 'key file',
    })
    for (const login of logins) expect(await signIn(server, login)).toBeUndefined()
    expect(await console.call('vault.recover', { recoveryKey })).toMatchObject({ code: 'conflict' })
    expect(await console.get('audit.list', { event: 'vault.recovered' })).toMatchObject([
      { actor: 'Anna', address: '127.0.0.1', detail: { source: 'key file' } },
    ])

    const { recoveryKey: next } = await console.get('vault.makeRecoveryKey', {})
    expect(next).not.toBe(recoveryKey)
    await server.stop()
    rmSync(join(line.folder, '.config'), { recursive: true })
    expect(await line.run(['key', 'recover'], { input: recoveryKey })).toMatchObject({ code: 1 })
    expect(await line.run(['key', 'recover'], { input: next })).toMatchObject({ code: 0 })
  })
})
