import { randomBytes } from 'node:crypto'
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { systemClock } from '../../server/clock.ts'
import { openDatabase } from '../../server/db/open.ts'
import { InvalidInput } from '../../server/errors.ts'
import { changeMasterKey } from '../../server/vault/change-master-key.ts'
import { masterKeyIdOf } from '../../server/vault/data-keys.ts'
import { makeKeyFile, readKeyFile } from '../../server/vault/key-file.ts'
import type { Keychain, KeychainAnswer } from '../../server/vault/keychain.ts'
import { findMasterKey, type MasterKeyOptions } from '../../server/vault/master-key.ts'
import { rotateDataKey } from '../../server/vault/rotate.ts'
import { openVault, sealedVault } from '../../server/vault/vault.ts'
import { VaultProblem, VaultSealed } from '../../server/vault/vault-problem.ts'
import { ALL_VALUES, newFilledVault, openedValues } from './filled-vault.ts'

const PASSPHRASE = 'correct horse battery staple'

/** A keychain with entries; `refuses` answers instead, from the store of that number on. */
function createKeychainDouble(first?: Buffer) {
  const double = {
    entries: new Map<string, string>(first ? [['master-key', first.toString('base64url')]] : []),
    refuses: undefined as KeychainAnswer | undefined,
    refusesAfterStores: 0,
    stores: 0,
    async read(account = 'master-key'): Promise<KeychainAnswer> {
      if (double.refuses && double.stores >= double.refusesAfterStores) return double.refuses
      const value = double.entries.get(account)
      return value === undefined ? { state: 'absent' } : { state: 'found', value }
    },
    async store(value: string, account = 'master-key'): Promise<KeychainAnswer> {
      if (double.refuses && double.stores >= double.refusesAfterStores) return double.refuses
      double.stores++
      double.entries.set(account, value)
      return { state: 'found', value }
    },
  }
  return double satisfies Keychain
}

function newPlace() {
  const made = newFilledVault()
  const keys = mkdtempSync(join(tmpdir(), 'lockgroove-keys-'))
  const keyFile = join(keys, 'lockgroove', 'master.key')
  const find: MasterKeyOptions = { keychain: 'auto', keyFile, dataDir: made.dataDir }
  return { ...made, keyFile, find }
}

async function opensAnew(at: { path: string }, find: MasterKeyOptions, keychain: Keychain) {
  const db = openDatabase(at.path)
  const found = await findMasterKey(db, find, keychain)
  const vault = openVault(db, found.key, systemClock)
  expect(openedValues(db, vault)).toEqual(ALL_VALUES)
  expect(vault.needsMasterKey()).toBe(false)
  db.close()
  return found
}

describe('changeMasterKey', () => {
  it('puts a new key in the keychain, and keeps the one before', async () => {
    const at = newPlace()
    const keychain = createKeychainDouble(at.masterKey)
    const change = await changeMasterKey(at.db, at.vault, { place: 'keychain' }, { keychain })
    expect(change).toEqual({
      dryRun: false,
      resealed: {},
      rewrappedKeys: 1,
      damaged: [],
      source: 'keychain',
      notices: [],
    })
    const found = await opensAnew(at, at.find, keychain)
    expect(found.source).toBe('keychain')
    expect(found.key).not.toEqual(at.masterKey)
    expect(keychain.entries.get(`master-key-${masterKeyIdOf(at.masterKey)}`)).toBe(
      at.masterKey.toString('base64url'),
    )
  })

  it('puts a new key in the key file, and keeps the one before', async () => {
    const at = newPlace()
    makeKeyFile(at.keyFile, at.masterKey)
    const options = { keyFile: at.keyFile, dataDir: at.dataDir }
    const change = await changeMasterKey(at.db, at.vault, { place: 'key file' }, options)
    expect(change).toMatchObject({ source: 'key file', path: at.keyFile, notices: [] })
    const found = await opensAnew(at, at.find, createKeychainDouble())
    expect(found).toMatchObject({ source: 'key file', path: at.keyFile })
    expect(found.key).not.toEqual(at.masterKey)
    expect(readKeyFile(`${at.keyFile}.${masterKeyIdOf(at.masterKey)}`)).toEqual(at.masterKey)
    const folder = join(at.keyFile, '..')
    expect(readdirSync(folder).filter((name) => name.endsWith('.new'))).toEqual([])
    for (const name of readdirSync(folder)) expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600)
  })

  it('derives the key from a passphrase, and tells the vault the salt', async () => {
    const at = newPlace()
    const change = await changeMasterKey(at.db, at.vault, { place: 'passphrase', passphrase: PASSPHRASE })
    expect(change.source).toBe('passphrase')
    const keychain = createKeychainDouble(at.masterKey)
    expect(await opensAnew(at, { ...at.find, passphrase: PASSPHRASE }, keychain)).toMatchObject({
      source: 'passphrase',
    })
    await expect(findMasterKey(at.db, at.find, keychain)).rejects.toThrow('LOCKGROOVE_PASSPHRASE')
    await expect(
      findMasterKey(at.db, { ...at.find, passphrase: `${PASSPHRASE}s` }, keychain),
    ).rejects.toMatchObject({ trouble: 'wrong key' })
  })

  it('takes a key the owner keeps', async () => {
    const at = newPlace()
    const key = randomBytes(32)
    const change = await changeMasterKey(at.db, at.vault, { place: 'given', key })
    expect(change.source).toBe('LOCKGROOVE_MASTER_KEY')
    await opensAnew(at, { ...at.find, masterKey: key.toString('base64') }, createKeychainDouble())
  })

  it('goes from each place to each other, with rotations in between', async () => {
    const at = newPlace()
    const keychain = createKeychainDouble(at.masterKey)
    const options = { keychain, keyFile: at.keyFile, dataDir: at.dataDir }
    const given = randomBytes(32)
    for (const to of [
      { place: 'key file' },
      { place: 'keychain' },
      { place: 'keychain' },
      { place: 'passphrase', passphrase: PASSPHRASE },
      { place: 'key file' },
      { place: 'passphrase', passphrase: PASSPHRASE },
      { place: 'given', key: given },
      { place: 'keychain' },
    ] as const) {
      const { source } = await changeMasterKey(at.db, at.vault, to, options)
      await rotateDataKey(at.db, at.vault, { clock: systemClock })
      const find = to.place === 'given' ? { ...at.find, masterKey: given.toString('hex') } : at.find
      const found = await opensAnew(at, { ...find, passphrase: PASSPHRASE }, keychain)
      expect(found.source).toBe(source)
    }
    const salt = at.db.prepare('SELECT passphrase_salt FROM vault').pluck().get()
    expect(salt).toBeNull()
  })

  it('leaves another data folder with the same key able to open', async () => {
    const at = newPlace()
    makeKeyFile(at.keyFile, at.masterKey)
    const keychain = createKeychainDouble(at.masterKey)
    const other = newFilledVault(at.masterKey)
    await changeMasterKey(at.db, at.vault, { place: 'keychain' }, { keychain })
    await changeMasterKey(at.db, at.vault, { place: 'key file' }, { keyFile: at.keyFile })
    expect(await opensAnew(other, at.find, keychain)).toMatchObject({ key: at.masterKey })
    expect(await opensAnew(other, { ...at.find, keyFile: `${at.keyFile}x` }, keychain)).toMatchObject({
      key: at.masterKey,
      source: 'keychain',
    })
  })

  it.each([
    [{ state: 'locked', reason: 'the prompt was dismissed' }, 'locked', 'The keychain is locked'],
    [{ state: 'unavailable', reason: 'no session bus' }, 'no key', 'The keychain cannot be used'],
  ] as const)('changes nothing when the keychain is $state', async (refuses, trouble, words) => {
    const at = newPlace()
    makeKeyFile(at.keyFile, at.masterKey)
    for (const [refusesAfterStores, dryRun] of [
      [0, false],
      [0, true],
      [1, false],
    ] as const) {
      const keychain = Object.assign(createKeychainDouble(randomBytes(32)), { refuses, refusesAfterStores })
      const attempt = changeMasterKey(at.db, at.vault, { place: 'keychain' }, { keychain, dryRun })
      await expect(attempt).rejects.toMatchObject({ trouble, message: expect.stringContaining(words) })
      await opensAnew(at, at.find, createKeychainDouble())
    }
  })

  it('is no failure when the keychain closes at the very last: the key is found all the same', async () => {
    const at = newPlace()
    const keychain = createKeychainDouble(at.masterKey)
    Object.assign(keychain, { refuses: { state: 'locked', reason: 'gone' }, refusesAfterStores: 2 })
    const { notices } = await changeMasterKey(at.db, at.vault, { place: 'keychain' }, { keychain })
    expect(notices).toEqual([
      expect.stringMatching(
        /could not be put in place: .* It is kept, and will be found, as master-key-.{12}\./,
      ),
    ])
    keychain.refuses = undefined
    await opensAnew(at, at.find, keychain)
  })

  it('does not overwrite what is no key', async () => {
    const at = newPlace()
    const keychain = createKeychainDouble()
    keychain.entries.set('master-key', 'something else')
    await expect(changeMasterKey(at.db, at.vault, { place: 'keychain' }, { keychain })).rejects.toMatchObject(
      {
        trouble: 'bad key',
      },
    )
    mkdirSync(join(at.keyFile, '..'), { recursive: true })
    writeFileSync(at.keyFile, 'something else')
    await expect(
      changeMasterKey(at.db, at.vault, { place: 'key file' }, { keyFile: at.keyFile }),
    ).rejects.toMatchObject({ trouble: 'bad key' })
    expect(readFileSync(at.keyFile, 'utf8')).toBe('something else')
    expect([...keychain.entries]).toEqual([['master-key', 'something else']])
  })

  it('makes no key file in the data folder, and none where it cannot', async () => {
    const at = newPlace()
    const inside = join(at.dataDir, 'master.key')
    const options = { dataDir: at.dataDir }
    await expect(
      changeMasterKey(at.db, at.vault, { place: 'key file', path: inside }, options),
    ).rejects.toThrow('would lie in the data folder')
    writeFileSync(join(at.dataDir, 'file'), '')
    const under = join(at.dataDir, 'file', 'master.key')
    await expect(changeMasterKey(at.db, at.vault, { place: 'key file', path: under })).rejects.toThrow(
      VaultProblem,
    )
    expect(existsSync(inside)).toBe(false)
    expect(openVault(at.db, at.masterKey, systemClock).outcome).toBe('opened')
  })

  it('follows a link to the key file, and closes a file that was open to others', async () => {
    const at = newPlace()
    const target = `${at.keyFile}-elsewhere`
    makeKeyFile(target, at.masterKey)
    chmodSync(target, 0o644)
    symlinkSync(target, at.keyFile)
    await changeMasterKey(at.db, at.vault, { place: 'key file' }, { keyFile: at.keyFile })
    expect(readKeyFile(target)).not.toEqual(at.masterKey)
    expect(statSync(target).mode & 0o777).toBe(0o600)
    await opensAnew(at, at.find, createKeychainDouble())
  })

  it('stores nothing in a dry run', async () => {
    const at = newPlace()
    const keychain = createKeychainDouble(at.masterKey)
    const options = { keychain, keyFile: at.keyFile, dataDir: at.dataDir, dryRun: true }
    for (const to of [
      { place: 'keychain' },
      { place: 'key file' },
      { place: 'passphrase', passphrase: PASSPHRASE },
      { place: 'given', key: randomBytes(32) },
    ] as const) {
      const change = await changeMasterKey(at.db, at.vault, to, options)
      expect(change).toMatchObject({ dryRun: true, rewrappedKeys: 1, notices: [] })
    }
    expect(keychain.entries.size).toBe(1)
    expect(existsSync(at.keyFile)).toBe(false)
    await opensAnew(at, at.find, keychain)
  })

  it('refuses a passphrase that is too short, and a sealed vault', async () => {
    const at = newPlace()
    await expect(
      changeMasterKey(at.db, at.vault, { place: 'passphrase', passphrase: 'short' }),
    ).rejects.toThrow(InvalidInput)
    const keychain = createKeychainDouble()
    const sealed = sealedVault(at.db, new VaultProblem('locked', 'gone'))
    await expect(changeMasterKey(at.db, sealed, { place: 'keychain' }, { keychain })).rejects.toThrow(
      VaultSealed,
    )
    expect(keychain.entries.size).toBe(0)
  })

  it('reads no file outside its folder, whatever the vault names as its key', async () => {
    const at = newPlace()
    makeKeyFile(at.keyFile, randomBytes(32))
    mkdirSync(`${at.keyFile}.x`)
    makeKeyFile(`${at.keyFile}.x/../y`, at.masterKey)
    at.db.prepare("UPDATE vault SET master_key_id = 'x/../y'").run()
    await expect(findMasterKey(at.db, at.find, createKeychainDouble())).rejects.toThrow('another one')
  })
})

describe('a copy of the data folder without its key', () => {
  it('opens with the recovery key, and gets a master key of its own', async () => {
    const at = newPlace()
    at.db.close()
    const dataDir = mkdtempSync(join(tmpdir(), 'lockgroove-copy-'))
    cpSync(at.dataDir, dataDir, { recursive: true })
    const path = join(dataDir, 'lockgroove.db')
    const db = openDatabase(path)
    const find: MasterKeyOptions = { keychain: 'auto', keyFile: join(at.keyFile, '..', 'other.key'), dataDir }
    const problem = await findMasterKey(db, find, createKeychainDouble()).then(
      () => undefined,
      (error) => error,
    )
    expect(problem).toMatchObject({ trouble: 'no key' })

    const vault = sealedVault(db, problem)
    vault.unlockWithRecovery(at.recoveryKey.toLowerCase().replaceAll('-', ' '))
    expect(openedValues(db, vault)).toEqual(ALL_VALUES)
    expect(vault.needsMasterKey()).toBe(true)
    await changeMasterKey(db, vault, { place: 'key file' }, { keyFile: find.keyFile!, dataDir })
    expect(vault.needsMasterKey()).toBe(false)
    await rotateDataKey(db, vault, { clock: systemClock })
    await opensAnew({ path }, find, createKeychainDouble())
  })
})
