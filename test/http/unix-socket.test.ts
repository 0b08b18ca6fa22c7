import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer, request } from 'node:http'
import { createServer as createRawServer } from 'node:net'
import { platform, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createDoor } from '../../server/http/door.ts'
import { type Listener, listen } from '../../server/http/listen.ts'

let folder: string
let path: string
const open: Listener[] = []

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lockgroove-unix-'))
  path = join(folder, 'music.sock')
})
afterEach(async () => {
  for (const listener of open.splice(0)) await listener.close()
  rmSync(folder, { recursive: true })
})

async function start(mode = 0o600): Promise<Listener> {
  const listener = await listen((_req, res) => res.end('hello'), { socketPath: path, mode })
  open.push(listener)
  return listener
}

function ask(socketPath: string): Promise<string> {
  return new Promise((resolve, reject) => {
    request({ socketPath, path: '/', agent: false }, (response) => {
      let text = ''
      response.on('data', (part) => {
        text += part
      })
      response.on('end', () => resolve(text))
    })
      .on('error', reject)
      .end()
  })
}

describe.skipIf(platform() === 'win32')('a unix socket', () => {
  test.each(['600', '660', '666'])('has the mode %s, whatever the umask, and answers', async (octal) => {
    const mode = Number.parseInt(octal, 8)
    const { url } = await start(mode)
    expect(url).toBe(`unix:${path}`)
    expect(statSync(path).mode & 0o777).toBe(mode)
    expect(await ask(path)).toBe('hello')
    expect(readdirSync(folder)).toEqual(['music.sock'])
  })

  test('is removed when it closes', async () => {
    await (await start()).close()
    expect(readdirSync(folder)).toEqual([])
  })

  test('takes the place of one that a killed process left behind', async () => {
    const program = `require('net').createServer().listen(${JSON.stringify(path)}, () => console.log('there'))`
    const child = spawn(process.execPath, ['-e', program])
    await once(child.stdout, 'data')
    child.kill('SIGKILL')
    await once(child, 'close')
    expect(existsSync(path)).toBe(true)
    await start()
    expect(await ask(path)).toBe('hello')
  })

  test('leaves one alone on which somebody answers', async () => {
    const other = createServer((_req, res) => res.end('other')).listen(path)
    await once(other, 'listening')
    await expect(start()).rejects.toThrow(
      `Another program answers on the socket ${path}. Stop it, or choose another path for the socket.`,
    )
    expect(await ask(path)).toBe('other')
    other.close()
  })

  test('leaves a file alone that is no socket', async () => {
    writeFileSync(path, 'precious')
    await expect(start()).rejects.toThrow(`${path} is there already and is no socket.`)
    expect(statSync(path).size).toBe(8)
  })

  test('does not remove what another process has put in its place', async () => {
    const first = await start()
    rmSync(path)
    const other = createRawServer().listen(path)
    await once(other, 'listening')
    await first.close()
    expect(existsSync(path)).toBe(true)
    other.close()
  })

  test.each([
    ['nowhere/music.sock', /there is no folder .*nowhere/],
    ['file/music.sock', /there is no folder .*file/],
  ])('says in a sentence why %s cannot be made', async (name, sentence) => {
    writeFileSync(join(folder, 'file'), '')
    path = join(folder, name)
    await expect(start()).rejects.toThrow(sentence)
  })

  test('with a path the system does not take says so', async () => {
    const deep = join(folder, 'd'.repeat(100))
    mkdirSync(deep)
    path = join(deep, 'music.sock')
    await expect(start()).rejects.toThrow('its path is too long. Choose one of at most 90 characters.')
    expect(readdirSync(deep)).toEqual([])
  })

  test('changes its mode with the plan of a door', async () => {
    const door = createDoor((_req, res) => res.end('hello'))
    for (const mode of [0o600, 0o660]) {
      expect(await door.apply({ endpoints: [{ socketPath: path, mode }] })).toEqual([])
      expect(statSync(path).mode & 0o777).toBe(mode)
      expect(await ask(path)).toBe('hello')
    }
    await door.close()
    expect(readdirSync(folder)).toEqual([])
  })
})
