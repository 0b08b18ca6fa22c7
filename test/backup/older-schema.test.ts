// A backup made by the first version, whose database knew no sessions and no recovery key.
import { createSecretKey, randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { writeBackupFile } from '../../server/backup/backup-file.ts'
import { countRows } from '../../server/backup/copy-database.ts'
import { restoreBackup } from '../../server/backup/restore.ts'
import { MIGRATIONS, migrate } from '../../server/db/migrate.ts'
import { openDatabase } from '../../server/db/open.ts'
import { openVault } from '../../server/vault/vault.ts'
import { createTestClock, TEST_MASTER_KEY } from '../support/vault-and-users.ts'

const clock = createTestClock()
const base = mkdtempSync(join(tmpdir(), 'lockgroove-older-'))
beforeEach(() => mkdirSync(base, { recursive: true }))
afterEach(() => rmSync(base, { recursive: true, force: true }))

/** The vault of today, its rows in a database of then. */
async function backupOf(schema: number, path: string) {
  const today = openDatabase(':memory:')
  migrate(today)
  const vault = openVault(today, TEST_MASTER_KEY, clock)
  const keyBytes = randomBytes(32)
  const wrapped = vault.wrapBackupKey(keyBytes)

  const thenPath = join(base, 'then.db')
  const then = openDatabase(thenPath, { journal: 'MEMORY' })
  migrate(then, Math.min(schema, MIGRATIONS.length))
  for (const table of ['data_keys', 'vault']) {
    const row = today.prepare(`SELECT * FROM ${table}`).get() as Record<string, unknown>
    const columns = (then.pragma(`table_info(${table})`) as { name: string }[]).map(({ name }) => name)
    then
      .prepare(`INSERT INTO ${table} VALUES (${columns.map((name) => `@${name}`).join(', ')})`)
      .run(Object.fromEntries(columns.map((name) => [name, row[name]])))
  }
  then.exec("INSERT INTO users (name, name_key, password_hash, created_at) VALUES ('Old', 'old', 'none', 0)")
  const counts = countRows(then)
  then.pragma(`user_version = ${schema}`)
  then.close()
  today.close()
  const header = { program: '0.0.1', schema, madeAt: clock.now(), counts, key: wrapped }
  await writeBackupFile(thenPath, path, { key: createSecretKey(keyBytes), header })
}

const restored = (dataDir: string, path: string) =>
  restoreBackup({
    dataDir,
    path,
    opener: { masterKey: Buffer.from(TEST_MASTER_KEY) },
    keys: { masterKey: TEST_MASTER_KEY.toString('base64'), keychain: 'off', dataDir },
    ignoredArticles: '',
    clock,
  })

test('a backup of schema 1 becomes a database of today', async () => {
  const path = join(base, 'one.lgbackup')
  await backupOf(1, path)
  const dataDir = join(base, 'data')
  await restored(dataDir, path)
  const db = openDatabase(join(dataDir, 'lockgroove.db'))
  expect(db.pragma('user_version', { simple: true })).toBe(MIGRATIONS.length)
  expect(db.prepare('SELECT name FROM users').pluck().get()).toBe('Old')
  expect(db.prepare('SELECT count(*) FROM sessions').pluck().get()).toBe(0)
  db.close()
})

test('a backup of a newer version is refused in words', async () => {
  const path = join(base, 'newer.lgbackup')
  await backupOf(MIGRATIONS.length + 1, path)
  await expect(restored(join(base, 'data'), path)).rejects.toThrow(/newer Lockgroove.*Update/)
})
