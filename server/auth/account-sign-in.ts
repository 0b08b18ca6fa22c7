// Signing in to the console with name and account password: limits first, then the password, then the record.
import { Busy, NotAllowed } from '../errors.ts'
import type { Events } from '../events.ts'
import { sourceKeyOf } from '../http/source-key.ts'
import type { Audit } from './audit.ts'
import type { LoginLimiter } from './limiter.ts'
import { nameKey } from './names.ts'
import type { UserAccount, Users } from './users.ts'

export interface AccountSignIn {
  /**
   * The user of this name and password. The same words after about the same time for an unknown name, a wrong password and
   * a disabled user.
   * @throws NotAllowed, Busy when this source has failed too often
   */
  signIn(name: string, plainPassword: string, address: string | undefined): Promise<UserAccount>
}

export interface AccountSignInDeps {
  readonly users: Pick<Users, 'signIn' | 'findByName'>
  readonly limiter: LoginLimiter
  readonly audit: Audit
  readonly events?: Events | undefined
}

/**
 * Passwords being checked for one source at a time. Checks wait for one another (passwords.ts), so a source that sends many
 * at once would keep everybody else waiting, and would try more than it may before its first failure counts.
 */
const MAX_AT_ONCE = 2

export function createAccountSignIn({ users, limiter, audit, events }: AccountSignInDeps): AccountSignIn {
  const underWay = new Map<string, number>()

  async function oneOfFew<Result>(source: string, work: () => Promise<Result>): Promise<Result> {
    const count = underWay.get(source) ?? 0
    if (count >= MAX_AT_ONCE) throw new Busy('Too many logins at once', 1)
    underWay.set(source, count + 1)
    try {
      return await work()
    } finally {
      const left = underWay.get(source)! - 1
      if (left === 0) underWay.delete(source)
      else underWay.set(source, left)
    }
  }

  return {
    async signIn(name, plainPassword, address) {
      const key = nameKey(name)
      refuseWhile(limiter.waitSec(address, key))
      const user = await oneOfFew(sourceKeyOf(address), () => users.signIn(name, plainPassword))
      if (user) return user

      const nameWaitSec = limiter.nameWaitSec(key)
      if (limiter.failed({ address, name: key, credential: JSON.stringify([key, plainPassword]) })) {
        // Only a name that exists: people type their password into the wrong field.
        const subject = users.findByName(name)?.name
        audit.record({ event: 'login.failed', actor: '', subject, address, detail: { method: 'password' } })
      }
      events?.emit('login.failed', { source: address ?? 'local' })
      refuseWhile(nameWaitSec)
      throw new NotAllowed('Wrong name or password')
    },
  }
}

function refuseWhile(retryAfterSec: number) {
  if (retryAfterSec > 0) throw new Busy('Too many failed logins', retryAfterSec)
}
