// The doors, shown and switched in the console.
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, describe, expect, test } from 'vitest'
import type { SettingName, SettingSource } from '../../server/settings/definitions.ts'
import { createConsoleClient } from '../support/console-client.ts'
import { PEOPLE, startTestServer, type TestServer } from '../support/server.ts'

const interfaces = () => ({
  lan0: [
    {
      ...{ address: '127.0.0.2', netmask: '', mac: '', internal: false, cidr: '127.0.0.2/8' },
      family: 'IPv4' as const,
    },
  ],
})
let running: TestServer | undefined
afterEach(async () => {
  await running?.close()
  running = undefined
})

async function start(pinned: Partial<Record<SettingName, SettingSource>> = {}) {
  const sourceOf = pinned as Record<SettingName, SettingSource>
  running = await startTestServer({ library: 'empty', options: { interfaces, sourceOf } })
  const client = createConsoleClient(running.server.consoleUrl)
  await client.signIn(PEOPLE.owner.user, PEOPLE.owner.password)
  return client
}

describe('doors.status', () => {
  test('shows where music is to be reached', async () => {
    const client = await start()
    expect(await client.get('doors.status', {})).toEqual({
      address: '127.0.0.1',
      openToOthers: false,
      urls: [running!.url],
      interfaces: [{ name: 'lan0', addresses: ['127.0.0.2'] }],
      problems: [],
      pinned: false,
      turnedAway: 0,
    })
  })
})

describe('doors.open', () => {
  test('opens and closes the network door, and the record names who did it and from where', async () => {
    const client = await start()
    const opened = await client.get('doors.open', {
      address: 'network',
      closeAfterHours: 4,
      closeOnChange: true,
    })
    expect(opened.urls).toHaveLength(2)
    expect(opened.closesAt).toBeGreaterThan(Date.now() + 3.9 * 3_600_000)
    expect(await client.get('server.status', {})).toMatchObject({ musicAddress: opened.urls[0] })
    expect((await client.get('doors.open', { address: 'this-computer' })).urls).toEqual([running!.url])

    const db = new Database(join(running!.dataDir, 'lockgroove.db'), { readonly: true })
    const rows = db
      .prepare("SELECT event, actor, subject, address FROM audit_log WHERE event LIKE 'door.%'")
      .all()
    db.close()
    const who = { actor: PEOPLE.owner.user, subject: 'network', address: '127.0.0.1' }
    expect(rows).toEqual([
      { event: 'door.opened', ...who },
      { event: 'door.closed', ...who },
    ])
  })

  test('says that a flag pins the address', async () => {
    const client = await start({ address: 'flag' })
    expect(await client.get('doors.status', {})).toMatchObject({ pinned: true })
    expect(await client.call('doors.open', { address: 'network' })).toEqual({
      ok: false,
      code: 'conflict',
      message: 'address is set by --address and cannot be changed here',
    })
  })

  test('says what is wrong with an address, and stays where it was', async () => {
    const client = await start()
    expect(await client.call('doors.open', { address: 'not an address' })).toMatchObject({
      ok: false,
      code: 'invalid-input',
      field: 'address',
    })
    expect(await client.call('doors.open', { address: 'network', interfaces: ['a b'] })).toMatchObject({
      ok: false,
      field: 'networkInterfaces',
    })
    expect(await client.call('doors.open', { address: '192.0.2.99' })).toEqual({
      ok: false,
      code: 'conflict',
      message: 'This computer has no address 192.0.2.99.',
    })
    expect(await client.get('doors.status', {})).toMatchObject({ address: '127.0.0.1', urls: [running!.url] })
  })

  test('is for administrators, and not in read-only mode', async () => {
    const client = await start({ readOnly: 'default' })
    const listener = createConsoleClient(running!.server.consoleUrl)
    expect(await listener.call('doors.open', { address: 'network' })).toMatchObject({ code: 'not-signed-in' })
    await listener.signIn(PEOPLE.listener.user, PEOPLE.listener.password)
    expect(await listener.call('doors.open', { address: 'network' })).toMatchObject({ code: 'not-allowed' })
    expect(await listener.call('doors.status', {})).toMatchObject({ code: 'not-allowed' })
    await client.get('safety.setReadOnly', { readOnly: true })
    expect(await client.call('doors.open', { address: 'network' })).toMatchObject({ code: 'read-only' })
    expect(running!.server.musicUrls).toEqual([running!.url])
  })
})
