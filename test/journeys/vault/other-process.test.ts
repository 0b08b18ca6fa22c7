// Keys that another process changes beside a running server: whoever signs in notices nothing.
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type CommandLine, createCommandLine, type Started } from '../../support/command-line.ts'
import { createConsoleClient } from '../../support/console-client.ts'
import { createSubsonicClient, type Login } from '../../support/subsonic-client.ts'

const READY = /Music apps +(http:\S+)[\s\S]*Window +(http:\S+)[\s\S]*Stop with/
const PASSWORD = 'the owl knows the way'

let line: CommandLine
let server: Started
let phone: string

beforeAll(async () => {
  line = createCommandLine()
  await line.run(['user', 'add', 'Anna', '--admin', '--apps', '--password-stdin'], { input: PASSWORD })
  phone = await addDevice('phone')
  server = await line.start(['serve'], READY)
})
afterAll(() => line.close())

async function addDevice(name: string): Promise<string> {
  const { out } = await line.run(['device', 'add', 'Anna', '--name', name, '--json'])
  return JSON.parse(out).secret
}

const signIn = (login: Login) => createSubsonicClient(server.match[1]!, login).code('ping')
const token = (password: string): Login => ({ user: 'anna', password, form: 'token' })

/** Signs in with new salts, one after the other, while `work` runs; gives every answer that was not ok. */
async function refusalsWhile(work: () => Promise<unknown>): Promise<unknown[]> {
  const refusals: unknown[] = []
  let logins = 0
  let isDone = false
  const working = work().finally(() => {
    isDone = true
  })
  while (!isDone) {
    for (const login of [token(PASSWORD), token(phone)]) {
      const code = await signIn(login)
      if (code !== undefined) refusals.push(code)
      logins++
    }
  }
  await working
  // A command may be done in a moment; nobody waited for it, though.
  expect(logins).toBeGreaterThan(1)
  return refusals
}

async function ok(args: readonly string[]) {
  const { code, err } = await line.run(args)
  expect(err).toBe('')
  expect(code).toBe(0)
}

describe('beside a running server', () => {
  test('key rotate: token logins work before, during and after', async () => {
    expect(await refusalsWhile(() => ok(['key', 'rotate']))).toEqual([])
    expect(await refusalsWhile(() => ok(['key', 'rotate']))).toEqual([])
  })

  test('key rewrap: token logins work before, during and after', async () => {
    const keys = () => readdirSync(join(line.folder, '.config', 'lockgroove'))
    const before = keys()
    expect(await refusalsWhile(() => ok(['key', 'rewrap']))).toEqual([])
    expect(keys().length).toBeGreaterThan(before.length)
  })

  test('one after the other, as often as one likes', async () => {
    const work = async () => {
      for (const word of ['rewrap', 'rotate', 'rewrap', 'rotate']) await ok(['key', word])
    }
    expect(await refusalsWhile(work)).toEqual([])
  })

  test('new device passwords of either side work, and everything opens at the next start', async () => {
    await ok(['key', 'rewrap'])
    await ok(['key', 'rotate'])
    const console = createConsoleClient(server.match[2]!)
    await console.signIn('Anna', PASSWORD)
    const { secret: ofServer } = await console.get('devices.create', { kind: 'password', name: 'tablet' })
    const ofCommand = await addDevice('car')
    for (const password of [PASSWORD, phone, ofServer, ofCommand]) {
      expect(await signIn(token(password))).toBeUndefined()
    }

    await server.stop()
    server = await line.start(['serve'], READY)
    for (const password of [PASSWORD, phone, ofServer, ofCommand]) {
      expect(await signIn(token(password))).toBeUndefined()
    }
    expect(await line.run(['key', 'status'])).toMatchObject({ code: 0 })
  })

  test('the console does the same, and commands find the keys afterwards', async () => {
    const console = createConsoleClient(server.match[2]!)
    await console.signIn('Anna', PASSWORD)
    const before = await console.get('vault.status', {})
    expect(await console.get('vault.rotate', { dryRun: true })).toMatchObject({ dryRun: true, damaged: [] })
    expect(await console.get('vault.status', {})).toEqual(before)
    expect(await console.get('vault.rotate', {})).toMatchObject({
      dryRun: false,
      resealed: { 'users.sealed_password': 1, 'device_credentials.sealed_password': 3 },
    })
    expect(await console.get('vault.rewrap', {})).toMatchObject({ dryRun: false, rewrappedKeys: 1 })
    expect(await console.get('vault.status', {})).toMatchObject({ open: true, source: 'key file' })
    expect((await console.get('vault.status', {})).dataKeyMadeAt).toBeGreaterThan(before.dataKeyMadeAt!)
    expect(await signIn(token(phone))).toBeUndefined()
    expect(await line.run(['key', 'status'])).toMatchObject({ code: 0 })

    const events = await console.get('audit.list', {})
    const ofAnna = events
      .filter(({ actor }) => actor === 'Anna')
      .map(({ event, address }) => [event, address])
    expect(ofAnna).toEqual(
      expect.arrayContaining([
        ['vault.rotated', '127.0.0.1'],
        ['vault.rewrapped', '127.0.0.1'],
      ]),
    )
    expect(ofAnna.filter(([event]) => event === 'vault.rotated')).toHaveLength(1)
  })
})
