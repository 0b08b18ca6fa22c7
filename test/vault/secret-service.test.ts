// The keychain against a real Secret Service: gnome-keyring in a D-Bus session of its own, with its own home.
import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, it, vi } from 'vitest'
import { lacks } from '../support/requires.ts'

const SESSION = fileURLToPath(new URL('../support/keychain-session.ts', import.meta.url))
const UNLOCK = 'printf ci-password | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1'

/** Does the words in a fresh session and gives the answers, and where the keyring's files were. */
async function inSession(prepare: string, words: readonly string[], home = newHome()) {
  const script = `${prepare}\nexec "$0" "$@"`
  const { stdout } = await promisify(execFile)(
    'dbus-run-session',
    ['--', 'sh', '-c', script, process.execPath, SESSION, ...words],
    { env: { PATH: process.env['PATH'], HOME: home, XDG_RUNTIME_DIR: join(home, 'run') }, timeout: 100_000 },
  )
  return answersOf(stdout)
}

function newHome() {
  const home = mkdtempSync(join(tmpdir(), 'lockgroove-keyring-'))
  mkdirSync(join(home, 'run'), { mode: 0o700 })
  return home
}

function answersOf(stdout: string): unknown[] {
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))
}

const missing =
  process.platform === 'linux'
    ? lacks('gnome-keyring-daemon') || lacks('dbus-run-session') || lacks('gdbus')
    : 'Linux'

describe.skipIf(missing)('a real keyring', () => {
  it('says absent, then gives back what it was given, also in a later session', async () => {
    const home = newHome()
    const value = randomBytes(32).toString('base64url')
    expect(await inSession(UNLOCK, ['read', `store:${value}`, 'read'], home)).toEqual([
      { state: 'absent' },
      { state: 'found', value },
      { state: 'found', value },
    ])
    expect(await inSession(UNLOCK, ['read', 'remove', 'read'], home)).toEqual([
      { state: 'found', value },
      true,
      { state: 'absent' },
    ])
  })

  it('is left as it was after looking for an absent key', async () => {
    expect(await inSession(UNLOCK, ['read', 'probe'])).toEqual([{ state: 'absent' }, null])
  })

  it('says locked when it is, whether it has the key or not, and for storing too', async () => {
    const locked = { state: 'locked', reason: expect.stringContaining('locked') }
    expect(await inSession(UNLOCK, ['lock', 'read', 'store:x'])).toEqual(['locked', locked, locked])
    expect(await inSession(UNLOCK, ['set:x', 'lock', 'read'])).toEqual(['set', 'locked', locked])
  })

  it('says locked when it has never been opened', async () => {
    const start = 'gnome-keyring-daemon --start --components=secrets >/dev/null 2>&1'
    expect(await inSession(start, ['read'])).toMatchObject([{ state: 'locked' }])
  })

  it('keeps no value in the clear on disk', async () => {
    const home = newHome()
    const value = randomBytes(32).toString('base64url')
    await inSession(UNLOCK, [`store:${value}`], home)
    // The keyring takes its sockets away as it ends, maybe just now.
    const files = await vi.waitFor(
      () =>
        readdirSync(home, { recursive: true, withFileTypes: true })
          .filter((entry) => entry.isFile())
          .map(({ parentPath, name }) => ({ name, bytes: readFileSync(join(parentPath, name)) })),
      { timeout: 60_000 },
    )
    expect(files.map(({ name }) => name)).toContain('login.keyring')
    for (const { name, bytes } of files) expect(bytes.includes(value), name).toBe(false)
    rmSync(home, { recursive: true, force: true })
  })
})

describe.skipIf(missing)('without a keyring', () => {
  it('says unavailable when there is no session bus', async () => {
    const home = newHome()
    const { stdout } = await promisify(execFile)(process.execPath, [SESSION, 'read', 'store:x'], {
      env: { PATH: process.env['PATH'], HOME: home, XDG_RUNTIME_DIR: join(home, 'run') },
      timeout: 100_000,
    })
    const unavailable = { state: 'unavailable', reason: expect.stringContaining('D-Bus') }
    expect(answersOf(stdout)).toEqual([unavailable, unavailable])
  })

  it('says unavailable when nobody on the bus is one', async () => {
    // A bus that may start no service.
    const home = newHome()
    const { stdout } = await promisify(execFile)(
      'dbus-run-session',
      [
        '--config-file',
        fileURLToPath(new URL('../support/empty-bus.conf', import.meta.url)),
        '--',
        process.execPath,
        SESSION,
        'read',
      ],
      {
        env: { PATH: process.env['PATH'], HOME: home, XDG_RUNTIME_DIR: join(home, 'run') },
        timeout: 100_000,
      },
    )
    expect(answersOf(stdout)).toMatchObject([
      { state: 'unavailable', reason: expect.stringContaining('org.freedesktop.secrets') },
    ])
  })
})
