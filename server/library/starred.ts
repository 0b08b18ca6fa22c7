// The caller's stars on artists and albums, newest first; songs and directories have theirs beside their nouns.
import type { ReadDb } from '../db/open.ts'
import { prepare } from '../db/statements.ts'
import type { FolderScope } from '../folder-scope.ts'
import type { RawJson } from '../raw-json.ts'
import { type AlbumShape, albums, shapeJson } from './albums.ts'
import { ALBUM_JSON_JOINS } from './annotation-json.ts'
import { artistsByIds } from './artists.ts'
import type { ArtistRow } from './fragments/artist-json.ts'
import { inScope } from './scope-filter.ts'
import type { Listener } from './songs.ts'

export function listStarredArtists(db: ReadDb, listener: Listener): ArtistRow[] {
  const ids = prepare<[number], number>(db, STARRED_ARTISTS).pluck().all(listener.userId) as number[]
  return artistsByIds(db, listener, ids)
}

export const STARRED_ARTISTS = `
SELECT artist_id FROM artist_annotations INDEXED BY artist_annotations_starred
WHERE user_id = ? AND starred_at IS NOT NULL ORDER BY starred_at DESC, artist_id DESC`

export function listStarredAlbums(db: ReadDb, { userId, scope }: Listener, shape: AlbumShape): RawJson {
  return albums(db, starredAlbumsSql(scope, shape), { userId, folders: scope.key })
}

export const starredAlbumsSql = (scope: FolderScope, shape: AlbumShape) => `
SELECT CAST(group_concat(json, ',') AS BLOB) FROM (
  SELECT ${shapeJson(shape)} AS json
  FROM album_annotations p INDEXED BY album_annotations_starred CROSS JOIN albums al ON al.id = p.album_id ${ALBUM_JSON_JOINS}
  WHERE p.user_id = :userId AND p.starred_at IS NOT NULL AND al.song_count > 0 ${inScope(scope, 'al.folder_id')}
  ORDER BY p.starred_at DESC, p.album_id DESC)`
