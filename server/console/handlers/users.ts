// People: administrators make, change and remove them; everybody changes the own password.
import type { AccountSignIn } from '../../auth/account-sign-in.ts'
import type { Audit } from '../../auth/audit.ts'
import { readLastSeen } from '../../auth/last-seen.ts'
import type { PasswordRules } from '../../auth/password-rules.ts'
import { changesInWords } from '../../auth/user-details.ts'
import type { UserAccount, Users } from '../../auth/users.ts'
import type { InputOf } from '../../contract/methods.ts'
import type { PasswordStrength, UserBelongings, UserInfo } from '../../contract/users.ts'
import type { ReadDb } from '../../db/open.ts'
import { Conflict, InvalidInput, NotAllowed, NotFound } from '../../errors.ts'
import type { UserId } from '../../ids.ts'
import { countBelongings } from '../../library/belongings.ts'
import { type Caller, userOf } from '../caller.ts'
import { checkPassword, NOT_RIGHT } from './fresh-proof.ts'

export interface UserHandlerDeps {
  readonly db: ReadDb
  readonly users: Users
  readonly passwordRules: PasswordRules
  readonly accountSignIn: AccountSignIn
  readonly audit: Audit
}

export function listUsers(_input: unknown, { db, users }: UserHandlerDeps): readonly UserInfo[] {
  const lastSeen = readLastSeen(db)
  return users.list().map((user) => toUserInfo(user, lastSeen.get(user.id)))
}

/** @throws InvalidInput, Conflict for a name that exists */
export async function createUser(
  { name, password, musicFolders, ...details }: InputOf<'users.create'>,
  { users, audit }: UserHandlerDeps,
  caller: Caller,
): Promise<UserInfo> {
  const changes = { ...details, folders: musicFolders }
  const { passwordForApps = false } = details
  const user = await namingFields(() => users.create({ name, password, ...changes, passwordForApps }))
  audit.record({
    event: 'user.created',
    ...by(caller),
    subject: user.name,
    detail: changesInWords(changes),
  })
  return toUserInfo(user)
}

/** @throws NotFound, InvalidInput, Conflict for the last administrator */
export async function updateUser(
  { id, musicFolders, ...details }: InputOf<'users.update'>,
  { db, users, audit }: UserHandlerDeps,
  caller: Caller,
): Promise<UserInfo> {
  const before = getUser(users, id)
  if (details.passwordForApps && !before.passwordForApps) {
    throw new InvalidInput('passwordForApps', 'the user to switch it on, or a new password with it')
  }
  const changes = { ...details, folders: musicFolders }
  const user = await namingFields(() => users.update(before.id, changes))
  audit.record({
    event: 'user.changed',
    ...by(caller),
    subject: user.name,
    detail: changesInWords(changes),
  })
  return toUserInfo(user, readLastSeen(db).get(user.id))
}

/** @throws NotFound */
export function belongingsOfUser(
  { id }: InputOf<'users.belongings'>,
  { db, users }: UserHandlerDeps,
): UserBelongings {
  return countBelongings(db, getUser(users, id).id)
}

/** @throws NotFound, Conflict for oneself and for the last administrator */
export async function removeUser(
  { id }: InputOf<'users.remove'>,
  { users, audit }: UserHandlerDeps,
  caller: Caller,
): Promise<null> {
  const user = getUser(users, id)
  if (user.id === userOf(caller).id) throw new Conflict('Nobody can remove himself')
  await users.remove(user.id)
  audit.record({ event: 'user.removed', ...by(caller), subject: user.name })
  return null
}

/** @throws NotFound, InvalidInput */
export async function setPassword(
  { id, password, revokeDevices, passwordForApps }: InputOf<'users.setPassword'>,
  { users, audit }: UserHandlerDeps,
  caller: Caller,
): Promise<null> {
  const user = getUser(users, id)
  const keepSession = user.id === userOf(caller).id ? caller.sessionId : undefined
  await users.changePassword(user.id, password, { revokeDevices, passwordForApps, keepSession })
  audit.record({
    event: 'user.password-changed',
    ...by(caller),
    subject: user.name,
    detail: { revokeDevices },
  })
  return null
}

/** @throws NotAllowed, Busy for the present password; InvalidInput for the new one; Conflict when it was changed meanwhile */
export async function changePassword(
  { currentPassword, newPassword, revokeDevices }: InputOf<'users.changePassword'>,
  deps: UserHandlerDeps,
  caller: Caller,
): Promise<null> {
  const user = await checkPassword(currentPassword, deps, caller)
  await namingFields(
    () =>
      deps.users.changePassword(user.id, newPassword, {
        revokeDevices,
        keepSession: caller.sessionId,
        unlessChanged: true,
      }),
    { password: 'newPassword' },
  )
  deps.audit.record({
    event: 'user.password-changed',
    ...by(caller),
    subject: user.name,
    detail: { revokeDevices },
  })
  return null
}

/** @throws NotAllowed, Busy for the present password */
export async function setPasswordForApps(
  { on, currentPassword }: InputOf<'users.setPasswordForApps'>,
  deps: UserHandlerDeps,
  caller: Caller,
): Promise<null> {
  const user = await checkPassword(currentPassword, deps, caller)
  if (!on) await deps.users.update(user.id, { passwordForApps: false })
  // False when it was changed a moment ago.
  else if (!(await deps.users.allowPasswordForApps(user.id, currentPassword))) throw new NotAllowed(NOT_RIGHT)
  deps.audit.record({
    event: 'user.changed',
    ...by(caller),
    subject: user.name,
    detail: { passwordForApps: on },
  })
  return null
}

/** @throws Busy */
export function passwordStrength(
  { password, username }: InputOf<'users.passwordStrength'>,
  { passwordRules }: UserHandlerDeps,
): Promise<PasswordStrength> {
  return passwordRules.strength(password, username)
}

function getUser(users: Users, id: number): UserAccount {
  const user = users.findById(id as UserId)
  if (!user) throw new NotFound('user')
  return user
}

function by(caller: Caller) {
  return { actor: userOf(caller).name, address: caller.address }
}

/** What the domain and the API call otherwise than the contract does. */
const FIELDS: Readonly<Record<string, string>> = { username: 'name', musicFolderId: 'musicFolders' }

async function namingFields<Result>(
  work: () => Promise<Result>,
  names: Readonly<Record<string, string>> = FIELDS,
): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    const field = error instanceof InvalidInput ? names[error.field] : undefined
    if (error instanceof InvalidInput && field !== undefined) throw new InvalidInput(field, error.expected)
    throw error
  }
}

function toUserInfo(user: UserAccount, lastSeenAt?: number): UserInfo {
  return {
    id: user.id,
    name: user.name,
    ...(user.email !== undefined && { email: user.email }),
    roles: user.roles,
    musicFolders: user.scope.all ? 'all' : user.scope.ids,
    maxBitRate: user.maxBitRate,
    scrobblingEnabled: user.scrobblingEnabled,
    passwordForApps: user.passwordForApps,
    disabled: user.disabledAt !== undefined,
    createdAt: user.createdAt,
    ...(lastSeenAt !== undefined && { lastSeenAt }),
  }
}
