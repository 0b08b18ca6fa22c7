// Starts the processes the bench measures and reads their cost from the kernel (Linux: /proc).
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const ROOT = join(import.meta.dirname, '..', '..')
/** Clock ticks per second in /proc/<pid>/stat: 100 on every Linux that Node runs on. */
const TICKS_PER_SEC = 100

/** User and system CPU of the process and its threads so far, in milliseconds. Resolution 10 ms. */
export function cpuMs(pid: number): number {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  return ((Number(fields[11]) + Number(fields[12])) * 1000) / TICKS_PER_SEC
}

/** Proportional set size in MiB: memory with shared pages counted once among their users. */
export function pssMb(pid: number): number {
  const match = /^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))
  return Number(match?.[1] ?? 0) / 1024
}

export interface RunningServer {
  readonly pid: number
  readonly url: string
  /** Milliseconds from spawn to the line with the address. */
  readonly startedAfterMs: number
  longestTurnMs(): Promise<number>
  stop(): Promise<void>
}

export async function startConstantServer(): Promise<RunningServer> {
  const child = spawn(process.execPath, [join(ROOT, 'test/bench/constant-server.ts')], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const [{ port }] = (await once(child, 'message')) as [{ port: number }]
  return toRunning(child, `http://127.0.0.1:${port}`, 0)
}

export function environmentFor(folder: string): NodeJS.ProcessEnv {
  return {
    PATH: process.env['PATH'],
    HOME: folder,
    LOCKGROOVE_DATA: join(folder, 'data'),
    LOCKGROOVE_CACHE: join(folder, 'cache'),
    LOCKGROOVE_MASTER_KEY: 'bench-master-key: 32 characters.',
    LOCKGROOVE_KEYCHAIN: 'off',
    LOCKGROOVE_LOG: 'error',
    // On, so that they cost what they cost, and never reached.
    LOCKGROOVE_REQUEST_LIMIT: '999999999',
    LOCKGROOVE_STREAM_LIMIT: '1000',
    LOCKGROOVE_COVER_LIMIT: '1000',
    LOCKGROOVE_ALLOW_ROOT: 'on',
  }
}

/** Starts Lockgroove headless on free ports; resolves when it has printed its music address. */
export async function startLockgroove(
  folder: string,
  args: readonly string[],
  { probe = true } = {},
): Promise<RunningServer> {
  const startedAt = performance.now()
  const child = spawn(
    process.execPath,
    [
      ...(probe ? ['--import', join(ROOT, 'test/bench/event-loop-probe.ts')] : []),
      join(ROOT, 'server/cli.ts'),
      'serve',
      '--port',
      '0',
      '--console-port',
      '0',
      ...args,
    ],
    { stdio: ['ignore', 'pipe', 'inherit', 'ipc'], env: environmentFor(folder) },
  )
  const url = await new Promise<string>((resolve, reject) => {
    let printed = ''
    child.stdout!.on('data', (part: Buffer) => {
      printed += part.toString()
      const match =
        /(http:\/\/127\.0\.0\.1:\d+)\S*\s+.*music apps|music apps.*?(http:\/\/127\.0\.0\.1:\d+)/i.exec(
          printed,
        )
      if (match) resolve(match[1] ?? match[2]!)
    })
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}:\n${printed}`)))
  })
  return toRunning(child, url, performance.now() - startedAt)
}

/** Runs one command line of Lockgroove to its end. */
export async function runLockgroove(folder: string, args: readonly string[], input = ''): Promise<void> {
  const child = spawn(process.execPath, [join(ROOT, 'server/cli.ts'), ...args], {
    stdio: ['pipe', 'ignore', 'inherit'],
    env: environmentFor(folder),
  })
  child.stdin!.end(input)
  const [code] = await once(child, 'exit')
  if (code !== 0) throw new Error(`lockgroove ${args.join(' ')} ended with ${code}`)
}

function toRunning(child: ChildProcess, url: string, startedAfterMs: number): RunningServer {
  return {
    pid: child.pid!,
    url,
    startedAfterMs,
    async longestTurnMs() {
      child.send('longest-turn')
      const [{ longestTurnMs }] = (await once(child, 'message')) as [{ longestTurnMs: number }]
      return longestTurnMs
    },
    async stop() {
      if (child.exitCode !== null) return
      const ended = once(child, 'exit')
      child.kill('SIGTERM')
      await ended
    },
  }
}
