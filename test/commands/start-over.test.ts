// `lockgroove key start-over`: both keys are lost, and what needs neither goes on.
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openDatabase } from '../../server/db/open.ts'
import { type CommandLine, createCommandLine } from '../support/command-line.ts'
import { createSubsonicClient, type Login } from '../support/subsonic-client.ts'

const PASSWORD = 'the owl knows the way'
const RECOVERY_KEY = /(?:\w{5}-){13}\w{5}/
const READY = /Music apps +(http:\S+)[\s\S]*Stop with/

let line: CommandLine

// With a device password, an API key, a playlist, a share link and a backup: once, for all.
let prepared: CommandLine
let secrets: { readonly recoveryKey: string; readonly phone: string; readonly apiKey: string }
let backup: string

beforeAll(async () => {
  prepared = createCommandLine()
  const added = await prepared.run(['user', 'add', 'Anna', '--admin', '--apps', '--password-stdin'], {
    input: PASSWORD,
  })
  await prepared.run(['user', 'add', 'Ben', '--apps', '--password-stdin'], { input: PASSWORD })
  const phone = await prepared.run(['device', 'add', 'Anna', '--name', 'phone', '--json'])
  const car = await prepared.run(['device', 'add', 'Ben', '--name', 'car', '--kind', 'apikey', '--json'])
  secrets = {
    recoveryKey: RECOVERY_KEY.exec(added.out)![0],
    phone: JSON.parse(phone.out).secret,
    apiKey: JSON.parse(car.out).secret,
  }
  inDatabase(prepared, (db) =>
    db.exec(
      `INSERT INTO playlists (owner_id, name, created_at, changed_at) VALUES (1, 'Evenings', 0, 0);
       INSERT INTO sessions (user_id, token_hash, method, created_at, last_seen_at, ends_at)
       VALUES (1, 'hash', 'password', 0, unixepoch() * 1000, 9e15);
       INSERT INTO shares (owner_id, token_hash, name, song_count, created_at, sealed_token)
       VALUES (1, 'hash', 'Holiday', 0, 0, 'v1:sealed')`,
    ),
  )
  await prepared.run(['backup', 'make'])
  backup = readdirSync(join(prepared.folder, 'data', 'backups')).find((name) => name.endsWith('.lgbackup'))!
  return () => prepared.close()
})
beforeEach(() => {
  line = createCommandLine()
  for (const folder of ['data', '.config']) {
    cpSync(join(prepared.folder, folder), join(line.folder, folder), { recursive: true })
  }
})
afterEach(() => line.close())

function inDatabase<Value>({ folder }: CommandLine, use: (db: ReturnType<typeof openDatabase>) => Value) {
  const db = openDatabase(join(folder, 'data', 'lockgroove.db'))
  try {
    return use(db)
  } finally {
    db.close()
  }
}

const startOver = (args: readonly string[] = ['--yes'], environment: NodeJS.ProcessEnv = {}) =>
  line.run(['key', 'start-over', ...args], { environment })

const keyFile = () => join(line.folder, '.config', 'lockgroove', 'master.key')
const loseTheKey = () => rmSync(join(line.folder, '.config'), { recursive: true })

function everything() {
  const reports = join(line.folder, 'data', 'reports')
  return inDatabase(line, (db) => [
    ...['vault', 'data_keys', 'users', 'device_credentials', 'audit_log', 'sessions', 'state'].map((table) =>
      db.prepare(`SELECT * FROM ${table}`).all(),
    ),
    existsSync(reports) ? readdirSync(reports) : [],
    existsSync(keyFile()),
  ])
}

async function refused(args: readonly string[], sentence: RegExp, environment: NodeJS.ProcessEnv = {}) {
  const before = everything()
  const { code, out, err } = await startOver(args, environment)
  expect(err).toMatch(sentence)
  expect([code, out]).toEqual([1, ''])
  expect(everything()).toEqual(before)
}

describe('lockgroove key start-over', () => {
  test('says in a dry run what would be lost, and changes nothing', async () => {
    loseTheKey()
    const before = everything()
    const { code, out } = await startOver(['--dry-run'])
    expect(out).toMatch(/account password in music apps.*: Anna, Ben\n/)
    expect(out).toContain('Device passwords: "phone" of Anna\n')
    expect(out).toMatch(/share links, which go on working.*: "Holiday" of Anna\n/)
    expect(out).toMatch(/audit log: its entries so far \(\d+\)/)
    expect(out).not.toContain('car')
    expect(out).not.toMatch(RECOVERY_KEY)
    expect(out).toContain('nothing was changed')
    expect(code).toBe(0)
    expect(everything()).toEqual(before)
  })

  test('makes new keys, gives up what none opens, and keeps the rest', async () => {
    loseTheKey()
    const entries = inDatabase(line, (db) => db.prepare('SELECT id, event FROM audit_log ORDER BY id').all())
    const old = inDatabase(line, (db) => db.prepare('SELECT canary FROM vault').pluck().get())
    const { code, out, err } = await startOver()
    expect([code, err]).toEqual([0, ''])
    expect(RECOVERY_KEY.exec(out)![0]).not.toBe(secrets.recoveryKey)
    expect(statSync(keyFile()).mode & 0o777).toBe(0o600)

    const status = await line.run(['key', 'status', '--json'])
    expect(JSON.parse(status.out)).toMatchObject({
      open: true,
      recoveryKeyMadeAt: expect.any(String),
      credentials: { damaged: [], inTheClear: [], unchecked: 0 },
    })
    const users = JSON.parse((await line.run(['user', 'list', '--json'])).out)
    expect(users).toMatchObject([{ name: 'Anna' }, { name: 'Ben' }])
    expect(inDatabase(line, (db) => db.prepare('SELECT name FROM playlists').pluck().all())).toEqual([
      'Evenings',
    ])

    const rest = inDatabase(line, (db) => [
      db.prepare('SELECT * FROM sessions').all(),
      db.prepare('SELECT token_hash, sealed_token FROM shares').all(),
    ])
    expect(rest).toEqual([[], [{ token_hash: 'hash', sealed_token: null }]])

    const verdict = JSON.parse((await line.run(['audit', 'verify', '--json'])).out)
    expect(verdict).toMatchObject({ ok: true, problems: [] })
    expect(verdict.notes).toEqual([
      `Entries 1 to ${entries.length} are from before the vault was made anew: no longer vouched for, as the key of that time is lost.`,
    ])
    const shown = inDatabase(line, (db) => db.prepare('SELECT id, event FROM audit_log ORDER BY id').all())
    expect(shown.slice(0, entries.length)).toEqual(entries)
    expect(shown[entries.length]).toMatchObject({ event: 'vault.started-over' })

    const kept = /is kept, sealed as it was, in (\S+)/.exec(out)![1]!
    expect(statSync(kept).mode & 0o777).toBe(0o600)
    const text = readFileSync(kept, 'utf8')
    expect(JSON.parse(text)).toMatchObject({
      vault: { canary: old },
      dataKeys: [{}],
      values: [{}, {}, {}, {}],
    })
    for (const secret of [PASSWORD, secrets.phone, secrets.apiKey, secrets.recoveryKey]) {
      expect(text + out).not.toContain(secret)
    }
  })

  test('is followed by a server that runs sealed: passwords for apps are off, API keys go on', async () => {
    loseTheKey()
    const server = await line.start(['serve'], READY)
    const ping = (login: Login) => createSubsonicClient(server.match[1]!, login).json('ping')
    expect(await ping({ user: 'Anna', password: secrets.phone })).toMatchObject({ error: { code: 0 } })
    expect(await startOver()).toMatchObject({ code: 0 })
    const opened = () =>
      inDatabase(line, (db) => db.prepare("SELECT id FROM audit_log WHERE event = 'vault.opened'").all())
    await expect.poll(opened, { timeout: 10_000 }).toHaveLength(1)
    expect(await ping({ user: 'Anna', password: secrets.phone })).toMatchObject({ status: 'failed' })
    expect(await ping({ user: 'Anna', password: PASSWORD })).toMatchObject({ status: 'failed' })
    expect(await ping({ apiKey: secrets.apiKey })).toMatchObject({ status: 'ok' })
    const { out } = await line.run(['device', 'add', 'Anna', '--name', 'phone', '--json'])
    expect(await ping({ user: 'Anna', password: JSON.parse(out).secret })).toMatchObject({ status: 'ok' })
    expect((await line.run(['audit', 'verify'])).code).toBe(0)
    await server.stop()
  })

  test('leaves old backups to the keys of their time', async () => {
    loseTheKey()
    await startOver()
    expect(await line.run(['backup', 'restore', backup, '--yes'])).toMatchObject({
      code: 1,
      err: expect.stringContaining('The master key of the backup is not at hand'),
    })
    const { code } = await line.run(['backup', 'restore', backup, '--recovery-key-stdin', '--yes'], {
      input: secrets.recoveryKey,
    })
    expect(code).toBe(0)
    const phones = inDatabase(line, (db) =>
      db.prepare("SELECT sealed_password FROM device_credentials WHERE name = 'phone'").pluck().all(),
    )
    expect(phones).toEqual([null])
  })

  test('is refused while a key opens the vault, wherever that is', async () => {
    await refused(['--yes', '--insist'], /^Nothing is lost: .* key file.*rotate, rewrap and recovery/)
    await refused(['--yes', '--insist'], /^Nothing is lost: the key in .*master\.key opens it/, {
      LOCKGROOVE_MASTER_KEY: `${'b'.repeat(16)}0123456789abcdef`,
    })
  })

  test('is refused while a server has the vault open whose key is away', async () => {
    const server = await line.start(['serve'], READY)
    loseTheKey()
    await refused(['--yes', '--insist'], /the server that runs has the vault open/)
    await server.stop()
    expect(await startOver()).toMatchObject({ code: 0 })
  })

  test('needs --insist where the key may still be: a keychain nobody could ask, a passphrase not given, a damaged file', async () => {
    loseTheKey()
    const withKeychain = { LOCKGROOVE_KEYCHAIN: 'auto', DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nowhere' }
    await refused(['--yes'], /the keychain cannot be used.*say --insist/, withKeychain)
    expect(await startOver(['--dry-run'], withKeychain)).toMatchObject({
      code: 0,
      out: expect.stringMatching(/It would be refused: .*the keychain cannot be used/),
    })
    mkdirSync(join(keyFile(), '..'), { recursive: true })
    writeFileSync(keyFile(), 'no key', { mode: 0o600 })
    await refused(['--yes'], /The key may still be there.*master\.key/)
    loseTheKey()
    inDatabase(line, (db) => db.exec("UPDATE vault SET passphrase_salt = 'AAAAAAAAAAAAAAAAAAAAAA'"))
    await refused(['--yes'], /no passphrase is set/)

    const { code, err } = await startOver(['--yes', '--insist'], withKeychain)
    expect(err).toContain('So the master key is in a file.')
    expect(code).toBe(0)
    expect(await line.run(['key', 'status'])).toMatchObject({ code: 0 })
  })

  test('asks for a word, and needs --yes where nobody can be asked', async () => {
    loseTheKey()
    const before = everything()
    expect(await startOver([])).toMatchObject({ code: 2, err: expect.stringContaining('--yes') })
    expect(everything()).toEqual(before)
  })

  test('names who can sign in no more, and keeps what lies in the clear', async () => {
    loseTheKey()
    inDatabase(line, (db) =>
      db.exec(
        "UPDATE users SET password_hash = '' WHERE name = 'Anna'; UPDATE users SET sealed_password = 'in the clear' WHERE name = 'Ben'",
      ),
    )
    const { out } = await startOver()
    expect(out).toContain('Anna has no other password: lockgroove user password Anna')
    expect(out).toContain('passwords in the clear go on working, and are sealed (1)')
    expect(
      inDatabase(line, (db) => db.prepare('SELECT sealed_password FROM users ORDER BY id').pluck().all()),
    ).toEqual([null, expect.stringMatching(/^v1:/)])
  })
})
