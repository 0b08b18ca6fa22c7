// How many requests one source may make: a bucket of `perMinute` tokens that fills again as evenly as a minute passes.
// An app may spend a whole minute's worth at once, such as 500 covers, and a flood costs a look into a table.
import type Koa from 'koa'
import type { Clock } from '../clock.ts'
import { sourceOf } from './source-key.ts'

export interface RequestLimiter {
  /** Counts a request. Seconds until the next one may come, 0 when this one may go on. */
  count(key: string): number
}

/** Sources remembered; the one that was quiet for longest is forgotten first. */
const MAX_KEYS = 10_000

interface Bucket {
  tokens: number
  at: number
}

/** @param perMinute asked again each time; 0 switches it off */
export function createRequestLimiter(perMinute: () => number, clock: Clock): RequestLimiter {
  const buckets = new Map<string, Bucket>()

  return {
    count(key) {
      const size = perMinute()
      if (size === 0) return 0
      const now = clock.now()
      const bucket = buckets.get(key) ?? { tokens: size, at: now }
      // A clock put back fills nothing and takes nothing away.
      const filled = (Math.max(0, now - bucket.at) * size) / 60_000
      bucket.tokens = Math.min(size, bucket.tokens + filled)
      bucket.at = now
      buckets.delete(key)
      buckets.set(key, bucket)
      if (buckets.size > MAX_KEYS) buckets.delete(buckets.keys().next().value!)

      if (bucket.tokens < 1) return Math.max(1, Math.ceil(((1 - bucket.tokens) * 60) / size))
      bucket.tokens--
      return 0
    },
  }
}

/** @param refuse the door's own way to say 429; Retry-After is set already */
export function limitRequests(limiter: RequestLimiter, refuse: (ctx: Koa.Context) => void): Koa.Middleware {
  return function countRequest(ctx, next) {
    const retryAfterSec = limiter.count(sourceOf(ctx))
    if (retryAfterSec === 0) return next()
    ctx.status = 429
    ctx.set('Retry-After', String(retryAfterSec))
    refuse(ctx)
    return Promise.resolve()
  }
}
