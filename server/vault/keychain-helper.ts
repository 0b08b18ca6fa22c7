// A process of its own that makes one call to the operating system's keychain and ends. keytar blocks the thread pool
// while a keyring asks for its password, keeps its process from exiting, and can crash it: here it harms nobody, and
// whoever started it can end it. The secret travels over the message channel, never in arguments or environment.
import { randomBytes } from 'node:crypto'

/** What the helper is asked, once. */
export type KeychainRequest =
  | { readonly call: 'read'; readonly service: string; readonly account: string }
  | { readonly call: 'store'; readonly service: string; readonly account: string; readonly value: string }

export type KeychainAnswer =
  | { readonly state: 'found'; readonly value: string }
  | { readonly state: 'absent' }
  | { readonly state: 'locked' | 'unavailable'; readonly reason: string }

type Keytar = typeof import('keytar')

/** Beside the real entry: what is stored and read back to tell whether the keyring is open. Never holds a secret. */
const PROBE_ACCOUNT = 'probe'

/** What keyrings say that are there but refuse; any other failure of a call means there is none to talk to. */
const REFUSALS = [
  /locked/i,
  /denied|not allowed|cancell?ed|dismissed|interaction/i,
  // gnome-keyring that was never unlocked has no collection to store in.
  /does not exist at path .*\/collection\//i,
  /auth(entication|orization)? failed|passphrase you entered is not correct/i,
]

export async function answer(request: KeychainRequest): Promise<KeychainAnswer> {
  let keytar: Keytar
  try {
    // Lazily: without libsecret this import is what fails.
    const module = await import('keytar')
    keytar = (module.default ?? module) as Keytar
  } catch (error) {
    const hint = process.platform === 'linux' ? ' (is libsecret installed?)' : ''
    return { state: 'unavailable', reason: `the keychain library cannot be loaded${hint}: ${wordsOf(error)}` }
  }
  try {
    return request.call === 'read' ? await read(keytar, request) : await store(keytar, request)
  } catch (error) {
    const reason = wordsOf(error)
    return { state: REFUSALS.some((refusal) => refusal.test(reason)) ? 'locked' : 'unavailable', reason }
  }
}

/**
 * A locked keyring says null, exactly as an open one without the entry does. So null is believed only when the keyring
 * proves open: it takes a value and gives it back. Then the entry is asked for again, as storing may have opened it.
 */
async function read(keytar: Keytar, { service, account }: KeychainRequest): Promise<KeychainAnswer> {
  const first = await keytar.getPassword(service, account)
  if (first !== null) return { state: 'found', value: first }

  const probe = randomBytes(8).toString('hex')
  await keytar.setPassword(service, PROBE_ACCOUNT, probe)
  const isOpen = (await keytar.getPassword(service, PROBE_ACCOUNT)) === probe
  await keytar.deletePassword(service, PROBE_ACCOUNT)
  if (!isOpen) return { state: 'locked', reason: 'the keychain does not give back what it takes' }

  const second = await keytar.getPassword(service, account)
  return second === null ? { state: 'absent' } : { state: 'found', value: second }
}

/** Answers with what the keychain holds afterwards: the caller compares. */
async function store(
  keytar: Keytar,
  { service, account, value }: KeychainRequest & { call: 'store' },
): Promise<KeychainAnswer> {
  await keytar.setPassword(service, account, value)
  const stored = await keytar.getPassword(service, account)
  return stored === null
    ? { state: 'locked', reason: 'the keychain does not give back what it takes' }
    : { state: 'found', value: stored }
}

/** The first line of what went wrong; keyrings name neither accounts nor values in it. */
function wordsOf(error: unknown): string {
  return String((error as Error)?.message ?? error)
    .split('\n', 1)[0]!
    .slice(0, 200)
}

interface Channel {
  on(event: 'message', listener: (message: unknown) => void): unknown
  postMessage(message: unknown): void
}

/** Under Electron's utilityProcess the parent speaks through process.parentPort, under plain Node through process itself. */
function listen() {
  const parentPort = (process as { parentPort?: Channel }).parentPort
  if (parentPort) {
    parentPort.on('message', async (event) => {
      parentPort.postMessage(await answer((event as { data: KeychainRequest }).data))
    })
    return
  }
  process.on('message', async (request) => {
    process.send?.(await answer(request as KeychainRequest))
  })
  // A pending call would keep this process alive without its parent, and exit() waits for it too.
  process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'))
}

if (import.meta.main || 'parentPort' in process) listen()
