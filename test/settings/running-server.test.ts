import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Lock, lockDataFolder } from '../../server/db/folder-lock.ts'
import { migrate } from '../../server/db/migrate.ts'
import { openDatabase, type WriteDb } from '../../server/db/open.ts'
import { loadSettings } from '../../server/settings/load.ts'
import {
  findRunningServer,
  forgetRunningServer,
  noteRunningServer,
  pinName,
} from '../../server/settings/running-server.ts'

let folder: string
let db: WriteDb
let lock: Lock | undefined
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lockgroove-running-'))
  db = openDatabase(join(folder, 'lockgroove.db'))
  migrate(db)
})
afterEach(() => {
  lock?.release()
  lock = undefined
  db.close()
  rmSync(folder, { recursive: true })
})

function note() {
  const { settings, sourceOf } = loadSettings(
    { address: '0.0.0.0' },
    { LOCKGROOVE_READ_ONLY: 'on', LOCKGROOVE_MASTER_KEY: 'a secret that nobody may find here' },
  )
  noteRunningServer(db, 7, settings, sourceOf)
}

const change = (sql: string) => db.exec(`UPDATE state SET value = ${sql} WHERE name = 'running server'`)

describe('findRunningServer', () => {
  test('finds what pins which setting, without secrets, until it is forgotten', () => {
    expect(findRunningServer(db)).toBeUndefined()
    note()
    const { pinned, startedAt } = findRunningServer(db)!
    expect(startedAt).toBe(7)
    expect(pinned.address).toEqual({ source: 'flag', value: '0.0.0.0' })
    expect(pinned.readOnly).toEqual({ source: 'environment', value: true })
    expect(pinned.port).toBeUndefined()
    expect(pinName('address', pinned.address!)).toBe('--address')
    expect(pinName('readOnly', pinned.readOnly!)).toBe('LOCKGROOVE_READ_ONLY')
    expect(JSON.stringify(db.prepare('SELECT * FROM state').all())).not.toContain('a secret')
    forgetRunningServer(db)
    expect(findRunningServer(db)).toBeUndefined()
  })

  test.each([
    ['whose process is gone', "json_set(value, '$.pid', 4194305)"],
    [
      'in another container, by whose number another process runs here',
      "json_set(value, '$.host', 'other', '$.pid', 1)",
    ],
  ])('does not believe the note of a server %s', (_what, sql) => {
    note()
    change(sql)
    expect(findRunningServer(db)).toBeUndefined()
  })

  test('believes the note of another container while the folder is held', () => {
    note()
    change("json_set(value, '$.host', 'other', '$.pid', 1)")
    lock = lockDataFolder(folder, 'serve')
    expect(findRunningServer(db)).toMatchObject({ host: 'other' })
  })

  test.each([
    "'not JSON'",
    "'null'",
    "'[]'",
    `'{"pid":-1}'`,
    `'{"pid":1,"host":"x","startedAt":0,"pinned":null}'`,
  ])('does not stumble over %s', (value) => {
    note()
    change(value)
    expect(findRunningServer(db)).toBeUndefined()
  })
})
