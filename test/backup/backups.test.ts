// Making, checking, keeping and losing backups, of the fixture library.
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createDeviceCredential } from '../../server/auth/device-credentials.ts'
import { type Backups, createBackups } from '../../server/backup/backups.ts'
import { copyDatabase } from '../../server/backup/copy-database.ts'
import { createBackupSchedule } from '../../server/backup/schedule.ts'
import { openDatabase } from '../../server/db/open.ts'
import { createLog } from '../../server/log.ts'
import { masterKeyOptions, type OpenData, openData } from '../../server/open-data.ts'
import { sealedVault } from '../../server/vault/vault.ts'
import { VaultProblem } from '../../server/vault/vault-problem.ts'
import { findSecrets } from '../support/find-secrets.ts'
import { preparedData, testSettings } from '../support/prepared-data.ts'
import { createTestClock } from '../support/vault-and-users.ts'

const HOUR = 60 * 60 * 1000
const DAY = 24 * HOUR
/** As in testSettings. */
const MASTER_KEY = '0123456789abcdef'.repeat(4)
const isRoot = process.getuid?.() === 0

let base: string
let dataDir: string
let data: OpenData
let clock: ReturnType<typeof createTestClock>
let backups: Backups

beforeEach(async () => {
  base = mkdtempSync(join(tmpdir(), 'lockgroove-backups-'))
  dataDir = join(base, 'data')
  cpSync((await preparedData('fixture')).dataDir, dataDir, { recursive: true })
  clock = createTestClock(Date.UTC(2026, 10, 21, 3, 15))
  data = await openData(testSettings(dataDir), { clock })
  backups = createBackups(deps())
})
afterEach(async () => {
  await backups.close()
  data.close()
  rmSync(base, { recursive: true, force: true })
})

const keys = () => masterKeyOptions(testSettings(dataDir))
const deps = () => ({ ...data, keys: keys(), dataDir, clock })
const backupDir = () => join(dataDir, 'backups')
const inBackupDir = () => readdirSync(backupDir()).filter((name) => name !== 'backups.lock')
const audited = () =>
  data.db.prepare("SELECT subject, detail FROM audit_log WHERE event = 'backup.made'").raw().all()
const makeEvery = async (times: number, ms: number) => {
  const names: string[] = []
  for (let made = 0; made < times; made++) {
    names.push((await backups.make('test')).name)
    clock.move(ms)
  }
  return names
}

describe('make', () => {
  test('makes one file that only its owner may read, checks it and writes it down', async () => {
    const made = await backups.make('Anna')
    expect(made).toMatchObject({
      name: 'lockgroove-20261121-031500.lgbackup',
      good: true,
      madeAt: clock.now(),
      counts: { users: 4 },
      rehearsal: {
        ok: true,
        at: clock.now(),
        sentence: expect.stringMatching(/^Opened, whole: 4 users, \d+ songs/),
      },
    })
    expect(inBackupDir()).toEqual([made.name])
    expect(statSync(made.path).mode & 0o777).toBe(0o600)
    expect(statSync(backupDir()).mode & 0o777).toBe(0o700)
    expect(backups.list()).toMatchObject([{ name: made.name, good: true, rehearsal: { ok: true } }])
    expect(audited()).toEqual([[made.name, JSON.stringify({ ok: true, bytes: made.sizeBytes })]])
  })

  test('holds no secret and no name in the clear', async () => {
    const user = data.users.list()[0]!
    const { plainSecret } = createDeviceCredential({ db: data.db, vault: data.vault, clock }, {
      userId: user.id,
      kind: 'password',
      name: 'phone',
      scope: 'listen',
    } as never)
    const { path } = await backups.make('test')
    const bytes = readFileSync(path)
    for (const text of [plainSecret, user.name, 'Lantern']) expect(bytes.includes(text)).toBe(false)
    expect(
      findSecrets([backupDir()], { device: plainSecret, masterKey: Buffer.from(MASTER_KEY, 'hex') }),
    ).toEqual([])
  })

  test('two within a second have two names', async () => {
    await backups.make('test')
    expect((await backups.make('test')).name).toBe('lockgroove-20261121-031500-2.lgbackup')
  })

  test('puts it into another folder, where nothing is ever removed', async () => {
    const stick = join(base, 'stick')
    await expect(backups.make('test', stick)).rejects.toThrow(`There is no folder ${stick}`)
    mkdirSync(stick)
    data.live.set('backupKeepCount', '1')
    for (let made = 0; made < 3; made++) {
      expect((await backups.make('test', stick)).path).toContain(stick)
      clock.move(DAY)
    }
    expect(readdirSync(stick).length).toBe(3)
    expect(inBackupDir()).toEqual([])
    expect(await backups.verify(join(stick, readdirSync(stick)[0]!))).toMatchObject({ good: true })
  })

  test('leaves out what comes back by itself and who is signed in, without a trace', () => {
    data.db.exec(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500)
      INSERT INTO sessions (user_id, token_hash, method, created_at, last_seen_at, ends_at)
      SELECT 1, 'hash of a session ' || i, 'password', 0, 0, 9 FROM n`)
    const schema = () => data.db.prepare('SELECT sql FROM sqlite_schema ORDER BY sql').pluck().all()
    const copy = join(base, 'copy.db')
    copyDatabase(data.dbPath, copy)
    const bytes = readFileSync(copy)
    for (const text of ['"isDir":false', 'hash of a session']) expect(bytes.includes(text)).toBe(false)
    expect(bytes.includes('Lantern')).toBe(true)
    expect(statSync(copy).mode & 0o777).toBe(0o600)
    expect(readdirSync(base)).toEqual(['copy.db', 'data'])
    const opened = openDatabase(copy)
    expect(opened.prepare('SELECT sql FROM sqlite_schema ORDER BY sql').pluck().all()).toEqual(schema())
    opened.close()
  })

  test('is refused while another process is at it, which the lock of a killed one is not', async () => {
    mkdirSync(backupDir(), { mode: 0o700 })
    const script = `
      import { takeLock } from ${JSON.stringify(join(import.meta.dirname, '../../server/db/folder-lock.ts'))}
      takeLock(${JSON.stringify(join(backupDir(), 'backups.lock'))}, 'replace')
      console.log('held')
      setInterval(() => {}, 1000)`
    const other = spawn(process.execPath, ['--input-type=module', '--eval', script])
    await once(other.stdout, 'data')
    await expect(backups.make('test')).rejects.toThrow('Another backup is being made')
    other.kill('SIGKILL')
    await once(other, 'close')
    expect(await backups.make('test')).toMatchObject({ good: true })
  })

  test('is refused while one is under way here', async () => {
    const first = backups.make('test')
    await expect(backups.make('test')).rejects.toThrow('Another backup is being made')
    expect(await first).toMatchObject({ good: true })
  })

  test('removes what a killed one has left, and leaves nothing when it is stopped', async () => {
    mkdirSync(backupDir(), { mode: 0o700 })
    for (const name of [
      'working-0123456789ab.db',
      'working-0123456789ab.db-journal',
      'restored-aa.db',
      'x.lgbackup.part',
    ])
      writeFileSync(join(backupDir(), name), 'left')
    writeFileSync(join(backupDir(), 'my notes.db'), 'mine')
    await backups.make('test')
    expect(inBackupDir()).toEqual(['lockgroove-20261121-031500.lgbackup', 'my notes.db'])

    const stopped = backups.make('test')
    await backups.close()
    await expect(stopped).rejects.toThrow('stopped before it was done')
    expect(inBackupDir()).toEqual(['lockgroove-20261121-031500.lgbackup', 'my notes.db'])
  })

  test('while others write, it holds one moment of them', async () => {
    const write = data.db.prepare("INSERT OR REPLACE INTO state VALUES ('written', ?)")
    let written = 0
    const writer = setInterval(() => write.run(String(++written)), 1)
    const made = await backups.make('test')
    clearInterval(writer)
    expect(made.good).toBe(true)
    expect(written).toBeGreaterThan(1)
  })
})

describe('a backup that is bad', () => {
  /** Makes the real one, then changes a byte in it before it is checked. */
  const spoilingWorker = (job: unknown) =>
    new Worker(new URL('./spoiling-worker.ts', import.meta.url), { workerData: job })

  test('is kept apart, written down, and never counted', async () => {
    const good = await backups.make('test')
    clock.move(DAY)
    const spoiled = createBackups({ ...deps(), startWorker: spoilingWorker })
    const made = await spoiled.make('test')
    expect(made).toMatchObject({
      name: 'lockgroove-20261122-031500.lgbackup.bad',
      good: false,
      rehearsal: { ok: false, sentence: expect.stringContaining('damaged') },
    })
    expect(backups.list().map(({ name, good }) => [name, good])).toEqual([
      [made.name, false],
      [good.name, true],
    ])
    expect(audited().at(-1)).toEqual([made.name, expect.stringContaining('"ok":false')])
  })

  test('does not push a good one out, and goes when it is old', async () => {
    data.live.set('backupKeepCount', '1')
    const good = await backups.make('test')
    clock.move(DAY)
    await createBackups({ ...deps(), startWorker: spoilingWorker }).make('test')
    expect(existsSync(good.path)).toBe(true)
    clock.move(31 * DAY)
    const next = await backups.make('test')
    expect(inBackupDir()).toEqual([next.name])
  })
})

describe('verify', () => {
  test('finds what has changed since', async () => {
    const { path, name } = await backups.make('test')
    clock.move(HOUR)
    expect(await backups.verify(name)).toMatchObject({ good: true, rehearsal: { at: clock.now(), ok: true } })
    const bytes = readFileSync(path)
    bytes[bytes.length - 5]! ^= 4
    writeFileSync(path, bytes)
    expect(await backups.verify(name)).toMatchObject({ good: false, rehearsal: { ok: false } })
    expect(backups.list()).toMatchObject([{ good: false }])
  })

  test('takes a head with an impossible date for damaged', async () => {
    const { path } = await backups.make('test')
    const bytes = readFileSync(path, 'latin1')
    writeFileSync(path, bytes.replace(/"madeAt":\d+/, `"madeAt":${Number.MAX_SAFE_INTEGER}`), 'latin1')
    expect(backups.list()).toMatchObject([{ good: false, madeAt: Math.round(statSync(path).mtimeMs) }])
  })

  test('knows no backup by a path that leads out, and none that is not there', () => {
    expect(() => backups.verify('../lockgroove.db')).toThrow('backup not found')
    expect(() => backups.verify('nowhere.lgbackup')).toThrow('backup not found')
  })

  test('compares every table with what was counted', async () => {
    const { path, name } = await backups.make('test')
    const bytes = readFileSync(path)
    writeFileSync(path, Buffer.from(bytes.toString('latin1').replace(/"users":4/, '"users":5'), 'latin1'))
    expect(await backups.verify(name)).toMatchObject({ good: false })
  })
})

describe('keeping', () => {
  test('keeps so many, the newest ones', async () => {
    data.live.set('backupKeepCount', '2')
    const names = await makeEvery(4, HOUR)
    expect(inBackupDir()).toEqual(names.slice(2))
  })

  test('keeps none that is older than so many days, but always the newest', async () => {
    data.live.set('backupKeepDays', '2')
    const names = await makeEvery(3, DAY)
    expect(inBackupDir()).toEqual(names)
    clock.move(10 * DAY)
    const first = await backups.make('test')
    clock.move(3 * DAY)
    const last = await backups.make('test')
    expect(inBackupDir()).toEqual([first.name, last.name])
    clock.move(3 * DAY)
    data.live.set('backupKeepDays', '1')
    const alone = await backups.make('test')
    expect(inBackupDir()).toEqual([last.name, alone.name])
  })

  test('takes nothing for old by a clock that has just jumped years ahead', async () => {
    const names = await makeEvery(3, DAY)
    clock.move(1000 * DAY)
    const wrong = await backups.make('test')
    clock.move(-1000 * DAY)
    const right = await backups.make('test')
    expect(inBackupDir()).toEqual([...names, right.name, wrong.name])
  })

  test('keeps the one just made by a clock that was put back, and what is of the future goes first', async () => {
    data.live.set('backupKeepCount', '2')
    clock.move(400 * DAY)
    await makeEvery(2, DAY)
    clock.move(-400 * DAY)
    const [first, second] = await makeEvery(2, DAY)
    expect(inBackupDir()).toEqual([first, second])
  })

  test('keeps what a restore has put aside as long', async () => {
    mkdirSync(join(backupDir(), 'before-restore-20260101-000000'), { recursive: true })
    mkdirSync(join(backupDir(), 'before-restore-20261120-000000'))
    const old = (clock.now() - 31 * DAY) / 1000
    utimesSync(join(backupDir(), 'before-restore-20260101-000000'), old, old)
    const now = clock.now() / 1000
    utimesSync(join(backupDir(), 'before-restore-20261120-000000'), now, now)
    const { name } = await backups.make('test')
    expect(inBackupDir()).toEqual(['before-restore-20261120-000000', name])
  })
})

describe('a folder that does not do', () => {
  /** A drive of its own that is full after so many bytes. */
  function mount(size: string): string {
    const folder = join(base, 'drive')
    mkdirSync(folder)
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', folder])
    return folder
  }

  test.runIf(isRoot)('a full disk is said in words, nothing is left, and the server goes on', async () => {
    const drive = mount('32k')
    try {
      await expect(backups.make('test', drive)).rejects.toMatchObject({ trouble: 'no room' })
      expect(readdirSync(drive)).toEqual([])
      expect(inBackupDir()).toEqual([])
    } finally {
      execFileSync('umount', [drive])
    }
    expect(await backups.make('test')).toMatchObject({ good: true })
  })

  test.runIf(isRoot)('too little room for the copy is said before it is made', async () => {
    mkdirSync(backupDir(), { mode: 0o700 })
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=512k', 'tmpfs', backupDir()])
    try {
      await expect(backups.make('test')).rejects.toThrow(/not enough room .* MiB are free/)
      expect(inBackupDir()).toEqual([])
    } finally {
      execFileSync('umount', [backupDir()])
    }
  })

  test.runIf(isRoot)('one that cannot be written is said in words', async () => {
    const drive = mount('1m')
    try {
      execFileSync('mount', ['-o', 'remount,ro', drive])
      await expect(backups.make('test', drive)).rejects.toMatchObject({ trouble: 'unwritable' })
    } finally {
      execFileSync('umount', [drive])
    }
  })
})

describe('the schedule', () => {
  const schedule = (vault = data.vault) =>
    createBackupSchedule({
      ...data,
      vault,
      backups,
      clock,
      log: createLog({ verbosity: 'silent' }),
      isWorthIt: () => true,
    })

  test('makes the first at once and the next when it is time, as the setting is at that moment', async () => {
    const { look, nextAt } = schedule()
    await look()
    expect(inBackupDir().length).toBe(1)
    expect(nextAt()).toBe(clock.now() + 24 * HOUR)
    clock.move(23 * HOUR)
    await look()
    expect(inBackupDir().length).toBe(1)
    data.live.set('backupEveryHours', '12')
    await look()
    expect(inBackupDir().length).toBe(2)
  })

  test('counts those that were made by hand, not those that are bad', async () => {
    const { look } = schedule()
    const { path } = await backups.make('test')
    await look()
    expect(inBackupDir().length).toBe(1)
    writeFileSync(path, 'nothing')
    clock.move(1000)
    await look()
    expect(backups.list().filter(({ good }) => good).length).toBe(1)
  })

  test('makes none when it is switched off, or there is nothing yet', async () => {
    data.live.set('backupEveryHours', '0')
    const { look, nextAt } = schedule()
    await look()
    expect(nextAt()).toBeUndefined()
    expect(existsSync(backupDir())).toBe(false)
    data.live.set('backupEveryHours', '24')
    await createBackupSchedule({
      ...data,
      backups,
      clock,
      log: createLog({ verbosity: 'silent' }),
      isWorthIt: () => false,
    }).look()
    expect(existsSync(backupDir())).toBe(false)
  })

  test('makes none while the vault is sealed, and says so', async () => {
    const sealed = sealedVault(data.db, new VaultProblem('no key', 'Bring the key back.'))
    const { look, problem } = schedule(sealed)
    await look()
    expect(existsSync(backupDir())).toBe(false)
    expect(problem()).toMatch(/No backups are made while the vault is sealed\. Bring the key back\./)
    await expect(createBackups({ ...deps(), vault: sealed }).make('test')).rejects.toThrow('sealed')
  })

  test('says what went wrong, waits an hour, and is silent when all is well again', async () => {
    writeFileSync(backupDir(), 'a file is in the way')
    const { look, problem, nextAt } = schedule()
    await look()
    expect(problem()).toMatch(/folder of backups .* a file is in the way/)
    expect(nextAt()).toBe(clock.now() + HOUR)
    rmSync(backupDir())
    clock.move(59 * 60_000)
    await look()
    expect(existsSync(backupDir())).toBe(false)
    clock.move(60_000)
    await look()
    expect(inBackupDir().length).toBe(1)
    expect(problem()).toBeUndefined()
  })

  test('does not wait for a backup that a wrong clock has put into the future', async () => {
    clock.move(400 * DAY)
    await backups.make('test')
    clock.move(-400 * DAY)
    const { look } = schedule()
    await look()
    expect(inBackupDir().length).toBe(2)
    clock.move(60_000)
    await look()
    expect(inBackupDir().length).toBe(2)
  })
})
