// One-time challenges for passkeys. A challenge carries its own end and purpose under a MAC, so those given out take no
// memory: a stranger who asks for a million cannot push out the one the owner is just using. Only those that were used up
// are remembered, until their time is over. A restart ends them all.
import { createHmac, createSecretKey, randomBytes } from 'node:crypto'
import type { Clock } from '../clock.ts'
import { isSameSecret, randomToken } from '../vault/tokens.ts'

export interface Challenges {
  /** @param purpose what it may be used for, such as `sign in` */
  make(purpose: string): string
  /** Whether it is ours, for this purpose, in time and not used up. */
  isGood(challenge: string, purpose: string): boolean
  /** False when somebody else was faster. */
  spend(challenge: string): boolean
}

const LIFE_MS = 5 * 60 * 1000

export function createChallenges(clock: Clock): Challenges {
  const key = createSecretKey(randomBytes(32))
  const usedUp = new Map<string, number>()
  const macOf = (text: string, purpose: string) =>
    createHmac('sha256', key)
      .update(JSON.stringify([text, purpose]))
      .digest('base64url')

  return {
    make(purpose) {
      const text = `${(clock.now() + LIFE_MS).toString(36)}.${randomToken()}`
      return `${text}.${macOf(text, purpose)}`
    },

    isGood(challenge, purpose) {
      const [ends = '', random = '', mac = ''] = challenge.split('.')
      if (!isSameSecret(mac, macOf(`${ends}.${random}`, purpose)) || usedUp.has(challenge)) return false
      const left = Number.parseInt(ends, 36) - clock.now()
      return left > 0 && left <= LIFE_MS
    },

    spend(challenge) {
      const now = clock.now()
      for (const [old, at] of usedUp) {
        if (now - at < LIFE_MS) break
        usedUp.delete(old)
      }
      if (usedUp.has(challenge)) return false
      usedUp.set(challenge, now)
      return true
    },
  }
}
