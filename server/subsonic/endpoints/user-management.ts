// Users over the API. Every parameter is read by its name: nothing a client sends can reach a column that is not here.
import { readPasswordParameter } from '../../auth/password-parameter.ts'
import type { Roles } from '../../auth/signed-in-user.ts'
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
export function getUser(request: SubsonicRequest, { users }: SubsonicDeps): Payload {
  return { user: toUser(selfOrAny(request, users)) }
}

export function getUsers(_request: SubsonicRequest, { users }: SubsonicDeps): Payload {
  return { users: { user: users.list().map(toUser) } }
}

export async function createUser(
  { need, optional }: SubsonicRequest,
  { users }: SubsonicDeps,
): Promise<Payload> {
  await knownFolders(
    users.create({
      name: need.text('username'),
      password: newPassword(need.text('password')),
      email: need.textOrEmpty('email'),
      roles: readRoles(optional),
      folders: readFolders(optional) ?? 'all',
    }),
  )
  return {}
}

/** Only what is given changes. An empty password is no new password. */
export async function updateUser(
  { need, optional }: SubsonicRequest,
  { users }: SubsonicDeps,
): Promise<Payload> {
  const { id } = users.getByName(need.text('username'))
  const password = optional.text('password')
  await knownFolders(
    users.update(id, {
      ...(password && { password: newPassword(password) }),
      email: optional.text('email'),
      roles: readRoles(optional),
      folders: readFolders(optional),
      maxBitRate: optional.maybeInt('maxBitRate'),
    }),
  )
  return {}
}

export async function deleteUser({ need, user }: SubsonicRequest, { users }: SubsonicDeps): Promise<Payload> {
  const { id } = users.getByName(need.text('username'))
  if (id === user.id) throw new Conflict('Nobody can delete himself')
  await users.remove(id)
  return {}
}

/** The own password needs the settings role, another one's the admin role. */
export async function changePassword(request: SubsonicRequest, { users }: SubsonicDeps): Promise<Payload> {
  const { need, user } = request
  const password = newPassword(need.text('password'))
  const { id } = selfOrAny(request, users)
  if (id === user.id && !user.roles.settings) throw new NotAllowed('This user may not change the password')
  await users.changePassword(id, password)
  return {}
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
async function knownFolders(change: Promise<unknown>): Promise<void> {
  try {
    await change
  } catch (error) {
    if (error instanceof InvalidInput && error.field === 'musicFolderId') throw new NotFound('music folder')
    throw error
  }
}
