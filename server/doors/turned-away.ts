import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'

const QUIET_MS = 60_000

export interface TurnedAway {
  readonly count: number
  note(address: string): void
}

/** Counts who came from outside of the network, and logs one of them a minute: a scanner must not fill the disk. */
export function createTurnedAway(clock: Clock, log: Log): TurnedAway {
  let count = 0
  let loggedAt = Number.NEGATIVE_INFINITY
  return {
    get count() {
      return count
    },
    note(address) {
      count++
      const now = clock.now()
      if (now - loggedAt < QUIET_MS) return
      loggedAt = now
      log.warn({ address, count }, 'turned away somebody from outside of the network')
    },
  }
}
