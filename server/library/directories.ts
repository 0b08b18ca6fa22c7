// The real folder tree: what getIndexes and getMusicDirectory show. A directory is seen when it is there (not missing) and
// lies in a music folder of the scope.
import type { ReadDb } from '../db/open.ts'
import { prepare } from '../db/statements.ts'
import type { FolderScope } from '../folder-scope.ts'
import type { DirectoryId } from '../ids.ts'
import { inScope } from './scope-filter.ts'
import type { Listener } from './songs.ts'

export interface DirectoryRow {
  readonly id: number
  readonly folderId: number
  /** The music folder's root has none. */
  readonly parentId: number | null
  /** Of the parent: null when the directory is one of the first level. */
  readonly grandparentId: number | null
  readonly name: string
  readonly sortName: string
  readonly addedAt: number
  readonly coverHash: string | null
  /** An album with a cover that has songs in this directory: the picture when the directory has none of its own. */
  readonly albumCover: string | null
  readonly averageRating: number | null
  readonly starredAt: number | null
  readonly userRating: number | null
}

const COLUMNS = `d.id, d.folder_id AS folderId, d.parent_id AS parentId, up.parent_id AS grandparentId, d.name,
  d.sort_name AS sortName, d.added_at AS addedAt, coalesce(d.cover_hash, d.artist_image_hash) AS coverHash,
  (SELECT al.id || ':' || al.cover_hash FROM songs s INDEXED BY songs_directory JOIN albums al ON al.id = s.album_id
   WHERE d.cover_hash IS NULL AND s.directory_id = d.id AND s.missing_since IS NULL AND al.cover_hash IS NOT NULL
   LIMIT 1) AS albumCover,
  d.average_rating AS averageRating, da.starred_at AS starredAt, da.rating AS userRating`

const JOINS = `LEFT JOIN directories up ON up.id = d.parent_id
LEFT JOIN directory_annotations da ON da.user_id = :userId AND da.directory_id = d.id`

export function findDirectory(
  db: ReadDb,
  { userId, scope }: Listener,
  id: DirectoryId | number,
): DirectoryRow | undefined {
  return prepare<Record<string, unknown>, DirectoryRow>(
    db,
    `SELECT ${COLUMNS} FROM directories d ${JOINS}
     WHERE d.id = :id AND d.missing_since IS NULL ${inScope(scope, 'd.folder_id')}`,
  ).get({ id, userId, folders: scope.key })
}

/** Where the next portion of `listSubdirectories` begins. */
export type DirectoryPlace = Pick<DirectoryRow, 'sortName' | 'id'>

/**
 * The directories inside one, by name: a portion of them after a place. All lie in the same music folder, so the parent's
 * scope is theirs.
 */
export function listSubdirectories(
  db: ReadDb,
  { userId }: Listener,
  parentId: number,
  after: DirectoryPlace | undefined,
  limit: number,
): DirectoryRow[] {
  return prepare<Record<string, unknown>, DirectoryRow>(db, SUBDIRECTORIES).all({
    userId,
    parentId,
    sortName: after?.sortName ?? '',
    id: after?.id ?? 0,
    limit,
  })
}

export const SUBDIRECTORIES = `
SELECT ${COLUMNS} FROM directories d INDEXED BY directories_children ${JOINS}
WHERE d.parent_id = :parentId AND d.missing_since IS NULL AND (d.sort_name, d.id) > (:sortName, :id)
ORDER BY d.sort_name, d.id LIMIT :limit`

/** The top of each music folder in the scope that has been scanned. */
export function listRoots(
  db: ReadDb,
  scope: FolderScope,
): { readonly id: number; readonly folderId: number }[] {
  return prepare<[string], { id: number; folderId: number }>(
    db,
    `SELECT d.id, d.folder_id AS folderId FROM json_each(?) f CROSS JOIN directories d
     ON d.folder_id = f.value AND d.path = '' AND d.missing_since IS NULL`,
  ).all(scope.key)
}

/** Newest star first. */
export function listStarredDirectories(db: ReadDb, { userId, scope }: Listener): DirectoryRow[] {
  return prepare<Record<string, unknown>, DirectoryRow>(db, starredDirectoriesSql(scope)).all({
    userId,
    folders: scope.key,
  })
}

export const starredDirectoriesSql = (scope: FolderScope) => `
SELECT ${COLUMNS} FROM directory_annotations p INDEXED BY directory_annotations_starred
CROSS JOIN directories d ON d.id = p.directory_id ${JOINS}
WHERE p.user_id = :userId AND p.starred_at IS NOT NULL AND d.missing_since IS NULL ${inScope(scope, 'd.folder_id')}
ORDER BY p.starred_at DESC, p.directory_id DESC`

export interface MusicFolderRow {
  readonly id: number
  readonly name: string
}

export function listFoldersInScope(db: ReadDb, scope: FolderScope): MusicFolderRow[] {
  return prepare<[string], MusicFolderRow>(
    db,
    'SELECT m.id, m.name FROM json_each(?) f CROSS JOIN music_folders m ON m.id = f.value WHERE m.removed_at IS NULL',
  ).all(scope.key)
}
