// A ticket signs a browser in once, within a minute: the desktop app gives one to its own window. In memory only.
import { hash } from 'node:crypto'
import type { Clock } from '../clock.ts'
import type { UserId } from '../ids.ts'
import { randomToken } from '../vault/tokens.ts'

export interface Tickets {
  create(userId: UserId): string
  /** Whose it is, once. */
  use(plainTicket: string): UserId | undefined
}

const LIFE_MS = 60 * 1000
/** Only the desktop app makes them, one for each window. */
const MAX_KEPT = 20

export function createTickets(clock: Clock): Tickets {
  const kept = new Map<string, { readonly userId: UserId; readonly madeAt: number }>()
  return {
    create(userId) {
      const plainTicket = randomToken()
      kept.set(hash('sha256', plainTicket), { userId, madeAt: clock.now() })
      if (kept.size > MAX_KEPT) kept.delete(kept.keys().next().value!)
      return plainTicket
    },
    use(plainTicket) {
      const key = hash('sha256', plainTicket)
      const ticket = kept.get(key)
      kept.delete(key)
      const isInTime = ticket !== undefined && Math.abs(clock.now() - ticket.madeAt) < LIFE_MS
      return isInTime ? ticket.userId : undefined
    },
  }
}
