// Who is listening to what, as clients announce it (`scrobble submission=false`). Kept in memory: it is over in minutes.
import { hash } from 'node:crypto'
import type { Clock } from '../clock.ts'
import type { SongId, UserId } from '../ids.ts'

export interface NowPlayingEntry {
  readonly userId: UserId
  /** The parameter `c`. */
  readonly client: string
  readonly songId: SongId
  readonly startedAt: number
  /** The same for this user and client as long as the program lives and longer. */
  readonly playerId: number
}

export interface NowPlaying {
  /** What this client of this user plays from now on; what it played before is over. */
  start(userId: UserId, client: string, song: { readonly id: SongId; readonly durationSec: number }): void
  /** Newest first. */
  list(): NowPlayingEntry[]
}

/** A listener may pause: an entry goes this long after its song should have ended. */
const GRACE_MS = 10 * 60 * 1000
/** Clients name themselves, so somebody could make up any number of them. */
const MOST_ENTRIES = 1000

export function createNowPlaying({ clock }: { readonly clock: Clock }): NowPlaying {
  const entries = new Map<string, NowPlayingEntry & { readonly endsAt: number }>()

  function dropEnded(): void {
    const now = clock.now()
    for (const [key, { endsAt }] of entries) if (endsAt <= now) entries.delete(key)
  }

  return {
    start(userId, client, { id, durationSec }) {
      dropEnded()
      const key = `${userId} ${client}`
      const startedAt = clock.now()
      // Deleted first, so that the map is ordered by start.
      entries.delete(key)
      entries.set(key, {
        ...{ userId, client, songId: id, startedAt, playerId: playerIdOf(key) },
        endsAt: startedAt + durationSec * 1000 + GRACE_MS,
      })
      const oldest = entries.keys().next()
      if (entries.size > MOST_ENTRIES && !oldest.done) entries.delete(oldest.value)
    },
    list() {
      dropEnded()
      return [...entries.values()].reverse().map(({ endsAt: _, ...entry }) => entry)
    },
  }
}

/** Positive and within 31 bits: Kotlin and Java clients read an int. */
const playerIdOf = (key: string) => Number.parseInt(hash('sha256', key, 'hex').slice(0, 8), 16) >>> 1 || 1
