import { beforeAll, describe, expect, it } from 'vitest'
import { checkCredentials } from '../../server/auth/check-credentials.ts'
import { createDeviceCredential } from '../../server/auth/device-credentials.ts'
import { sealedVault } from '../../server/vault/vault.ts'
import { VaultProblem } from '../../server/vault/vault-problem.ts'
import { createVaultAndUsers } from '../support/vault-and-users.ts'

// Ann and Bob; Ann has a device password (1) and an API key (2).
let template: string
let annsKey: string

beforeAll(async () => {
  const made = createVaultAndUsers()
  const ann = await made.users.create({ name: 'Ann', password: 'open the hill' })
  await made.users.create({ name: 'Bob', password: 'seven red fields' })
  createDeviceCredential(made, { userId: ann.id, kind: 'password', name: 'phone' })
  annsKey = createDeviceCredential(made, { userId: ann.id, kind: 'apikey', name: 'car' }).plainSecret
  made.db.close()
  template = made.path
})

const setUp = () => createVaultAndUsers({ from: template })

describe('checkCredentials', () => {
  it('finds nothing where everything is sealed', () => {
    const { db, vault } = setUp()
    expect(checkCredentials(db, vault)).toEqual({ damaged: [], inTheClear: [], unchecked: 0 })
  })

  it('names what does not open, and whose it is', () => {
    const { db, vault } = setUp()
    db.exec(`UPDATE users SET sealed_password = (SELECT sealed_password FROM users WHERE id = 2) WHERE id = 1;
      UPDATE users SET password_hash = '' , sealed_password = NULL WHERE id = 2;
      UPDATE device_credentials SET sealed_password = substr(sealed_password, 1, 50) WHERE id = 1;
      UPDATE device_credentials SET key_hash = substr(key_hash, 1, 63) WHERE id = 2`)
    expect(checkCredentials(db, vault)).toEqual({
      damaged: [
        'the account password of Ann (users.sealed_password of row 1)',
        'the device password "phone" of Ann (device_credentials.sealed_password of row 1)',
        'the account password of Bob (users.password_hash of row 2)',
        'the API key "car" of Ann (device_credentials.key_hash of row 2)',
      ],
      inTheClear: [],
      unchecked: 0,
    })
  })

  it('names what is in the clear without saying what it is, and changes nothing', () => {
    const { db, vault } = setUp()
    db.prepare("UPDATE users SET sealed_password = 'open the hill', password_hash = '' WHERE id = 1").run()
    db.prepare('UPDATE device_credentials SET key_hash = ? WHERE id = 2').run(annsKey)
    const before = db.prepare('SELECT * FROM users').all()
    expect(checkCredentials(db, vault)).toEqual({
      damaged: [],
      inTheClear: [
        'the account password of Ann (users.sealed_password of row 1)',
        'the API key "car" of Ann (device_credentials.key_hash of row 2)',
      ],
      unchecked: 0,
    })
    expect(db.prepare('SELECT * FROM users').all()).toEqual(before)
  })

  it('says how much it cannot look into while the vault is shut', () => {
    const { db } = setUp()
    db.exec("UPDATE users SET sealed_password = 'open the hill' WHERE id = 1")
    const shut = sealedVault(db, new VaultProblem('no key', 'It is not here.'))
    expect(checkCredentials(db, shut)).toMatchObject({ damaged: [], unchecked: 2 })
    expect(checkCredentials(db, shut).inTheClear).toHaveLength(1)
  })

  it('passes over what was revoked', () => {
    const { db, vault } = setUp()
    db.exec("UPDATE device_credentials SET sealed_password = 'v1:x', key_hash = 'x' || id, revoked_at = 1")
    expect(checkCredentials(db, vault).damaged).toEqual([])
  })
})
