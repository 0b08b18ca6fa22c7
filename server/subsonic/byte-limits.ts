// How many songs one user is sent at once, and how many covers he has in work from one source: others get their turn.
import type { Context } from 'koa'
import type { SignedInUser } from '../auth/signed-in-user.ts'
import { clientOf } from '../http/client-address.ts'
import { createPlaces, createQueues, releaseAfter, TooManyWaiting } from '../http/places.ts'
import { sourceKeyOf } from '../http/source-key.ts'
import type { LiveSettings } from '../settings/live.ts'
import { tryLater } from './protocol-errors.ts'

/** What a route sends that is limited. */
export type LimitedBytes = 'song' | 'cover'

export interface ByteLimits {
  /**
   * Takes a place until the answer is over. Covers wait for theirs.
   * @throws SubsonicError 429 for one song too many, 503 for a queue of covers that is too long
   */
  take(kind: LimitedBytes, user: SignedInUser, ctx: Context): void | Promise<void>
}

/** A screen of a large library asks for some hundred covers. */
const MOST_WAITING = { perKey: 2000, together: 10_000 }

export function createByteLimits(live: Pick<LiveSettings, 'get'>): ByteLimits {
  const songs = createPlaces(() => live.get('streamLimit'))
  const covers = createQueues(() => live.get('coverLimit'), MOST_WAITING)

  async function takeTurn(key: string, { res }: Context): Promise<void> {
    try {
      releaseAfter(res, await covers.take(key, res))
    } catch (error) {
      if (error instanceof TooManyWaiting) throw tryLater(503, 'Too many covers are waiting', 5)
      throw error
    }
  }

  return {
    take(kind, user, ctx) {
      // By user too: where a proxy or a container hides addresses, who reads none of his covers holds up himself alone.
      if (kind === 'cover') return takeTurn(`${user.id} ${sourceKeyOf(clientOf(ctx).address)}`, ctx)
      const release = songs.take(String(user.id))
      if (!release) throw tryLater(429, 'Too many songs are being sent to this user', 5)
      releaseAfter(ctx.res, release)
    },
  }
}
