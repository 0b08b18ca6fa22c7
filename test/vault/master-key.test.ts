import { randomBytes } from 'node:crypto'
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { systemClock } from '../../server/clock.ts'
import { defaultKeyFile, liesIn, makeKeyFile, readKeyFile } from '../../server/vault/key-file.ts'
import type { Keychain, KeychainAnswer } from '../../server/vault/keychain.ts'
import { findMasterKey } from '../../server/vault/master-key.ts'
import { openVault } from '../../server/vault/vault.ts'
import { VaultProblem } from '../../server/vault/vault-problem.ts'
import { createTestDatabase } from '../support/vault-and-users.ts'

/** A keychain that counts what is asked of it. `refuses` is what it answers instead of working. */
function createKeychainDouble({ value, refuses }: { value?: string; refuses?: KeychainAnswer } = {}) {
  const double = {
    value,
    refuses,
    reads: 0,
    stores: 0,
    async read(): Promise<KeychainAnswer> {
      double.reads++
      if (double.refuses) return double.refuses
      return double.value === undefined ? { state: 'absent' } : { state: 'found', value: double.value }
    },
    async store(text: string): Promise<KeychainAnswer> {
      double.stores++
      if (double.refuses) return double.refuses
      double.value = text
      return { state: 'found', value: text }
    },
  }
  return double satisfies Keychain
}

const LOCKED: KeychainAnswer = { state: 'locked', reason: 'Cannot create an item in a locked collection' }
const UNAVAILABLE: KeychainAnswer = { state: 'unavailable', reason: 'no session bus' }

function newPlace() {
  const { db, dataDir } = createTestDatabase()
  const keyFile = join(mkdtempSync(join(tmpdir(), 'lockgroove-key-')), 'lockgroove', 'master.key')
  return { db, dataDir, keyFile, auto: { keychain: 'auto', keyFile, dataDir } as const }
}

async function problemOf(attempt: Promise<unknown>): Promise<VaultProblem> {
  const error = await attempt.then(
    () => undefined,
    (reason) => reason,
  )
  expect(error).toBeInstanceOf(VaultProblem)
  return error as VaultProblem
}

describe('findMasterKey on a new database', () => {
  it('keeps a new key in the keychain, as base64url', async () => {
    const { db, auto, keyFile } = newPlace()
    const keychain = createKeychainDouble()
    const found = await findMasterKey(db, auto, keychain)
    expect(found).toMatchObject({ source: 'keychain', isNew: true, warnings: [] })
    expect(keychain.value).toBe(found.key.toString('base64url'))
    expect(existsSync(keyFile)).toBe(false)
  })

  it('uses the key the keychain has already', async () => {
    const { db, auto } = newPlace()
    const key = randomBytes(32)
    const keychain = createKeychainDouble({ value: key.toString('base64url') })
    expect(await findMasterKey(db, auto, keychain)).toMatchObject({ source: 'keychain', isNew: false, key })
    expect(keychain.stores).toBe(0)
  })

  it.each([
    [LOCKED, 'The keychain is locked (Cannot create an item in a locked collection)'],
    [UNAVAILABLE, 'There is no usable keychain (no session bus)'],
  ])('falls back to a key file with a warning: $state', async (refuses, words) => {
    const { db, auto, keyFile } = newPlace()
    const found = await findMasterKey(db, auto, createKeychainDouble({ refuses }))
    expect(found).toMatchObject({ source: 'key file', path: keyFile, isNew: true })
    expect(found.warnings).toEqual([expect.stringContaining(words)])
    expect(readKeyFile(keyFile)).toEqual(found.key)
    expect(statSync(keyFile).mode & 0o777).toBe(0o600)
    expect(statSync(join(keyFile, '..')).mode & 0o777).toBe(0o700)
    expect(readdirSync(join(keyFile, '..'))).toEqual(['master.key'])
  })

  it('goes to the key file without a warning when the keychain is switched off', async () => {
    const { db, keyFile } = newPlace()
    const keychain = createKeychainDouble()
    const found = await findMasterKey(db, { keychain: 'off', keyFile }, keychain)
    expect(found).toMatchObject({ source: 'key file', isNew: true, warnings: [] })
    expect(keychain.reads).toBe(0)
    expect(await findMasterKey(db, { keychain: 'off', keyFile }, keychain)).toMatchObject({
      key: found.key,
      isNew: false,
    })
  })

  it('makes no key file in the folder of the database', async () => {
    const { db, dataDir } = newPlace()
    const keyFile = join(dataDir, 'keys', 'master.key')
    const problem = await problemOf(findMasterKey(db, { keychain: 'off', keyFile, dataDir }))
    expect(problem.message).toContain('would lie in the data folder')
    expect(existsSync(keyFile)).toBe(false)
  })

  it('does not overwrite an entry of the keychain that is no key', async () => {
    const { db, auto } = newPlace()
    const keychain = createKeychainDouble({ value: 'something else' })
    expect((await problemOf(findMasterKey(db, auto, keychain))).trouble).toBe('bad key')
    expect(keychain).toMatchObject({ value: 'something else', stores: 0 })
  })

  it('takes the key of a process that was faster', async () => {
    const { db, auto } = newPlace()
    const keychain = createKeychainDouble()
    const other = randomBytes(32)
    keychain.store = async () => ({ state: 'found', value: other.toString('base64url') })
    expect(await findMasterKey(db, auto, keychain)).toMatchObject({ key: other, isNew: false })
  })

  it('takes the vault of a process that was faster', async () => {
    const { db, auto, keyFile } = newPlace()
    const other = randomBytes(32)
    const keychain = createKeychainDouble()
    keychain.read = async () => {
      makeKeyFile(keyFile, other)
      openVault(db, other, systemClock)
      return { state: 'absent' }
    }
    expect(await findMasterKey(db, auto, keychain)).toMatchObject({ key: other, source: 'key file' })
    expect(keychain.stores).toBe(0)
  })
})

describe('findMasterKey on a database with a vault', () => {
  async function newVault(key = randomBytes(32)) {
    const at = newPlace()
    openVault(at.db, key, systemClock)
    return { ...at, key }
  }

  it('finds the key in the keychain', async () => {
    const { db, auto, key } = await newVault()
    const keychain = createKeychainDouble({ value: key.toString('base64url') })
    expect(await findMasterKey(db, auto, keychain)).toMatchObject({ key, source: 'keychain', isNew: false })
  })

  it('finds the key in the file, and then asks no keychain', async () => {
    const { db, auto, key, keyFile } = await newVault()
    makeKeyFile(keyFile, key)
    const keychain = createKeychainDouble({ refuses: LOCKED })
    expect(await findMasterKey(db, auto, keychain)).toMatchObject({ key, source: 'key file', warnings: [] })
    expect(keychain.reads).toBe(0)
  })

  it('passes over a file with the key of another database, or with rubbish', async () => {
    for (const text of [randomBytes(32).toString('base64'), 'rubbish', '', 'x'.repeat(5000)]) {
      const { db, auto, key, keyFile } = await newVault()
      makeKeyFile(keyFile, randomBytes(32))
      writeFileSync(keyFile, text)
      const keychain = createKeychainDouble({ value: key.toString('base64url') })
      expect(await findMasterKey(db, auto, keychain)).toMatchObject({ key, source: 'keychain' })
    }
  })

  it.each([
    ['absent', undefined, 'no key', 'the keychain has none'],
    ['locked', LOCKED, 'locked', 'Unlock the keychain and start again.'],
    ['unavailable', UNAVAILABLE, 'no key', 'the keychain cannot be used (no session bus)'],
    [
      'of another database',
      { state: 'found', value: randomBytes(32).toString('base64url') },
      'wrong key',
      'another one',
    ],
    ['no key at all', { state: 'found', value: 'rubbish' }, 'no key', 'expected a key of 32 bytes'],
  ] as const)(
    'never makes a new key when the one in the keychain is %s',
    async (_, refuses, trouble, words) => {
      const { db, auto, keyFile } = await newVault()
      const keychain = createKeychainDouble(refuses ? { refuses } : {})
      const problem = await problemOf(findMasterKey(db, auto, keychain))
      expect(problem.trouble).toBe(trouble)
      expect(problem.message).toContain(words)
      expect(problem.message).toContain('Nothing was changed.')
      expect(keychain.stores).toBe(0)
      expect(existsSync(keyFile)).toBe(false)
    },
  )

  it('never makes a new key when the keychain is switched off', async () => {
    const { db, keyFile } = await newVault()
    const problem = await problemOf(findMasterKey(db, { keychain: 'off', keyFile }))
    expect(problem.message).toContain(`there is no key file ${keyFile}`)
    expect(existsSync(keyFile)).toBe(false)
  })

  it('says that a key file is open to others', async () => {
    const { db, auto, key, keyFile } = await newVault()
    makeKeyFile(keyFile, key)
    chmodSync(keyFile, 0o644)
    const { warnings } = await findMasterKey(db, auto, createKeychainDouble())
    expect(warnings).toEqual([
      `The key file ${keyFile} can be read by other accounts of this computer: chmod 600 it.`,
    ])
  })

  it('gives a key whose wrapped keys are damaged to openVault, which says so', async () => {
    const { db, auto, key, keyFile } = await newVault()
    makeKeyFile(keyFile, key)
    db.prepare("UPDATE data_keys SET wrapped_by_master = 'rubbish'").run()
    const found = await findMasterKey(db, auto, createKeychainDouble())
    expect(() => openVault(db, found.key, systemClock)).toThrow('The vault in the database is damaged')
  })
})

describe('findMasterKey with a key given by setting', () => {
  const key = randomBytes(32)

  it('takes the setting before anything else', async () => {
    const { db, auto } = newPlace()
    const keychain = createKeychainDouble({ value: randomBytes(32).toString('base64url') })
    const found = await findMasterKey(db, { ...auto, masterKey: key.toString('hex') }, keychain)
    expect(found).toMatchObject({ key, source: 'LOCKGROOVE_MASTER_KEY', isNew: false })
    expect(keychain.reads).toBe(0)
  })

  it('takes the file the setting names', async () => {
    const { db, auto, keyFile } = newPlace()
    makeKeyFile(keyFile, key)
    const found = await findMasterKey(db, { ...auto, masterKeyFile: keyFile }, createKeychainDouble())
    expect(found).toMatchObject({ key, source: 'LOCKGROOVE_MASTER_KEY_FILE', path: keyFile })
  })

  it('makes no file where the setting names none', async () => {
    const { db, auto, keyFile } = newPlace()
    const problem = await problemOf(
      findMasterKey(db, { ...auto, masterKeyFile: keyFile }, createKeychainDouble()),
    )
    expect(problem.message).toBe(
      `--master-key-file or LOCKGROOVE_MASTER_KEY_FILE: there is no file ${keyFile}.`,
    )
    expect(existsSync(keyFile)).toBe(false)
  })

  it('says when the file cannot be read as one', async () => {
    const { db, auto, dataDir } = newPlace()
    const problem = await problemOf(
      findMasterKey(db, { ...auto, masterKeyFile: dataDir }, createKeychainDouble()),
    )
    expect(problem.message).toBe(`${dataDir}: expected a file with a key, got a folder.`)
  })

  it('refuses both at once', async () => {
    const { db, auto, keyFile } = newPlace()
    const both = { ...auto, masterKey: key.toString('hex'), masterKeyFile: keyFile }
    expect((await problemOf(findMasterKey(db, both))).message).toContain('not both')
  })
})

describe('a key file', () => {
  it('is not replaced when it exists: whoever comes second gets what is there', () => {
    const { keyFile } = newPlace()
    const first = randomBytes(32)
    expect(makeKeyFile(keyFile, first)).toEqual(first)
    expect(makeKeyFile(keyFile, randomBytes(32))).toEqual(first)
    expect(readFileSync(keyFile, 'utf8')).toBe(`${first.toString('base64')}\n`)
  })

  it('says when it cannot be made', () => {
    const { keyFile, dataDir } = newPlace()
    writeFileSync(join(dataDir, 'file'), '')
    expect(() => makeKeyFile(join(dataDir, 'file', 'master.key'), randomBytes(32))).toThrow('cannot be made')
    expect(readKeyFile(keyFile)).toBeUndefined()
  })

  it('has a place of its own by default, apart from the data', () => {
    expect(defaultKeyFile({ XDG_CONFIG_HOME: '/conf' }, 'linux')).toBe('/conf/lockgroove/master.key')
    expect(defaultKeyFile({}, 'darwin')).toMatch(/\.config\/lockgroove\/master\.key$/)
    expect(defaultKeyFile({ APPDATA: '/roaming' }, 'win32')).toBe('/roaming/Lockgroove/master.key')
  })

  it('is known to lie in a folder or not', () => {
    expect(liesIn('/data/keys/master.key', '/data')).toBe(true)
    expect(liesIn('/data/..keys/master.key', '/data')).toBe(true)
    expect(liesIn('/data2/master.key', '/data')).toBe(false)
    expect(liesIn('/data/../master.key', '/data')).toBe(false)
  })
})
