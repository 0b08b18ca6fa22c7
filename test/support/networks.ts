// Networks of their own for tests: namespaces joined by virtual cables, with nothing of this machine in them.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { lacks } from './requires.ts'

export interface Namespace {
  /** The command and arguments that run something inside. */
  inside(...command: readonly string[]): readonly [string, string[]]
  run(...command: readonly string[]): string
  close(): Promise<void>
}

/** For `skipIf`: whether this process may not make networks. */
export function lacksNetworks(): string | boolean {
  const missing = ['ip', 'unshare', 'nsenter'].map(lacks).find((line) => line !== false)
  if (missing) return missing
  try {
    execFileSync('unshare', ['-n', 'ip', 'link', 'set', 'lo', 'up'], { stdio: 'ignore' })
    return false
  } catch {
    const line = 'this user may not make networks: the tests that need them are skipped'
    if (process.env['LOCKGROOVE_TEST_ALL'] === '1') throw new Error(`${line}, and all tests are to run`)
    process.stderr.write(`${line}\n`)
    return line
  }
}

export async function createNamespace(): Promise<Namespace> {
  const holder = spawn('unshare', ['-n', 'sh', '-c', 'ip link set lo up && echo ready && exec sleep 3600'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await once(holder.stdout, 'data')
  const inside = (...command: readonly string[]): readonly [string, string[]] => [
    'nsenter',
    ['-t', String(holder.pid), '-n', ...command],
  ]
  holders.set(inside, holder)
  return {
    inside,
    run: (...command) => execFileSync(...inside(...command), { encoding: 'utf8' }),
    async close() {
      holder.kill('SIGKILL')
      await once(holder, 'close')
    },
  }
}
const holders = new WeakMap<Namespace['inside'], ChildProcess>()

/** A cable called `name` at both ends, with these addresses (`10.77.0.1/24`). */
export function joinNamespaces(name: string, ...ends: readonly [Namespace, ...string[]][]): void {
  const pidOf = (place: Namespace) => String(holders.get(place.inside)!.pid)
  const [one, other] = ends.map(([place]) => place) as [Namespace, Namespace]
  one.run('ip', 'link', 'add', name, 'type', 'veth', 'peer', 'name', name, 'netns', pidOf(other))
  for (const [place, ...addresses] of ends) {
    place.run('ip', 'link', 'set', name, 'up')
    for (const address of addresses) place.run('ip', 'addr', 'add', address, 'dev', name)
  }
}
