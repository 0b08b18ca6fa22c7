import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { systemClock } from '../../server/clock.ts'
import { openDatabase } from '../../server/db/open.ts'
import { StartProblem } from '../../server/errors.ts'
import { DoesNotOpen, type Place, sealWith } from '../../server/vault/seal.ts'
import { hasVault, isKeyOf, openVault } from '../../server/vault/vault.ts'
import { VaultProblem, type VaultTrouble } from '../../server/vault/vault-problem.ts'
import { createTestDatabase } from '../support/vault-and-users.ts'

const place: Place = { table: 'users', row: 1, field: 'sealed_password', version: 1 }

function troubleOf(attempt: () => unknown): VaultTrouble | undefined {
  try {
    attempt()
    return undefined
  } catch (error) {
    expect(error).toBeInstanceOf(VaultProblem)
    expect(error).toBeInstanceOf(StartProblem)
    return (error as VaultProblem).trouble
  }
}

/** Everything the vault keeps, to see that a refusal changed nothing. */
function stored(db: ReturnType<typeof createTestDatabase>['db']) {
  return { keys: db.prepare('SELECT * FROM data_keys').all(), head: db.prepare('SELECT * FROM vault').all() }
}

describe('openVault', () => {
  it('makes a vault at first and finds it afterwards', () => {
    const { db, path } = createTestDatabase()
    const masterKey = randomBytes(32)
    expect(hasVault(db)).toBe(false)
    const first = openVault(db, masterKey, systemClock)
    expect(first.outcome).toBe('created')
    expect(hasVault(db)).toBe(true)
    const sealed = first.seal('sesame', place)
    first.close()
    db.close()

    const again = openVault(openDatabase(path), masterKey, systemClock)
    expect(again.outcome).toBe('opened')
    expect(again.keyId).toBe(first.keyId)
    expect(again.open(sealed, place).toString()).toBe('sesame')
  })

  it('gives two processes that start at once the same vault', () => {
    const { db, path } = createTestDatabase()
    const masterKey = randomBytes(32)
    const one = openVault(db, masterKey, systemClock)
    const other = openVault(openDatabase(path), masterKey, systemClock)
    expect(other.open(one.seal('x', place), place).toString()).toBe('x')
    expect(stored(db).keys).toHaveLength(1)
  })

  it('stores nothing that is a key in the clear', () => {
    const { db } = createTestDatabase()
    const masterKey = randomBytes(32)
    openVault(db, masterKey, systemClock)
    const text = JSON.stringify(stored(db))
    for (const form of ['hex', 'base64', 'base64url', 'latin1'] as const) {
      expect(text).not.toContain(masterKey.toString(form))
    }
    expect(stored(db).keys).toMatchObject([
      { wrapped_by_master: expect.stringMatching(/^v1:/), wrapped_by_recovery: null },
    ])
  })

  it('says that a key is the wrong one, and changes nothing', () => {
    const { db } = createTestDatabase()
    openVault(db, randomBytes(32), systemClock)
    const before = stored(db)
    expect(troubleOf(() => openVault(db, randomBytes(32), systemClock))).toBe('wrong key')
    expect(() => openVault(db, randomBytes(32), systemClock)).toThrow(
      'This master key does not open the database: it is the key of another database, or an old one. Nothing was changed.',
    )
    expect(stored(db)).toEqual(before)
  })

  it('tells a damaged check value from a wrong key', () => {
    const { db } = createTestDatabase()
    const masterKey = randomBytes(32)
    openVault(db, masterKey, systemClock)
    db.prepare("UPDATE vault SET canary = substr(canary, 1, length(canary) - 3) || 'AAA'").run()
    expect(troubleOf(() => openVault(db, masterKey, systemClock))).toBe('damaged')
    expect(troubleOf(() => openVault(db, randomBytes(32), systemClock))).toBe('wrong key')
  })

  it('tells a damaged data key from a wrong key', () => {
    const { db } = createTestDatabase()
    const masterKey = randomBytes(32)
    openVault(db, masterKey, systemClock)
    db.prepare("UPDATE data_keys SET wrapped_by_master = 'v1:x:' || hex(zeroblob(40))").run()
    expect(troubleOf(() => openVault(db, masterKey, systemClock))).toBe('damaged')
    expect(isKeyOf(db, masterKey)).toBe(true)
    expect(isKeyOf(db, randomBytes(32))).toBe(false)
  })

  it('does not take a damaged name of the master key for a wrong key', () => {
    const { db } = createTestDatabase()
    const masterKey = randomBytes(32)
    openVault(db, masterKey, systemClock)
    db.prepare("UPDATE vault SET master_key_id = 'x'").run()
    expect(openVault(db, masterKey, systemClock).outcome).toBe('opened')
  })

  it('never makes a new vault where only its head or only its keys are left', () => {
    for (const loss of ['DELETE FROM vault', 'DELETE FROM data_keys']) {
      const { db } = createTestDatabase()
      const masterKey = randomBytes(32)
      openVault(db, masterKey, systemClock)
      db.pragma('foreign_keys = OFF')
      db.prepare(loss).run()
      const before = stored(db)
      expect(
        troubleOf(() => openVault(db, masterKey, systemClock)),
        loss,
      ).toBe('damaged')
      expect(stored(db)).toEqual(before)
    }
  })

  it('does not take the canary of another vault', () => {
    const { db } = createTestDatabase()
    const masterKey = randomBytes(32)
    const { keyId } = openVault(db, masterKey, systemClock)
    const foreign = sealWith(randomBytes(32), keyId, 'The lockgroove vault is open.', {
      table: 'vault',
      row: 1,
      field: 'canary',
      version: 1,
    })
    db.prepare('UPDATE vault SET canary = ?').run(foreign)
    expect(troubleOf(() => openVault(db, masterKey, systemClock))).toBe('damaged')
  })

  it('refuses a key of another length', () => {
    const { db } = createTestDatabase()
    expect(troubleOf(() => openVault(db, randomBytes(16), systemClock))).toBe('bad key')
    expect(hasVault(db)).toBe(false)
  })

  it('works on when the caller wipes the master key', () => {
    const { db } = createTestDatabase()
    const masterKey = randomBytes(32)
    const vault = openVault(db, masterKey, systemClock)
    masterKey.fill(0)
    expect(vault.open(vault.seal('x', place), place).toString()).toBe('x')
  })
})

describe('an open vault', () => {
  it('does not open a value of another database', () => {
    const one = openVault(createTestDatabase().db, randomBytes(32), systemClock)
    const other = openVault(createTestDatabase().db, randomBytes(32), systemClock)
    expect(() => other.open(one.seal('x', place), place)).toThrow(DoesNotOpen)
  })

  it('does not open what was never sealed', () => {
    const vault = openVault(createTestDatabase().db, randomBytes(32), systemClock)
    for (const text of ['', 'sesame', 'v1::', `v1:${vault.keyId}:`, 'v2:a:AAAA']) {
      expect(() => vault.open(text, place), text).toThrow(DoesNotOpen)
    }
  })

  it('neither seals nor opens once closed', () => {
    const vault = openVault(createTestDatabase().db, randomBytes(32), systemClock)
    const sealed = vault.seal('x', place)
    vault.close()
    expect(() => vault.seal('x', place)).toThrow('The vault is closed')
    expect(() => vault.open(sealed, place)).toThrow('The vault is closed')
    expect(() => vault.close()).not.toThrow()
  })
})
