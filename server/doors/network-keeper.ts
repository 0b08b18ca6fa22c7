// Where the music door is to be open now: what the settings say, after everything that closes it without being asked.
import type { Clock } from '../clock.ts'
import type { WriteDb } from '../db/open.ts'
import type { LiveSettings } from '../settings/live.ts'
import { type ClosingReason, closesAt, findOpening, keepOpen, removeOpening } from './network-opening.ts'
import { THIS_COMPUTER } from './plan.ts'
import { shutAt } from './shut.ts'

export interface NetworkKeeperDeps {
  readonly db: WriteDb
  readonly clock: Clock
  readonly live: LiveSettings
}

export interface NetworkKeeper {
  /** Closes *This network* when its time has come. @param networks as `networkKeys` gives them */
  addressNow(networks: readonly string[]): {
    readonly address: string
    readonly reason?: ClosingReason | 'panic'
  }
  /** This computer only. Where a flag or the environment pins the address, or it cannot be stored: until the next start. */
  shut(): void
  /** The owner opens it: time counts from now on. */
  openAnew(): void
  readonly isShut: boolean
  /** When *This network* closes by itself. */
  closesAt(): number | undefined
  /** Whether `addressNow` has something to do: it is time to close, or the clock was put back behind the opening. */
  isDue(): boolean
}

export function createNetworkKeeper({ db, clock, live }: NetworkKeeperDeps): NetworkKeeper {
  const startedAt = clock.now()
  let shutFor: ClosingReason | 'panic' | undefined
  let isFirst = true

  function closeFor(reason: ClosingReason) {
    if (live.isPinned('address')) shutFor = reason
    else live.set('address', THIS_COMPUTER)
    return { address: THIS_COMPUTER, reason }
  }

  const openingNow = () => (shutFor || live.get('address') !== 'network' ? undefined : findOpening(db))

  return {
    addressNow(networks) {
      const isNewStart = isFirst && live.isPinned('address')
      isFirst = false
      if (live.isPinned('address') && (shutAt(db) ?? 0) > startedAt) shutFor ??= 'panic'
      if (shutFor) return { address: THIS_COMPUTER, reason: shutFor }
      const address = live.get('address')
      if (address !== 'network') {
        removeOpening(db)
        return { address }
      }
      const reason = keepOpen(db, {
        now: clock.now(),
        hours: live.get('networkCloseAfterHours'),
        closeOnChange: live.get('networkCloseOnChange'),
        networks,
        isNewStart,
      })
      return reason ? closeFor(reason) : { address }
    },
    shut() {
      shutFor = 'panic'
      if (live.isPinned('address')) return
      try {
        live.set('address', THIS_COMPUTER)
        shutFor = undefined
      } catch {
        // A full disk keeps no door open.
      }
    },
    openAnew() {
      shutFor = undefined
      removeOpening(db)
    },
    get isShut() {
      return shutFor !== undefined
    },
    closesAt() {
      const opening = openingNow()
      return opening && closesAt(opening, live.get('networkCloseAfterHours'))
    },
    isDue() {
      const opening = openingNow()
      if (!opening) return false
      const now = clock.now()
      const endsAt = closesAt(opening, live.get('networkCloseAfterHours')) ?? Number.POSITIVE_INFINITY
      return now >= endsAt || now < opening.openedAt
    },
  }
}
