// A door: one handler behind any number of listeners, opened and closed while it runs. Listeners that a new plan leaves
// as they are feel nothing of it: a song that is being sent goes on.
import type { RequestListener } from 'node:http'
import { StartProblem } from '../errors.ts'
import type { Certificate } from './certificate.ts'
import { type Endpoint, type Listener, type ListenOptions, listen } from './listen.ts'

export type PlannedEndpoint = Endpoint & { readonly tls?: boolean }

export interface DoorPlan {
  /** In the order in which they are to be opened and named. */
  readonly endpoints: readonly PlannedEndpoint[]
  /** For those that speak TLS; without it they stay closed. */
  readonly certificate?: Certificate | undefined
}

export interface Trouble {
  readonly endpoint: PlannedEndpoint
  readonly problem: StartProblem
}

export interface Door {
  /** In the order of the plan. */
  listeners(): readonly Listener[]
  /**
   * Opens what is new and closes what is gone. Ends when the new ones are open; answers on closed ones may take a few
   * seconds more. What cannot be opened is told, and does not keep the others from it; the next call tries again.
   */
  apply(plan: DoorPlan): Promise<readonly Trouble[]>
  /** Ends what is left of closed listeners now. */
  cutClosing(): void
  /** Ends every answer now, also those that `close` waits for. */
  cut(): void
  close(): Promise<void>
}

export interface DoorOptions {
  readonly portSetting?: string
  readonly refuse?: ListenOptions['refuse']
  readonly onTurnedAway?: ListenOptions['onTurnedAway']
}

export function createDoor(handler: RequestListener, options: DoorOptions = {}): Door {
  let open = new Map<string, Listener>()
  const closing = new Map<Listener, Promise<void>>()
  /** Plans are carried out one after the other. */
  let queue: Promise<unknown> = Promise.resolve()
  /** What a port of 0 has become: all listeners of a door share it, so that an app finds it under every address. */
  let chosenPort = 0

  function startClosing(listener: Listener) {
    closing.set(
      listener,
      listener.close().finally(() => closing.delete(listener)),
    )
  }

  async function openOne(endpoint: PlannedEndpoint, certificate: Certificate | undefined): Promise<Listener> {
    const listenOptions = { ...options, certificate: endpoint.tls ? certificate : undefined }
    if ('socketPath' in endpoint || endpoint.port !== 0) return listen(handler, endpoint, listenOptions)
    const listener = await listen(handler, { ...endpoint, port: chosenPort }, listenOptions)
    chosenPort ||= listener.port
    return listener
  }

  async function carryOut({ endpoints, certificate }: DoorPlan): Promise<readonly Trouble[]> {
    const wanted = new Map(endpoints.map((endpoint) => [keyOf(endpoint), endpoint]))
    for (const [key, listener] of open) if (!wanted.has(key)) startClosing(listener)

    const next = new Map<string, Listener>()
    const troubles: Trouble[] = []
    for (const [key, endpoint] of wanted) {
      const kept = open.get(key)
      if (kept) {
        adapt(kept, endpoint, certificate)
        next.set(key, kept)
        continue
      }
      // The reason for a missing certificate is with whoever should have brought it.
      if (endpoint.tls && !certificate) continue
      try {
        next.set(key, await openOne(endpoint, certificate))
      } catch (error) {
        if (!(error instanceof StartProblem)) throw error
        troubles.push({ endpoint, problem: error })
      }
    }
    open = next
    return troubles
  }

  return {
    listeners: () => [...open.values()],
    apply(plan) {
      const done = queue.then(() => carryOut(plan))
      queue = done.catch(() => {})
      return done
    },
    cutClosing() {
      for (const listener of closing.keys()) listener.cut()
    },
    cut() {
      for (const listener of [...open.values(), ...closing.keys()]) listener.cut()
    },
    async close() {
      await queue
      for (const listener of open.values()) startClosing(listener)
      open = new Map()
      await Promise.all(closing.values())
    },
  }
}

function adapt(listener: Listener, endpoint: PlannedEndpoint, certificate: Certificate | undefined) {
  if ('address' in endpoint) listener.setOnlyFrom(endpoint.onlyFrom)
  if (listener.isSecure && certificate) listener.setCertificate(certificate)
}

/** Equal keys can be the same listener. */
function keyOf(endpoint: PlannedEndpoint): string {
  if ('socketPath' in endpoint) return `unix ${endpoint.mode} ${endpoint.socketPath}`
  return `${endpoint.tls ? 'tls' : 'plain'} ${endpoint.port} ${endpoint.address}`
}
