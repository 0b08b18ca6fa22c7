// A real keyring for a test: gnome-keyring on a D-Bus session of its own, with a home of its own. Nobody else's is touched.
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { lacks } from './requires.ts'

export const noKeyring =
  process.platform === 'linux'
    ? lacks('gnome-keyring-daemon') || lacks('dbus-daemon') || lacks('gdbus')
    : 'Linux'

export interface Keyring {
  /** For the processes that are to use it. */
  readonly environment: Readonly<Record<string, string>>
  lock(): Promise<void>
  unlock(): Promise<void>
  close(): Promise<void>
}

export interface KeyringOptions {
  /** Nobody ever answers when it asks for its password; by default it cannot ask, and refuses at once. */
  readonly isDeaf?: boolean
}

/** Open at first. */
export async function startKeyring({ isDeaf = false }: KeyringOptions = {}): Promise<Keyring> {
  const home = mkdtempSync(join(tmpdir(), 'lockgroove-keyring-'))
  mkdirSync(join(home, 'run'), { mode: 0o700 })
  const bus = spawn(
    'dbus-daemon',
    ['--config-file', busConfig(home, isDeaf), '--nofork', '--print-address=1'],
    { stdio: ['ignore', 'pipe', 'ignore'] },
  )
  const [address] = (await once(bus.stdout!, 'data')) as [Buffer]
  const environment = {
    HOME: home,
    XDG_RUNTIME_DIR: join(home, 'run'),
    DBUS_SESSION_BUS_ADDRESS: address.toString().trim(),
  }
  const env = { PATH: process.env['PATH'], ...environment }
  let daemon = startDaemon(env)
  const keyring: Keyring = {
    environment,
    async lock() {
      await call(env, SERVICE, 'org.freedesktop.Secret.Service.Lock', `["${COLLECTION}"]`)
    },
    // By starting it anew: to open a running one it would need somebody at a screen.
    async unlock() {
      await ended(daemon)
      daemon = startDaemon(env)
      await untilOpen(env)
    },
    async close() {
      await ended(daemon)
      await ended(bus)
      rmSync(home, { recursive: true, force: true })
    },
  }
  try {
    await untilOpen(env)
    return keyring
  } catch (error) {
    await keyring.close()
    throw error
  }
}

const SERVICE = '/org/freedesktop/secrets'
const COLLECTION = `${SERVICE}/collection/login`
const START_MS = 20_000

function startDaemon(env: NodeJS.ProcessEnv): ChildProcess {
  const daemon = spawn('gnome-keyring-daemon', ['--unlock', '--foreground', '--components=secrets'], {
    env,
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  daemon.stdin!.end('ci-password')
  return daemon
}

async function untilOpen(env: NodeJS.ProcessEnv): Promise<void> {
  const until = Date.now() + START_MS
  const words = ['org.freedesktop.Secret.Collection', 'Locked']
  for (;;) {
    const said = await call(env, COLLECTION, 'org.freedesktop.DBus.Properties.Get', ...words).catch(() => '')
    if (said.includes('false')) return
    if (Date.now() > until) throw new Error('the keyring of the test does not start')
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

async function call(
  env: NodeJS.ProcessEnv,
  path: string,
  method: string,
  ...words: string[]
): Promise<string> {
  const where = ['call', '--session', '--dest', 'org.freedesktop.secrets', '--object-path', path]
  const { stdout } = await promisify(execFile)('gdbus', [...where, '--method', method, ...words], { env })
  return stdout
}

async function ended(child: ChildProcess) {
  if (child.exitCode !== null || child.signalCode !== null) return
  const end = once(child, 'exit')
  child.kill('SIGKILL')
  await end
}

/** No service is started on it by itself but, where nobody shall answer, one that sleeps in place of the prompter. */
function busConfig(home: string, isDeaf: boolean): string {
  const services = join(home, 'services')
  mkdirSync(services)
  if (isDeaf) {
    for (const name of ['org.gnome.keyring.SystemPrompter', 'org.gnome.keyring.PrivatePrompter']) {
      writeFileSync(join(services, `${name}.service`), `[D-BUS Service]\nName=${name}\nExec=/bin/sleep 20\n`)
    }
  }
  const empty = readFileSync(join(import.meta.dirname, 'empty-bus.conf'), 'utf8')
  const path = join(home, 'bus.conf')
  writeFileSync(path, empty.replace('<policy', `<servicedir>${services}</servicedir>\n  <policy`))
  return path
}
