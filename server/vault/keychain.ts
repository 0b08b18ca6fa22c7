// The operating system's keychain, as the rest of the server sees it: two calls, four outcomes, one at a time, each with
// a time limit. Asked at start-up only, never on the path of a request.
import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { KeychainAnswer, KeychainRequest } from './keychain-helper.ts'

export type { KeychainAnswer } from './keychain-helper.ts'

export interface Keychain {
  /**
   * `found` with the value; `absent` from a keychain that is open; `locked` (or denied, or still waiting for somebody to
   * type its password); `unavailable` where there is none. Never throws.
   */
  read(account?: KeychainAccount): Promise<KeychainAnswer>
  /** `found` with what the keychain holds afterwards. Replaces what was there. Never throws. */
  store(value: string, account?: KeychainAccount): Promise<KeychainAnswer>
}

/** One that is asked through helper processes. */
export interface HelpedKeychain extends Keychain {
  /** Ends a call under way, which somebody's prompt may hold; from then on it is `unavailable`. */
  close(): void
}

/** What a host needs to start keychain-helper.ts, and nothing of what is asked. */
export interface HelperProcess {
  readonly path: string
  readonly environment: NodeJS.ProcessEnv
}

/** A running keychain-helper.ts, however the host starts it. Answers exactly one message. */
export interface KeychainHelper {
  send(request: KeychainRequest): void
  onAnswer(listener: (answer: unknown) => void): void
  /** Called once when the process is gone or could not be started; `how` is for the log. */
  onExit(listener: (how: string) => void): void
  kill(): void
}

export type StartHelper = (process: HelperProcess) => KeychainHelper

export interface KeychainOptions {
  /** Default: a plain Node process. A packaged Electron app has no fork and hands over its utilityProcess. */
  readonly startHelper?: StartHelper
  /** Long enough for a person to type the keyring's password. */
  readonly timeoutMs?: number
}

/** The key in use, or a key by its id: see kept-keys.ts. */
export type KeychainAccount = typeof ACCOUNT | `${typeof ACCOUNT}-${string}`

/** Fixed for good: another name would be another key. */
const SERVICE = 'Lockgroove'
const ACCOUNT = 'master-key'
const TIMEOUT_MS = 60_000
const HELPER_PATH = fileURLToPath(new URL('./keychain-helper.ts', import.meta.url))

/** What a process starts its helpers with where nobody says; the commands of a packaged app run where nothing can be forked. */
let usualStart: StartHelper = forkHelper

export function startHelpersWith(start: StartHelper): void {
  usualStart = start
}

export function createKeychain({
  startHelper = usualStart,
  timeoutMs = TIMEOUT_MS,
}: KeychainOptions = {}): HelpedKeychain {
  const closing = new AbortController()
  let last: Promise<unknown> = Promise.resolve()

  function inTurn(request: KeychainRequest): Promise<KeychainAnswer> {
    const mine = last.then(() => ask(startHelper, request, timeoutMs, closing.signal))
    last = mine
    return mine
  }

  return {
    read: (account = ACCOUNT) => inTurn({ call: 'read', service: SERVICE, account }),
    store: (value, account = ACCOUNT) => inTurn({ call: 'store', service: SERVICE, account, value }),
    close: () => closing.abort(),
  }
}

const CLOSED: KeychainAnswer = { state: 'unavailable', reason: 'Lockgroove is stopping' }

/** Starts a helper, asks it one thing, ends it. */
function ask(
  startHelper: StartHelper,
  request: KeychainRequest,
  timeoutMs: number,
  closing: AbortSignal,
): Promise<KeychainAnswer> {
  if (closing.aborted) return Promise.resolve(CLOSED)
  return new Promise((resolve) => {
    let helper: KeychainHelper | undefined
    const timer = setTimeout(() => {
      settle({
        state: 'locked',
        reason: `no answer within ${timeoutMs / 1000} s; it may be waiting for its password`,
      })
    }, timeoutMs)

    const stop = () => settle(CLOSED)
    closing.addEventListener('abort', stop)

    function settle(answer: KeychainAnswer) {
      clearTimeout(timer)
      closing.removeEventListener('abort', stop)
      helper?.kill()
      resolve(answer)
    }

    try {
      helper = startHelper({ path: HELPER_PATH, environment: environmentOfHelper(process.env) })
      helper.onAnswer((answer) => {
        settle(
          isAnswer(answer) ? answer : { state: 'unavailable', reason: 'its helper gave no usable answer' },
        )
      })
      helper.onExit((how) => settle({ state: 'unavailable', reason: `its helper ended early (${how})` }))
      helper.send(request)
    } catch (error) {
      settle({ state: 'unavailable', reason: `its helper did not start (${(error as Error).message})` })
    }
  })
}

function isAnswer(answer: unknown): answer is KeychainAnswer {
  if (typeof answer !== 'object' || answer === null) return false
  const { state, value, reason } = answer as Record<string, unknown>
  if (state === 'found') return typeof value === 'string'
  return state === 'absent' || ((state === 'locked' || state === 'unavailable') && typeof reason === 'string')
}

function forkHelper({ path, environment }: HelperProcess): KeychainHelper {
  const child = fork(path, {
    // Nothing of the parent's debugging or test flags, no settings of ours, and silence: libraries print on stderr.
    execArgv: [],
    env: environment,
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  })
  return {
    send: (request) => child.send(request, () => {}),
    onAnswer: (listener) => child.on('message', listener),
    onExit: (listener) => {
      child.on('error', (error) => listener(error.message))
      child.on('exit', (code, signal) => listener(signal ?? `code ${code}`))
    },
    kill: () => child.kill('SIGKILL'),
  }
}

/** The keyring needs the session (bus, display, home); our own settings hold secrets and stay here. */
function environmentOfHelper(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(environment).filter(
      ([name]) => !name.startsWith('LOCKGROOVE_') && name !== 'NODE_OPTIONS',
    ),
  )
}
