// Users that came without a password hash: imported, with a password for music apps only.
import { beforeAll, describe, expect, it } from 'vitest'
import { isPasswordHash } from '../../server/auth/passwords.ts'
import { createUsers } from '../../server/auth/users.ts'
import { noteOwnChange } from '../../server/db/versions.ts'
import { sealedVault } from '../../server/vault/vault.ts'
import { VaultProblem } from '../../server/vault/vault-problem.ts'
import { createVaultAndUsers } from '../support/vault-and-users.ts'

let template: string

beforeAll(async () => {
  const made = createVaultAndUsers()
  await made.users.create({ name: 'Ann', password: 'open the hill' })
  made.db.close()
  template = made.path
})

function setUp(changes: string) {
  const made = createVaultAndUsers({ from: template })
  made.db.exec(`UPDATE users SET ${changes}`)
  noteOwnChange(made.db)
  const row = () =>
    made.db.prepare('SELECT password_hash, sealed_password, password_version FROM users').get() as {
      password_hash: string
      sealed_password: string
      password_version: number
    }
  return {
    ...made,
    row,
    signsIn: async (password: string) => (await made.users.signIn('Ann', password))?.name,
  }
}

describe('a user without a password hash', () => {
  it.each([
    ['sealed', "password_hash = ''"],
    ['in the clear', "password_hash = '', sealed_password = 'open the hill'"],
    ['sealed, the hash being another program’s', "password_hash = '{SHA}x'"],
  ])(
    'signs in to the console with the password kept for apps (%s), and has a hash then',
    async (_, changes) => {
      const { signsIn, row } = setUp(changes)
      const before = row()
      expect(await signsIn('open the Hill')).toBeUndefined()
      expect(row()).toEqual(before)
      expect(await signsIn('open the hill')).toBe('Ann')
      expect(isPasswordHash(row().password_hash)).toBe(true)
      expect(row()).toMatchObject({ password_version: 1, sealed_password: before.sealed_password })
      expect(await signsIn('open the hill')).toBe('Ann')
    },
  )

  it.each([
    ['nor any password', "password_hash = '', sealed_password = NULL", ''],
    ['but an empty password', "password_hash = '', sealed_password = ''", ''],
    ['but a damaged password', "password_hash = '', sealed_password = 'v1:cut'", 'v1:cut'],
    ['who is disabled', "password_hash = '', disabled_at = 1", 'open the hill'],
  ])('%s does not sign in', async (_, changes, password) => {
    const { signsIn, row } = setUp(changes)
    const before = row()
    expect(await signsIn(password)).toBeUndefined()
    expect(row()).toEqual(before)
  })

  it('does not sign in while the vault is shut, and stays as he is', async () => {
    const made = setUp("password_hash = '', sealed_password = 'open the hill'")
    const before = made.row()
    const shut = sealedVault(made.db, new VaultProblem('no key', 'It is not here.'))
    const users = createUsers({ ...made, vault: shut })
    expect(await users.signIn('Ann', 'open the hill')).toBeUndefined()
    expect(made.row()).toEqual(before)
  })

  it('who has one is never given another by the password kept for apps', async () => {
    const { signsIn, row } = setUp("sealed_password = 'another password'")
    const before = row()
    expect(await signsIn('another password')).toBeUndefined()
    expect(row()).toEqual(before)
  })
})
