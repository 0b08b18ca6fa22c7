// Users over the API. Every parameter is read by its name: nothing a client sends can reach a column that is not here.

import { withoutChanges } from '../../auth/device-scope.ts'
import { readPasswordParameter } from '../../auth/password-parameter.ts'
import type { Roles, SignedInUser } from '../../auth/signed-in-user.ts'
import { changesInWords } from '../../auth/user-details.ts'
import type { FolderChoice, UserAccount, Users } from '../../auth/users.ts'
import { Conflict, InvalidInput, MissingInput, NotAllowed, NotFound } from '../../errors.ts'
import { parseInteger } from '../parameters.ts'
import { toUser } from '../responses/user.ts'
import type { OptionalParameters, Payload, SubsonicDeps, SubsonicRequest } from '../types.ts'

const ROLE_PARAMETERS = {
  adminRole: 'admin',
  settingsRole: 'settings',
  streamRole: 'stream',
  jukeboxRole: 'jukebox',
  downloadRole: 'download',
  uploadRole: 'upload',
  playlistRole: 'playlist',
  coverArtRole: 'coverArt',
  commentRole: 'comment',
  podcastRole: 'podcast',
  shareRole: 'share',
  videoConversionRole: 'videoConversion',
} as const satisfies Record<string, keyof Roles>

/** Somebody else's name is refused before it is looked up: whether it exists is none of the caller's business. */
export function getUser(request: SubsonicRequest, { users, live }: SubsonicDeps): Payload {
  const named = selfOrAny(request, users)
  return { user: toUser(named.id === request.user.id ? rolesForNow(request.user, live) : named) }
}

/**
 * [Note: roles that tell the truth] Apps hide the buttons of roles that are false (USER-1). So a caller is told what the
 * credential allows him now, and not what his account would allow.
 */
function rolesForNow(user: SignedInUser, live: SubsonicDeps['live']): SignedInUser {
  return live.get('readOnly') ? { ...user, roles: withoutChanges(user.roles) } : user
}

export function getUsers(_request: SubsonicRequest, { users }: SubsonicDeps): Payload {
  return { users: { user: users.list().map(toUser) } }
}

export async function createUser(request: SubsonicRequest, { users, audit }: SubsonicDeps): Promise<Payload> {
  const { need, optional } = request
  const details = { roles: readRoles(optional), folders: readFolders(optional) ?? 'all' }
  const user = await knownFolders(
    users.create({
      name: need.text('username'),
      password: newPassword(need.text('password')),
      email: need.textOrEmpty('email'),
      ...details,
    }),
  )
  audit.record({ event: 'user.created', ...by(request), subject: user.name, detail: changesInWords(details) })
  return {}
}

/** Only what is given changes. An empty password is no new password. */
export async function updateUser(request: SubsonicRequest, { users, audit }: SubsonicDeps): Promise<Payload> {
  const { need, optional } = request
  const { id, name } = users.getByName(need.text('username'))
  const password = optional.text('password')
  const details = {
    email: optional.text('email'),
    roles: readRoles(optional),
    folders: readFolders(optional),
    maxBitRate: optional.maybeInt('maxBitRate'),
  }
  await knownFolders(users.update(id, { ...(password && { password: newPassword(password) }), ...details }))
  audit.record({ event: 'user.changed', ...by(request), subject: name, detail: changesInWords(details) })
  if (password) audit.record({ event: 'user.password-changed', ...by(request), subject: name })
  return {}
}

export async function deleteUser(request: SubsonicRequest, { users, audit }: SubsonicDeps): Promise<Payload> {
  const { id, name } = users.getByName(request.need.text('username'))
  if (id === request.user.id) throw new Conflict('Nobody can delete himself')
  await users.remove(id)
  audit.record({ event: 'user.removed', ...by(request), subject: name })
  return {}
}

/** The own password needs the settings role, another one's the admin role. */
export async function changePassword(
  request: SubsonicRequest,
  { users, audit }: SubsonicDeps,
): Promise<Payload> {
  const { need, user } = request
  const password = newPassword(need.text('password'))
  const { id, name } = selfOrAny(request, users)
  if (id === user.id && !user.roles.settings) throw new NotAllowed('This user may not change the password')
  await users.changePassword(id, password, { unlessChanged: id === user.id })
  audit.record({ event: 'user.password-changed', ...by(request), subject: name })
  return {}
}

function by({ user, address }: SubsonicRequest) {
  return { actor: user.name, address }
}

/** The user named: oneself, or for an administrator anybody. */
function selfOrAny({ need, user }: SubsonicRequest, users: Users): UserAccount {
  const named = users.findByName(need.text('username'))
  if (named?.id === user.id) return named
  if (!user.roles.admin) throw new NotAllowed('Only an administrator may do that for another user')
  if (!named) throw new NotFound('user')
  return named
}

function newPassword(given: string): string {
  const password = readPasswordParameter(given)
  if (password === '') throw new MissingInput('password')
  return password
}

function readRoles(optional: OptionalParameters): Partial<Roles> {
  const roles: { -readonly [Role in keyof Roles]?: boolean } = {}
  for (const [parameter, role] of Object.entries(ROLE_PARAMETERS)) {
    const value = optional.boolean(parameter)
    if (value !== undefined) roles[role] = value
  }
  return roles
}

/**
 * Undefined when not given. An unreadable id is an error here, other than where folders are only looked at: leaving it
 * out could open folders to somebody the administrator meant to keep away from them.
 */
function readFolders(optional: OptionalParameters): FolderChoice | undefined {
  const given = optional.texts('musicFolderId')
  if (given.length === 0) return undefined
  return given.map((text) => {
    const id = parseInteger(text)
    if (id === undefined) throw new InvalidInput('musicFolderId', 'the number of a music folder')
    return id
  })
}

/** A folder that does not exist is "not found" on this API, as every unknown id. */
async function knownFolders<Result>(change: Promise<Result>): Promise<Result> {
  try {
    return await change
  } catch (error) {
    if (error instanceof InvalidInput && error.field === 'musicFolderId') throw new NotFound('music folder')
    throw error
  }
}
