// Read-only mode, the doctor and the audit log as the window asks for them. Panic has a test of its own (test/panic).
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ConsoleClient, createConsoleClient } from '../support/console-client.ts'
import { ownTimeMs } from '../support/own-time.ts'
import { PEOPLE, startTestServer, type TestServer } from '../support/server.ts'

let running: TestServer
let owner: ConsoleClient
let listener: ConsoleClient
beforeAll(async () => {
  running = await startTestServer({ library: 'fixture' })
  owner = createConsoleClient(running.server.consoleUrl)
  await owner.signIn(PEOPLE.owner.user, PEOPLE.owner.password)
  listener = createConsoleClient(running.server.consoleUrl)
  await listener.signIn(PEOPLE.listener.user, PEOPLE.listener.password)
})
afterAll(() => running.close())

describe('safety.setReadOnly', () => {
  test('refuses every change on both doors until it is ended, and is the one change that is allowed', async () => {
    expect(await owner.get('safety.setReadOnly', { readOnly: true })).toEqual({ readOnly: true })
    expect(await owner.get('server.status', {})).toMatchObject({ readOnly: true })
    expect(await owner.call('settings.set', { name: 'readOnly', value: 'off' })).toMatchObject({
      code: 'read-only',
    })
    expect(await running.owner.code('createPlaylist', { name: 'x' })).toBe(50)
    expect(await owner.get('safety.setReadOnly', { readOnly: false })).toEqual({ readOnly: false })
    expect(await running.owner.code('createPlaylist', { name: 'x' })).toBeUndefined()
    const records = await owner.get('audit.list', { subject: 'readOnly' })
    expect(records).toMatchObject([
      { event: 'setting.changed', actor: PEOPLE.owner.user, address: '127.0.0.1', detail: { value: 'off' } },
      { detail: { value: 'on' } },
    ])
  })
})

describe('safety.doctor', () => {
  test('examines the running server without holding up others', async () => {
    let longestMs = 0
    let last = ownTimeMs()
    const probe = setInterval(() => {
      longestMs = Math.max(longestMs, ownTimeMs() - last)
      last = ownTimeMs()
    }, 2)
    const findings = await owner.get('safety.doctor', {})
    clearInterval(probe)
    expect(findings.filter(({ state }) => state === 'wrong')).toEqual([])
    expect(findings).toContainEqual({ about: 'database', state: 'fine', sentence: 'whole' })
    expect(findings).toContainEqual(expect.objectContaining({ about: 'vault', state: 'fine' }))
    for (const { password } of Object.values(PEOPLE)) expect(JSON.stringify(findings)).not.toContain(password)
    // Loading it, the first time, is a turn of its own.
    expect(longestMs).toBeLessThan(250)
  })
})

describe('audit.list and audit.verify', () => {
  test('give pages, newest first, and a verdict', async () => {
    const all = await owner.get('audit.list', {})
    expect(all.length).toBeGreaterThan(3)
    expect(all.map(({ id }) => id)).toEqual(all.map(({ id }) => id).sort((a, b) => b - a))
    const page = await owner.get('audit.list', { before: all[1]!.id, count: 2 })
    expect(page).toEqual(all.slice(2, 4))
    expect(await owner.get('audit.verify', {})).toMatchObject({ ok: true, problems: [] })
  })
})

test.each(['safety.setReadOnly', 'safety.doctor', 'audit.list', 'audit.verify', 'settings.list'])(
  '%s is for administrators only',
  async (name) => {
    expect(await listener.send(name, { readOnly: true })).toMatchObject({ ok: false, code: 'not-allowed' })
    const stranger = createConsoleClient(running.server.consoleUrl)
    expect(await stranger.send(name, {})).toMatchObject({ ok: false, code: 'not-signed-in' })
  },
)
