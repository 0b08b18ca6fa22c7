// Every earlier version of the database, with rows in it, comes to the present one without losing any.
import { describe, expect, test } from 'vitest'
import { MIGRATIONS, migrate } from '../../server/db/migrate.ts'
import { openDatabase, type WriteDb } from '../../server/db/open.ts'
import { StartProblem } from '../../server/errors.ts'

function databaseAt(version: number): WriteDb {
  const db = openDatabase(':memory:')
  migrate(db, version)
  expect(db.pragma('user_version', { simple: true })).toBe(version)
  return db
}

const tablesOf = (db: WriteDb) =>
  db
    .prepare(
      "SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' ORDER BY name",
    )
    .all()

describe('migrate', () => {
  test('gives the same schema from every earlier version as from nothing', () => {
    const fresh = tablesOf(databaseAt(MIGRATIONS.length))
    for (let version = 1; version < MIGRATIONS.length; version++) {
      const db = databaseAt(version)
      migrate(db)
      expect(tablesOf(db)).toEqual(fresh)
    }
  })

  test('does nothing to a database that is up to date', () => {
    const db = databaseAt(MIGRATIONS.length)
    const before = db.prepare('SELECT total_changes()').pluck().get()
    migrate(db)
    expect(db.prepare('SELECT total_changes()').pluck().get()).toBe(before)
  })

  test('leaves a database of a newer program alone, in words', () => {
    const db = databaseAt(MIGRATIONS.length)
    db.pragma(`user_version = ${MIGRATIONS.length + 1}`)
    expect(() => migrate(db)).toThrow(StartProblem)
    expect(() => migrate(db)).toThrow(/newer Lockgroove/)
  })

  test('from 1: people, credentials, vault and annotations stay, credentials keep the rights they had', () => {
    const db = databaseAt(1)
    db.exec(`
      INSERT INTO data_keys (id, wrapped_by_master, created_at) VALUES ('k1', 'v1:m:wrapped', 5);
      INSERT INTO vault VALUES (1, 'v1:k1:canary', 'k1', 'm1', 5);
      INSERT INTO users (id, name, name_key, password_hash, sealed_password, admin_role, created_at)
        VALUES (7, 'Ånna', 'ånna', 'hash', 'v1:k1:sealed', 1, 6);
      INSERT INTO device_credentials (id, user_id, kind, name, sealed_password, created_at)
        VALUES (3, 7, 'password', 'phone', 'v1:k1:device', 7);
      INSERT INTO device_credentials (id, user_id, kind, name, key_hash, created_at, revoked_at)
        VALUES (4, 7, 'apikey', 'script', 'abc', 8, 9);
      INSERT INTO music_folders (id, path, name, added_at) VALUES (1, '/music', 'Music', 1);
      INSERT INTO state VALUES ('scan lease', 'x');
      INSERT INTO playlists (id, owner_id, name, created_at, changed_at) VALUES (1, 7, 'Mine', 1, 2);
    `)
    const auth = () => db.prepare("SELECT value FROM versions WHERE name = 'auth'").pluck().get() as number
    migrate(db)

    expect(db.prepare('SELECT id, name, sealed_password, admin_role FROM users').all()).toEqual([
      { id: 7, name: 'Ånna', sealed_password: 'v1:k1:sealed', admin_role: 1 },
    ])
    expect(
      db
        .prepare(
          'SELECT id, kind, sealed_password, key_hash, revoked_at, scope, all_folders, expires_at FROM device_credentials',
        )
        .all(),
    ).toEqual([
      {
        id: 3,
        kind: 'password',
        sealed_password: 'v1:k1:device',
        key_hash: null,
        revoked_at: null,
        scope: 'download',
        all_folders: 1,
        expires_at: null,
      },
      {
        id: 4,
        kind: 'apikey',
        sealed_password: null,
        key_hash: 'abc',
        revoked_at: 9,
        scope: 'download',
        all_folders: 1,
        expires_at: null,
      },
    ])
    expect(db.prepare('SELECT canary, recovery_public_key FROM vault').all()).toEqual([
      { canary: 'v1:k1:canary', recovery_public_key: null },
    ])
    expect(db.prepare('SELECT count(*) FROM playlists').pluck().get()).toBe(1)
    expect(db.pragma('foreign_key_check')).toEqual([])

    const before = auth()
    db.exec("UPDATE device_credentials SET scope = 'listen' WHERE id = 3")
    db.exec('INSERT INTO device_credential_folders VALUES (3, 1)')
    expect(auth()).toBe(before + 2)
  })

  test('from 3: people keep their sessions and lists, share links can be made and end for good', () => {
    const db = databaseAt(3)
    db.exec(`
      INSERT INTO users (id, name, name_key, password_hash, share_role, created_at)
        VALUES (7, 'Ånna', 'ånna', 'hash', 1, 6), (8, 'Bo', 'bo', 'hash', 1, 6);
      INSERT INTO sessions (user_id, token_hash, method, created_at, last_seen_at, ends_at)
        VALUES (7, 'a', 'password', 1, 1, 9), (8, 'b', 'password', 1, 1, 9);
      INSERT INTO recovery_links VALUES ('c', 7, 1, 9);
      INSERT INTO music_folders (id, path, name, added_at) VALUES (1, '/music', 'Music', 1);
      INSERT INTO playlists (id, owner_id, name, created_at, changed_at) VALUES (1, 7, 'Mine', 1, 2);
      INSERT INTO settings VALUES ('readOnly', 'off');
    `)
    migrate(db)
    const rows = (sql: string) => db.prepare(sql).raw().all()

    expect(rows('SELECT id, name, share_role FROM users')).toEqual([
      [7, 'Ånna', 1],
      [8, 'Bo', 1],
    ])
    expect(rows('SELECT token_hash FROM sessions ORDER BY 1')).toEqual([['a'], ['b']])
    expect(rows('SELECT name FROM playlists')).toEqual([['Mine']])
    expect(rows('SELECT name, value FROM settings')).toEqual([['readOnly', 'off']])
    expect(db.pragma('foreign_key_check')).toEqual([])

    db.exec(`
      INSERT INTO shares (id, owner_id, token_hash, name, song_count, created_at, ends_at) VALUES
        (1, 7, 'forever', 'n', 0, 1, NULL), (2, 7, 'later', 'n', 0, 1, 500), (3, 7, 'over', 'n', 0, 1, 50),
        (4, 8, 'of Bo', 'n', 0, 1, NULL);
      UPDATE users SET disabled_at = 100 WHERE id = 7;
      UPDATE users SET disabled_at = NULL WHERE id = 7;
    `)
    // Disabling ended what it ended before, and the links with it.
    expect(rows('SELECT token_hash FROM sessions')).toEqual([['b']])
    expect(rows('SELECT count(*) FROM recovery_links')).toEqual([[0]])
    expect(rows('SELECT id, ends_at FROM shares ORDER BY id')).toEqual([
      [1, 100],
      [2, 100],
      [3, 50],
      [4, null],
    ])
    db.exec('DELETE FROM shares WHERE id = 1; DELETE FROM users WHERE id = 8')
    expect(rows('SELECT token_hash FROM ended_shares ORDER BY 1')).toEqual([['forever'], ['of Bo']])
  })
})
