import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { systemClock } from '../../server/clock.ts'
import { openDatabase, type WriteDb } from '../../server/db/open.ts'
import { makeRecoveryKey } from '../../server/vault/recovery-key.ts'
import { rewrapVault } from '../../server/vault/rewrap.ts'
import { rotateDataKey } from '../../server/vault/rotate.ts'
import { newFilledVault } from './filled-vault.ts'

/** All files of the database, as somebody who copies them has them. */
function onDisk(path: string): string {
  return [path, `${path}-wal`].map((file) => (existsSync(file) ? readFileSync(file, 'latin1') : '')).join('')
}

function wrapped(db: WriteDb) {
  return db
    .prepare('SELECT wrapped_by_master AS master, wrapped_by_recovery AS recovery FROM data_keys')
    .get() as {
    master: string
    recovery: string
  }
}

describe('what a change of keys replaces', () => {
  it('is not on disk any more after a rotation', async () => {
    const { db, vault, path } = newFilledVault()
    const { master, recovery } = wrapped(db)
    const sealed = db.prepare('SELECT sealed_password FROM device_credentials').pluck().all() as string[]
    // Looked for in the right places.
    expect(onDisk(path)).toContain(master)
    await rotateDataKey(db, vault, { clock: systemClock })
    for (const gone of [master, recovery, ...sealed]) expect(onDisk(path).includes(gone)).toBe(false)
    expect(onDisk(path)).toContain(wrapped(db).master)
  })

  it('is not on disk any more after re-wrapping, and after a new recovery key', () => {
    const { db, vault, path } = newFilledVault()
    const { master, recovery } = wrapped(db)
    rewrapVault(db, vault, randomBytes(32))
    makeRecoveryKey(db, vault, systemClock)
    for (const gone of [master, recovery]) expect(onDisk(path).includes(gone)).toBe(false)
  })

  it('does not wait for somebody who is reading', async () => {
    const { db, vault, path } = newFilledVault()
    const other = openDatabase(path)
    const reading = other.prepare('SELECT id FROM users').iterate()
    reading.next()
    const startedAt = performance.now()
    await rotateDataKey(db, vault, { clock: systemClock })
    // Not after the five seconds that others wait.
    expect(performance.now() - startedAt).toBeLessThan(4900)
    reading.return?.()
    expect(db.pragma('busy_timeout', { simple: true })).toBe(5000)
  })

  it('leaves the connection as it was', async () => {
    const { db, vault } = newFilledVault()
    const before = db.pragma('secure_delete', { simple: true })
    await rotateDataKey(db, vault, { clock: systemClock })
    expect(() => rewrapVault(db, vault, randomBytes(3))).toThrow()
    expect(db.pragma('secure_delete', { simple: true })).toBe(before)
  })
})
