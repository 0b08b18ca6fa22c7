// What a stolen copy of the data folder tells: no password, key or token that ever was in use, in any usual spelling.
import { createHash } from 'node:crypto'
import { cpSync, mkdtempSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { createDeviceCredential, revokeDeviceCredential } from '../../server/auth/device-credentials.ts'
import { openDatabase } from '../../server/db/open.ts'
import { openVault } from '../../server/vault/vault.ts'
import { createVaultAndUsers, TEST_MASTER_KEY } from '../support/vault-and-users.ts'

const HOME = { address: '192.0.2.1' }

/** Every way a secret is likely to be written down; base64 at each of its three alignments. */
function spellings(secret: string): Buffer[] {
  const bytes = Buffer.from(secret)
  const shifted = [0, 1, 2].flatMap((shift) => {
    const text = Buffer.concat([Buffer.alloc(shift), bytes]).toString('base64')
    const core = text.slice(shift === 0 ? 0 : 4, -4)
    return [core, core.replaceAll('+', '-').replaceAll('/', '_')]
  })
  return [
    bytes,
    Buffer.from(secret, 'utf16le'),
    ...[bytes.toString('hex'), bytes.toString('hex').toUpperCase(), ...shifted].map((text) =>
      Buffer.from(text),
    ),
  ]
}

it('a copied data folder holds no secret in the clear', async () => {
  const made = createVaultAndUsers()
  const { users, credentials, clock, db, dataDir } = made
  const ann = await users.create({ name: 'Ann', password: 'first-password-of-ann', roles: { admin: true } })
  const device = createDeviceCredential(made, { userId: ann.id, kind: 'password', name: 'Phone' })
  const gone = createDeviceCredential(made, { userId: ann.id, kind: 'password', name: 'Lost' })
  const key = createDeviceCredential(made, { userId: ann.id, kind: 'apikey', name: 'Car' })
  const token = createHash('md5').update('first-password-of-annthe-salt-used').digest('hex')

  const uses = [
    { u: 'ann', p: 'first-password-of-ann' },
    { u: 'ann', t: token, s: 'the-salt-used' },
    { u: 'ann', p: device.plainSecret },
    { apiKey: key.plainSecret },
  ]
  for (const use of uses) expect(credentials.identify({ ...use, c: 'test' }, HOME).user?.id).toBe(ann.id)
  expect(credentials.identify({ u: 'ann', p: 'mistyped-password' }, HOME).refusal?.code).toBe(40)
  revokeDeviceCredential(db, gone.id, clock)
  await users.changePassword(ann.id, 'second-password-of-ann')
  expect(credentials.identify({ u: 'ann', p: 'second-password-of-ann' }, HOME).user?.id).toBe(ann.id)

  // As a backup or a sync program takes it: while the server runs, write-ahead log and all.
  const copy = join(mkdtempSync(join(tmpdir(), 'lockgroove-copy-')), 'data')
  cpSync(dataDir, copy, { recursive: true })
  const names = readdirSync(copy)
  expect(names).toEqual(expect.arrayContaining(['lockgroove.db', 'lockgroove.db-wal']))
  expect(statSync(join(copy, 'lockgroove.db-wal')).size).toBeGreaterThan(0)
  const content = Buffer.concat(names.map((name) => readFileSync(join(copy, name))))
  // The search finds what is there to be found.
  expect(content.includes('Phone')).toBe(true)

  const secrets = [
    'first-password-of-ann',
    'second-password-of-ann',
    'mistyped-password',
    token,
    'the-salt-used',
    device.plainSecret,
    gone.plainSecret,
    key.plainSecret,
    TEST_MASTER_KEY.toString('latin1'),
  ]
  for (const secret of secrets) {
    for (const spelling of spellings(secret))
      expect(content.includes(spelling), `${secret} as ${spelling}`).toBe(false)
  }
  expect(content.includes(TEST_MASTER_KEY)).toBe(false)

  // The copy is whole: with the master key it opens.
  const db2 = openDatabase(join(copy, 'lockgroove.db'))
  expect(openVault(db2, TEST_MASTER_KEY, clock).outcome).toBe('opened')
})
