// Who sits at the window now? A session alone does not say: it may be an open window that somebody found.
import type { AccountSignIn } from '../../auth/account-sign-in.ts'
import { getSession, type SessionMethod, type SessionsDeps } from '../../auth/sessions.ts'
import type { UserAccount } from '../../auth/users.ts'
import { InvalidInput, NotAllowed } from '../../errors.ts'
import { type Caller, userOf } from '../caller.ts'

export const NOT_RIGHT = 'The present password is not right'

/** A ticket tells who uses the computer and a proxy who began there, both as often as somebody reloads the window. */
const BY_HAND: readonly SessionMethod[] = ['password', 'passkey', 'recovery']
const FRESH_MS = 10 * 60 * 1000

interface PasswordDeps {
  readonly accountSignIn: AccountSignIn
}

/** @throws NotAllowed, Busy */
export async function checkPassword(
  plainPassword: string,
  { accountSignIn }: PasswordDeps,
  caller: Caller,
): Promise<UserAccount> {
  const user = userOf(caller)
  try {
    return await accountSignIn.signIn(user.name, plainPassword, caller.address)
  } catch (error) {
    if (error instanceof NotAllowed) throw new NotAllowed(NOT_RIGHT)
    throw error
  }
}

/**
 * For what lets somebody in for good: the password, or a session that a password, a passkey or a recovery link began a moment
 * ago.
 * @throws InvalidInput where the password is needed and not given; NotAllowed, Busy for a wrong one
 */
export async function proveAnew(
  currentPassword: string | undefined,
  deps: PasswordDeps & SessionsDeps,
  caller: Caller,
): Promise<void> {
  if (currentPassword !== undefined) return void (await checkPassword(currentPassword, deps, caller))
  if (isFresh(deps, caller)) return
  throw new InvalidInput('currentPassword', 'your account password, or that you sign in anew')
}

function isFresh({ db, clock }: SessionsDeps, { sessionId }: Caller): boolean {
  if (sessionId === undefined) return false
  const { method, createdAt } = getSession(db, clock, sessionId)
  const ageMs = clock.now() - createdAt
  return BY_HAND.includes(method) && ageMs >= 0 && ageMs < FRESH_MS
}
