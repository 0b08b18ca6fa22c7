// Asks a handler as the mount does, without HTTP: for tests of what an endpoint answers over a library made by hand.
// The parameters go through the real readers and the answer through the real JSON encoder.
import type { SignedInUser } from '../../server/auth/signed-in-user.ts'
import { systemClock } from '../../server/clock.ts'
import type { WriteDb } from '../../server/db/open.ts'
import { createVersions } from '../../server/db/versions.ts'
import { createFolderScope } from '../../server/folder-scope.ts'
import type { UserId } from '../../server/ids.ts'
import { joinParts, type Parts, writeJson } from '../../server/subsonic/encode-json.ts'
import { optionalParameters, requiredParameters } from '../../server/subsonic/parameters.ts'
import { narrowScope } from '../../server/subsonic/request.ts'
import type { Handler, SubsonicDeps, SubsonicRequest } from '../../server/subsonic/types.ts'

export type AskParameters = Readonly<Record<string, string | number>>

export interface Asked {
  readonly payload: any
  readonly headers: Readonly<Record<string, string>>
}

export interface Asker {
  readonly user: SignedInUser
  readonly deps: SubsonicDeps
  request(parameters?: AskParameters, headers?: Record<string, string>): SubsonicRequest
  /** The payload as a JSON client reads it, and the headers that were set. */
  ask(handler: Handler, parameters?: AskParameters): Promise<Asked>
}

/** @param folders the music folders the user may hear; undefined for all of them */
export function createAsker(db: WriteDb, userId: number, folders?: readonly number[]): Asker {
  const all = db.prepare('SELECT id FROM music_folders').pluck().all() as number[]
  const user: SignedInUser = {
    id: userId as UserId,
    name: `user ${userId}`,
    // Reading asks for no role.
    roles: {} as SignedInUser['roles'],
    scrobblingEnabled: true,
    maxBitRate: 0,
    scope: createFolderScope(folders ?? all, folders === undefined),
    createdAt: 0,
  }
  // Only these members are looked at by the endpoints that read.
  const deps = {
    db,
    versions: createVersions(db),
    clock: systemClock,
    ignoredArticles: 'The A',
  } as unknown as SubsonicDeps

  function request(parameters: AskParameters = {}, headers: Record<string, string> = {}): SubsonicRequest {
    const values = new Map(Object.entries(parameters).map(([name, value]) => [name, [String(value)]]))
    return {
      name: 'asked',
      user,
      credential: { kind: 'account' },
      address: '192.0.2.1',
      client: 'tests',
      need: requiredParameters(values),
      optional: optionalParameters(values),
      get scope() {
        return narrowScope(user.scope, values.get('musicFolderId'))
      },
      baseUrl: 'http://localhost',
      setHeader: (name, value) => {
        headers[name] = value
      },
    }
  }

  return {
    user,
    deps,
    request,
    async ask(handler, parameters) {
      const headers: Record<string, string> = {}
      const parts: Parts = []
      writeJson(await handler(request(parameters, headers), deps), parts)
      return { payload: JSON.parse(joinParts(parts).toString()), headers }
    },
  }
}
