// The first owner is made with a code that only whoever sees the terminal knows, never by whoever comes first. The code is
// made at start while there is no user, lives as a hash in memory, and is used up by the owner it makes.
import { hash } from 'node:crypto'
import { Busy, Conflict, NotAllowed } from '../errors.ts'
import { isSameSecret, randomSetupCode, readTypedCode } from '../vault/tokens.ts'
import type { LoginLimiter } from './limiter.ts'
import type { Users } from './users.ts'

export interface SetupCode {
  /**
   * Runs `makeOwner` if this is the code. It is used up when that succeeds; after a failure (a bad name) it works again.
   * @throws NotAllowed for a wrong code, Busy when too often tried, Conflict when there is an owner already
   */
  use<Owner>(typed: string, address: string | undefined, makeOwner: () => Promise<Owner>): Promise<Owner>
}

/** `plainCode` is to be printed on the terminal and kept nowhere; undefined when there are users already. */
export function createSetupCode({
  users,
  limiter,
}: {
  readonly users: Pick<Users, 'count'>
  readonly limiter: LoginLimiter
}): { readonly setupCode: SetupCode; readonly plainCode?: string } {
  const plainCode = users.count() === 0 ? randomSetupCode() : undefined
  let codeHash = plainCode === undefined ? undefined : hashOf(plainCode)
  let isInUse = false

  const setupCode: SetupCode = {
    async use(typed, address, makeOwner) {
      const retryAfterSec = limiter.waitSec(address)
      if (retryAfterSec > 0) throw new Busy('Too many failed logins', retryAfterSec)
      // The command line may have made a user meanwhile.
      if (codeHash === undefined || users.count() > 0) throw new Conflict('This server has an owner already')
      if (!isSameSecret(hashOf(typed), codeHash)) {
        limiter.failed({ address, credential: `set-up code ${typed.slice(0, 100)}` })
        throw new NotAllowed('The set-up code is not right')
      }
      if (isInUse) throw new Busy('The owner is being made', 5)

      isInUse = true
      try {
        const owner = await makeOwner()
        codeHash = undefined
        return owner
      } finally {
        isInUse = false
      }
    },
  }
  return { setupCode, ...(plainCode !== undefined && { plainCode }) }
}

function hashOf(code: string): string {
  return hash('sha256', readTypedCode(code))
}
