// Runs the command line as a person does: a process of its own with a data folder of its own.
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inject } from 'vitest'

const ROOT = join(import.meta.dirname, '..', '..')

export interface Finished {
  readonly code: number
  readonly out: string
  readonly err: string
}

export interface LaunchOptions {
  /** Beside what every test has; an empty variable counts as none. */
  readonly environment?: NodeJS.ProcessEnv
  /** Another script than the command line's. */
  readonly script?: string
  /** Another account to run under, where the tests run as root. */
  readonly uid?: number
  /** A program that runs it: `['strace', '-f', '--']`. */
  readonly through?: readonly string[]
}

export interface CommandLine {
  readonly folder: string
  readonly environment: NodeJS.ProcessEnv
  /** To its end. */
  run(args: readonly string[], options?: LaunchOptions & { input?: string }): Promise<Finished>
  /** Until it has printed `pattern`. */
  start(args: readonly string[], pattern: RegExp, options?: LaunchOptions): Promise<Started>
  /** Ends what still runs and removes the folder. */
  close(): Promise<void>
}

export interface Started {
  readonly child: ChildProcessWithoutNullStreams
  readonly match: RegExpExecArray
  readonly output: () => string
  stop(): Promise<number | null>
}

export function createCommandLine(): CommandLine {
  const folder = mkdtempSync(join(tmpdir(), 'lockgroove-cli-'))
  const environment: NodeJS.ProcessEnv = {
    PATH: process.env['PATH'],
    HOME: folder,
    LOCKGROOVE_DATA: join(folder, 'data'),
    LOCKGROOVE_CACHE: join(folder, 'cache'),
    LOCKGROOVE_KEYCHAIN: 'off',
    // Where tests run on a desktop, `npm start` would open a window.
    LOCKGROOVE_DESKTOP: 'off',
    LOCKGROOVE_PORT: '0',
    LOCKGROOVE_CONSOLE_PORT: '0',
    // Of the run, not of this folder: most of a short command is compiling.
    NODE_COMPILE_CACHE: join(inject('preparedFolder'), 'compiled'),
    // Tests run as root in containers.
    LOCKGROOVE_ALLOW_ROOT: 'on',
  }
  const running = new Set<Started>()

  function launch(
    args: readonly string[],
    { environment: extra, script = 'server/cli.ts', uid, through = [] }: LaunchOptions = {},
  ) {
    const [program, ...words] = [...through, process.execPath, join(ROOT, script), ...args]
    return spawn(program!, words, {
      env: { ...environment, ...extra },
      ...(uid !== undefined && { uid, gid: uid }),
    })
  }

  return {
    folder,
    environment,
    async run(args, { input = '', ...options } = {}) {
      const child = launch(args, options)
      const out = collect(child.stdout)
      const err = collect(child.stderr)
      child.stdin.end(input)
      const [code] = (await once(child, 'close')) as [number]
      return { code, out: out(), err: err() }
    },
    async start(args, pattern, options) {
      const child = launch(args, options)
      const out = collect(child.stdout)
      const err = collect(child.stderr)
      const match = await new Promise<RegExpExecArray>((resolve, reject) => {
        child.stdout.on('data', () => {
          const found = pattern.exec(out())
          if (found) resolve(found)
        })
        child.once('close', (code) => reject(new Error(`ended with ${code}: ${out()}${err()}`)))
      })
      const started: Started = {
        child,
        match,
        output: () => out() + err(),
        async stop() {
          running.delete(started)
          if (child.exitCode !== null || child.signalCode !== null) return child.exitCode
          child.kill('SIGTERM')
          const [code] = (await once(child, 'close')) as [number | null]
          return code
        },
      }
      running.add(started)
      return started
    },
    async close() {
      for (const one of running) await one.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function collect(stream: NodeJS.ReadableStream): () => string {
  const parts: Buffer[] = []
  stream.on('data', (part: Buffer) => parts.push(part))
  return () => Buffer.concat(parts).toString('utf8')
}
