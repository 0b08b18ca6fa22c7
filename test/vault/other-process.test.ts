// What one process makes of what another one did to the keys: each vault here has a connection of its own.
import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { systemClock } from '../../server/clock.ts'
import { openDatabase, type WriteDb } from '../../server/db/open.ts'
import { readKeyRing, readKeyRingWithRecovery } from '../../server/vault/key-ring.ts'
import { makeRecoveryKey, parseRecoveryKey } from '../../server/vault/recovery-key.ts'
import { rewrapVault } from '../../server/vault/rewrap.ts'
import { createRotation, rotateDataKey } from '../../server/vault/rotate.ts'
import { DoesNotOpen } from '../../server/vault/seal.ts'
import { openVault, sealedVault } from '../../server/vault/vault.ts'
import { VaultProblem, VaultSealed } from '../../server/vault/vault-problem.ts'
import { ALL_VALUES, newFilledVault, openedValues, placeOfUser } from './filled-vault.ts'

const clock = systemClock

/** The same database in two processes. */
function two() {
  const one = newFilledVault()
  const db = openDatabase(one.path)
  return { one, other: { db, vault: openVault(db, one.masterKey, clock) } }
}

describe('after another process rotated', () => {
  it('the vault opens what that process sealed, and forgets the old key', async () => {
    const { one, other } = two()
    const old = one.db.prepare('SELECT sealed_password FROM users WHERE id = 1').pluck().get() as string
    await rotateDataKey(one.db, one.vault, { clock })
    expect(openedValues(other.db, other.vault)).toEqual(ALL_VALUES)
    expect(() => other.vault.open(old, placeOfUser(1))).toThrow(DoesNotOpen)
  })

  it('the vault seals with the new key', async () => {
    const { one, other } = two()
    await rotateDataKey(one.db, one.vault, { clock })
    const sealed = other.vault.seal('x', placeOfUser(1))
    expect(other.vault.keyId).toBe(one.vault.keyId)
    expect(one.vault.open(sealed, placeOfUser(1)).toString()).toBe('x')
    expect(other.vault.needsMasterKey()).toBe(false)
  })

  it('the vault that lacks the master key says so instead of sealing with a key that is gone', async () => {
    const { one, other } = two()
    const recoveryKey = makeRecoveryKey(one.db, one.vault, clock)
    other.vault.unlockWithRecovery(recoveryKey)
    await rotateDataKey(one.db, one.vault, { clock })
    expect(() => other.vault.seal('x', placeOfUser(1))).toThrow(VaultSealed)
    expect(() => openedValues(other.db, other.vault)).toThrow(VaultSealed)
    other.vault.unlockWithRecovery(recoveryKey)
    expect(openedValues(other.db, other.vault)).toEqual(ALL_VALUES)
  })
})

describe('after another process re-wrapped', () => {
  it('the vault goes on with its data key, and says that it needs the master key', () => {
    const { one, other } = two()
    expect(other.vault.needsMasterKey()).toBe(false)
    rewrapVault(one.db, one.vault, randomBytes(32))
    expect(other.vault.needsMasterKey()).toBe(true)
    expect(openedValues(other.db, other.vault)).toEqual(ALL_VALUES)
    expect(one.vault.open(other.vault.seal('x', placeOfUser(1)), placeOfUser(1)).toString()).toBe('x')
  })

  it('the vault wraps nothing for the key that is going away', async () => {
    const { one, other } = two()
    rewrapVault(one.db, one.vault, randomBytes(32))
    expect(() => other.vault.wrapBackupKey(randomBytes(32))).toThrow(VaultSealed)
    await expect(rotateDataKey(other.db, other.vault, { clock })).rejects.toThrow(VaultSealed)
  })

  it('and rotated, the vault seals and opens nothing until it has the master key', async () => {
    const { one, other } = two()
    const newKey = randomBytes(32)
    const old = one.db.prepare('SELECT sealed_password FROM users WHERE id = 1').pluck().get() as string
    rewrapVault(one.db, one.vault, newKey)
    await rotateDataKey(one.db, one.vault, { clock })
    expect(other.vault.needsMasterKey()).toBe(true)
    expect(() => other.vault.seal('x', placeOfUser(1))).toThrow(VaultSealed)
    expect(() => openedValues(other.db, other.vault)).toThrow(VaultSealed)
    expect(other.vault.auditKey()).toBeUndefined()
    // What it has is kept: a value read before the rotation still opens.
    expect(other.vault.open(old, placeOfUser(1)).toString()).toBe('password-1')

    expect(() => other.vault.unlock(randomBytes(32))).toThrow('does not open the database')
    expect(other.vault.needsMasterKey()).toBe(true)
    other.vault.unlock(newKey)
    expect(other.vault.needsMasterKey()).toBe(false)
    expect(openedValues(other.db, other.vault)).toEqual(ALL_VALUES)
  })

  it('a value that names no key of the vault is damaged, not behind', async () => {
    const { one, other } = two()
    rewrapVault(one.db, one.vault, randomBytes(32))
    await rotateDataKey(one.db, one.vault, { clock })
    const sealed = one.vault.seal('x', placeOfUser(1)).replace(/^v1:[^:]+/, 'v1:someotherkey')
    expect(() => other.vault.open(sealed, placeOfUser(1))).toThrow(DoesNotOpen)
  })
})

describe('while another process rotates', () => {
  /** A connection on which other processes do something each time before its data keys are read. */
  function interrupted(db: WriteDb, ...interrupts: (() => void)[]): WriteDb {
    const boundTo = <T extends object>(target: T, name: string | symbol) => {
      const value = Reflect.get(target, name)
      return typeof value === 'function' ? value.bind(target) : value
    }
    const statement = (sql: string) =>
      new Proxy(db.prepare(sql), {
        get(target, name) {
          if (name === 'all' && /FROM data_keys/.test(sql)) interrupts.shift()?.()
          return boundTo(target, name)
        },
      })
    return new Proxy(db, { get: (target, name) => (name === 'prepare' ? statement : boundTo(target, name)) })
  }

  /** What changes the database, in one go: the rest is done. */
  async function readyToRotate({ db, vault }: ReturnType<typeof newFilledVault>) {
    const rotation = createRotation(db, vault, { clock })
    await rotation.sealAhead()
    return () => {
      expect(rotation.commit(0)).toBeDefined()
    }
  }

  it('the vault is not taken for damaged', async () => {
    const { one, other } = two()
    const rotate = await readyToRotate(one)
    const db = interrupted(other.db, rotate)
    expect(readKeyRing(db, one.masterKey).keys.size).toBe(1)
    expect(openedValues(other.db, other.vault)).toEqual(ALL_VALUES)
  })

  it('nor opened with the recovery key', async () => {
    const { one, other } = two()
    const rotate = await readyToRotate(one)
    const db = interrupted(other.db, rotate)
    expect(readKeyRingWithRecovery(db, parseRecoveryKey(one.recoveryKey)).keys.size).toBe(1)
  })

  it('the vault is not taken for one that lacks its key', async () => {
    const { one, other } = two()
    let again = () => {}
    const held = sealedVault(
      interrupted(
        other.db,
        () => {},
        () => again(),
      ),
      new VaultProblem('locked', 'gone'),
    )
    held.unlock(one.masterKey)
    const before = held.keyId
    await rotateDataKey(one.db, one.vault, { clock })
    again = await readyToRotate(one)
    held.seal('x', placeOfUser(1))
    expect(held.keyId).not.toBe(before)
  })
})

describe('a sealed vault', () => {
  const sealed = () => {
    const made = newFilledVault()
    return { ...made, vault: sealedVault(made.db, new VaultProblem('locked', 'The keychain is locked.')) }
  }

  it('says why, needs its master key, and does nothing', () => {
    const { vault, db } = sealed()
    expect(vault.state()).toEqual({ open: false, trouble: 'locked', sentence: 'The keychain is locked.' })
    expect(vault.needsMasterKey()).toBe(true)
    expect(vault.auditKey()).toBeUndefined()
    expect(() => vault.seal('x', placeOfUser(1))).toThrow(VaultSealed)
    expect(() => openedValues(db, vault)).toThrow(VaultSealed)
    expect(() => vault.wrapBackupKey(randomBytes(32))).toThrow(VaultSealed)
  })

  it('is opened by its master key, and by no other', () => {
    const { vault, db, masterKey } = sealed()
    expect(() => vault.unlock(randomBytes(32))).toThrow(VaultProblem)
    expect(vault.state()).toMatchObject({ open: false, trouble: 'locked' })
    vault.unlock(masterKey)
    expect(vault.state()).toEqual({ open: true })
    expect(openedValues(db, vault)).toEqual(ALL_VALUES)
  })
})
