// A database on disk with an open vault and a sealed value in every place there is. Knows nothing but vault/ and db/, so
// that a process of its own starts quickly with it.
import { randomBytes } from 'node:crypto'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '../../server/clock.ts'
import { migrate } from '../../server/db/migrate.ts'
import { openDatabase, type WriteDb } from '../../server/db/open.ts'
import { makeRecoveryKey } from '../../server/vault/recovery-key.ts'
import type { Place } from '../../server/vault/seal.ts'
import { openVault, type Vault } from '../../server/vault/vault.ts'

export function newDatabase() {
  const dataDir = mkdtempSync(join(tmpdir(), 'lockgroove-vault-'))
  const path = join(dataDir, 'lockgroove.db')
  const db = openDatabase(path)
  migrate(db)
  return { dataDir, path, db }
}

export const placeOfUser = (row: number): Place => ({
  table: 'users',
  row,
  field: 'sealed_password',
  version: 1,
})
export const placeOfDevice = (row: number): Place => ({
  table: 'device_credentials',
  row,
  field: 'sealed_password',
  version: 1,
})
export const SHARE_PLACE: Place = { table: 'shares', row: 1, field: 'sealed_token', version: 1 }
export const TLS_KEY_PLACE: Place = { table: 'state', row: 'tls-key', field: 'value', version: 1 }

/** User n has the password `password-n`, and devices 100n+1, 100n+2, ... with `device-100n+1` and so on. */
export function fill(db: WriteDb, vault: Vault, users = 3, devicesEach = 2) {
  const addUser = db.prepare(
    "INSERT INTO users (id, name, name_key, password_hash, created_at, sealed_password) VALUES (?, ?, ?, 'x', 0, ?)",
  )
  const addDevice = db.prepare(
    "INSERT INTO device_credentials (id, user_id, kind, name, created_at, sealed_password) VALUES (?, ?, 'password', 'd', 0, ?)",
  )
  db.transaction(() => {
    for (let id = 1; id <= users; id++) {
      addUser.run(id, `user${id}`, `user${id}`, vault.seal(`password-${id}`, placeOfUser(id)))
      for (let device = id * 100 + 1; device <= id * 100 + devicesEach; device++) {
        addDevice.run(device, id, vault.seal(`device-${device}`, placeOfDevice(device)))
      }
    }
    db.prepare(
      "INSERT INTO shares (id, owner_id, token_hash, name, song_count, created_at, sealed_token) VALUES (1, 1, 'h', 'n', 0, 0, ?)",
    ).run(vault.seal('share token', SHARE_PLACE))
    db.prepare("INSERT INTO state (name, value) VALUES ('tls-key', ?)").run(
      vault.seal('tls key', TLS_KEY_PLACE),
    )
  }).immediate()
  vault.auditKey()
}

/** Everything that `fill` put there, as it opens now. */
export function openedValues(db: WriteDb, vault: Vault): string[] {
  const read = (sql: string) => db.prepare(sql).all() as { id: number; sealed: string }[]
  return [
    ...read('SELECT id, sealed_password AS sealed FROM users ORDER BY id').map(({ id, sealed }) =>
      vault.open(sealed, placeOfUser(id)).toString(),
    ),
    ...read('SELECT id, sealed_password AS sealed FROM device_credentials ORDER BY id').map(
      ({ id, sealed }) => vault.open(sealed, placeOfDevice(id)).toString(),
    ),
    ...read('SELECT id, sealed_token AS sealed FROM shares').map(({ sealed }) =>
      vault.open(sealed, SHARE_PLACE).toString(),
    ),
    ...read("SELECT 0 AS id, value AS sealed FROM state WHERE name = 'tls-key'").map(({ sealed }) =>
      vault.open(sealed, TLS_KEY_PLACE).toString(),
    ),
  ]
}

export const ALL_VALUES = [
  'password-1',
  'password-2',
  'password-3',
  ...[101, 102, 201, 202, 301, 302].map((id) => `device-${id}`),
  'share token',
  'tls key',
]

/** `masterKey` stays with the caller. */
export function newFilledVault(masterKey = randomBytes(32)) {
  const made = newDatabase()
  const vault = openVault(made.db, masterKey, systemClock)
  const recoveryKey = makeRecoveryKey(made.db, vault, systemClock)
  fill(made.db, vault)
  return { ...made, vault, masterKey, recoveryKey }
}
