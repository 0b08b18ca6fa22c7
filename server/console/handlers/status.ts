import type { Users } from '../../auth/users.ts'
import type { ServerStatus } from '../../contract/setup.ts'
import type { ReadDb } from '../../db/open.ts'
import { listMusicFolders } from '../../library/music-folders.ts'
import type { LiveSettings } from '../../settings/live.ts'
import type { Vault } from '../../vault/vault.ts'
import { VERSION } from '../../version.ts'
import type { Caller } from '../caller.ts'

/** What a music app has to type to reach what the caller looks at; '' while no door for music is open. */
export type MusicAddress = (caller: Pick<Caller, 'publicOrigin'>) => string

export interface StatusDeps {
  readonly db: ReadDb
  readonly users: Users
  readonly vault: Vault
  readonly live: LiveSettings
  readonly musicAddress: MusicAddress
}

export function serverStatus(
  _input: unknown,
  { db, users, vault, live, musicAddress }: StatusDeps,
  caller: Caller,
): ServerStatus {
  return {
    version: VERSION,
    needsOwner: users.count() === 0,
    musicAddress: musicAddress(caller),
    musicFolderCount: listMusicFolders(db).length,
    readOnly: live.get('readOnly'),
    sealed: !vault.state().open,
    passwordMinLength: live.get('passwordMinLength'),
  }
}
