import type { ReadDb } from '../db/open.ts'
import { prepare } from '../db/statements.ts'
import { type FolderScope, isInScope } from '../folder-scope.ts'
import type { AlbumId, ArtistId } from '../ids.ts'
import { RawJson } from '../raw-json.ts'
import { ALBUM_CHILD_JSON, ALBUM_JSON, ALBUM_JSON_JOINS } from './annotation-json.ts'
import { inScope } from './scope-filter.ts'
import type { Listener } from './songs.ts'

/** AlbumID3 for the tag view, the album as a Child with `isDir` for the folder view. */
export type AlbumShape = 'album' | 'child'

export const shapeJson = (shape: AlbumShape) => (shape === 'album' ? ALBUM_JSON : ALBUM_CHILD_JSON)

/** AlbumID3 without its closing brace, for `song` to follow; undefined when the caller may not know of such an album. */
export function findOpenAlbum(db: ReadDb, { userId, scope }: Listener, id: AlbumId): string | undefined {
  const album = prepare<{ id: number; userId: number }, { json: string; folderId: number }>(
    db,
    `SELECT ${ALBUM_JSON} AS json, al.folder_id AS folderId FROM albums al ${ALBUM_JSON_JOINS}
     WHERE al.id = :id AND al.song_count > 0`,
  ).get({ id, userId })
  if (!album || !isInScope(scope, album.folderId)) return undefined
  return album.json.slice(0, -1)
}

export interface AlbumFacts {
  readonly id: AlbumId
  readonly folderId: number
  readonly name: string
  readonly artistId: ArtistId | null
  readonly musicBrainzId: string | null
  readonly artistName: string | null
  readonly starredAt: number | null
  readonly userRating: number | null
  readonly playCount: number | null
  readonly averageRating: number | null
}

/** For answers that are about an album without being one: getMusicDirectory, getAlbumInfo. */
export function findAlbum(db: ReadDb, { userId, scope }: Listener, id: AlbumId): AlbumFacts | undefined {
  const album = prepare<{ id: number; userId: number }, AlbumFacts>(
    db,
    `SELECT al.id, al.folder_id AS folderId, al.name, al.artist_id AS artistId, al.music_brainz_id AS musicBrainzId,
       ar.name AS artistName, aa.starred_at AS starredAt, aa.rating AS userRating, aa.play_count AS playCount,
       al.average_rating AS averageRating
     FROM albums al LEFT JOIN artists ar ON ar.id = al.artist_id ${ALBUM_JSON_JOINS}
     WHERE al.id = :id AND al.song_count > 0`,
  ).get({ id, userId })
  return album && isInScope(scope, album.folderId) ? album : undefined
}

/** The albums an artist stands on as album artist, by year, then name; those without a year last. */
export function listAlbumsOfArtist(
  db: ReadDb,
  { userId, scope }: Listener,
  artistId: ArtistId,
  shape: AlbumShape = 'album',
): RawJson {
  return albums(db, albumsOfArtistSql(scope, shape), { userId, folders: scope.key, artistId })
}

export const albumsOfArtistSql = (scope: FolderScope, shape: AlbumShape) => `
SELECT CAST(group_concat(json, ',') AS BLOB) FROM (
  SELECT ${shapeJson(shape)} AS json FROM (SELECT DISTINCT album_id FROM album_artists WHERE artist_id = :artistId) p
  CROSS JOIN albums al ON al.id = p.album_id ${ALBUM_JSON_JOINS}
  WHERE al.song_count > 0 ${inScope(scope, 'al.folder_id')}
  ORDER BY al.year IS NULL, al.year, al.sort_name, al.id)`

/** In the order of the ids; those out of the scope or unknown are left out. */
export function albumsByIds(
  db: ReadDb,
  { userId, scope }: Listener,
  ids: readonly number[],
  shape: AlbumShape = 'album',
): RawJson {
  if (ids.length === 0) return RawJson.array(null)
  return albums(db, albumsByIdsSql(scope, shape), { userId, folders: scope.key, ids: JSON.stringify(ids) })
}

export const albumsByIdsSql = (scope: FolderScope, shape: AlbumShape) => `
SELECT CAST(group_concat(json, ',') AS BLOB) FROM (
  SELECT ${shapeJson(shape)} AS json FROM json_each(:ids) p CROSS JOIN albums al ON al.id = p.value ${ALBUM_JSON_JOINS}
  WHERE al.song_count > 0 ${inScope(scope, 'al.folder_id')})`

/** From the counters kept per music folder: one look-up each, which is cheaper than a list through json_each. */
export function countAlbums(db: ReadDb, scope: FolderScope): number {
  const count = prepare<[number], number>(
    db,
    'SELECT album_count FROM folder_counts WHERE folder_id = ?',
  ).pluck()
  return scope.ids.reduce((sum, folderId) => sum + ((count.get(folderId) as number | undefined) ?? 0), 0)
}

/** Albums from a statement that gives them as the elements of an array. */
export function albums(db: ReadDb, sql: string, parameters: Record<string, unknown>): RawJson {
  return RawJson.array(prepare<Record<string, unknown>>(db, sql).pluck().get(parameters) as Buffer | null)
}
