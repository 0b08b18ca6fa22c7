// How much there is, for somebody's folders. Kept until the library changes: counting artists reads a row for each.
import type { ReadDb } from '../db/open.ts'
import { prepare } from '../db/statements.ts'
import type { Versions } from '../db/versions.ts'
import type { FolderScope } from '../folder-scope.ts'
import { listGenres } from './genres.ts'
import { findKept, keep } from './kept-answers.ts'
import { ALBUM_ARTIST_ROLE } from './roles.ts'

export interface LibraryCounts {
  readonly songs: number
  readonly albums: number
  /** Those in the list of artists: who made an album. */
  readonly artists: number
  readonly genres: number
}

export function countLibrary(db: ReadDb, versions: Versions, scope: FolderScope): LibraryCounts {
  const key = `library counts ${scope.key}`
  const stamp = String(versions.current('library'))
  const known = findKept<LibraryCounts>(db, key, stamp)
  if (known) return known
  const counts = { ...countMusic(db, scope), genres: listGenres(db, scope).length }
  keep(db, key, stamp, counts, 0)
  return counts
}

function countMusic(db: ReadDb, scope: FolderScope): Omit<LibraryCounts, 'genres'> {
  return prepare<{ folders: string }, Omit<LibraryCounts, 'genres'>>(
    db,
    `SELECT coalesce(sum(song_count), 0) AS songs, coalesce(sum(album_count), 0) AS albums,
       (SELECT count(DISTINCT artist_id) FROM artist_folders
        WHERE folder_id IN (SELECT value FROM json_each(:folders)) AND roles & ${ALBUM_ARTIST_ROLE} > 0) AS artists
     FROM folder_counts WHERE folder_id IN (SELECT value FROM json_each(:folders))`,
  ).get({ folders: scope.key })!
}

export function countAlbumsSince(db: ReadDb, scope: FolderScope, since: number): number {
  return prepare<{ since: number; folders: string }, number>(
    db,
    `SELECT count(*) FROM albums INDEXED BY albums_by_added WHERE song_count > 0 AND added_at >= :since
     AND folder_id IN (SELECT value FROM json_each(:folders))`,
  )
    .pluck()
    .get({ since, folders: scope.key }) as number
}

export interface FolderCounts {
  readonly songs: number
  readonly albums: number
}

/** By music folder id; nothing for a folder that was never scanned. */
export function readFolderCounts(db: ReadDb): ReadonlyMap<number, FolderCounts> {
  const rows = prepare<[], FolderCounts & { id: number }>(
    db,
    'SELECT folder_id AS id, song_count AS songs, album_count AS albums FROM folder_counts',
  ).all()
  return new Map(rows.map(({ id, ...counts }) => [id, counts]))
}
