import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { SettingInfo } from '../../server/contract/settings.ts'
import { createServer, type Server } from '../../server/index.ts'
import { DEFINITIONS } from '../../server/settings/definitions.ts'
import { loadSettings } from '../../server/settings/load.ts'
import { type ConsoleClient, createConsoleClient } from '../support/console-client.ts'
import { PEOPLE, startTestServer, type TestServer } from '../support/server.ts'

let running: TestServer
let console: ConsoleClient
beforeAll(async () => {
  running = await startTestServer({ library: 'empty' })
  console = createConsoleClient(running.server.consoleUrl)
  await console.signIn(PEOPLE.owner.user, PEOPLE.owner.password)
})
afterAll(() => running.close())

async function setting(name: string): Promise<SettingInfo> {
  return (await console.get('settings.list', {})).find((one) => one.name === name)!
}

describe('settings.list', () => {
  test('names every setting, and no secret', async () => {
    const all = await console.get('settings.list', {})
    expect(all.map(({ name }) => name)).toEqual(Object.keys(DEFINITIONS))
    for (const { name, value, changeable } of all) {
      const definition = DEFINITIONS[name as keyof typeof DEFINITIONS]
      expect([name, value === undefined]).toEqual([name, 'secret' in definition])
      expect([name, changeable]).toEqual([name, 'live' in definition])
    }
    expect(JSON.stringify(all)).not.toContain('0123456789abcdef')
  })

  test('shows values as they would be typed, and these are taken', async () => {
    for (const { name, value, changeable } of await console.get('settings.list', {})) {
      // Nothing is not typed, but reset.
      if (!changeable || value === undefined || value === '') continue
      await console.get('settings.set', { name, value })
      expect((await setting(name)).value).toBe(value)
      await console.get('settings.reset', { name })
    }
  })

  test('says what does nothing by itself', async () => {
    expect((await setting('networkCloseAfterHours')).note).toMatch(
      /while the address for music apps is "network"/,
    )
    await console.get('settings.set', { name: 'tlsCertificate', value: '/nowhere/chain.pem' })
    expect((await setting('tlsKey')).note).toMatch(/together/)
    await console.get('settings.reset', { name: 'tlsCertificate' })
    expect((await setting('tlsKey')).note).toBeUndefined()
  })
})

describe('settings.set and settings.reset', () => {
  test('change a setting at once, and put that on record with its value', async () => {
    await console.get('settings.set', { name: 'passwordMinLength', value: '20' })
    expect(await setting('passwordMinLength')).toMatchObject({ value: '20', source: 'owner' })
    expect(await console.get('server.status', {})).toMatchObject({ passwordMinLength: 20 })
    await console.get('settings.reset', { name: 'passwordMinLength' })
    expect(await setting('passwordMinLength')).toMatchObject({ value: '12', source: 'default' })
    expect(await console.get('audit.list', { subject: 'passwordMinLength', count: 2 })).toMatchObject([
      { event: 'setting.changed', actor: PEOPLE.owner.user, detail: { reset: true } },
      { event: 'setting.changed', detail: { value: '20' } },
    ])
  })

  test.each([
    ['nonsense', '1', { code: 'not-found' }],
    ['__proto__', '1', { code: 'not-found' }],
    ['passwordMinLength', 'short', { code: 'invalid-input', field: 'value' }],
    ['tlsKey', 'key.pem', { code: 'invalid-input', field: 'value' }],
    ['masterKey', 'a'.repeat(32), { code: 'not-allowed' }],
    ['port', '4050', { code: 'not-allowed' }],
  ])('refuse %s = %s', async (name, value, expected) => {
    const before = await console.get('audit.list', { count: 1 })
    expect(await console.call('settings.set', { name, value })).toMatchObject({ ok: false, ...expected })
    expect(await console.get('audit.list', { count: 1 })).toEqual(before)
  })
})

describe('a pinned setting', () => {
  let server: Server
  afterAll(() => server.close())

  test('is refused with what pins it', async () => {
    const other = await startTestServer({ library: 'empty' })
    const { dataDir } = other
    await other.server.close()
    const { settings, sourceOf } = loadSettings(
      {
        data: dataDir,
        cache: `${dataDir}/cache`,
        keychain: 'off',
        port: '0',
        'console-port': '0',
        log: 'silent',
      },
      { LOCKGROOVE_MASTER_KEY: '0123456789abcdef'.repeat(4), LOCKGROOVE_READ_ONLY: 'off' },
    )
    server = await createServer(settings, { sourceOf })
    const client = createConsoleClient(server.consoleUrl)
    await client.signIn(PEOPLE.owner.user, PEOPLE.owner.password)
    const refusal = { ok: false, code: 'conflict', message: expect.stringContaining('LOCKGROOVE_READ_ONLY') }
    expect(await client.call('safety.setReadOnly', { readOnly: true })).toMatchObject(refusal)
    expect(await client.call('settings.set', { name: 'readOnly', value: 'on' })).toMatchObject(refusal)
    expect(await client.get('settings.list', {})).toContainEqual(
      expect.objectContaining({ name: 'readOnly', source: 'environment', changeable: false }),
    )
  })
})
