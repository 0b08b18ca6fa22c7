import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { systemClock } from '../../server/clock.ts'
import { openDatabase } from '../../server/db/open.ts'
import { InvalidInput } from '../../server/errors.ts'
import { openBackupKey } from '../../server/vault/backup-key.ts'
import { changeMasterKey } from '../../server/vault/change-master-key.ts'
import { deriveMasterKey } from '../../server/vault/passphrase.ts'
import { makeRecoveryKey, printRecoveryKey } from '../../server/vault/recovery-key.ts'
import { rewrapVault } from '../../server/vault/rewrap.ts'
import { rotateDataKey } from '../../server/vault/rotate.ts'
import { openVault, sealedVault } from '../../server/vault/vault.ts'
import { VaultProblem, VaultSealed } from '../../server/vault/vault-problem.ts'
import { newDatabase, newFilledVault } from './filled-vault.ts'

const key = randomBytes(32)

describe('the key of a backup', () => {
  it('opens with the master key and with the recovery key of its time, also after both changed', async () => {
    const { db, vault, masterKey, recoveryKey } = newFilledVault()
    const header = vault.wrapBackupKey(key)
    expect(JSON.stringify(header)).not.toContain(key.toString('base64url'))
    await rotateDataKey(db, vault, { clock: systemClock })
    rewrapVault(db, vault, randomBytes(32))
    makeRecoveryKey(db, vault, systemClock)
    expect(openBackupKey(header, { masterKey })).toEqual(key)
    expect(openBackupKey(header, { recoveryKey })).toEqual(key)
  })

  it('opens with no other', () => {
    const header = newFilledVault().vault.wrapBackupKey(key)
    expect(() => openBackupKey(header, { masterKey: randomBytes(32) })).toThrow(VaultProblem)
    const other = printRecoveryKey(randomBytes(32))
    expect(() => openBackupKey(header, { recoveryKey: other })).toThrow('This recovery key does not open')
    expect(() => openBackupKey(header, { recoveryKey: 'rubbish' })).toThrow(InvalidInput)
  })

  it('does not open when its head is changed', () => {
    const { vault, masterKey, recoveryKey } = newFilledVault()
    const { byMaster, byRecovery, ...rest } = vault.wrapBackupKey(key)
    const last = (text: string) => text.slice(0, -2) + (text.endsWith('AA') ? 'BB' : 'AA')
    const header = { ...rest, byMaster: last(byMaster), byRecovery: last(byRecovery!) }
    expect(() => openBackupKey(header, { masterKey })).toThrow(VaultProblem)
    expect(() => openBackupKey(header, { recoveryKey })).toThrow(VaultProblem)
    for (const rubbish of ['', 'v1:', 'x1::', 'x1:a:b', byMaster]) {
      expect(() => openBackupKey({ ...rest, byMaster: '', byRecovery: rubbish }, { recoveryKey })).toThrow(
        VaultProblem,
      )
    }
  })

  it('says when the backup is older than the recovery key', () => {
    const { db } = newDatabase()
    const vault = openVault(db, randomBytes(32), systemClock)
    const header = vault.wrapBackupKey(key)
    expect(header).not.toHaveProperty('byRecovery')
    const recoveryKey = makeRecoveryKey(db, vault, systemClock)
    expect(() => openBackupKey(header, { recoveryKey })).toThrow('before there was a recovery key')
  })

  it('opens with the passphrase and what the head says', async () => {
    const { db, vault } = newFilledVault()
    const passphrase = 'correct horse battery staple'
    await changeMasterKey(db, vault, { place: 'passphrase', passphrase })
    const header = vault.wrapBackupKey(key)
    const masterKey = await deriveMasterKey(passphrase, header.passphraseSalt!)
    expect(openBackupKey(header, { masterKey })).toEqual(key)
  })

  it('cannot be wrapped without a master key', () => {
    const { db, recoveryKey } = newFilledVault()
    const vault = sealedVault(db, new VaultProblem('no key', 'gone'))
    expect(() => vault.wrapBackupKey(key)).toThrow(VaultSealed)
    vault.unlockWithRecovery(recoveryKey)
    expect(() => vault.wrapBackupKey(key)).toThrow(VaultSealed)
  })
})

describe('the key of the audit log', () => {
  it('is made once, and is the same for every process and after every change', async () => {
    const { db } = newDatabase()
    const masterKey = randomBytes(32)
    const vault = openVault(db, masterKey, systemClock)
    const auditKey = vault.auditKey()!
    expect(auditKey.symmetricKeySize).toBe(32)
    await rotateDataKey(db, vault, { clock: systemClock })
    expect(vault.auditKey()!.equals(auditKey)).toBe(true)
    expect(openVault(db, masterKey, systemClock).auditKey()!.equals(auditKey)).toBe(true)
  })

  it('is stored sealed', () => {
    const { db, vault } = newFilledVault()
    const stored = db.prepare('SELECT sealed_audit_key FROM vault').pluck().get() as string
    expect(stored).toMatch(/^v1:/)
    expect(stored).not.toContain(vault.auditKey()!.export().toString('base64url'))
  })

  it('is not made where the database may only be read', () => {
    const { path, db } = newDatabase()
    const masterKey = randomBytes(32)
    const { keyId } = openVault(db, masterKey, systemClock)
    const reading = sealedVault(openDatabase(path, { readonly: true }), new VaultProblem('no key', 'gone'))
    reading.unlock(masterKey)
    expect(reading.keyId).toBe(keyId)
    expect(reading.auditKey()).toBeUndefined()
  })

  it('is not remembered when the transaction that made it was rolled back', () => {
    const { db } = newDatabase()
    const vault = openVault(db, randomBytes(32), systemClock)
    const made: unknown[] = []
    const attempt = db.transaction(() => {
      made.push(vault.auditKey()!.export().toString('hex'))
      throw new Error('rolled back')
    })
    expect(attempt).toThrow('rolled back')
    const second = vault.auditKey()!
    expect(second.export().toString('hex')).not.toBe(made[0])
    expect(vault.auditKey()!.equals(second)).toBe(true)
  })

  it('is none when it is damaged, and is not made anew', () => {
    const { db, vault } = newFilledVault()
    db.prepare("UPDATE vault SET sealed_audit_key = substr(sealed_audit_key, 1, 40) || 'AAAA'").run()
    const before = db.prepare('SELECT sealed_audit_key FROM vault').pluck().get()
    expect(vault.auditKey()).toBeUndefined()
    expect(db.prepare('SELECT sealed_audit_key FROM vault').pluck().get()).toBe(before)
  })
})
