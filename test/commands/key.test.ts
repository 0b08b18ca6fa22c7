// `lockgroove key`, each run in a process of its own.
import { randomBytes } from 'node:crypto'
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openDatabase } from '../../server/db/open.ts'
import { type CommandLine, createCommandLine } from '../support/command-line.ts'

const PASSWORD = 'the owl knows the way'

let line: CommandLine

// Making a user takes its time: once, with the key in a file.
let prepared: CommandLine
let firstRecoveryKey: string

beforeAll(async () => {
  prepared = createCommandLine()
  const { out } = await prepared.run(['user', 'add', 'Anna', '--admin', '--apps', '--password-stdin'], {
    input: PASSWORD,
  })
  firstRecoveryKey = /(?:\w{5}-){13}\w{5}/.exec(out)![0]
  return () => prepared.close()
})
beforeEach(() => {
  line = createCommandLine()
})
afterEach(() => line.close())

const key = (args: readonly string[], input = '', environment: NodeJS.ProcessEnv = {}) =>
  line.run(['key', ...args], { input, environment })

function withAnna() {
  for (const folder of ['data', '.config']) {
    cpSync(join(prepared.folder, folder), join(line.folder, folder), { recursive: true })
  }
}

/** From the key file into what the settings say. */
async function withAnnaUnder(masterKey: string) {
  withAnna()
  await key(['rewrap', '--to', 'given'], masterKey)
  rmSync(join(line.folder, '.config'), { recursive: true })
}

function keptRows() {
  const db = openDatabase(join(line.folder, 'data', 'lockgroove.db'), { readonly: true })
  const rows = ['vault', 'data_keys', 'users', 'device_credentials'].map((table) =>
    db.prepare(`SELECT * FROM ${table}`).all(),
  )
  db.close()
  return rows
}

const keyFiles = () => readdirSync(join(line.folder, '.config', 'lockgroove'))

describe('lockgroove key', () => {
  test.each([
    [[], /Say status, rotate, rewrap, recovery, recover/],
    [['frobnicate'], /Say status/],
    [['rotate', 'now'], /Too many words: now/],
    [['status', '--dry-run'], /key status takes no --dry-run/],
    [['recover', '--json'], /key recover takes no --json/],
    [['rotate', '--to', 'file'], /key rotate takes no --to/],
  ])('answers 2 to the wrong usage %j', async (args, sentence) => {
    const { code, out, err } = await key(args)
    expect(err).toMatch(sentence)
    expect(err).toContain('Usage: lockgroove key')
    expect(out).toBe('')
    expect(code).toBe(2)
  })

  test('says what each of them does', async () => {
    const { code, out } = await key(['--help'])
    for (const word of ['status', 'rotate', 'rewrap', 'recovery', 'recover', '--dry-run', 'Exit code']) {
      expect(out).toContain(word)
    }
    expect(code).toBe(0)
  })

  test('makes no database where there is none', async () => {
    for (const args of [['status'], ['rotate'], ['recover']]) {
      expect(await key(args)).toMatchObject({
        code: 1,
        out: '',
        err: expect.stringMatching(/^There is no database in .*: the first start makes it\.\n$/),
      })
    }
    expect(readdirSync(line.folder)).not.toContain('.config')
    expect(readdirSync(line.folder)).not.toContain('data')
  })
})

describe('lockgroove key status', () => {
  test('says where the key comes from, what is damaged and what is in the clear', async () => {
    withAnna()
    const before = JSON.parse((await key(['status', '--json'])).out)
    expect(before).toMatchObject({
      open: true,
      source: 'key file',
      path: join(line.folder, '.config', 'lockgroove', 'master.key'),
      recoveryKeyMadeAt: expect.stringMatching(/^20\d\d-/),
      dataKeyMadeAt: expect.stringMatching(/^20\d\d-/),
      credentials: { damaged: [], inTheClear: [], unchecked: 0 },
    })
    await line.run(['device', 'add', 'Anna', '--name', 'phone'])
    const db = openDatabase(join(line.folder, 'data', 'lockgroove.db'))
    db.exec(`UPDATE users SET sealed_password = '${PASSWORD}';
      UPDATE device_credentials SET sealed_password = substr(sealed_password, 1, 60)`)
    db.close()
    const { code, out } = await key(['status'])
    expect(out).toContain('Does not open: the device password "phone" of Anna')
    expect(out).toMatch(/In the clear, .*: the account password of Anna/)
    expect(out).not.toContain(PASSWORD)
    expect(code).toBe(1)
  })

  test('says what is wrong while the key is away, and 1', async () => {
    withAnna()
    const { code, out } = await key(['status'], '', { LOCKGROOVE_MASTER_KEY_FILE: '/nowhere/key' })
    expect(out).toMatch(/^The vault is sealed \(no key\)\.\n.*\/nowhere\/key/)
    expect(out).toContain('Not looked into: 1 sealed')
    expect(code).toBe(1)
    expect(
      JSON.parse((await key(['status', '--json'], '', { LOCKGROOVE_MASTER_KEY: 'no key' })).out),
    ).toMatchObject({
      open: false,
      trouble: 'bad key',
    })
  })
})

describe('a dry run', () => {
  test('says the same as the change, and changes nothing', async () => {
    withAnna()
    await line.run(['device', 'add', 'Anna', '--name', 'phone'])
    const rows = keptRows()
    const files = keyFiles()
    const { resealed } = JSON.parse((await key(['rotate', '--dry-run', '--json'])).out)
    expect((await key(['rotate', '--dry-run'])).out).toMatch(
      /Values sealed again: \d+ \(account passwords for music apps: 1, device passwords: 1\)\.\n/,
    )
    expect((await key(['rewrap', '--dry-run'])).out).toContain('This was a dry run: nothing was changed.')
    expect(await key(['recovery', '--dry-run'])).toMatchObject({
      code: 0,
      out: expect.not.stringMatching(/(\w{5}-){5}/),
    })
    expect(keptRows()).toEqual(rows)
    expect(keyFiles()).toEqual(files)

    const done = JSON.parse((await key(['rotate', '--json'])).out)
    expect(done).toMatchObject({ dryRun: false, resealed, damaged: [] })
    expect(resealed).toMatchObject({ 'users.sealed_password': 1, 'device_credentials.sealed_password': 1 })
    expect(keptRows()).not.toEqual(rows)
  })
})

describe('lockgroove key rewrap', () => {
  const given = randomBytes(32).toString('base64')
  const next = randomBytes(32).toString('base64')

  test('needs to be told where the new key goes when only the owner can put it there', async () => {
    await withAnnaUnder(given)
    const refused = await key(['rewrap'], '', { LOCKGROOVE_MASTER_KEY: given })
    expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('--to given') })

    const { code, out, err } = await key(['rewrap', '--to', 'given'], `${next}\n`, {
      LOCKGROOVE_MASTER_KEY: given,
    })
    expect(out).toContain('A running server goes on as it is')
    expect(out).toContain('set LOCKGROOVE_MASTER_KEY to the new key')
    expect(out + err).not.toContain(next)
    expect(code).toBe(0)
    expect(await key(['status'], '', { LOCKGROOVE_MASTER_KEY: given })).toMatchObject({ code: 1 })
    expect(await key(['status'], '', { LOCKGROOVE_MASTER_KEY: next })).toMatchObject({ code: 0 })
  })

  test('moves the key from the environment into a file, and says what to take away', async () => {
    await withAnnaUnder(given)
    const { code, out } = await key(['rewrap', '--to', 'file'], '', { LOCKGROOVE_MASTER_KEY: given })
    expect(out).toContain('Take away LOCKGROOVE_MASTER_KEY')
    expect(code).toBe(0)
    expect(await key(['status'])).toMatchObject({ code: 0, out: expect.stringContaining('key file') })
  })

  test('writes a new key into the file that LOCKGROOVE_MASTER_KEY_FILE names', async () => {
    const file = join(line.folder, 'key')
    writeFileSync(file, given, { mode: 0o600 })
    await withAnnaUnder(given)
    const { code, out, err } = await key(['rewrap'], '', { LOCKGROOVE_MASTER_KEY_FILE: file })
    expect([code, err]).toEqual([0, ''])
    expect(out).not.toContain('Take away')
    expect(readFileSync(file, 'utf8')).not.toContain(given)
    expect(await key(['status'], '', { LOCKGROOVE_MASTER_KEY_FILE: file })).toMatchObject({ code: 0 })
  })

  test('takes a passphrase from standard input, and another one after it', async () => {
    withAnna()
    const first = { LOCKGROOVE_PASSPHRASE: 'seven tapes on the shelf' }
    const second = { LOCKGROOVE_PASSPHRASE: 'eight tapes under the bed' }
    const { code, out } = await key(['rewrap', '--to', 'passphrase'], `${first.LOCKGROOVE_PASSPHRASE}\n`)
    expect(out).toContain('LOCKGROOVE_PASSPHRASE')
    expect(out).not.toContain('seven tapes')
    expect(code).toBe(0)
    expect(await key(['status'], '', first)).toMatchObject({ code: 0 })
    expect(await key(['status'])).toMatchObject({ code: 1 })
    expect(await key(['rewrap'], '', first)).toMatchObject({
      code: 1,
      err: expect.stringContaining('--to passphrase'),
    })
    expect(await key(['rewrap', '--to', 'passphrase'], second.LOCKGROOVE_PASSPHRASE, first)).toMatchObject({
      code: 0,
    })
    expect(await key(['status'], '', first)).toMatchObject({ code: 1 })
    expect(await key(['status'], '', second)).toMatchObject({ code: 0 })
  })

  test.each([
    [
      'an unusable key',
      ['rewrap', '--to', 'given'],
      'too short',
      /The new master key: expected a key of 32 bytes/,
    ],
    ['no key', ['rewrap', '--to', 'given'], '', /new master key/],
    ['a short passphrase', ['rewrap', '--to', 'passphrase'], 'short', /passphrase/],
    ['a keychain that may not be asked', ['rewrap', '--to', 'keychain'], '', /LOCKGROOVE_KEYCHAIN is off/],
  ])('refuses %s and changes nothing', async (_, args, input, sentence) => {
    withAnna()
    const rows = keptRows()
    const { code, out, err } = await key(args, input)
    expect(err).toMatch(sentence)
    expect(out).toBe('')
    expect(code).toBe(1)
    expect(keptRows()).toEqual(rows)
    expect(await key(['rewrap', '--to', 'elsewhere'])).toMatchObject({ code: 2 })
  })
})

describe('lockgroove key recovery', () => {
  test('shows a new key once and says that the one before stopped', async () => {
    withAnna()
    const { code, out } = await key(['recovery'])
    const second = /(?:\w{5}-){13}\w{5}/.exec(out)![0]
    expect(second).not.toBe(firstRecoveryKey)
    expect(out).toContain('The one before stopped working')
    expect(code).toBe(0)
    const stored = JSON.stringify(keptRows())
    for (const plain of [firstRecoveryKey, second]) expect(stored).not.toContain(plain)
  })
})
