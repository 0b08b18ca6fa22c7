// A real child process of plain Node, with `process.parentPort` as Electron gives it (parent-port.ts).
import { type ChildProcess, fork } from 'node:child_process'
import { EventEmitter } from 'node:events'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { refuseBeforeReady } from './world.ts'

export const utilityProcesses: UtilityProcess[] = []

interface ForkOptions {
  readonly env?: NodeJS.ProcessEnv
  readonly execArgv?: string[]
  readonly cwd?: string
  readonly stdio?: 'ignore' | 'inherit' | 'pipe' | readonly string[]
  readonly serviceName?: string
}

class UtilityProcess extends EventEmitter {
  readonly modulePath: string
  readonly options: ForkOptions
  readonly #child: ChildProcess
  #isGone = false
  constructor(modulePath: string, args: readonly string[], options: ForkOptions) {
    super()
    this.modulePath = modulePath
    this.options = options
    const stdio = options.stdio ?? 'inherit'
    const [input, output, errors] = Array.isArray(stdio) ? stdio : ['ignore', stdio, stdio]
    this.#child = fork(modulePath, args, {
      env: options.env ?? process.env,
      cwd: options.cwd,
      execArgv: [...(options.execArgv ?? []), '--import', PARENT_PORT],
      serialization: 'advanced',
      stdio: [input, output, errors, 'ipc'] as any,
    })
    this.#child.on('spawn', () => this.emit('spawn'))
    this.#child.on('message', (message) => this.emit('message', message))
    this.#child.on('error', () => this.#gone(1))
    this.#child.on('exit', (code) => this.#gone(code ?? 15))
  }
  get pid() {
    return this.#isGone ? undefined : this.#child.pid
  }
  get stdout() {
    return this.#child.stdout
  }
  get stderr() {
    return this.#child.stderr
  }
  postMessage(message: unknown, transfer: unknown[] = []) {
    if (transfer.length > 0) throw new Error('the double passes no ports')
    const copy = structuredClone(message)
    if (!this.#isGone && this.#child.connected) this.#child.send(copy as any, () => {})
  }
  kill() {
    if (this.#isGone) return false
    return this.#child.kill('SIGTERM')
  }
  #gone(code: number) {
    if (this.#isGone) return
    this.#isGone = true
    this.emit('exit', code)
  }
}

const PARENT_PORT = pathToFileURL(fileURLToPath(new URL('./parent-port.ts', import.meta.url))).href

export const utilityProcess = {
  fork(modulePath: string, args: readonly string[] = [], options: ForkOptions = {}) {
    refuseBeforeReady('utilityProcess cannot be created before app is ready.')
    const made = new UtilityProcess(modulePath, args, options)
    utilityProcesses.push(made)
    return made
  },
}

export function resetUtilityProcesses() {
  for (const made of utilityProcesses) made.kill()
  utilityProcesses.length = 0
}
