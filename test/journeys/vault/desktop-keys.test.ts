// What a desktop host sees of the keys: a first vault is never given a key file without a word, a passphrase is asked at
// every start, a keyring is waited for, and the recovery key opens for as long as it has to.
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { makeNewRecoveryKey } from '../../../server/auth/recovery-key.ts'
import { systemClock } from '../../../server/clock.ts'
import {
  createServer,
  keyFilePath,
  type Server,
  type ServerOptions,
  VaultProblem,
  type VaultState,
} from '../../../server/index.ts'
import { openData } from '../../../server/open-data.ts'
import type { Keychain, KeychainAnswer } from '../../../server/vault/keychain.ts'
import { createConsoleClient } from '../../support/console-client.ts'
import { PEOPLE, preparedData, testSettings } from '../../support/prepared-data.ts'
import { createSubsonicClient } from '../../support/subsonic-client.ts'

const PASSPHRASE = 'a pebble under the third stair'
const { owner } = PEOPLE
const MASTER_KEY = Buffer.from('0123456789abcdef'.repeat(4), 'hex').toString('base64url')
const LOCKED: KeychainAnswer = { state: 'locked', reason: 'nobody unlocked it' }
const NONE: KeychainAnswer = { state: 'unavailable', reason: 'no session bus' }

let folder: string
let servers: Server[]

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lockgroove-desktop-'))
  servers = []
  // No key file of whoever runs the tests.
  vi.stubEnv('XDG_CONFIG_HOME', join(folder, 'config'))
  return async () => {
    for (const server of servers) await server.close()
    vi.unstubAllEnvs()
    rmSync(folder, { recursive: true })
  }
})

/** What the real one does is in desktop-keyring.test.ts. */
function keychainThat(answer: KeychainAnswer) {
  const double = {
    answer,
    async read(): Promise<KeychainAnswer> {
      return double.answer
    },
    async store(value: string): Promise<KeychainAnswer> {
      if (double.answer.state === 'locked' || double.answer.state === 'unavailable') return double.answer
      double.answer = { state: 'found', value }
      return double.answer
    },
  }
  return double satisfies Keychain
}

const settings = () => testSettings(join(folder, 'data'), { masterKey: undefined, keychain: 'auto' })

async function start(keychain: Keychain, options: ServerOptions = {}) {
  const server = await createServer(settings(), { keychain, firstKey: 'ask', ...options })
  servers.push(server)
  return server
}

async function stop(server: Server) {
  servers = servers.filter((other) => other !== server)
  await server.close()
}

async function refused(attempt: Promise<unknown>): Promise<VaultProblem> {
  const error = await attempt.then(
    () => undefined,
    (reason) => reason,
  )
  expect(error).toBeInstanceOf(VaultProblem)
  return error as VaultProblem
}

function filesWith(text: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => readFileSync(path).includes(text))
}

/** People with sealed passwords under MASTER_KEY. */
async function withPeople(): Promise<{ recoveryKey: string }> {
  const { dataDir } = await preparedData('fixture')
  cpSync(dataDir, join(folder, 'data'), { recursive: true })
  const data = await openData(testSettings(join(folder, 'data')))
  const recoveryKey = makeNewRecoveryKey({ ...data, clock: systemClock }, { actor: 'test' })
  data.close()
  return { recoveryKey }
}

const signIn = (server: Server) =>
  createSubsonicClient(server.musicUrls[0]!, { ...owner, form: 'token' }).code('ping')

describe('a first start that asks', () => {
  test.each([
    ['unavailable', NONE, 'no place', 'There is no usable keychain (no session bus)'],
    ['locked', LOCKED, 'locked', 'The keychain is locked (nobody unlocked it)'],
  ] as const)(
    'makes nothing while the keychain is %s, and says which case it is',
    async (_, answer, trouble, sentence) => {
      const problem = await refused(start(keychainThat(answer)))
      expect(problem).toMatchObject({ trouble, message: expect.stringContaining(sentence) })
      expect(existsSync(keyFilePath())).toBe(false)
      // Still a first start.
      expect(await refused(start(keychainThat(answer)))).toMatchObject({ trouble })
    },
  )

  test('makes nothing where the keychain is switched off', async () => {
    const attempt = createServer({ ...settings(), keychain: 'off' }, { firstKey: 'ask' })
    expect(await refused(attempt)).toMatchObject({ trouble: 'no place' })
    expect(existsSync(keyFilePath())).toBe(false)
  })

  test('uses the keychain where there is one', async () => {
    const keychain = keychainThat({ state: 'absent' })
    const server = await start(keychain)
    expect(server.vaultState()).toEqual({ open: true })
    expect(keychain.answer).toMatchObject({ state: 'found' })
    expect(existsSync(keyFilePath())).toBe(false)
  })

  test('makes a key file when the owner chose one, and finds it at the next start', async () => {
    await refused(start(keychainThat(NONE)))
    await stop(await start(keychainThat(NONE), { firstKey: 'key file' }))
    expect(existsSync(keyFilePath())).toBe(true)
    expect((await start(keychainThat(NONE))).vaultState()).toEqual({ open: true })
  })

  test('takes a passphrase that is kept nowhere and asked at every start', async () => {
    const first = await start(keychainThat(NONE), { passphrase: PASSPHRASE })
    expect(first.vaultState()).toEqual({ open: true })
    await stop(first)
    expect(filesWith(PASSPHRASE)).toEqual([])
    expect(existsSync(keyFilePath())).toBe(false)

    const server = await start(keychainThat(NONE))
    expect(server.vaultState()).toMatchObject({ open: false, trouble: 'no passphrase' })
    const seen: VaultState[] = []
    server.onVaultChange((state) => seen.push(state))
    const wrong = await refused(server.openWithPassphrase('a pebble under the second stair'))
    expect(wrong).toMatchObject({ trouble: 'wrong key' })
    expect(wrong.message).not.toContain('pebble')
    expect(server.vaultState()).toMatchObject({ open: false, trouble: 'no passphrase' })
    expect(seen).toEqual([])

    expect(await server.openWithPassphrase(PASSPHRASE)).toEqual({ open: true })
    expect(seen).toEqual([{ open: true }])
    await stop(server)
    expect(filesWith(PASSPHRASE)).toEqual([])
  }, 40_000)

  test('refuses a passphrase that is too short, and makes nothing', async () => {
    const problem = await refused(start(keychainThat(NONE), { passphrase: 'short' }))
    expect(problem.message).toContain('at least 12 characters')
    expect(await refused(start(keychainThat(NONE)))).toMatchObject({ trouble: 'no place' })
  })
})

describe('a desktop whose vault is shut', () => {
  test('is told when its keyring opens', async () => {
    await withPeople()
    const keychain = keychainThat(LOCKED)
    const server = await start(keychain)
    expect(server.vaultState()).toMatchObject({ open: false, trouble: 'locked' })
    const seen: VaultState[] = []
    const end = server.onVaultChange((state) => seen.push(state))
    expect(await server.tryAgain()).toMatchObject({ open: false, trouble: 'locked' })
    keychain.answer = { state: 'found', value: MASTER_KEY }
    expect(await server.tryAgain()).toEqual({ open: true })
    expect(seen).toEqual([expect.objectContaining({ open: false }), { open: true }])
    end()
    await server.tryAgain()
    expect(seen).toHaveLength(2)
    expect(await signIn(server)).toBeUndefined()
    const console = createConsoleClient(server.consoleUrl)
    await console.signIn(owner.user, owner.password)
    expect(await console.get('audit.list', { event: 'vault.opened' })).toMatchObject([
      { actor: 'desktop', detail: { source: 'keychain' } },
    ])
  })

  test('opens with the recovery key and keeps the new key in the keychain', async () => {
    const { recoveryKey } = await withPeople()
    const keychain = keychainThat({ state: 'absent' })
    const server = await start(keychain)
    expect(server.vaultState()).toMatchObject({ open: false, trouble: 'no key' })
    await expect(server.recoverVault(recoveryKey.slice(0, 40))).rejects.toThrow('14 groups')
    expect(await server.recoverVault(recoveryKey)).toEqual({ open: true })
    expect(await signIn(server)).toBeUndefined()
    await stop(server)
    expect((await start(keychain)).vaultState()).toEqual({ open: true })
    expect(existsSync(keyFilePath())).toBe(false)
  })

  test('opens with the recovery key until it stops while the keyring is locked: the key in there still fits', async () => {
    const { recoveryKey } = await withPeople()
    const keychain = keychainThat(LOCKED)
    const server = await start(keychain)
    expect(await server.recoverVault(recoveryKey)).toMatchObject({
      open: true,
      lacksKey: { trouble: 'locked', sentence: expect.stringContaining('still in the keychain') },
    })
    expect(await signIn(server)).toBeUndefined()
    await stop(server)
    expect(existsSync(keyFilePath())).toBe(false)
    keychain.answer = { state: 'found', value: MASTER_KEY }
    expect((await start(keychain)).vaultState()).toEqual({ open: true })
  })

  test.each(['passphrase', 'key file'] as const)(
    'asks where there is no keychain for the new key, and takes a %s',
    async (choice) => {
      const { recoveryKey } = await withPeople()
      const server = await start(keychainThat(NONE))
      expect(await server.recoverVault(recoveryKey)).toMatchObject({
        open: true,
        lacksKey: { trouble: 'no place' },
      })
      expect(existsSync(keyFilePath())).toBe(false)
      const state =
        choice === 'passphrase' ? await server.openWithPassphrase(PASSPHRASE) : await server.keepKeyInFile()
      expect(state).toEqual({ open: true })
      await expect(server.keepKeyInFile()).rejects.toThrow('has its master key')
      await stop(server)

      const next = await start(keychainThat(NONE))
      if (choice === 'passphrase') await next.openWithPassphrase(PASSPHRASE)
      expect(next.vaultState()).toEqual({ open: true })
      expect(existsSync(keyFilePath())).toBe(choice === 'key file')
      expect(await signIn(next)).toBeUndefined()
    },
    40_000,
  )
})
