// Credentials that were right a moment ago, so that the next request with them costs no SQL and opens no sealed value
// (SPEED.md T10). Only a hash under a key of this process is kept. Forgotten as soon as any user or credential changes.
import { createHmac, createSecretKey, randomBytes } from 'node:crypto'
import type { Versions } from '../db/versions.ts'
import type { UserId } from '../ids.ts'

export interface Verified {
  readonly userId: UserId
  /** Row of device_credentials; none for the account password. */
  readonly deviceId?: number
}

const MAX_REMEMBERED = 4096

export interface VerifiedCredentials {
  /** What to ask `find` and `remember` with. */
  fingerprint(credential: string): string
  find(fingerprint: string): Verified | undefined
  remember(fingerprint: string, verified: Verified): void
}

export function createVerifiedCredentials(versions: Versions): VerifiedCredentials {
  const hashKey = createSecretKey(randomBytes(32))
  const remembered = new Map<string, Verified>()
  let authVersion = versions.current('auth')

  function forgetStale() {
    const current = versions.current('auth')
    if (current === authVersion) return
    remembered.clear()
    authVersion = current
  }

  return {
    fingerprint: (credential) => createHmac('sha256', hashKey).update(credential).digest('base64'),

    find(fingerprint) {
      forgetStale()
      return remembered.get(fingerprint)
    },

    remember(fingerprint, verified) {
      if (remembered.size >= MAX_REMEMBERED) remembered.delete(remembered.keys().next().value!)
      remembered.set(fingerprint, verified)
    },
  }
}
