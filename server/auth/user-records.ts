// Users kept in memory until the `auth` counter moves, so that finding the caller of a request costs no SQL.
import type { WriteDb } from '../db/open.ts'
import { prepare } from '../db/statements.ts'
import type { Versions } from '../db/versions.ts'
import type { UserId } from '../ids.ts'
import { SELECT_USER, toUserAccount, type UserAccount, type UserRow } from './user-rows.ts'

/** Beyond that they are read again, never refused. */
const MAX_KEPT = 10_000

/** Records by id and by name key, thrown away when users or music folders change. */
export function createUserRecords(db: WriteDb, versions: Versions) {
  const recordsById = new Map<number, UserAccount>()
  const idsByKey = new Map<string, number>()
  let authVersion = -1
  let libraryVersion = -1
  let folderIds: readonly number[] = []

  function refresh() {
    const auth = versions.current('auth')
    const library = versions.current('library')
    if (auth === authVersion && library === libraryVersion) return
    const before = folderIds
    if (library !== libraryVersion) {
      folderIds = prepare(db, 'SELECT id FROM music_folders WHERE removed_at IS NULL ORDER BY id')
        .pluck()
        .all() as number[]
    }
    // A scan moves the library counter often, and music folders with it hardly ever.
    if (auth !== authVersion || folderIds.join() !== before.join()) {
      recordsById.clear()
      idsByKey.clear()
    }
    authVersion = auth
    libraryVersion = library
  }

  function read(id: number): UserAccount | undefined {
    const row = prepare<[number], UserRow>(db, `${SELECT_USER} WHERE id = ?`).get(id)
    if (!row) return undefined
    const record = toUserAccount(row, folderIds)
    if (recordsById.size >= MAX_KEPT) recordsById.clear()
    recordsById.set(id, record)
    return record
  }

  return {
    byId(id: UserId): UserAccount | undefined {
      refresh()
      return recordsById.get(id) ?? read(id)
    },
    byName(key: string): UserAccount | undefined {
      refresh()
      let id = idsByKey.get(key)
      if (id === undefined) {
        id = findUserId(db, key)
        if (id === undefined) return undefined
        if (idsByKey.size >= MAX_KEPT) idsByKey.clear()
        idsByKey.set(key, id)
      }
      return recordsById.get(id) ?? read(id)
    },
    folderIds(): readonly number[] {
      refresh()
      return folderIds
    },
  }
}

export function findUserId(db: WriteDb, key: string): UserId | undefined {
  return prepare<[string]>(db, 'SELECT id FROM users WHERE name_key = ?').pluck().get(key) as
    | UserId
    | undefined
}
