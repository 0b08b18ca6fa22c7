import type { Context } from 'koa'
import type { CredentialUsed } from '../auth/device-scope.ts'
import type { SignedInUser } from '../auth/signed-in-user.ts'
import { NotFound } from '../errors.ts'
import { createFolderScope, type FolderScope } from '../folder-scope.ts'
import { clientOf } from '../http/client-address.ts'
import type { ParameterMap } from '../http/query.ts'
import { optionalParameters, parseInteger, requiredParameters } from './parameters.ts'
import type { OptionalParameters, RequiredParameters, SubsonicRequest } from './types.ts'

interface Asked extends Pick<SubsonicRequest, 'name' | 'user' | 'credential' | 'address' | 'client'> {
  readonly values: ParameterMap
}

export function createRequest(ctx: Context, asked: Asked): SubsonicRequest {
  return new Request(ctx, asked)
}

/** Most handlers look at one or two of these members, so they are made when looked at. */
class Request implements SubsonicRequest {
  readonly #ctx: Context
  readonly #values: ParameterMap
  readonly name: string
  readonly user: SignedInUser
  readonly credential: CredentialUsed
  readonly address: string | undefined
  readonly client: string

  constructor(ctx: Context, { name, user, credential, address, client, values }: Asked) {
    this.#ctx = ctx
    this.#values = values
    this.name = name
    this.user = user
    this.credential = credential
    this.address = address
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
    return clientOf(this.#ctx).origin
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
