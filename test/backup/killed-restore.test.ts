// Whenever a restore is killed, there is the database of before or the restored one, and it starts.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createBackups } from '../../server/backup/backups.ts'
import { openDatabase } from '../../server/db/open.ts'
import { masterKeyOptions, openData } from '../../server/open-data.ts'
import { preparedData, testSettings } from '../support/prepared-data.ts'
import { createTestClock } from '../support/vault-and-users.ts'

const STEPS = ['opened', 'unpacked', 'checked', 'prepared', 'put aside', 'exchanged']
const SCRIPT = join(import.meta.dirname, 'restore-process.ts')

let base: string
let saved: string
let backup: string
let keyFile: string

beforeAll(async () => {
  base = mkdtempSync(join(tmpdir(), 'lockgroove-killed-'))
  saved = join(base, 'saved')
  keyFile = join(base, 'key')
  writeFileSync(keyFile, '0123456789abcdef'.repeat(4), { mode: 0o600 })
  cpSync((await preparedData('fixture')).dataDir, saved, { recursive: true })
  const settings = testSettings(saved)
  const data = await openData(settings)
  const keys = masterKeyOptions(settings)
  const made = await createBackups({ ...data, keys, dataDir: saved, clock: createTestClock() }).make('test')
  backup = join(base, made.name)
  cpSync(made.path, backup)
  data.db.exec("UPDATE users SET email = 'after the backup'")
  data.close()
})
afterAll(() => rmSync(base, { recursive: true }))

async function restore(dataDir: string, dieAfter = ''): Promise<{ signal: string | null; out: string }> {
  const child = spawn(process.execPath, [SCRIPT, dataDir, backup, keyFile, dieAfter])
  let out = ''
  child.stdout.on('data', (part) => {
    out += part
  })
  child.stderr.on('data', (part) => {
    out += part
  })
  const [, signal] = (await once(child, 'close')) as [number | null, string | null]
  return { signal, out }
}

/** As the next start finds it. */
async function look(dataDir: string) {
  const data = await openData(testSettings(dataDir))
  try {
    const ask = (sql: string) => data.db.prepare(sql).pluck().get()
    return {
      whole: data.db.pragma('integrity_check', { simple: true }),
      open: data.vault.state().open,
      isRestored: ask('SELECT count(*) FROM users WHERE email IS NULL') !== 0,
      isFindable: ask("SELECT count(*) FROM song_words WHERE song_words MATCH 'lantern'") !== 0,
    }
  } finally {
    data.close()
  }
}

async function emailsKept(dataDir: string): Promise<boolean> {
  const backups = join(dataDir, 'backups')
  const [folder] = readdirSync(backups).filter((name) => name.startsWith('before-restore'))
  const db = openDatabase(join(backups, folder!, 'lockgroove.db'))
  try {
    return db.prepare("SELECT count(*) FROM users WHERE email = 'after the backup'").pluck().get() !== 0
  } finally {
    db.close()
  }
}

describe('a restore', () => {
  test('has these steps', async () => {
    const dataDir = join(base, 'steps')
    cpSync(saved, dataDir, { recursive: true })
    const { out } = await restore(dataDir)
    expect(JSON.parse(out)).toEqual(STEPS)
    expect(await look(dataDir)).toEqual({ whole: 'ok', open: true, isRestored: true, isFindable: true })
    expect(await emailsKept(dataDir)).toBe(true)
  })

  test.each(STEPS)(
    'killed after "%s" leaves the old or the new database, and can be done again',
    async (step) => {
      const dataDir = join(base, `after ${step}`)
      cpSync(saved, dataDir, { recursive: true })
      expect(await restore(dataDir, step)).toMatchObject({ signal: 'SIGKILL' })
      const isRestored = step === 'exchanged'
      expect(await look(dataDir)).toEqual({ whole: 'ok', open: true, isRestored, isFindable: true })

      expect(await restore(dataDir)).toMatchObject({ signal: null })
      expect(await look(dataDir)).toEqual({ whole: 'ok', open: true, isRestored: true, isFindable: true })
      expect(await emailsKept(dataDir)).toBe(true)
      expect(
        readdirSync(join(dataDir, 'backups')).filter((name) => /^(?:restored|working)-/.test(name)),
      ).toEqual([])
    },
  )
})
