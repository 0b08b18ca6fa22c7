import type { Users } from '../../auth/users.ts'
import type { ServerStatus } from '../../contract/methods.ts'
import type { ReadDb } from '../../db/open.ts'
import { listMusicFolders } from '../../library/music-folders.ts'
import { VERSION } from '../../version.ts'

export interface StatusDeps {
  readonly db: ReadDb
  readonly users: Users
  /** Known once the music door listens. */
  readonly musicAddress: () => string
}

export function serverStatus(_input: unknown, { db, users, musicAddress }: StatusDeps): ServerStatus {
  return {
    version: VERSION,
    needsOwner: users.count() === 0,
    musicAddress: musicAddress(),
    musicFolderCount: listMusicFolders(db).length,
  }
}
