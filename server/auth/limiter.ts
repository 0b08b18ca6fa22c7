// Counts failed logins in a sliding window, per source and per account name, for every credential form and both doors
// (CONTRACT.md AUTH-12). The same failing credential counts once: an app with an old password asks for dozens of covers.
import { createHmac, createSecretKey, randomBytes } from 'node:crypto'
import type { Clock } from '../clock.ts'
import { sourceKeyOf } from '../http/source-key.ts'

export interface LimiterOptions {
  /** Different failures allowed within the window; 0 switches the limiter off. Not below 5: honest apps fail often. */
  readonly limit: number
  /** Seconds; 0 switches the limiter off. */
  readonly windowSec: number
}

export interface FailedLogin {
  /** The socket's peer, or what a listed proxy says; undefined for a unix socket. */
  readonly address: string | undefined
  /** Absent where the credential names no account (API key, set-up code). */
  readonly name?: string
  /** Everything the caller gave, so that the same again can be told. Only a keyed hash of it is kept. */
  readonly credential: string
}

export interface LoginLimiter {
  /**
   * Seconds until this source may try again, 0 when it may now. While a name is under attack from many sources, those
   * that have failed often themselves wait earlier; a source without failures never does.
   */
  waitSec(address: string | undefined, name?: string): number
  /** Seconds until a failure for this name is an ordinary failure again. Never a reason to refuse a good login. */
  nameWaitSec(name: string): number
  /** True when this failure is a new one. */
  failed(login: FailedLogin): boolean
}

export const LEAST_LIMIT = 5
/** Keys remembered for sources and for names each; the one that failed longest ago is forgotten first. */
const MAX_KEYS = 10_000

interface Failure {
  readonly at: number
  readonly print: string
}

export function createLimiter({ limit, windowSec }: LimiterOptions, clock: Clock): LoginLimiter {
  if (limit === 0 || windowSec === 0) return { waitSec: () => 0, nameWaitSec: () => 0, failed: () => true }
  if (limit < LEAST_LIMIT) throw new RangeError(`limit: expected 0 or at least ${LEAST_LIMIT}, got ${limit}`)

  const windowMs = windowSec * 1000
  const sources = new Map<string, Failure[]>()
  const names = new Map<string, Failure[]>()
  const hashKey = createSecretKey(randomBytes(32))
  const fingerprint = (text: string) => createHmac('sha256', hashKey).update(text).digest('base64')

  /** Failures inside the window, oldest first. A clock put back must not keep anybody out, so the future is dropped too. */
  function recent(failures: Failure[] | undefined, now: number): Failure[] {
    return failures?.filter(({ at }) => at <= now && now - at < windowMs) ?? []
  }

  function waitOf(failures: Failure[] | undefined, allowed: number): number {
    if (!failures || failures.length < allowed) return 0
    const now = clock.now()
    const counted = recent(failures, now)
    const release = counted.at(-allowed)
    return release ? Math.ceil((release.at + windowMs - now) / 1000) : 0
  }

  function count(map: Map<string, Failure[]>, key: string, print: string): boolean {
    const now = clock.now()
    const failures = recent(map.get(key), now)
    const isNew = !failures.some((failure) => failure.print === print)
    if (isNew) failures.push({ at: now, print })
    // Behind the others: the map's order is that of the last failure.
    map.delete(key)
    map.set(key, failures.slice(-limit))
    if (map.size > MAX_KEYS) map.delete(map.keys().next().value!)
    return isNew
  }

  const limiter: LoginLimiter = {
    waitSec(address, name) {
      if (sources.size === 0) return 0
      const failures = sources.get(sourceKeyOf(address))
      if (!failures) return 0
      const wait = waitOf(failures, limit)
      if (wait > 0 || name === undefined || limiter.nameWaitSec(name) === 0) return wait
      return waitOf(failures, Math.ceil(limit / 2))
    },

    nameWaitSec(name) {
      if (names.size === 0) return 0
      return waitOf(names.get(fingerprint(name)), limit)
    },

    failed({ address, name, credential }) {
      const print = fingerprint(credential)
      const isNew = count(sources, sourceKeyOf(address), print)
      if (name !== undefined) count(names, fingerprint(name), print)
      return isNew
    },
  }
  return limiter
}
