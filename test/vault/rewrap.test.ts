import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { systemClock } from '../../server/clock.ts'
import { openDatabase } from '../../server/db/open.ts'
import { rewrapVault } from '../../server/vault/rewrap.ts'
import { rotateDataKey } from '../../server/vault/rotate.ts'
import { isKeyOf, openVault, sealedVault } from '../../server/vault/vault.ts'
import { VaultProblem, VaultSealed } from '../../server/vault/vault-problem.ts'
import { ALL_VALUES, newFilledVault, openedValues } from './filled-vault.ts'

const clock = systemClock

describe('rewrapVault', () => {
  it('makes the new master key the only one, and touches no value', () => {
    const { db, vault, masterKey, path } = newFilledVault()
    const values = db.prepare('SELECT sealed_password FROM users').all()
    const newKey = randomBytes(32)
    expect(rewrapVault(db, vault, newKey)).toEqual({
      dryRun: false,
      resealed: {},
      rewrappedKeys: 1,
      damaged: [],
    })
    expect(db.prepare('SELECT sealed_password FROM users').all()).toEqual(values)
    expect(isKeyOf(db, masterKey)).toBe(false)
    expect(() => openVault(openDatabase(path), masterKey, clock)).toThrow('does not open the database')
    expect(openedValues(db, openVault(openDatabase(path), newKey, clock))).toEqual(ALL_VALUES)
  })

  it('leaves the vault that did it able to go on', async () => {
    const { db, vault } = newFilledVault()
    const newKey = randomBytes(32)
    rewrapVault(db, vault, newKey)
    newKey.fill(0)
    expect(vault.needsMasterKey()).toBe(false)
    await rotateDataKey(db, vault, { clock })
    expect(openedValues(db, vault)).toEqual(ALL_VALUES)
  })

  it('changes nothing in a dry run', () => {
    const { db, vault, masterKey } = newFilledVault()
    const before = [db.prepare('SELECT * FROM vault').all(), db.prepare('SELECT * FROM data_keys').all()]
    expect(rewrapVault(db, vault, randomBytes(32), { dryRun: true })).toMatchObject({
      dryRun: true,
      rewrappedKeys: 1,
    })
    expect([db.prepare('SELECT * FROM vault').all(), db.prepare('SELECT * FROM data_keys').all()]).toEqual(
      before,
    )
    expect(isKeyOf(db, masterKey)).toBe(true)
    expect(vault.needsMasterKey()).toBe(false)
  })

  it('goes on for any number of times, between rotations, with the recovery key opening each', async () => {
    const { db, vault, recoveryKey } = newFilledVault()
    for (let count = 0; count < 20; count++) {
      const key = randomBytes(32)
      rewrapVault(db, vault, key)
      if (count % 3 === 0) await rotateDataKey(db, vault, { clock })
      const sealed = sealedVault(db, new VaultProblem('no key', 'gone'))
      sealed.unlockWithRecovery(recoveryKey)
      expect(openedValues(db, sealed)).toEqual(ALL_VALUES)
      expect(openedValues(db, openVault(db, key, clock))).toEqual(ALL_VALUES)
    }
  })

  it('gives a vault that was opened with the recovery key a master key again', async () => {
    const { db, recoveryKey } = newFilledVault()
    const vault = sealedVault(db, new VaultProblem('no key', 'gone'))
    vault.unlockWithRecovery(recoveryKey)
    const key = randomBytes(32)
    rewrapVault(db, vault, key)
    expect(vault.needsMasterKey()).toBe(false)
    await rotateDataKey(db, vault, { clock })
    expect(openedValues(db, openVault(db, key, clock))).toEqual(ALL_VALUES)
  })

  it('refuses a key of another length, and a sealed vault', () => {
    const { db, vault, masterKey } = newFilledVault()
    expect(() => rewrapVault(db, vault, randomBytes(16))).toThrow('must have 32 bytes, got 16')
    const sealed = sealedVault(db, new VaultProblem('no key', 'gone'))
    expect(() => rewrapVault(db, sealed, randomBytes(32))).toThrow(VaultSealed)
    expect(isKeyOf(db, masterKey)).toBe(true)
  })
})
