// The master key of a vault in a real keyring: found, absent, locked, out of reach, and changed.
import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { lacks } from '../support/requires.ts'
import { ALL_VALUES, newFilledVault } from './filled-vault.ts'
import type { Session } from './keyring-session.ts'

const SESSION = fileURLToPath(new URL('./keyring-session.ts', import.meta.url))
const UNLOCK = 'printf ci-password | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1'

const missing =
  process.platform === 'linux'
    ? lacks('gnome-keyring-daemon') || lacks('dbus-run-session') || lacks('gdbus')
    : 'Linux'

/** A vault on disk, closed, and an empty home for a keyring. */
function newPlace() {
  const { db, path, masterKey } = newFilledVault()
  db.close()
  const home = mkdtempSync(join(tmpdir(), 'lockgroove-keyring-'))
  mkdirSync(join(home, 'run'), { mode: 0o700 })
  const session = {
    dbPath: path,
    masterKey: masterKey.toString('base64url'),
    keyFile: join(home, 'master.key'),
    timeoutMs: 20_000,
  }
  return { home, session, masterKey }
}

interface Surroundings {
  readonly home: string
  readonly prepare?: string
  readonly config?: string
  readonly environment?: NodeJS.ProcessEnv
}

async function inSession(
  session: Session,
  { home, prepare = UNLOCK, config, environment }: Surroundings,
): Promise<Record<string, unknown>[]> {
  const words = [
    '--',
    'sh',
    '-c',
    `${prepare}\nexec "$0" "$@"`,
    process.execPath,
    SESSION,
    JSON.stringify(session),
  ]
  const { stdout } = await promisify(execFile)(
    'dbus-run-session',
    config === undefined ? words : ['--config-file', config, ...words],
    {
      env: { PATH: process.env['PATH'], HOME: home, XDG_RUNTIME_DIR: join(home, 'run'), ...environment },
      timeout: 150_000,
    },
  )
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))
}

/** A bus on which nobody ever answers when a keyring asks for its password. */
function deafPrompter(home: string): string {
  const services = join(home, 'services')
  mkdirSync(services)
  for (const name of ['org.gnome.keyring.SystemPrompter', 'org.gnome.keyring.PrivatePrompter']) {
    writeFileSync(join(services, `${name}.service`), `[D-BUS Service]\nName=${name}\nExec=/bin/sleep 5\n`)
  }
  const empty = readFileSync(fileURLToPath(new URL('../support/empty-bus.conf', import.meta.url)), 'utf8')
  const config = join(home, 'bus.conf')
  writeFileSync(config, empty.replace('<policy', `<servicedir>${services}</servicedir>\n  <policy`))
  return config
}

describe.skipIf(missing)('a master key in a real keyring', () => {
  it('is found', async () => {
    const { home, session } = newPlace()
    expect(await inSession({ ...session, does: 'look' }, { home })).toEqual([{ source: 'keychain' }])
  })

  it('is never made anew when it is absent', async () => {
    const { home, session } = newPlace()
    const { masterKey: _, ...without } = session
    const [said] = await inSession({ ...without, does: 'look' }, { home })
    expect(said).toMatchObject({
      trouble: 'no key',
      message: expect.stringContaining('the keychain has none'),
      keychain: { state: 'none' },
    })
    // Still absent: looking stored nothing.
    expect(await inSession({ ...without, does: 'look' }, { home })).toEqual([said])
    expect(readdirSync(home)).not.toContain('master.key')
  })

  it('is waited for when the keyring is locked', async () => {
    const { home, session } = newPlace()
    const [said] = await inSession({ ...session, does: 'lock and look' }, { home })
    expect(said).toMatchObject({
      trouble: 'locked',
      message: expect.stringMatching(
        /the keychain is locked \(.*\)\. Nothing was changed\. Unlock the keychain/,
      ),
      keychain: { state: 'locked' },
    })
  })

  it('is waited for when nobody answers the keyring, no longer than the limit', async () => {
    const { home, session } = newPlace()
    const startedAt = performance.now()
    const [said] = await inSession(
      { ...session, does: 'lock and look', timeoutMs: 1500 },
      { home, config: deafPrompter(home) },
    )
    expect(said).toMatchObject({
      trouble: 'locked',
      message: expect.stringContaining('no answer within 1.5 s; it may be waiting for its password'),
    })
    expect(performance.now() - startedAt).toBeLessThan(15_000)
  })

  it('is out of reach without libsecret', async () => {
    const { home, session } = newPlace()
    // What the loader finds first is no library.
    const libraries = join(home, 'lib')
    mkdirSync(libraries)
    writeFileSync(join(libraries, 'libsecret-1.so.0'), '')
    const environment = { LD_LIBRARY_PATH: libraries }
    const [said] = await inSession({ ...session, does: 'look' }, { home, environment })
    expect(said).toMatchObject({
      trouble: 'no key',
      message: expect.stringContaining(
        'the keychain cannot be used (the keychain library cannot be loaded (is libsecret installed?)',
      ),
      keychain: { state: 'unavailable' },
    })
  })

  it('is out of reach without a session bus', async () => {
    const { home, session } = newPlace()
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [SESSION, JSON.stringify({ ...session, does: 'look' })],
      {
        env: { PATH: process.env['PATH'], HOME: home, XDG_RUNTIME_DIR: join(home, 'run') },
        timeout: 100_000,
      },
    )
    expect(JSON.parse(stdout)).toMatchObject({ trouble: 'no key', keychain: { state: 'unavailable' } })
  })

  it('can be changed, and is found whenever the process that changes it is killed', async () => {
    const { home, session, masterKey } = newPlace()
    const attempts = await inSession({ ...session, does: 'change' }, { home })
    for (const { values, source, step } of attempts) {
      expect(values, String(step)).toEqual([...ALL_VALUES, 'audit key'])
      expect(source).toBe('keychain')
    }
    expect(
      attempts.map(({ signal, step }) => [signal, String(step).replace(/^wrapped .*/, 'wrapped')]),
    ).toEqual([
      ['SIGKILL', 'kept the key in place'],
      ['SIGKILL', 'kept the new key'],
      ['SIGKILL', 'wrapped'],
      ['SIGKILL', 'named the new master key'],
      ['SIGKILL', 'committed'],
      ['SIGKILL', 'switched'],
      ['SIGKILL', 'put the new key in place'],
      [null, 'put the new key in place'],
    ])
    for (const name of readdirSync(home, { recursive: true, withFileTypes: true })) {
      if (!name.isFile()) continue
      const bytes = readFileSync(join(name.parentPath, name.name))
      expect(bytes.includes(masterKey.toString('base64url')), name.name).toBe(false)
    }
  }, 90_000)
})
