// A computer and a phone on a cable between them, a stranger who can send to the computer as well, and a second network.
import { execFile, spawn } from 'node:child_process'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type CommandLine, createCommandLine } from '../support/command-line.ts'
import { createNamespace, joinNamespaces, lacksNetworks, type Namespace } from '../support/networks.ts'

const CLI = join(import.meta.dirname, '..', '..', 'server', 'cli.ts')
/** Prints status, headers that matter and body of one GET, or `closed`. */
const GET = `
const [url, localAddress] = process.argv.slice(1)
const { get } = require(url.startsWith('https') ? 'https' : 'http')
const request = get(url, { localAddress, agent: false, rejectUnauthorized: false, timeout: 3000 }, (response) => {
  let body = ''
  response.on('data', (part) => (body += part))
  response.on('end', () => console.log(JSON.stringify({
    status: response.statusCode, body, fingerprint: response.socket?.getPeerCertificate?.().fingerprint256,
  })))
})
request.on('timeout', () => request.destroy())
request.on('error', () => console.log(JSON.stringify({ status: 'closed' })))
`

interface Answer {
  readonly status: number | 'closed'
  readonly body?: string
  readonly fingerprint?: string
}

describe.skipIf(lacksNetworks())('a computer in a network', () => {
  let computer: Namespace
  let phone: Namespace
  let neighbour: Namespace
  let line: CommandLine
  let output = ''
  let stop = async () => {}

  function ask(from: Namespace, url: string, localAddress?: string): Promise<Answer> {
    const [command, args] = from.inside(
      process.execPath,
      '-e',
      GET,
      url,
      ...(localAddress ? [localAddress] : []),
    )
    return new Promise((resolve, reject) =>
      execFile(command, args, (error, out) => (error ? reject(error) : resolve(JSON.parse(out)))),
    )
  }
  const statusOf = async (...args: Parameters<typeof ask>) => (await ask(...args)).status

  async function start(...args: string[]) {
    await stop()
    output = ''
    const [command, full] = computer.inside(process.execPath, CLI, 'serve', ...args)
    const child = spawn(command, full, { env: { ...line.environment, LOCKGROOVE_PORT: '4040' } })
    const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
    stop = async () => {
      child.kill('SIGTERM')
      await ended
    }
    await new Promise<void>((resolve, reject) => {
      child.stdout.on('data', (part) => {
        output += part
        if (output.includes('Stop with')) resolve()
      })
      child.stderr.on('data', (part) => {
        output += part
      })
      child.once('close', () => reject(new Error(output)))
    })
  }

  function store(settings: Record<string, string>) {
    const db = new Database(join(line.folder, 'data', 'lockgroove.db'))
    const statement = db.prepare('INSERT OR REPLACE INTO settings VALUES (?, ?)')
    db.transaction(() => {
      for (const [name, value] of Object.entries(settings)) statement.run(name, value)
    })()
    db.close()
  }

  beforeAll(async () => {
    line = createCommandLine()
    computer = await createNamespace()
    phone = await createNamespace()
    neighbour = await createNamespace()
    joinNamespaces(
      'lan0',
      [computer, '10.77.0.1/24', 'fd77::1/64'],
      [phone, '10.77.0.2/24', 'fd77::2/64', '10.99.0.2/24'],
    )
    joinNamespaces('lan1', [computer, '10.88.0.1/24'], [neighbour, '10.88.0.2/24'])
    // Ways for what should not get in: the stranger's network, and the first network from the second cable.
    computer.run('ip', 'route', 'add', '10.99.0.0/24', 'dev', 'lan0')
    neighbour.run('ip', 'route', 'add', '10.77.0.0/24', 'dev', 'lan1')
  })
  afterAll(async () => {
    await stop()
    await line?.close()
    for (const one of [computer, phone, neighbour]) await one?.close()
  })

  test('is reached by nobody until the owner opens the door, then by its network, and by nobody again', async () => {
    await start()
    expect(await statusOf(phone, 'http://10.77.0.1:4040/healthz')).toBe('closed')
    expect(await statusOf(computer, 'http://127.0.0.1:4040/healthz')).toBe(200)

    store({ address: 'network' })
    await expect.poll(() => statusOf(phone, 'http://10.77.0.1:4040/healthz')).toBe(200)
    expect(await statusOf(neighbour, 'http://10.88.0.1:4040/healthz')).toBe(200)
    expect(await statusOf(computer, 'http://127.0.0.1:4040/healthz')).toBe(200)
    expect(await statusOf(phone, 'http://10.77.0.1:4041/')).toBe('closed')

    store({ address: '127.0.0.1' })
    await expect.poll(() => statusOf(phone, 'http://10.77.0.1:4040/healthz')).toBe('closed')
    expect(await statusOf(computer, 'http://127.0.0.1:4040/healthz')).toBe(200)
  })

  test('lets in IPv6 too, and hangs up on who sends from outside, whatever address he sends to', async () => {
    await start('--address', 'network')
    await expect.poll(() => statusOf(phone, 'http://[fd77::1]:4040/healthz')).toBe(200)
    expect(await statusOf(phone, 'http://10.77.0.1:4040/healthz')).toBe(200)
    expect(await statusOf(phone, 'http://10.77.0.1:4040/healthz', '10.99.0.2')).toBe('closed')
    expect(await statusOf(neighbour, 'http://10.77.0.1:4040/healthz')).toBe('closed')
    expect(output).toContain('turned away somebody from outside of the network')
    expect(output.match(/turned away/g)).toHaveLength(1)
  })

  test('notices a new address, and means the chosen interfaces', async () => {
    store({ networkInterfaces: 'lan1' })
    await expect.poll(() => statusOf(phone, 'http://10.77.0.1:4040/healthz')).toBe('closed')
    expect(await statusOf(neighbour, 'http://10.88.0.1:4040/healthz')).toBe(200)
    computer.run('ip', 'addr', 'add', '10.88.5.1/24', 'dev', 'lan1')
    neighbour.run('ip', 'addr', 'add', '10.88.5.2/24', 'dev', 'lan1')
    await expect.poll(() => statusOf(neighbour, 'http://10.88.5.1:4040/healthz')).toBe(200)
    computer.run('ip', 'addr', 'del', '10.88.5.1/24', 'dev', 'lan1')
    store({ networkInterfaces: '' })
  })

  test('answers this computer nothing that it does not answer the network', async () => {
    await start('--address', 'network')
    const paths = [
      '/',
      '/healthz',
      '/api/call/server.status',
      '/rest/ping?f=json&c=x&v=1.16.1',
      '/rest/ping?f=json&c=x&v=1.16.1&u=anna&p=wrong',
      '/rest/getUsers?f=json&c=x&v=1.16.1',
      '/rest/getLicense?f=json&c=x&v=1.16.1&apiKey=lg_nothing',
      '/rest/getOpenSubsonicExtensions?f=json',
      '/rest/startScan?f=json&c=x&v=1.16.1&u=admin&p=',
    ]
    for (const path of paths) {
      const here = await ask(computer, `http://127.0.0.1:4040${path}`)
      const there = await ask(phone, `http://10.77.0.1:4040${path}`)
      expect([path, here]).toEqual([path, there])
      expect(here.status).not.toBe('closed')
    }
  })

  test('shows the phone the certificate whose fingerprint the terminal shows', async () => {
    await start('--address', 'network', '--tls', 'network')
    const { status, fingerprint } = await ask(phone, 'https://10.77.0.1:4040/healthz')
    expect(status).toBe(200)
    expect(output).toContain(`Certificate  ${fingerprint}`)
    expect(await statusOf(phone, 'http://10.77.0.1:4040/healthz')).toBe('closed')
    expect(await statusOf(computer, 'http://127.0.0.1:4040/healthz')).toBe(200)
  })
})
