// Panic from the command line, beside a running server and on a vault that is shut.
import { spawn, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { networkInterfaces } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type CommandLine, createCommandLine, type Started } from '../support/command-line.ts'

const PASSWORD = 'the owl knows the way'
const READY = /Music apps +(http:\S+)[\s\S]*Stop with/
const CLI = join(import.meta.dirname, '..', '..', 'server', 'cli.ts')
const outside = Object.values(networkInterfaces())
  .flat()
  .find((one) => one?.family === 'IPv4' && !one.internal)?.address
const hasTerminal = spawnSync('script', ['--version']).status === 0

let line: CommandLine
let server: Started
let port: string
beforeAll(async () => {
  line = createCommandLine()
  await line.run(['user', 'add', 'Anna', '--admin', '--apps', '--password-stdin'], { input: PASSWORD })
  // Pinned, so that no stored setting could close it.
  server = await line.start(['serve', '--address', '0.0.0.0'], READY)
  port = new URL(server.match[1]!).port
})
afterAll(() => line.close())

async function addKey(): Promise<string> {
  const { out } = await line.run(['device', 'add', 'Anna', '--name', 'phone', '--kind', 'apikey', '--json'])
  return JSON.parse(out).secret
}

async function ping(host: string, query: string): Promise<string> {
  const answer = await fetch(`http://${host}:${port}/rest/ping?${query}&c=t&v=1.16.1&f=json`)
  return JSON.parse(await answer.text())['subsonic-response'].status
}

/** Types one line at a terminal of its own. */
function atTerminal(typed: string): Promise<{ code: number | null; out: string }> {
  return new Promise((resolve) => {
    const command = `${process.execPath} ${CLI} panic`
    const child = spawn('script', ['-qec', command, '/dev/null'], { env: line.environment })
    let out = ''
    let isTyped = false
    child.stdout.on('data', (part) => {
      out += part
      if (!out.includes('to do it:') || isTyped) return
      isTyped = true
      child.stdin.write(`${typed}\n`)
    })
    child.once('close', (code) => resolve({ code, out }))
  })
}

describe('lockgroove panic', () => {
  test('needs --yes where nobody can be asked', async () => {
    const key = await addKey()
    expect(await line.run(['panic'])).toMatchObject({ code: 2, err: expect.stringContaining('--yes') })
    expect(await ping('127.0.0.1', `apiKey=${key}`)).toBe('ok')
  })

  test.skipIf(!hasTerminal)('asks for a word at a terminal, and does nothing for another', async () => {
    const key = await addKey()
    const { code, out } = await atTerminal('yes')
    expect(out).toContain('Nothing was done')
    expect(code).toBe(1)
    expect(await ping('127.0.0.1', `apiKey=${key}`)).toBe('ok')
    const meant = await atTerminal('panic')
    expect(meant.out).toContain('There is a new data key')
    expect(meant.code).toBe(0)
    expect(await ping('127.0.0.1', `apiKey=${key}`)).toBe('failed')
  })

  test.skipIf(outside === undefined)(
    'is felt by a running server within two seconds, also where a flag pins the door',
    async () => {
      // The test before may have closed the door.
      await server.stop()
      server = await line.start(['serve', '--address', '0.0.0.0'], READY)
      port = new URL(server.match[1]!).port
      await line.run(['user', 'add', 'Bo', '--apps', '--password-stdin'], { input: PASSWORD })
      const key = await addKey()
      const password = `u=Bo&p=${encodeURIComponent(PASSWORD)}`
      for (const query of [`apiKey=${key}`, password]) expect(await ping(outside!, query)).toBe('ok')

      const { code, out } = await line.run(['panic', '--yes', '--json'])
      const report = JSON.parse(out)
      expect(report).toMatchObject({ failed: [], path: expect.stringContaining('reports') })
      expect(report.next.join('\n')).toContain('started with --address')
      expect(code).toBe(0)
      for (const query of [`apiKey=${key}`, password]) expect(await ping('127.0.0.1', query)).toBe('failed')
      const answersOutside = () =>
        ping(outside!, 'u=a').then(
          () => true,
          () => false,
        )
      await expect.poll(answersOutside).toBe(false)
      const text = readFileSync(report.path, 'utf8')
      expect(text).toContain('by command line')
      for (const secret of [key, PASSWORD]) expect(text + out).not.toContain(secret)

      expect(await line.run(['audit', 'verify'])).toMatchObject({ code: 0 })
      expect((await line.run(['audit', 'show', '--event', 'panic'])).out).toContain('command line')
      expect((await line.run(['audit', 'show', '--event', 'door.closed'])).out).toContain('panic')
      expect((await line.run(['doctor'])).out).toMatch(/fine +music door +this computer only/)
    },
  )

  test('does what needs no key while the vault is shut, and says what it could not do', async () => {
    await server.stop()
    const key = await addKey()
    const { code, out } = await line.run(['panic', '--yes'], {
      environment: { LOCKGROOVE_MASTER_KEY: 'another master key: 32 letters..' },
    })
    expect(code).toBe(1)
    expect(out).toMatch(/FAILED\n +Rotating the data key: .*does not open the database/)
    expect(out).toMatch(/device passwords and API keys are revoked \([1-9]\)/)
    expect(out).not.toMatch(/^ +at /m)
    const { out: listed } = await line.run(['device', 'list'])
    expect(listed).toMatch(/phone +revoked|revoked/)
    expect(key).toBeTruthy()
    // What was written while sealed is vouched for by the next entry.
    await line.run(['read-only', 'off'])
    expect(await line.run(['audit', 'verify'])).toMatchObject({
      code: 0,
      out: expect.stringContaining('while sealed'),
    })
  })
})
