// The embedded server: starting it, saying in words why it does not start, trying again with growing pauses, and closing it. What
// stands in the way of a start, and what can be done about it, is one value: `StartState` of the contract.
import type { StartState } from '../server/contract/desktop.ts'
import {
  createServer,
  type FirstKey,
  type HelpedKeychain,
  type LoadedSettings,
  type Log,
  PortTaken,
  type Server,
  type ServerOptions,
  StartProblem,
  VaultProblem,
} from '../server/index.ts'
import { followServer } from './follow-server.ts'
import { findFreePort, isLockgroove } from './free-port.ts'
import type { Memory } from './memory.ts'
import { startStateOfProblem, startStateOfVault } from './start-state.ts'
import type { StateStore } from './state.ts'
import { WORDS } from './words.ts'

export interface ServerHost {
  /** Undefined while none runs. */
  server(): Server | undefined
  startState(): StartState
  /** @returns what ends it */
  onStartState(listener: (now: StartState) => void): () => void
  /** Resolves when it runs or has said why not. */
  start(): Promise<void>
  /** Looks for the key again, or starts now instead of at the end of the pause. */
  tryAgain(): Promise<void>
  /** @throws what the server says of it */
  usePassphrase(passphrase: string): Promise<void>
  /** @throws what the server says of it */
  useKeyFile(): Promise<void>
  /** @throws what the server says of it */
  useRecoveryKey(recoveryKey: string): Promise<void>
  /** Remembers it, too. */
  useAnotherPort(): Promise<void>
  /** Something in the app broke that nobody caught: what the server was doing is not to be relied on. */
  startAnew(error: unknown): void
  close(): Promise<void>
}

export interface ServerHostDeps {
  /** Read anew at each start: a port may have been chosen meanwhile. */
  readonly loadSettings: () => LoadedSettings
  readonly store: StateStore
  readonly memory: Memory
  readonly keychain: HelpedKeychain
  readonly log: Log
  /** Pauses before a start is tried again; the last one from then on. */
  readonly backOffMs?: readonly number[]
  /** What tests double: networks, a clock. */
  readonly serverOptions?: ServerOptions | undefined
}

const BACK_OFF_MS = [2000, 5000, 15_000, 60_000]
/** Whoever ran so long has not failed at once again. */
const STEADY_MS = 60_000
/** Of the three seconds a quit may take, the share of answers under way. */
const ANSWERS_MS = 2000

interface How {
  readonly firstKey?: FirstKey
  readonly passphrase?: string
}

export function setupServerHost(deps: ServerHostDeps): ServerHost {
  const { store, memory, keychain, log, backOffMs = BACK_OFF_MS } = deps
  const listeners = new Set<(now: StartState) => void>()
  let current: StartState = { state: 'starting' }
  let server: Server | undefined
  let endFollowing: (() => void)[] = []
  let starting: Promise<void> | undefined
  let timer: NodeJS.Timeout | undefined
  let failures = 0
  let runningSince = 0
  let taken: PortTaken | undefined
  let isClosing = false

  function say(next: StartState) {
    current = next
    for (const listener of listeners) listener(next)
  }

  /** Never throws: what went wrong is the state. */
  function start(): Promise<void> {
    return startAs({}).catch(() => {})
  }

  /** @throws what stood in the way, which is said, too */
  function startAs(how: How): Promise<void> {
    if (server || isClosing) return Promise.resolve()
    starting ??= startNow(how).finally(() => {
      starting = undefined
    })
    return starting
  }

  async function startNow(how: How): Promise<void> {
    clearTimeout(timer)
    taken = undefined
    store.change({ server: 'starting', sentence: undefined })
    say({ state: 'starting' })
    try {
      const { settings, sourceOf } = deps.loadSettings()
      const made = await createServer(settings, {
        sourceOf,
        log,
        keychain,
        firstKey: how.firstKey ?? 'ask',
        passphrase: how.passphrase,
        ...deps.serverOptions,
      })
      if (isClosing) return await made.close()
      runs(made)
    } catch (error) {
      if (!isClosing) await fails(error)
      throw error
    }
  }

  function runs(made: Server) {
    server = made
    runningSince = Date.now()
    for (const notice of made.notices) log.warn(notice)
    const sayVault = () => say(stateOf(made))
    endFollowing = [followServer(made, store), made.onVaultChange(sayVault)]
    sayVault()
  }

  async function fails(error: unknown) {
    const state = await stateOfFailure(error)
    if (isClosing) return
    const needsOwner = state.state !== 'failed'
    store.change({
      server: needsOwner ? waitingFor(state) : 'failed',
      sentence: 'sentence' in state ? state.sentence : undefined,
    })
    say(state)
  }

  async function stateOfFailure(error: unknown): Promise<StartState> {
    const ofVault = startStateOfProblem(error)
    if (ofVault) return ofVault
    // Another try by itself would change nothing, and may put up a prompt.
    if (error instanceof VaultProblem) return { state: 'failed', sentence: error.message }
    if (error instanceof PortTaken) return stateOfTaken(error)
    if (!(error instanceof StartProblem)) log.error({ err: error }, 'the server failed')
    const sentence = error instanceof StartProblem ? error.message : WORDS.serverHost.bug
    return { state: 'failed', sentence, nextTryAt: tryLater() }
  }

  async function stateOfTaken(error: PortTaken): Promise<StartState> {
    const { port } = error
    const name = settingOf(error)
    if (name === undefined)
      return { state: 'failed', sentence: WORDS.serverHost.pinned(port), nextTryAt: tryLater() }
    taken = error
    const words = (await isLockgroove(port)) ? WORDS.serverHost.takenByLockgroove : WORDS.serverHost.taken
    return { state: 'failed', sentence: words(port), takenPort: port, nextTryAt: tryLater() }
  }

  /** Which setting may be changed to get around it; none when the environment says exactly this port. */
  function settingOf({ port }: PortTaken): 'port' | 'consolePort' | undefined {
    const { settings, sourceOf } = deps.loadSettings()
    const name = settings.port === port ? 'port' : 'consolePort'
    return sourceOf[name] === 'environment' ? undefined : name
  }

  function tryLater(): number {
    const waitMs = backOffMs[Math.min(failures, backOffMs.length - 1)] ?? 0
    failures += 1
    clearTimeout(timer)
    timer = setTimeout(start, waitMs)
    return Date.now() + waitMs
  }

  function forget(): Server | undefined {
    const old = server
    server = undefined
    for (const end of endFollowing) end()
    endFollowing = []
    return old
  }

  return {
    server: () => server,
    startState: () => current,
    onStartState(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    start,

    async tryAgain() {
      if (server) await server.tryAgain()
      else await start()
    },

    async usePassphrase(passphrase) {
      if (server) await server.openWithPassphrase(passphrase)
      else await startAs({ passphrase })
    },

    async useKeyFile() {
      if (server) await server.keepKeyInFile()
      else await startAs({ firstKey: 'key file' })
    },

    async useRecoveryKey(recoveryKey) {
      if (!server) throw new StartProblem(WORDS.serverHost.notNow)
      await server.recoverVault(recoveryKey)
    },

    async useAnotherPort() {
      if (!taken) throw new StartProblem(WORDS.serverHost.notNow)
      const name = settingOf(taken)
      if (name !== undefined) memory.set(name, await findFreePort(taken.port))
      failures = 0
      await start()
    },

    startAnew(error) {
      log.error({ err: error }, 'nobody caught this error')
      const old = forget()
      if (!old || isClosing) return
      if (Date.now() - runningSince > STEADY_MS) failures = 0
      store.change({ server: 'failed', sentence: WORDS.serverHost.bug })
      clearTimeout(timer)
      starting = old.close({ answersWithinMs: ANSWERS_MS }).catch((closing) => {
        log.error({ err: closing }, 'the server could not be closed')
      })
      void starting.then(() => {
        starting = undefined
        if (!isClosing) say({ state: 'failed', sentence: WORDS.serverHost.bug, nextTryAt: tryLater() })
      })
    },

    async close() {
      isClosing = true
      clearTimeout(timer)
      store.change({ server: 'stopping', sentence: undefined })
      // First: a start may be waiting for somebody to type the keyring's password.
      keychain.close()
      await starting?.catch(() => {})
      await forget()?.close({ answersWithinMs: ANSWERS_MS })
    },
  }
}

function stateOf(server: Server): StartState {
  const state = startStateOfVault(server.vaultState())
  return state.state === 'running' && server.consoleUrl === ''
    ? { state: 'failed', sentence: WORDS.serverHost.closedConsole }
    : state
}

function waitingFor({ state }: StartState) {
  return state === 'waiting for keyring' ? 'waiting for keyring' : 'needs its key'
}
