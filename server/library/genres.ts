import type { ReadDb } from '../db/open.ts'
import { prepare } from '../db/statements.ts'
import type { FolderScope } from '../folder-scope.ts'
import { foldName } from './fold.ts'

export interface GenreCounts {
  readonly songCount: number
  readonly albumCount: number
}

export interface Genre extends GenreCounts {
  readonly name: string
}

/** By name. Only genres that something in the scope has, with what the scope holds of them. */
export function listGenres(db: ReadDb, scope: FolderScope): Genre[] {
  return prepare<[string], Genre>(
    db,
    `SELECT g.name, sum(f.song_count) AS songCount, sum(f.album_count) AS albumCount
     FROM genres g CROSS JOIN genre_folders f ON f.genre_id = g.id
     WHERE f.folder_id IN (SELECT value FROM json_each(?)) AND f.song_count > 0 AND f.album_count > 0
     GROUP BY g.key ORDER BY g.key`,
  ).all(scope.key)
}

/** By the whole name, in any case (CONTRACT.md LIST-8). */
export function findGenre(db: ReadDb, name: string): number | undefined {
  return prepare<[string], number>(db, 'SELECT id FROM genres WHERE key = ?').pluck().get(foldName(name)) as
    | number
    | undefined
}

export function countOfGenre(db: ReadDb, scope: FolderScope, genreId: number | undefined): GenreCounts {
  if (genreId === undefined) return { songCount: 0, albumCount: 0 }
  return prepare<[number, string], GenreCounts>(
    db,
    `SELECT coalesce(sum(song_count), 0) AS songCount, coalesce(sum(album_count), 0) AS albumCount FROM genre_folders
     WHERE genre_id = ? AND folder_id IN (SELECT value FROM json_each(?))`,
  ).get(genreId, scope.key) as GenreCounts
}
