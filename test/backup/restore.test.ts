// Restoring with the command line, as an owner does it after a bad day: on this computer, and on another one.
import { createHash, randomBytes } from 'node:crypto'
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
import { basename, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openDatabase } from '../../server/db/open.ts'
import { makeFixtureLibrary } from '../fixtures/library.ts'
import { type CommandLine, createCommandLine, type Finished } from '../support/command-line.ts'

const ANNA = { name: 'Anna', password: 'the owl knows the way' }
const BO = { name: 'Bo', password: 'a stone in every shoe' }
const READY = /Music apps +(http:\S+)[\s\S]*Window +(http:\S+)[\s\S]*Stop with/

interface Backup {
  readonly path: string
  readonly name: string
}

let home: CommandLine
let recoveryKey: string
let device: { id: number; secret: string }
let early: Backup
/** The data folder right after the first backup: every test begins with a copy of it. */
let saved: string

beforeAll(async () => {
  home = createCommandLine()
  const music = join(home.folder, 'music')
  mkdirSync(music)
  makeFixtureLibrary(music)
  await done(
    home.run(['user', 'add', ANNA.name, '--admin', '--apps', '--password-stdin'], { input: ANNA.password }),
  )
  await done(home.run(['user', 'add', BO.name, '--apps', '--password-stdin'], { input: BO.password }))
  const server = await home.start(['serve', '--music', music], READY)
  await server.stop()
  // To its end, however far the server's own came.
  await done(home.run(['scan']))
  device = JSON.parse((await done(home.run(['device', 'add', 'bo', '--name', 'phone', '--json']))).out)
  recoveryKey = /(?:[0-9A-Z]{5}-){13}[0-9A-Z]{5}/.exec((await done(home.run(['key', 'recovery']))).out)![0]
  change(home, (db) => {
    db.exec(`INSERT INTO song_annotations (user_id, song_id, starred_at, rating, play_count) SELECT 2, id, 1, 5, 3 FROM songs;
      INSERT INTO sessions (user_id, token_hash, method, created_at, last_seen_at, ends_at) VALUES (1, 'x', 'password', 0, 0, 9e15);
      INSERT INTO recovery_links VALUES ('y', 1, 0, 9e15);`)
  })
  early = await makeBackup(home)
  saved = join(home.folder, 'saved')
  cpSync(dataOf(home), saved, { recursive: true })
})
afterAll(() => home.close())

const dataOf = (line: CommandLine) => line.environment['LOCKGROOVE_DATA']!
const databaseOf = (line: CommandLine) => join(dataOf(line), 'lockgroove.db')

async function done(run: Promise<Finished>): Promise<Finished> {
  const finished = await run
  expect(finished).toMatchObject({ code: 0 })
  return finished
}

async function makeBackup(line: CommandLine): Promise<Backup> {
  const { path } = JSON.parse((await done(line.run(['backup', 'make', '--json']))).out)
  return { path, name: basename(path) }
}

function change(line: CommandLine, work: (db: ReturnType<typeof openDatabase>) => void) {
  const db = openDatabase(databaseOf(line))
  work(db)
  db.close()
}

function ask<Value>(line: CommandLine, sql: string): Value {
  const db = openDatabase(databaseOf(line))
  try {
    return db.prepare(sql).pluck().get() as Value
  } finally {
    db.close()
  }
}

function startOver() {
  rmSync(dataOf(home), { recursive: true })
  cpSync(saved, dataOf(home), { recursive: true })
}

/** Everything but what may be there in passing. */
function fingerprint(line: CommandLine): unknown {
  const hash = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex')
  const backups = readdirSync(join(dataOf(line), 'backups')).filter((name) => name !== 'backups.lock')
  return { database: hash(databaseOf(line)), backups }
}

async function pings(url: string, query: Record<string, string>): Promise<boolean> {
  const parameters = new URLSearchParams({ ...query, c: 'test', v: '1.16.1', f: 'json' })
  const response = await fetch(`${url}/rest/ping?${parameters}`)
  const body = (await response.json()) as { 'subsonic-response': { status: string } }
  return body['subsonic-response'].status === 'ok'
}

const token = (password: string) => ({
  t: createHash('md5').update(`${password}salt`).digest('hex'),
  s: 'salt',
})

async function everybodySignsIn(line: CommandLine): Promise<void> {
  const server = await line.start(['serve'], READY)
  const url = server.match[1]!
  for (const { name, password } of [ANNA, BO]) {
    expect(await pings(url, { u: name, p: password })).toBe(true)
    expect(await pings(url, { u: name, ...token(password) })).toBe(true)
  }
  expect(await pings(url, { u: BO.name, ...token(device.secret) })).toBe(true)
  const found = await fetch(
    `${url}/rest/search3?query=Lantern&u=bo&p=${encodeURIComponent(BO.password)}&c=test&v=1.16.1&f=json`,
  )
  const { song } = (await found.json())['subsonic-response'].searchResult3
  expect(song[0]).toMatchObject({
    title: expect.stringContaining('Lantern'),
    starred: expect.any(String),
    playCount: 3,
  })
  await server.stop()
}

/** A computer that has nothing of the first one: no key, no data. */
function otherComputer(): CommandLine {
  const other = createCommandLine()
  cpSync(early.path, join(other.folder, early.name))
  return other
}

describe('backup restore', () => {
  test('brings back what was lost, and keeps what is replaced', async () => {
    startOver()
    change(home, (db) => db.exec('DELETE FROM song_annotations; UPDATE users SET admin_role = 0'))
    const { out } = await done(home.run(['backup', 'restore', early.name, '--yes']))

    expect(out).toMatch(/2 users, \d+ songs/)
    expect(ask(home, 'SELECT count(*) FROM song_annotations')).toBeGreaterThan(0)
    expect(ask(home, 'SELECT admin_role FROM users WHERE id = 1')).toBe(1)
    const kept = join(/that is in (.*)\.\n/.exec(out)![1]!, 'lockgroove.db')
    const before = openDatabase(kept)
    expect(before.prepare('SELECT count(*) FROM song_annotations').pluck().get()).toBe(0)
    before.close()
    await everybodySignsIn(home)
  })

  test('writes it into a record that is still whole', async () => {
    const { out } = await home.run(['audit', 'show', '--event', 'backup.restored'])
    expect(out).toContain(early.name)
    expect(await home.run(['audit', 'verify'])).toMatchObject({ code: 0 })
  })

  test('brings no session and no recovery link back', async () => {
    startOver()
    expect(ask(home, 'SELECT count(*) FROM sessions')).toBe(1)
    await done(home.run(['backup', 'restore', early.name, '--yes']))
    expect(ask(home, 'SELECT count(*) FROM sessions')).toBe(0)
    expect(ask(home, 'SELECT count(*) FROM recovery_links')).toBe(0)
  })

  test('leaves a device revoked that was revoked since', async () => {
    startOver()
    await done(home.run(['device', 'revoke', String(device.id)]))
    const { out } = await done(home.run(['backup', 'restore', early.name, '--yes']))
    expect(out).toContain('Devices that were revoked since stay revoked: 1.')
    const server = await home.start(['serve'], READY)
    expect(await pings(server.match[1]!, { u: BO.name, p: device.secret })).toBe(false)
    expect(await pings(server.match[1]!, { u: BO.name, p: BO.password })).toBe(true)
    await server.stop()
  })

  test('leaves a share link ended that has ended since', async () => {
    startOver()
    const inAYear = Date.now() + 31_536_000_000
    const names = ['removed', 'ended', 'to end', 'as before', 'ended at once']
    const tokens = names.map(() => randomBytes(24).toString('base64url'))
    const hashes = tokens.map((plain) => createHash('sha256').update(plain).digest('hex'))
    change(home, (db) => {
      db.exec('UPDATE users SET share_role = 1')
      const insert = db.prepare(
        "INSERT INTO shares (owner_id, token_hash, name, song_count, created_at) VALUES (2, ?, 'n', 0, 1)",
      )
      for (const each of hashes) insert.run(each)
    })
    const before = await makeBackup(home)
    change(home, (db) => {
      db.prepare('DELETE FROM shares WHERE token_hash = ?').run(hashes[0])
      const end = db.prepare('UPDATE shares SET ends_at = ? WHERE token_hash = ?')
      end.run(9, hashes[1])
      end.run(inAYear, hashes[2])
      // As `endsAt: 0` does, and a panic that was cut off.
      end.run(0, hashes[4])
    })
    await done(home.run(['backup', 'restore', before.name, '--yes']))

    const server = await home.start(['serve'], READY)
    const statuses = await Promise.all(
      tokens.map(async (plain) => (await fetch(`${server.match[1]}/share/${plain}`)).status),
    )
    await server.stop()
    expect(statuses).toEqual([404, 404, 200, 200, 404])
    expect(ask(home, `SELECT ends_at FROM shares WHERE token_hash = '${hashes[2]}'`)).toBe(inAYear)
    // And so it is in a backup of the restored one.
    expect(ask(home, 'SELECT token_hash FROM ended_shares')).toBe(hashes[0])
  })

  test('still knows which backups are bad', async () => {
    startOver()
    const bad = await makeBackup(home)
    const bytes = readFileSync(bad.path)
    writeFileSync(bad.path, bytes.fill('x', bytes.length - 100))
    expect(await home.run(['backup', 'verify', bad.name])).toMatchObject({ code: 1 })
    await done(home.run(['backup', 'restore', early.name, '--yes']))
    const { out } = await done(home.run(['backup', 'list', '--json']))
    const good = JSON.parse(out).map((one: { name: string; good: boolean }) => [one.name, one.good])
    expect(Object.fromEntries(good)).toEqual({ [bad.name]: false, [early.name]: true })
  })

  test('refuses while a server runs, and changes nothing', async () => {
    startOver()
    const server = await home.start(['serve'], READY)
    const { code, err } = await home.run(['backup', 'restore', early.name, '--yes'])
    expect(err).toMatch(/is in use: stop the Lockgroove server/)
    expect(code).toBe(1)
    server.child.kill('SIGKILL')
    await new Promise((resolve) => server.child.once('close', resolve))
    await done(home.run(['backup', 'restore', early.name, '--yes']))
  })

  test('does not ask where nobody can answer', async () => {
    const { code, err } = await home.run(['backup', 'restore', early.name])
    expect(err).toContain('--yes')
    expect(code).toBe(2)
  })

  test.each([
    {
      what: 'a changed byte',
      spoil: (bytes: Buffer) => bytes.fill('x', bytes.length - 3000, bytes.length - 2990),
    },
    {
      what: 'a changed head',
      spoil: (bytes: Buffer) =>
        Buffer.from(bytes.toString('latin1').replace('"users":2', '"users":3'), 'latin1'),
    },
    { what: 'a missing end', spoil: (bytes: Buffer) => bytes.subarray(0, bytes.length - 70_000) },
    { what: 'nothing but a head', spoil: (bytes: Buffer) => bytes.subarray(0, bytes.indexOf(10, 30) + 1) },
    { what: 'something else', spoil: () => Buffer.from('this is no backup') },
    { what: 'nothing', spoil: () => Buffer.alloc(0) },
  ])('says that a file with $what is no use, and changes nothing', async ({ spoil }) => {
    startOver()
    const spoiled = join(home.folder, 'spoiled.lgbackup')
    writeFileSync(spoiled, spoil(readFileSync(early.path)) as Buffer)
    const before = fingerprint(home)
    const { code, err } = await home.run(['backup', 'restore', spoiled, '--yes'])
    expect(err).toMatch(/damaged|no backup/)
    expect(err).not.toMatch(/^ +at /m)
    expect(code).toBe(1)
    expect(fingerprint(home)).toEqual(before)
    expect(await home.run(['backup', 'verify', spoiled])).toMatchObject({ code: 1 })
  })

  test('says that there is no such file', async () => {
    expect(await home.run(['backup', 'restore', '/nowhere/at.lgbackup', '--yes'])).toMatchObject({
      code: 1,
      err: expect.stringContaining('There is no backup /nowhere/at.lgbackup'),
    })
    expect(await home.run(['backup', 'restore'])).toMatchObject({ code: 2 })
  })

  test('starts with a database that is damaged beyond reading', async () => {
    startOver()
    writeFileSync(databaseOf(home), randomBytes(100_000))
    const { out } = await done(home.run(['backup', 'restore', early.name, '--yes']))
    const kept = /that is in (.*)\.\n/.exec(out)![1]!
    expect(statSync(join(kept, 'lockgroove.db')).size).toBe(100_000)
    await everybodySignsIn(home)
  })
})

describe('backup restore after the master key has changed', () => {
  beforeAll(startOver)

  test('gives the restored database the present master key', async () => {
    startOver()
    await done(home.run(['key', 'rewrap']))
    const present = ask(home, 'SELECT master_key_id FROM vault')
    await done(home.run(['backup', 'verify', early.name]))
    await done(home.run(['backup', 'restore', early.name, '--yes']))
    expect(ask(home, 'SELECT master_key_id FROM vault')).toBe(present)
    await everybodySignsIn(home)
  })
})

describe('backup restore on another computer', () => {
  test('opens with the recovery key alone, and everybody signs in', async () => {
    const other = otherComputer()
    const { out } = await done(
      other.run(['backup', 'restore', join(other.folder, early.name), '--recovery-key-stdin', '--yes'], {
        input: `${recoveryKey.toLowerCase()}\n`,
      }),
    )
    expect(out).toContain('It opens with the master key of this computer now')
    expect(ask(other, 'SELECT master_key_id FROM vault')).not.toBe(
      ask(home, 'SELECT master_key_id FROM vault'),
    )
    await everybodySignsIn(other)
    expect(await other.run(['audit', 'verify'])).toMatchObject({ code: 0 })

    const again = await makeBackup(other)
    const third = createCommandLine()
    await done(
      third.run(['backup', 'restore', again.path, '--recovery-key-stdin', '--yes'], { input: recoveryKey }),
    )
    await everybodySignsIn(third)
    await third.close()
    await other.close()
  })

  test('opens with the master key of the first one from a file', async () => {
    const other = otherComputer()
    const keyFile = join(home.folder, '.config', 'lockgroove', 'master.key')
    startOver()
    const kept = readdirSync(join(keyFile, '..')).map((name) => join(keyFile, '..', name))
    const results = []
    for (const file of kept) {
      results.push(
        await other.run([
          'backup',
          'restore',
          join(other.folder, early.name),
          '--backup-key-file',
          file,
          '--yes',
        ]),
      )
    }
    expect(results.filter(({ code }) => code === 0).length).toBeGreaterThan(0)
    await everybodySignsIn(other)
    await other.close()
  })

  test('verify names the one whose key is not here, and goes on to the others', async () => {
    const other = otherComputer()
    await done(
      other.run(['user', 'add', 'eva', '--admin', '--apps', '--password-stdin'], {
        input: 'an owl of her own',
      }),
    )
    const own = await makeBackup(other)
    cpSync(early.path, join(dataOf(other), 'backups', early.name))
    const { code, out } = await other.run(['backup', 'verify', '--all'])
    expect(code).toBe(1)
    expect(out).toMatch(new RegExp(`^good +${own.name}`, 'm'))
    expect(out).toMatch(new RegExp(`^shut +${early.name} +The master key of the backup is not at hand`, 'm'))
    expect(out).not.toContain('this database')
    await other.close()
  })

  test.each([
    {
      what: 'no key',
      args: [],
      input: '',
      says: /master key of the backup is not at hand\. Looked for it: .*--recovery-key-stdin/,
    },
    {
      what: 'a recovery key with a slip',
      args: ['--recovery-key-stdin'],
      input: 'slip',
      says: /group|characters/,
    },
    {
      what: 'another recovery key',
      args: ['--recovery-key-stdin'],
      input: 'other',
      says: /does not open the backup/,
    },
    {
      what: 'another master key',
      args: ['--backup-key-file', 'KEY'],
      input: '',
      says: /does not open the backup/,
    },
    {
      what: 'a key file that is not there',
      args: ['--backup-key-file', '/nowhere'],
      input: '',
      says: /there is no file/,
    },
  ])('refuses $what and leaves nothing behind', async ({ args, input, says }) => {
    const other = otherComputer()
    const key = join(other.folder, 'key')
    writeFileSync(key, randomBytes(32).toString('base64'), { mode: 0o600 })
    const typed =
      input === 'slip' ? recoveryKey.slice(0, -1) : input === 'other' ? await anotherRecoveryKey() : input
    const { code, err } = await other.run(
      [
        'backup',
        'restore',
        join(other.folder, early.name),
        '--yes',
        ...args.map((arg) => (arg === 'KEY' ? key : arg)),
      ],
      { input: typed },
    )
    expect(err).toMatch(says)
    expect(err).not.toContain(recoveryKey.slice(0, 11))
    expect(code).toBe(1)
    expect(existsSync(databaseOf(other))).toBe(false)
    const left = existsSync(join(dataOf(other), 'backups')) ? readdirSync(join(dataOf(other), 'backups')) : []
    expect(left.filter((name) => name !== 'backups.lock')).toEqual([])
    await other.close()
  })
})

async function anotherRecoveryKey(): Promise<string> {
  const stranger = createCommandLine()
  await done(
    stranger.run(['user', 'add', 'Eve', '--admin', '--apps', '--password-stdin'], {
      input: 'quite a long password',
    }),
  )
  const { out } = await done(stranger.run(['key', 'recovery']))
  await stranger.close()
  return /(?:[0-9A-Z]{5}-){13}[0-9A-Z]{5}/.exec(out)![0]
}
