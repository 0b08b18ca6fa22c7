// Backups over the console's door and beside it, on one running server.
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createServer } from '../../server/index.ts'
import { type ConsoleClient, createConsoleClient } from '../support/console-client.ts'
import { PEOPLE, testSettings } from '../support/prepared-data.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

let server: TestServer
let owner: ConsoleClient

beforeAll(async () => {
  server = await startTestServer()
  owner = createConsoleClient(server.server.consoleUrl)
  await owner.signIn(PEOPLE.owner.user, PEOPLE.owner.password)
})
afterAll(() => server.close())

describe('backups.*', () => {
  test('makes, lists and checks them', async () => {
    expect(await owner.get('backups.list', {})).toMatchObject({ backups: [], busy: false })
    const made = await owner.get('backups.make', {})
    expect(made).toMatchObject({ good: true, counts: { users: 4 }, rehearsal: { ok: true } })
    expect(made).not.toHaveProperty('path')
    expect(await owner.get('backups.verify', { name: made.name })).toMatchObject({ good: true })

    const { backups, nextAt, problem } = await owner.get('backups.list', {})
    expect(backups).toMatchObject([{ name: made.name, good: true }])
    expect(nextAt).toBe(made.madeAt + 24 * 60 * 60 * 1000)
    expect(problem).toBeUndefined()
  })

  test('says who made it', async () => {
    const entries = await owner.get('audit.list', { event: 'backup.made' })
    expect(entries).toMatchObject([{ actor: PEOPLE.owner.user, detail: { ok: true } }])
  })

  test.each(['nowhere.lgbackup', '../lockgroove.db', '/etc/passwd', 'backups.lock'])(
    'checks nothing that is not in the list: %s',
    async (name) => {
      expect(await owner.call('backups.verify', { name })).toMatchObject({ ok: false, code: 'not-found' })
    },
  )

  test('makes one at a time and says so', async () => {
    const replies = await Promise.all([owner.call('backups.make', {}), owner.call('backups.make', {})])
    expect(replies.map(({ ok }) => ok).sort()).toEqual([false, true])
    expect(replies.find(({ ok }) => !ok)).toMatchObject({ code: 'busy' })
  })

  test('are for administrators', async () => {
    const listener = createConsoleClient(server.server.consoleUrl)
    await listener.signIn(PEOPLE.listener.user, PEOPLE.listener.password)
    for (const name of ['backups.list', 'backups.make'] as const) {
      expect(await listener.call(name, {})).toMatchObject({ ok: false, code: 'not-allowed' })
    }
  })

  test('are made in read-only mode too: trouble is when one is wanted', async () => {
    await owner.get('safety.setReadOnly', { readOnly: true })
    expect(await owner.call('backups.make', {})).toMatchObject({ ok: true })
    await owner.get('safety.setReadOnly', { readOnly: false })
  })
})

test('a second server on the same data folder is refused, and the first goes on', async () => {
  await expect(createServer(testSettings(server.dataDir))).rejects.toThrow(/Another Lockgroove server runs/)
  expect(await owner.call('backups.list', {})).toMatchObject({ ok: true })
})

test('a server that is closed in the middle of a backup leaves nothing half made', async () => {
  const other = await startTestServer()
  const client = createConsoleClient(other.server.consoleUrl)
  await client.signIn(PEOPLE.owner.user, PEOPLE.owner.password)
  const making = client.call('backups.make', {}).catch(() => undefined)
  while ((await client.get('backups.list', {})).busy === false) await new Promise(setImmediate)
  await other.server.close()
  await making
  const left = readdirSync(join(other.dataDir, 'backups')).filter((name) => /working|part/.test(name))
  expect(left).toEqual([])
  await other.close()
})
