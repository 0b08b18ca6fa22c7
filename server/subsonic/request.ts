import type { Context } from 'koa'
import type { SignedInUser } from '../auth/signed-in-user.ts'
import { NotFound } from '../errors.ts'
import { createFolderScope, type FolderScope } from '../folder-scope.ts'
import type { ParameterMap } from '../http/query.ts'
import { optionalParameters, parseInteger, requiredParameters } from './parameters.ts'
import type { SubsonicRequest } from './types.ts'

/** What a handler gets. Most handlers look at one or two of the members, so they are made when looked at. */
export function createRequest(
  ctx: Context,
  name: string,
  user: SignedInUser,
  client: string,
  values: ParameterMap,
): SubsonicRequest {
  return {
    name,
    user,
    client,
    get need() {
      return requiredParameters(values)
    },
    get optional() {
      return optionalParameters(values)
    },
    get scope() {
      return narrowScope(user.scope, values.get('musicFolderId'))
    },
    get baseUrl() {
      return `${ctx.protocol}://${ctx.host}`
    },
    setHeader(header, value) {
      ctx.set(header, value)
    },
  }
}

/**
 * The folders of `musicFolderId`, which may be repeated. Absent, empty, unreadable, 0 and -1 mean all the caller may use.
 * @throws NotFound for a folder that does not exist or is not his (CONTRACT.md PAR-8)
 */
export function narrowScope(scope: FolderScope, values: readonly string[] | undefined): FolderScope {
  if (!values) return scope
  const ids = values.map((value) => parseInteger(value) ?? 0)
  if (ids.some((id) => id === 0 || id === -1)) return scope
  if (!ids.every((id) => scope.ids.includes(id))) throw new NotFound('music folder')
  return createFolderScope(ids, false)
}
