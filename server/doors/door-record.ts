import type { Audit } from '../auth/audit.ts'
import type { Events } from '../events.ts'

/** Who opened or closed a door: a user's name, or `server` for what happens by itself. */
export interface Actor {
  readonly actor: string
  readonly address?: string | undefined
}

export const SERVER: Actor = { actor: 'server' }

export interface DoorRecord {
  /**
   * Tells when the music door has opened to others or closed to them.
   * @param address what it is open on now beyond this computer; undefined for nothing
   */
  note(
    address: string | undefined,
    by: { readonly actor: Actor; readonly reason: string; readonly urls: readonly string[] },
  ): void
}

export function createDoorRecord({
  audit,
  events,
}: {
  readonly audit: Audit
  readonly events: Events
}): DoorRecord {
  let open: string | undefined
  return {
    note(address, { actor, reason, urls }) {
      if (address === open) return
      const before = open
      open = address
      const who = { actor: actor.actor, address: actor.address }
      if (before !== undefined) {
        audit.record({ event: 'door.closed', ...who, subject: before, detail: { reason } })
        events.emit('door.closed', { address: before, reason })
      }
      if (address !== undefined) {
        audit.record({ event: 'door.opened', ...who, subject: address })
        events.emit('door.opened', { address, urls })
      }
    },
  }
}
