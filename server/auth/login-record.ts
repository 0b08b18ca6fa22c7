// Logins on the music door in the audit log. Apps sign in with every request, so what is written is what says something:
// a credential used from a source it was not used from for a day, and each new failure, as far as a flood allows.
import type { Clock } from '../clock.ts'
import { sourceKeyOf } from '../http/source-key.ts'
import type { Audit } from './audit.ts'
import { shownClient } from './device-credentials.ts'
import type { CredentialUsed } from './device-scope.ts'

export interface GoodLogin {
  readonly userName: string
  readonly credential: CredentialUsed
  readonly address: string | undefined
  /** The parameter `c`. */
  readonly client: string
}

export interface FailedMusicLogin {
  /** Of a user who exists. Any other name may be a password, typed into the wrong field. */
  readonly userName: string | undefined
  readonly form: 'password' | 'token' | 'apikey'
  readonly address: string | undefined
}

export interface LoginRecord {
  /** To be told of every good login. */
  succeeded(login: GoodLogin): void
  failed(login: FailedMusicLogin): void
  /** The secret was right, and its time is over: an app that nobody told, or somebody who kept it. */
  expired(login: GoodLogin): void
}

const DAY_MS = 24 * 60 * 60 * 1000
const MINUTE_MS = 60 * 1000
const FAILURES_A_MINUTE = 60
/** Pairs of credential and source; the one written longest ago is forgotten first. */
const MAX_SEEN = 10_000

export function createLoginRecord({
  audit,
  clock,
}: {
  readonly audit: Audit
  readonly clock: Clock
}): LoginRecord {
  const seen = new Map<string, number>()
  let minute = { startedAt: 0, written: 0, leftOut: 0 }

  /** What a flood left out is told when it is over, at the next login of anybody. */
  function turnMinute(now: number) {
    if (now >= minute.startedAt && now - minute.startedAt < MINUTE_MS) return
    const { leftOut } = minute
    minute = { startedAt: now, written: 0, leftOut: 0 }
    if (leftOut === 0) return
    audit.record({ event: 'login.failed', actor: '', detail: { door: 'music', moreNotWritten: leftOut } })
  }

  /** Whether this was not so within the last day. */
  function isNews(key: string, now: number): boolean {
    const before = seen.get(key)
    if (before !== undefined && now >= before && now - before < DAY_MS) return false
    seen.delete(key)
    seen.set(key, now)
    if (seen.size > MAX_SEEN) seen.delete(seen.keys().next().value!)
    return true
  }

  return {
    succeeded({ userName, credential, address, client }) {
      const now = clock.now()
      if (minute.leftOut > 0) turnMinute(now)
      const device = credential.kind === 'device' ? credential.id : undefined
      const key = `${device ?? userName} ${credential.kind} ${sourceKeyOf(address)}`
      if (!isNews(key, now)) return
      audit.record({
        event: 'login.succeeded',
        actor: userName,
        address,
        detail: { door: 'music', client: shownClient(client), ...(device !== undefined && { device }) },
      })
    },

    failed({ userName, form, address }) {
      turnMinute(clock.now())
      if (minute.written >= FAILURES_A_MINUTE) {
        minute.leftOut++
        return
      }
      minute.written++
      audit.record({
        event: 'login.failed',
        actor: '',
        subject: userName,
        address,
        detail: { door: 'music', form },
      })
    },

    expired({ userName, credential, address, client }) {
      if (credential.kind !== 'device') return
      if (!isNews(`${credential.id} expired ${sourceKeyOf(address)}`, clock.now())) return
      audit.record({
        event: 'login.failed',
        actor: '',
        subject: userName,
        address,
        detail: { door: 'music', device: credential.id, expired: true, client: shownClient(client) },
      })
    },
  }
}
