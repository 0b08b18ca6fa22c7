import type { Context } from 'koa'
import type { SignedInUser } from '../auth/signed-in-user.ts'
import { NotFound } from '../errors.ts'
import { createFolderScope, type FolderScope } from '../folder-scope.ts'
import type { ParameterMap } from '../http/query.ts'
import { optionalParameters, parseInteger, requiredParameters } from './parameters.ts'
import type { OptionalParameters, RequiredParameters, SubsonicRequest } from './types.ts'

export function createRequest(
  ctx: Context,
  name: string,
  user: SignedInUser,
  client: string,
  values: ParameterMap,
): SubsonicRequest {
  return new Request(ctx, name, user, client, values)
}

/** Most handlers look at one or two of these members, so they are made when looked at. */
class Request implements SubsonicRequest {
  readonly #ctx: Context
  readonly #values: ParameterMap
  readonly name: string
  readonly user: SignedInUser
  readonly client: string

  constructor(ctx: Context, name: string, user: SignedInUser, client: string, values: ParameterMap) {
    this.#ctx = ctx
    this.#values = values
    this.name = name
    this.user = user
    this.client = client
  }

  get need(): RequiredParameters {
    return requiredParameters(this.#values)
  }

  get optional(): OptionalParameters {
    return optionalParameters(this.#values)
  }

  get scope(): FolderScope {
    return narrowScope(this.user.scope, this.#values.get('musicFolderId'))
  }

  get baseUrl(): string {
    return `${this.#ctx.protocol}://${this.#ctx.host}`
  }

  /** An own member: handlers take requests apart. */
  readonly setHeader = (header: string, value: string): void => {
    this.#ctx.set(header, value)
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
