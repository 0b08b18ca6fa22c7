import { cpSync } from 'node:fs'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type CommandLine, createCommandLine } from '../support/command-line.ts'

const READY = /Music apps +(http:\S+)[\s\S]*Stop with/

let prepared: CommandLine
let line: CommandLine
let key: string
beforeAll(async () => {
  prepared = createCommandLine()
  await prepared.run(['user', 'add', 'Anna', '--admin', '--password-stdin'], {
    input: 'the owl knows the way',
  })
  const made = await prepared.run(['device', 'add', 'Anna', '--name', 'phone', '--kind', 'apikey', '--json'])
  key = JSON.parse(made.out).secret
})
afterAll(() => prepared.close())
beforeEach(() => {
  line = createCommandLine()
  cpSync(prepared.folder, line.folder, { recursive: true })
})
afterEach(() => line.close())

/** `ok`, or the code of the error. */
async function makePlaylist(url: string): Promise<unknown> {
  const answer = await fetch(`${url}/rest/createPlaylist?name=x&apiKey=${key}&c=t&v=1.16.1&f=json`)
  const { status, error } = JSON.parse(await answer.text())['subsonic-response']
  return error?.code ?? status
}

describe('lockgroove read-only', () => {
  test('is followed by a running server, both ways', async () => {
    const server = await line.start(['serve'], READY)
    const url = server.match[1]!
    expect(await makePlaylist(url)).toBe('ok')
    expect(await line.run(['read-only', 'on'])).toMatchObject({
      code: 0,
      out: 'Read-only mode is on: both doors refuse every change but those that take access away.\n',
    })
    await expect.poll(() => makePlaylist(url)).toBe(50)
    expect(await line.run(['read-only', 'off'])).toMatchObject({ code: 0, out: 'Read-only mode is off.\n' })
    await expect.poll(() => makePlaylist(url)).toBe('ok')
  })

  test.each([
    { what: '--read-only', args: ['--read-only', 'on'], environment: {} },
    { what: 'LOCKGROOVE_READ_ONLY', args: [], environment: { LOCKGROOVE_READ_ONLY: 'on' } },
  ])('says that $what pins it in the running server', async ({ what, args, environment }) => {
    const server = await line.start(['serve', ...args], READY, { environment })
    const { code, err } = await line.run(['read-only', 'off'])
    expect(err).toContain(`was started with ${what}, which pins it`)
    expect(code).toBe(1)
    expect(await makePlaylist(server.match[1]!)).toBe(50)
    await server.stop()
    expect(await line.run(['read-only', 'off'])).toMatchObject({ code: 0 })
  })

  test('says that this command line itself pins it', async () => {
    const { code, err } = await line.run(['read-only', 'off'], {
      environment: { LOCKGROOVE_READ_ONLY: 'on' },
    })
    expect(err).toContain('readOnly is set by LOCKGROOVE_READ_ONLY')
    expect(code).toBe(1)
  })

  test('does not believe the note of a server that was killed', async () => {
    const server = await line.start(['serve', '--read-only', 'on'], READY)
    server.child.kill('SIGKILL')
    await server.stop()
    expect(await line.run(['read-only', 'off'])).toMatchObject({ code: 0 })
  })

  test('works while the vault is shut', async () => {
    const shut = { environment: { LOCKGROOVE_MASTER_KEY: 'another master key: 32 letters..' } }
    expect(await line.run(['read-only', 'on'], shut)).toMatchObject({ code: 0 })
    expect(await line.run(['read-only', 'maybe'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('on or off'),
    })
  })
})
