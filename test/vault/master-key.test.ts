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
import { masterKeyIdOf } from '../../server/vault/data-keys.ts'
import { defaultKeyFile, liesIn, makeKeyFile, readKeyFile } from '../../server/vault/key-file.ts'
import type { Keychain, KeychainAnswer } from '../../server/vault/keychain.ts'
import { describeKeySources, findMasterKey } from '../../server/vault/master-key.ts'
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

describe('findMasterKey with a passphrase', () => {
  const passphrase = 'correct horse battery staple'

  it('makes the vault with it at the first start, whatever the keychain holds', async () => {
    const { db, auto, keyFile } = newPlace()
    const keychain = createKeychainDouble({ value: randomBytes(32).toString('base64url') })
    const found = await findMasterKey(db, { ...auto, passphrase }, keychain)
    expect(found).toMatchObject({ source: 'passphrase', isNew: true, warnings: [] })
    expect(keychain.reads).toBe(0)
    expect(existsSync(keyFile)).toBe(false)
    openVault(db, found.key, systemClock, found.passphraseSalt)

    const again = await findMasterKey(db, { ...auto, passphrase }, keychain)
    expect(again).toMatchObject({ source: 'passphrase', isNew: false, key: found.key })
    expect(openVault(db, again.key, systemClock).outcome).toBe('opened')
  })

  it('gives two databases different keys', async () => {
    const { auto, db } = newPlace()
    const one = await findMasterKey(db, { ...auto, passphrase }, createKeychainDouble())
    const other = await findMasterKey(newPlace().db, { ...auto, passphrase }, createKeychainDouble())
    expect(one.key).not.toEqual(other.key)
  })

  it('says that it is the wrong one, or that it is missing, and makes no other key', async () => {
    const { db, auto, keyFile } = newPlace()
    const found = await findMasterKey(db, { ...auto, passphrase }, createKeychainDouble())
    openVault(db, found.key, systemClock, found.passphraseSalt)
    const keychain = createKeychainDouble({ refuses: LOCKED })
    const wrong = await problemOf(findMasterKey(db, { ...auto, passphrase: 'another one, long' }, keychain))
    expect(wrong.trouble).toBe('wrong key')
    expect(wrong.message).toContain('the passphrase is another one')
    expect(wrong.message).not.toContain('another one, long')
    expect(existsSync(keyFile)).toBe(false)
    // Unlocking the keychain would not help, nor would the right key in a file that has another one.
    makeKeyFile(keyFile, randomBytes(32))
    const absent = await problemOf(findMasterKey(db, auto, keychain))
    expect(absent.trouble).toBe('no passphrase')
    expect(absent.message).toContain('Set LOCKGROOVE_PASSPHRASE or LOCKGROOVE_PASSPHRASE_FILE')
  })

  it('is passed over for a vault that was not made with it', async () => {
    const { db, auto, keyFile } = newPlace()
    const key = randomBytes(32)
    openVault(db, key, systemClock)
    const problem = await problemOf(findMasterKey(db, { ...auto, passphrase }, createKeychainDouble()))
    expect(problem.message).toContain('the vault was not made with the passphrase')
    makeKeyFile(keyFile, key)
    expect(await findMasterKey(db, { ...auto, passphrase }, createKeychainDouble())).toMatchObject({ key })
  })

  it('comes after a key that a setting names', async () => {
    const { db, auto } = newPlace()
    const key = randomBytes(32)
    const settings = { ...auto, passphrase, masterKey: key.toString('base64') }
    expect(await findMasterKey(db, settings, createKeychainDouble())).toMatchObject({ key })
  })

  it('refuses one that is too short, without making anything', async () => {
    const { db, auto, keyFile } = newPlace()
    const keychain = createKeychainDouble()
    const problem = await problemOf(findMasterKey(db, { ...auto, passphrase: 'too short' }, keychain))
    expect(problem.trouble).toBe('bad key')
    expect(keychain.stores).toBe(0)
    expect(existsSync(keyFile)).toBe(false)
  })
})

describe('a key that is kept under its id', () => {
  it('is found beside the file a setting names, also when that file is not there yet', async () => {
    for (const inPlace of [undefined, randomBytes(32)]) {
      const { db, auto, keyFile } = newPlace()
      const key = randomBytes(32)
      openVault(db, key, systemClock)
      const kept = `${keyFile}.${masterKeyIdOf(key)}`
      makeKeyFile(kept, key)
      if (inPlace) makeKeyFile(keyFile, inPlace)
      const found = await findMasterKey(db, { ...auto, masterKeyFile: keyFile }, createKeychainDouble())
      expect(found).toMatchObject({ key, path: kept, source: 'LOCKGROOVE_MASTER_KEY_FILE' })
    }
  })

  it('is not asked of a keychain that is locked: one prompt is enough', async () => {
    const { db, auto } = newPlace()
    openVault(db, randomBytes(32), systemClock)
    const keychain = createKeychainDouble({ refuses: LOCKED })
    await problemOf(findMasterKey(db, auto, keychain))
    expect(keychain.reads).toBe(1)
  })
})

describe('describeKeySources', () => {
  const said = async (...from: Parameters<typeof describeKeySources>) =>
    Object.fromEntries((await describeKeySources(...from)).map(({ source, state }) => [source, state]))

  it('says of each source what it holds, in the order that counts', async () => {
    const { db, auto, keyFile } = newPlace()
    const key = randomBytes(32)
    openVault(db, key, systemClock)
    makeKeyFile(keyFile, randomBytes(32))
    const settings = { ...auto, masterKey: 'rubbish', passphrase: 'correct horse battery staple' }
    const keychain = createKeychainDouble({ value: key.toString('base64url') })
    const sources = await describeKeySources(db, settings, keychain)
    expect(sources).toEqual([
      {
        source: 'LOCKGROOVE_MASTER_KEY',
        state: 'unusable',
        sentence: 'LOCKGROOVE_MASTER_KEY: expected a key of 32 bytes as base64, hex or 32 characters',
      },
      {
        source: 'LOCKGROOVE_MASTER_KEY_FILE',
        state: 'none',
        sentence: 'LOCKGROOVE_MASTER_KEY_FILE is not set',
      },
      { source: 'key file', state: 'another key', sentence: `the key in ${keyFile} is another one` },
      { source: 'passphrase', state: 'another key', sentence: 'the vault was not made with the passphrase' },
      { source: 'keychain', state: 'opens', sentence: 'the key in the keychain opens it' },
    ])
    for (const form of ['hex', 'base64', 'base64url'] as const) {
      expect(JSON.stringify(sources)).not.toContain(key.toString(form))
    }
    expect(JSON.stringify(sources)).not.toContain('rubbish')
  })

  it('tells the four answers of a keychain apart', async () => {
    const { db, auto } = newPlace()
    openVault(db, randomBytes(32), systemClock)
    const ask = async (keychain: Keychain) => (await said(db, auto, keychain))['keychain']
    expect(await ask(createKeychainDouble({ refuses: LOCKED }))).toBe('locked')
    expect(await ask(createKeychainDouble({ refuses: UNAVAILABLE }))).toBe('unavailable')
    expect(await ask(createKeychainDouble())).toBe('none')
    expect(await ask(createKeychainDouble({ value: randomBytes(32).toString('hex') }))).toBe('another key')
    expect((await said(db, { ...auto, keychain: 'off' }, createKeychainDouble()))['keychain']).toBe('off')
  })

  it('makes nothing, also where there is no vault yet', async () => {
    const { db, auto, keyFile } = newPlace()
    const keychain = createKeychainDouble()
    expect(await said(db, auto, keychain)).toMatchObject({ 'key file': 'none', keychain: 'none' })
    expect(keychain.stores).toBe(0)
    expect(existsSync(keyFile)).toBe(false)
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
