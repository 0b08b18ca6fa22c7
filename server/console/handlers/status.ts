import type { Users } from '../../auth/users.ts'
import type { ServerStatus } from '../../contract/setup.ts'
import type { ReadDb } from '../../db/open.ts'
import { listMusicFolders } from '../../library/music-folders.ts'
import type { LiveSettings } from '../../settings/live.ts'
import type { Vault } from '../../vault/vault.ts'
import { VERSION } from '../../version.ts'

export interface StatusDeps {
  readonly db: ReadDb
  readonly users: Users
  readonly vault: Vault
  readonly live: LiveSettings
  /** Known once the music door listens. */
  readonly musicAddress: () => string
}

export function serverStatus(
  _input: unknown,
  { db, users, vault, live, musicAddress }: StatusDeps,
): ServerStatus {
  return {
    version: VERSION,
    needsOwner: users.count() === 0,
    musicAddress: musicAddress(),
    musicFolderCount: listMusicFolders(db).length,
    readOnly: live.get('readOnly'),
    sealed: !vault.state().open,
    passwordMinLength: live.get('passwordMinLength'),
  }
}
