// The doctor on a data folder nobody is using, well and ill in every way it should notice. It must change nothing.
import { createHash } from 'node:crypto'
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createDeviceCredential } from '../../server/auth/device-credentials.ts'
import { createBackups } from '../../server/backup/backups.ts'
import { systemClock } from '../../server/clock.ts'
import { migrate } from '../../server/db/migrate.ts'
import { openDatabase } from '../../server/db/open.ts'
import { examine } from '../../server/doctor/examine.ts'
import type { Finding } from '../../server/doctor/finding.ts'
import { openPatient } from '../../server/doctor/open-folder.ts'
import { masterKeyOptions, openData } from '../../server/open-data.ts'
import type { Settings } from '../../server/settings/definitions.ts'
import { loadSettings } from '../../server/settings/load.ts'
import { formsOf } from '../support/find-secrets.ts'
import { PEOPLE, preparedData, testSettings } from '../support/prepared-data.ts'

const DAY_MS = 86_400_000
const YEAR_MS = 365 * DAY_MS
const MASTER_KEY = '0123456789abcdef'.repeat(4)

let prepared: string
let folder: string
let data: string
beforeAll(async () => {
  prepared = mkdtempSync(join(tmpdir(), 'lockgroove-doctor-'))
  cpSync((await preparedData('fixture')).dataDir, prepared, { recursive: true })
  const opened = await openData(testSettings(prepared))
  for (const subject of ['lisa', 'maja'])
    opened.audit.record({ event: 'user.created', actor: 'Olga', subject })
  opened.close()
  return () => rmSync(prepared, { recursive: true })
})
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lockgroove-doctor-'))
  data = join(folder, 'data')
  cpSync(prepared, data, { recursive: true })
  chmodSync(data, 0o700)
})
afterEach(() => rmSync(folder, { recursive: true }))

const dbPath = () => join(data, 'lockgroove.db')

function change(sql: string) {
  const db = openDatabase(dbPath())
  db.exec(sql)
  db.close()
}

async function ask(more: Partial<Settings> = {}, now = systemClock.now()): Promise<readonly Finding[]> {
  const loaded = { settings: testSettings(data, more), sourceOf: loadSettings({}, {}).sourceOf }
  const { patient, close } = await openPatient(loaded, now)
  try {
    return await examine(patient)
  } finally {
    close()
  }
}

const about = (findings: readonly Finding[], name: string) => findings.filter((one) => one.about === name)
const wrongs = (findings: readonly Finding[]) => findings.filter((one) => one.state === 'wrong')

/** Every file with its content, mode and time. */
function stateOf(dir: string): string[] {
  return readdirSync(dir, { recursive: true, encoding: 'utf8' })
    .sort()
    .map((name) => {
      const path = join(dir, name)
      const { mode, mtimeMs } = statSync(path)
      const content = statSync(path).isFile()
        ? createHash('sha256').update(readFileSync(path)).digest('hex')
        : ''
      return `${name} ${mode} ${mtimeMs} ${content}`
    })
}

describe('the doctor', () => {
  test('finds nothing wrong with a server that is well, and changes nothing', async () => {
    const before = stateOf(data)
    const findings = await ask()
    expect(wrongs(findings)).toEqual([])
    expect(new Set(findings.map((one) => one.about))).toEqual(
      new Set([
        ...[
          'music door',
          'console door',
          'firewall',
          'data folder',
          'cache folder',
          'permissions',
          'database',
        ],
        ...['vault', 'key source 1', 'key source 2', 'key source 3', 'key source 4', 'key source 5'],
        ...[
          'recovery key',
          'credentials',
          'people',
          'backups',
          'audit log',
          'music folder',
          'scan',
          'settings',
        ],
      ]),
    )
    expect(stateOf(data)).toEqual(before)
  })

  test.each<[string, string, string, string, RegExp]>([
    [
      'a credential in the clear',
      "UPDATE users SET sealed_password = 'hunter two' WHERE name_key = 'lisa'",
      'credentials',
      'wrong',
      /in the clear.*lisa/,
    ],
    [
      'a credential that was moved',
      "UPDATE users SET sealed_password = (SELECT sealed_password FROM users WHERE name_key = 'lisa') WHERE name_key = 'maja'",
      'credentials',
      'wrong',
      /damaged or moved.*maja/,
    ],
    [
      'a weak hash',
      "UPDATE users SET password_hash = '$scrypt$ln=14,r=8,p=1$' || substr(password_hash, length('$scrypt$ln=17,r=8,p=1$') + 1) WHERE name_key = 'lisa'",
      'passwords',
      'look',
      /weaker hash.*lisa/,
    ],
    ['no administrator', 'UPDATE users SET admin_role = 0', 'people', 'wrong', /administrator/],
    [
      'a disabled administrator',
      'UPDATE users SET disabled_at = 1 WHERE admin_role = 1',
      'people',
      'wrong',
      /administrator/,
    ],
    [
      'a lowered least length',
      "INSERT INTO settings VALUES ('passwordMinLength', '6')",
      'passwords',
      'look',
      /may have 6 characters/,
    ],
    [
      'an audit log somebody wrote into',
      "UPDATE audit_log SET actor = 'x' WHERE id = 1",
      'audit log',
      'wrong',
      /Entry 1/,
    ],
    [
      'an audit log without its key',
      'UPDATE vault SET sealed_audit_key = NULL',
      'audit log',
      'wrong',
      /key is missing/,
    ],
    [
      'an audit key that is damaged',
      "UPDATE vault SET sealed_audit_key = 'v1:x:' || hex(randomblob(40))",
      'audit log',
      'wrong',
      /damaged/,
    ],
    [
      'a certificate key of the server that was touched',
      "INSERT INTO state VALUES ('tls-key', 'v1:x:' || hex(randomblob(40)))",
      'vault',
      'wrong',
      /server itself.*state\.value of row tls-key/,
    ],
    [
      'a stored setting that opens the door',
      "INSERT INTO settings VALUES ('address', '0.0.0.0')",
      'music door',
      'wrong|look',
      /^open to/,
    ],
    [
      'rows that point to nothing',
      'PRAGMA foreign_keys = OFF; DELETE FROM music_folders WHERE id = 1',
      'database',
      'wrong',
      /point to nothing/,
    ],
    ['read-only mode', "INSERT INTO settings VALUES ('readOnly', 'on')", 'read-only', 'look', /every change/],
  ])('notices %s', async (_what, sql, name, state, sentence) => {
    change(sql)
    const found = about(await ask(), name)
    expect(found.map((one) => one.sentence).join('\n')).toMatch(sentence)
    expect(found.some((one) => new RegExp(`^(?:${state})$`).test(one.state))).toBe(true)
  })

  test('notices a device credential nobody has used for a year', async () => {
    const opened = await openData(testSettings(data))
    const { id } = opened.users.getByName('lisa')
    createDeviceCredential(
      { ...opened, clock: systemClock },
      { userId: id, kind: 'apikey', name: 'old phone' },
    )
    opened.close()
    expect(about(await ask(), 'devices')).toEqual([])
    expect(about(await ask({}, systemClock.now() + YEAR_MS + 1000), 'devices')).toMatchObject([
      { state: 'look', sentence: 'not used for a year: "old phone" of lisa' },
    ])
  })

  test('notices account passwords that travel in the clear, and a limiter that is off', async () => {
    const findings = await ask({ address: '192.0.2.9', authRequestLimit: 0 })
    expect(about(findings, 'passwords').map((one) => one.sentence)).toEqual([
      'may be guessed without a limit',
      expect.stringMatching(/without HTTPS.*lisa/),
    ])
    expect(about(await ask({ address: '192.0.2.9', tls: 'network' }), 'passwords')).toEqual([])
  })

  test('notices files that others may read', async () => {
    chmodSync(dbPath(), 0o644)
    expect(about(await ask(), 'permissions')).toMatchObject([
      {
        state: 'wrong',
        sentence: expect.stringContaining('lockgroove.db'),
        remedy: expect.stringContaining('chmod 600'),
      },
    ])
    expect(statSync(dbPath()).mode & 0o777).toBe(0o644)
  })

  test('notices a key file that others may read', async () => {
    const masterKeyFile = join(folder, 'key')
    writeFileSync(masterKeyFile, MASTER_KEY, { mode: 0o644 })
    expect(about(await ask({ masterKey: undefined, masterKeyFile }), 'master key')).toMatchObject([
      { state: 'wrong', remedy: `chmod 600 ${masterKeyFile}` },
    ])
  })

  test('says which key does not fit, and examines the rest', async () => {
    const findings = await ask({ masterKey: 'fedcba9876543210'.repeat(4) })
    expect(about(findings, 'vault')).toMatchObject([{ state: 'wrong' }])
    expect(about(findings, 'key source 1')).toMatchObject([
      { sentence: expect.stringContaining('another one') },
    ])
    expect(about(findings, 'credentials')).toMatchObject([
      { state: 'look', sentence: expect.stringContaining('sealed') },
    ])
    expect(about(findings, 'audit log')).toMatchObject([{ state: 'look' }])
  })

  test('notices a damaged page', async () => {
    change('VACUUM; PRAGMA wal_checkpoint(TRUNCATE)')
    const bytes = readFileSync(dbPath())
    // Not the first pages, without which it could not be opened at all.
    const page = 4096 * Math.floor(bytes.length / 4096 / 2)
    bytes.fill(0x5a, page, page + 4096)
    writeFileSync(dbPath(), bytes)
    const [finding] = about(await ask(), 'database')
    expect(finding).toMatchObject({ state: 'wrong', remedy: expect.stringContaining('restore') })
  })

  test.each<[string, () => void, 'look' | 'wrong', RegExp]>([
    ['no database', () => rmSync(dbPath()), 'look', /none yet/],
    [
      'what is no database',
      () => writeFileSync(dbPath(), 'this is no database '.repeat(300)),
      'wrong',
      /cannot be opened/,
    ],
    ['a database cut short', () => truncateSync(dbPath(), 8192), 'wrong', /cannot be|damaged|malformed/],
    ['a newer database', () => change('PRAGMA user_version = 99'), 'wrong', /newer Lockgroove \(version 99/],
  ])('changes nothing about %s', async (_what, make, state, sentence) => {
    make()
    const before = stateOf(data)
    const findings = await ask()
    const [finding] = about(findings, 'database')
    expect(finding).toMatchObject({ state, sentence: expect.stringMatching(sentence) })
    expect(about(findings, 'music door')).toHaveLength(1)
    expect(stateOf(data)).toEqual(before)
  })

  test('does not bring an older database up to date', async () => {
    rmSync(dbPath())
    const db = openDatabase(dbPath())
    migrate(db, 1)
    db.close()
    expect(about(await ask(), 'database')).toMatchObject([
      { state: 'look', sentence: expect.stringMatching(/older Lockgroove \(version 1 of/) },
    ])
    const after = openDatabase(dbPath(), { readonly: true })
    expect(after.pragma('user_version', { simple: true })).toBe(1)
    after.close()
  })

  test('makes no data folder', async () => {
    rmSync(data, { recursive: true })
    await ask({ cache: join(folder, 'cache') })
    expect(existsSync(data)).toBe(false)
    expect(existsSync(join(folder, 'cache'))).toBe(false)
  })

  test('judges the newest good backup by its age and its rehearsal', async () => {
    const opened = await openData(testSettings(data))
    const backups = createBackups({
      ...opened,
      keys: masterKeyOptions(testSettings(data)),
      dataDir: data,
      clock: systemClock,
    })
    const { name } = await backups.make('Olga')
    await backups.close()
    opened.close()
    expect(about(await ask(), 'backups')).toMatchObject([
      { state: 'fine', sentence: expect.stringContaining(name) },
    ])
    expect(about(await ask({}, systemClock.now() + 10 * DAY_MS), 'backups')).toMatchObject([
      { state: 'wrong', sentence: expect.stringContaining('10 days old') },
    ])
    truncateSync(join(data, 'backups', name), 200)
    expect(about(await ask(), 'backups').map((one) => one.state)).toEqual(['look', 'wrong'])
  })

  test('tells no secret, in no form', async () => {
    change("UPDATE users SET sealed_password = 'hunter two' WHERE name_key = 'lisa'")
    const passphraseFile = join(folder, 'passphrase')
    writeFileSync(passphraseFile, 'a phrase of some length\n')
    const secrets = [
      MASTER_KEY,
      'hunter two',
      'a phrase of some length',
      ...Object.values(PEOPLE).map((one) => one.password),
    ]
    const db = openDatabase(dbPath(), { readonly: true })
    const stored = db
      .prepare(`SELECT password_hash FROM users UNION SELECT sealed_password FROM users UNION SELECT wrapped_by_master FROM data_keys
        UNION SELECT sealed_audit_key FROM vault UNION SELECT mac FROM audit_log`)
      .pluck()
      .all() as (string | null)[]
    db.close()
    for (const settings of [{}, { masterKey: 'fedcba9876543210'.repeat(4) }, { passphraseFile }]) {
      const text = Buffer.from(JSON.stringify(await ask(settings)))
      const hidden = [
        ...secrets,
        ...stored.filter((one) => one !== null && one !== ''),
        'fedcba9876543210'.repeat(4),
      ]
      for (const secret of hidden) {
        for (const form of formsOf(secret!)) expect(text.includes(form)).toBe(false)
      }
    }
  })
})
