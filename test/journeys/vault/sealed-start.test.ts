// A server whose master key is not here: it says which case it is, serves what needs no sealed value, and changes nothing.
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { createDeviceCredential } from '../../../server/auth/device-credentials.ts'
import { systemClock } from '../../../server/clock.ts'
import { openDatabase } from '../../../server/db/open.ts'
import { createServer, type Server } from '../../../server/index.ts'
import { createShare, getShare, shareToken } from '../../../server/library/shares.ts'
import { openData } from '../../../server/open-data.ts'
import type { Settings } from '../../../server/settings/definitions.ts'
import { changeMasterKey } from '../../../server/vault/change-master-key.ts'
import type { Keychain, KeychainAnswer } from '../../../server/vault/keychain.ts'
import { rotateDataKey } from '../../../server/vault/rotate.ts'
import { createConsoleClient } from '../../support/console-client.ts'
import { PEOPLE, preparedData, testSettings } from '../../support/prepared-data.ts'
import { createSubsonicClient, type Login } from '../../support/subsonic-client.ts'
import { createTestClock } from '../../support/vault-and-users.ts'

const MASTER_KEY = '0123456789abcdef'.repeat(4)
const OTHER_KEY = 'fedcba9876543210'.repeat(4)
const { owner, listener } = PEOPLE

let template: string
let apiKey: string
let devicePassword: string
let shareLink: string
let ownerKey: string
const folders: string[] = []
const servers: Server[] = []

beforeAll(async () => {
  const prepared = await preparedData('fixture')
  template = mkdtempSync(join(tmpdir(), 'lockgroove-sealed-'))
  cpSync(prepared.dataDir, template, { recursive: true })
  const data = await openData(testSettings(template))
  const { id } = data.users.getByName(listener.user)
  const deps = { ...data, clock: systemClock }
  apiKey = createDeviceCredential(deps, {
    userId: id,
    kind: 'apikey',
    name: 'car',
    scope: 'download',
  }).plainSecret
  devicePassword = createDeviceCredential(deps, { userId: id, kind: 'password', name: 'phone' }).plainSecret
  const ownerId = data.users.getByName(owner.user).id
  ownerKey = createDeviceCredential(deps, { userId: ownerId, kind: 'apikey', name: 'car' }).plainSecret
  const songs = { name: 'One song', songIds: [1], description: '', endsAt: null }
  const share = getShare(data.db, data.users.getByName(owner.user), createShare(deps, { ...songs, ownerId }))
  shareLink = `/share/${shareToken(data.vault, share)}`
  data.close()
  return () => rmSync(template, { recursive: true })
})

afterEach(async () => {
  vi.unstubAllEnvs()
  for (const server of servers.splice(0)) await server.close()
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})

function copyOfData(): string {
  const folder = mkdtempSync(join(tmpdir(), 'lockgroove-sealed-'))
  folders.push(folder)
  cpSync(template, join(folder, 'data'), { recursive: true })
  return join(folder, 'data')
}

function change(dataDir: string, text: string) {
  const db = openDatabase(join(dataDir, 'lockgroove.db'))
  db.exec(text)
  db.close()
}

async function start(dataDir: string, settings: Partial<Settings> = {}, keychain?: Keychain) {
  const server = await createServer(testSettings(dataDir, settings), keychain ? { keychain } : {})
  servers.push(server)
  const url = server.musicUrls[0]!
  return {
    server,
    as: (login: Login) => createSubsonicClient(url, login),
    console: createConsoleClient(server.consoleUrl),
  }
}

/** All that is sealed and all that opens it; when a device was last used is no part of it. */
function keptRows(dataDir: string) {
  const db = openDatabase(join(dataDir, 'lockgroove.db'), { readonly: true })
  const all = (text: string) => db.prepare(text).all() as Record<string, unknown>[]
  const rows = {
    vault: all('SELECT * FROM vault'),
    dataKeys: all('SELECT * FROM data_keys'),
    users: all('SELECT * FROM users'),
    devices: all('SELECT * FROM device_credentials').map(
      ({ last_used_at, last_client, last_address, ...row }) => row,
    ),
  }
  db.close()
  return rows
}

const CASES: readonly [string, string, Partial<Settings>, string, RegExp][] = [
  ['another master key', 'wrong key', { masterKey: OTHER_KEY }, '', /does not open the database/],
  [
    'no master key',
    'no key',
    { masterKey: undefined, masterKeyFile: '/nowhere/master.key' },
    '',
    /\/nowhere\/master\.key/,
  ],
  [
    'an unusable master key',
    'bad key',
    { masterKey: 'too short' },
    '',
    /LOCKGROOVE_MASTER_KEY: expected a key/,
  ],
  [
    'a damaged canary',
    'damaged',
    {},
    "UPDATE vault SET canary = substr(canary, 1, 40) || 'AAAA'",
    /check value/,
  ],
  [
    'a damaged data key',
    'damaged',
    {},
    'UPDATE data_keys SET wrapped_by_master = substr(wrapped_by_master, 1, 60)',
    /data key/,
  ],
]

describe.each(CASES)('a server that starts with %s', (_, trouble, settings, damage, sentence) => {
  test('says which case it is and what to do', async () => {
    const dataDir = copyOfData()
    if (damage) change(dataDir, damage)
    const { server, console } = await start(dataDir, settings)
    const notice = server.notices.join('\n')
    expect(notice).toContain(`SEALED (${trouble})`)
    expect(notice).toMatch(sentence)
    expect(notice).toContain('What to do: ')
    expect(server.vaultState()).toMatchObject({ open: false, trouble })
    expect(notice).not.toContain(MASTER_KEY)
    expect(notice).not.toContain(OTHER_KEY)

    await console.signIn(owner.user, owner.password)
    expect(await console.get('server.status', {})).toMatchObject({ sealed: true })
    expect(await console.get('vault.status', {})).toMatchObject({
      open: false,
      trouble,
      sentence: expect.stringMatching(sentence),
    })
  })

  test('plays for share links, lists them without their address, and lets them be ended', async () => {
    const dataDir = copyOfData()
    if (damage) change(dataDir, damage)
    const { server, as, console } = await start(dataDir, settings)
    const link = server.musicUrls[0] + shareLink
    for (const path of ['', '/songs/1']) expect((await fetch(link + path)).status).toBe(200)

    // For an app the address is the share's id.
    for (const [name, parameters] of Object.entries({ getShares: {}, createShare: { id: 'so-1' } })) {
      expect((await as({ apiKey: ownerKey }).call(name, parameters)).status).toBe(503)
    }
    await console.signIn(owner.user, owner.password)
    const [share] = await console.get('shares.list', {})
    expect(share).toMatchObject({ name: 'One song', visits: 1, isOver: false })
    expect(share).not.toHaveProperty('url')
    expect(await console.call('shares.create', { items: ['so-1'] })).toMatchObject({ code: 'sealed' })
    await console.get('shares.change', { share: share!.id, description: 'changed' })
    await console.get('shares.remove', { share: share!.id })
    expect((await fetch(link)).status).toBe(404)
    expect(await console.get('shares.list', {})).toEqual([])
  })

  test('serves API keys, refuses the rest, and changes nothing that is sealed', async () => {
    const dataDir = copyOfData()
    if (damage) change(dataDir, damage)
    const before = keptRows(dataDir)
    const { server, as, console } = await start(dataDir, { ...settings, authRequestLimit: 5 })

    const withKey = as({ apiKey })
    const album = (await withKey.json('getAlbumList2', { type: 'newest', size: 1 })).albumList2.album[0]
    const song = (await withKey.json('getAlbum', { id: album.id })).album.song[0]
    expect((await withKey.call('stream', { id: song.id })).status).toBe(200)
    expect(await withKey.code('star', { id: song.id })).toBeUndefined()
    expect((await withKey.json('getStarred2')).starred2.song).toHaveLength(1)

    const logins: Login[] = [
      ...(['clear', 'hex', 'token'] as const).flatMap((form): Login[] => [
        { ...owner, form },
        { user: listener.user, password: devicePassword, form },
        { user: listener.user, password: 'wrong', form },
        { user: 'nobody', password: 'wrong', form },
      ]),
    ]
    const answers = new Set<string>()
    for (const login of logins) {
      const answer = await as(login).call('ping')
      expect(answer.status).toBe(503)
      expect(Number(answer.headers.get('Retry-After'))).toBeGreaterThan(0)
      answers.add(answer.text)
    }
    expect([...answers]).toEqual([
      expect.stringContaining('The server is sealed; its owner has to unlock it'),
    ])
    expect([...answers][0]).toContain('"code":0')
    // Twelve refusals, with five allowed: they did not count.
    expect(await as({ apiKey: 'lg_not-a-key' }).code('ping')).toBe(44)

    await console.signIn(owner.user, owner.password)
    const password = 'a quiet place to hide'
    expect(
      await console.call('users.create', { name: 'Nell', password, passwordForApps: true }),
    ).toMatchObject({
      code: 'sealed',
    })
    expect(await console.call('devices.create', { name: 'phone', kind: 'password' })).toMatchObject({
      code: 'sealed',
    })
    for (const name of ['vault.rotate', 'vault.rewrap', 'vault.makeRecoveryKey'] as const) {
      expect(await console.call(name, {}), name).toMatchObject({ code: 'sealed' })
    }
    await console.get('vault.tryAgain', {})

    await server.close()
    expect(keptRows(dataDir)).toEqual(before)
  })
})

test('a failed sign-in at the console is still counted while the vault is shut', async () => {
  const { console } = await start(copyOfData(), { masterKey: OTHER_KEY, authRequestLimit: 5 })
  for (let tries = 0; tries < 5; tries++) {
    expect(
      await console.call('sessions.signIn', { username: owner.user, password: `no ${tries}` }),
    ).toMatchObject({
      code: 'not-allowed',
    })
  }
  expect(await console.call('sessions.signIn', { username: owner.user, password: 'no' })).toMatchObject({
    code: 'busy',
  })
})

test('credentials in the clear are sealed by a sign-in at the console', async () => {
  const dataDir = copyOfData()
  change(dataDir, `UPDATE users SET sealed_password = '${listener.password}' WHERE name = '${listener.user}'`)
  const { console, as } = await start(dataDir)
  await console.signIn(listener.user, listener.password)
  const rows = keptRows(dataDir).users.filter(({ name }) => name === listener.user)
  expect(rows).toMatchObject([{ sealed_password: expect.stringMatching(/^v1:/) }])
  expect(await as({ ...listener, form: 'token' }).code('ping')).toBeUndefined()
})

test('a first start with an unusable key does not start: there is nothing to serve', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'lockgroove-sealed-'))
  folders.push(folder)
  await expect(createServer(testSettings(join(folder, 'data'), { masterKey: 'too short' }))).rejects.toThrow(
    'LOCKGROOVE_MASTER_KEY: expected a key',
  )
})

/** What the real one does is in test/vault/secret-service.test.ts. */
function keychainDouble() {
  const double: Keychain & { answer: KeychainAnswer } = {
    answer: { state: 'locked', reason: 'nobody unlocked it' },
    read: async () => double.answer,
    store: async () => double.answer,
  }
  return double
}

describe('a server whose keychain is locked', () => {
  test('starts sealed, says so, and opens when it is unlocked', async () => {
    const dataDir = copyOfData()
    // No key file of whoever runs the tests.
    vi.stubEnv('XDG_CONFIG_HOME', join(dataDir, '..', 'config'))
    const keychain = keychainDouble()
    const before = keptRows(dataDir)
    const settings = { masterKey: undefined, keychain: 'auto' } as const
    const { server, as, console } = await start(dataDir, settings, keychain)
    expect(server.notices.join()).toMatch(
      /SEALED \(locked\)[\s\S]*nobody unlocked it[\s\S]*Unlock the keychain[\s\S]*What to do: /,
    )
    expect(await as({ apiKey }).code('ping')).toBeUndefined()
    expect(await as(owner).code('ping')).toBe(0)
    await console.signIn(owner.user, owner.password)
    expect(await console.get('vault.status', {})).toMatchObject({ open: false, trouble: 'locked' })

    keychain.answer = { state: 'absent' }
    expect(await console.get('vault.tryAgain', {})).toMatchObject({ open: false, trouble: 'no key' })
    expect(keptRows(dataDir)).toEqual(before)
    keychain.answer = { state: 'found', value: Buffer.from(MASTER_KEY, 'hex').toString('base64url') }
    expect(await console.get('vault.tryAgain', {})).toMatchObject({ open: true, source: 'keychain' })
    expect(await as({ ...owner, form: 'token' }).code('ping')).toBeUndefined()
  })
})

test('a keychain that was locked is asked again after some minutes', async () => {
  const dataDir = copyOfData()
  vi.stubEnv('XDG_CONFIG_HOME', join(dataDir, '..', 'config'))
  const keychain = keychainDouble()
  const clock = createTestClock()
  const server = await createServer(testSettings(dataDir, { masterKey: undefined, keychain: 'auto' }), {
    keychain,
    clock,
  })
  servers.push(server)
  const client = createSubsonicClient(server.musicUrls[0]!, { ...owner, form: 'token' })
  let asked = 0
  keychain.read = async () => {
    asked++
    return { state: 'found', value: Buffer.from(MASTER_KEY, 'hex').toString('base64url') }
  }
  clock.move(4 * 60_000)
  expect(await client.code('ping')).toBe(0)
  clock.move(2 * 60_000)
  await expect.poll(() => client.code('ping')).toBeUndefined()
  expect(asked).toBe(1)
})

test('a re-wrap and a rotation in one breath refuse nobody', async () => {
  const dataDir = copyOfData()
  const settings = { masterKey: undefined, masterKeyFile: join(dataDir, '..', 'master.key') }
  writeFileSync(settings.masterKeyFile, MASTER_KEY, { mode: 0o600 })
  const { as, console } = await start(dataDir, settings)
  await console.signIn(owner.user, owner.password)
  const other = await openData(testSettings(dataDir, settings))
  const changeKeys = async () => {
    await changeMasterKey(other.db, other.vault, { place: 'key file', path: settings.masterKeyFile })
    await rotateDataKey(other.db, other.vault, { clock: systemClock })
  }
  await changeKeys()
  expect(await as({ ...owner, form: 'token' }).code('ping')).toBeUndefined()
  await changeKeys()
  const { secret } = await console.get('devices.create', { name: 'tape deck', kind: 'password' })
  expect(await as({ user: owner.user, password: secret, form: 'token' }).code('ping')).toBeUndefined()
  other.close()
})

describe('vault.tryAgain', () => {
  test('opens the vault when the key is back, for everybody at once', async () => {
    const dataDir = copyOfData()
    const file = join(dataDir, '..', 'master.key')
    const settings = { masterKey: undefined, masterKeyFile: file }
    const { as, console } = await start(dataDir, settings)
    await console.signIn(owner.user, owner.password)
    expect(await console.get('vault.tryAgain', {})).toMatchObject({ open: false, trouble: 'no key' })
    writeFileSync(file, OTHER_KEY)
    expect(await console.get('vault.tryAgain', {})).toMatchObject({ open: false, trouble: 'wrong key' })
    expect(await as({ ...owner, form: 'token' }).code('ping')).toBe(0)

    writeFileSync(file, MASTER_KEY)
    expect(await console.get('vault.tryAgain', {})).toMatchObject({
      open: true,
      source: 'LOCKGROOVE_MASTER_KEY_FILE',
    })
    expect(await as({ ...owner, form: 'token' }).code('ping')).toBeUndefined()
    expect(await as({ user: listener.user, password: devicePassword }).code('ping')).toBeUndefined()
    expect(await console.get('audit.list', { event: 'vault.opened' })).toMatchObject([
      { actor: owner.user, detail: { source: 'LOCKGROOVE_MASTER_KEY_FILE' } },
    ])
  })

  test('is for administrators', async () => {
    const { console } = await start(copyOfData(), { masterKey: OTHER_KEY })
    await console.signIn(listener.user, listener.password)
    for (const name of ['vault.status', 'vault.tryAgain', 'vault.rotate'] as const) {
      expect(await console.call(name, {}), name).toMatchObject({ code: 'not-allowed' })
    }
    expect(await console.call('vault.recover', { recoveryKey: 'x' })).toMatchObject({ code: 'not-allowed' })
  })
})
