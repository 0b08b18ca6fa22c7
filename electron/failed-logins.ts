// When failed logins are worth saying: several within some minutes, and then less and less often while they go on. An app
// with an old password tries all night.

export interface FailedLogins {
  /** To be asked at each. */
  isNews(): boolean
}

const MINUTE_MS = 60_000
const MANY = 5
const WITHIN_MS = 10 * MINUTE_MS
const FIRST_SILENCE_MS = 10 * MINUTE_MS
const LONGEST_SILENCE_MS = 24 * 60 * MINUTE_MS
/** After so long without one, the next are something else. */
const OVER_MS = 60 * MINUTE_MS

export function createFailedLogins(now: () => number): FailedLogins {
  let recent: readonly number[] = []
  let silentUntil = Number.NEGATIVE_INFINITY
  let silenceMs = FIRST_SILENCE_MS
  return {
    isNews() {
      const at = now()
      const last = recent.at(-1)
      if (last !== undefined && at - last >= OVER_MS) silenceMs = FIRST_SILENCE_MS
      recent = [...recent, at].slice(-MANY)
      const isMany = recent.length === MANY && at - recent[0]! <= WITHIN_MS
      if (!isMany || at < silentUntil) return false
      silentUntil = at + silenceMs
      silenceMs = Math.min(2 * silenceMs, LONGEST_SILENCE_MS)
      return true
    },
  }
}
