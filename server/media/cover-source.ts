// Which picture stands for an id, as the library knows it: no file is touched here. Order of sources: CONTRACT.md
// IMAGE-7. What the caller may not see has no cover.
import path from 'node:path/posix'
import type { ReadDb } from '../db/open.ts'
import { prepare } from '../db/statements.ts'
import { type FolderScope, isInScope } from '../folder-scope.ts'
import type { AlbumId, ArtistId, DirectoryId, PlaylistId, PublicId, SongId, UserId } from '../ids.ts'
import type { FilePlace } from './open-file.ts'

/** `hash` changes when the picture does. */
export type CoverSource =
  | { readonly kind: 'file'; readonly hash: string; readonly place: FilePlace }
  | { readonly kind: 'embedded'; readonly hash: string; readonly place: FilePlace }
  | { readonly kind: 'mosaic'; readonly hash: string; readonly parts: readonly CoverSource[] }

interface Viewer {
  readonly id: UserId
  readonly scope: FolderScope
}

/** A mosaic looks at this many entries of a playlist for four different covers. */
const MOSAIC_LOOKS_AT = 500

export function findCover(db: ReadDb, viewer: Viewer, { kind, id }: PublicId): CoverSource | undefined {
  switch (kind) {
    case 'album':
      return coverOfAlbum(db, viewer.scope, id)
    case 'song':
      return coverOfSong(db, viewer.scope, id)
    case 'directory':
      return coverOfDirectory(db, viewer.scope, id)
    case 'artist':
      return coverOfArtist(db, viewer.scope, id)
    case 'playlist':
      return coverOfPlaylist(db, viewer, id)
    default:
      return kind satisfies never
  }
}

interface CoverRow {
  readonly folderId: number
  readonly musicDir: string
  readonly hash: string | null
  readonly directory: string | null
  readonly file: string | null
  readonly songPath: string | null
}

function sourceOf(row: CoverRow | undefined, scope: FolderScope): CoverSource | undefined {
  if (!row?.hash || !isInScope(scope, row.folderId)) return undefined
  const { musicDir, hash } = row
  if (row.file !== null && row.directory !== null) {
    return { kind: 'file', hash, place: { musicDir, path: path.join(row.directory, row.file) } }
  }
  if (row.songPath !== null) return { kind: 'embedded', hash, place: { musicDir, path: row.songPath } }
  return undefined
}

function coverOfAlbum(db: ReadDb, scope: FolderScope, id: AlbumId | number): CoverSource | undefined {
  const row = prepare<[number], CoverRow>(
    db,
    `SELECT a.folder_id AS folderId, f.path AS musicDir, a.cover_hash AS hash,
       d.path AS directory, d.cover_file AS file, s.path AS songPath
     FROM albums a JOIN music_folders f ON f.id = a.folder_id
     LEFT JOIN directories d ON d.id = a.cover_directory_id
     LEFT JOIN songs s ON s.id = a.cover_song_id
     WHERE a.id = ? AND a.song_count > 0 AND f.removed_at IS NULL`,
  ).get(id)
  return sourceOf(row, scope)
}

function coverOfSong(db: ReadDb, scope: FolderScope, id: SongId | number): CoverSource | undefined {
  const row = prepare<[number], CoverRow & { readonly albumId: number | null; readonly directoryId: number }>(
    db,
    `SELECT s.folder_id AS folderId, f.path AS musicDir, s.picture_hash AS hash,
       NULL AS directory, NULL AS file, s.path AS songPath, s.album_id AS albumId, s.directory_id AS directoryId
     FROM songs s JOIN music_folders f ON f.id = s.folder_id
     WHERE s.id = ? AND s.missing_since IS NULL AND f.removed_at IS NULL`,
  ).get(id)
  if (!row) return undefined
  const own = sourceOf(row, scope)
  if (own) return own
  const ofAlbum = row.albumId === null ? undefined : coverOfAlbum(db, scope, row.albumId)
  return ofAlbum ?? fileOfDirectory(db, scope, row.directoryId)
}

function coverOfDirectory(db: ReadDb, scope: FolderScope, id: DirectoryId): CoverSource | undefined {
  const own = fileOfDirectory(db, scope, id)
  if (own) return own
  const song = prepare<[number], { id: number }>(
    db,
    'SELECT id FROM songs WHERE directory_id = ? AND missing_since IS NULL ORDER BY disc, track, path, id LIMIT 1',
  ).get(id)
  return song && coverOfSong(db, scope, song.id)
}

function fileOfDirectory(db: ReadDb, scope: FolderScope, id: number): CoverSource | undefined {
  const row = prepare<[number], CoverRow>(
    db,
    `SELECT d.folder_id AS folderId, f.path AS musicDir, d.path AS directory, NULL AS songPath,
       coalesce(d.cover_file, d.artist_image_file) AS file,
       CASE WHEN d.cover_file IS NOT NULL THEN d.cover_hash ELSE d.artist_image_hash END AS hash
     FROM directories d JOIN music_folders f ON f.id = d.folder_id
     WHERE d.id = ? AND d.missing_since IS NULL AND f.removed_at IS NULL`,
  ).get(id)
  return sourceOf(row, scope)
}

function coverOfArtist(db: ReadDb, scope: FolderScope, id: ArtistId): CoverSource | undefined {
  const row = prepare<[number], CoverRow>(
    db,
    `SELECT d.folder_id AS folderId, f.path AS musicDir, d.path AS directory, d.artist_image_file AS file,
       ar.image_hash AS hash, NULL AS songPath
     FROM artists ar JOIN directories d ON d.id = ar.image_directory_id
     JOIN music_folders f ON f.id = d.folder_id
     WHERE ar.id = ? AND d.missing_since IS NULL AND f.removed_at IS NULL`,
  ).get(id)
  return sourceOf(row, scope)
}

/** The covers of its first songs: four different ones as a mosaic, else the first one. */
function coverOfPlaylist(db: ReadDb, { id: userId, scope }: Viewer, id: PlaylistId): CoverSource | undefined {
  const readable = prepare<[number, number], { folderId: number | null }>(
    db,
    `SELECT folder_id AS folderId FROM playlists
     WHERE id = ? AND missing_since IS NULL AND (public = 1 OR owner_id = ?)`,
  ).get(id, userId)
  if (!readable || (readable.folderId !== null && !isInScope(scope, readable.folderId))) return undefined

  const songs = prepare<[number, number], { songId: number; albumId: number | null }>(
    db,
    `SELECT s.id AS songId, s.album_id AS albumId
     FROM playlist_entries e JOIN songs s ON s.id = e.song_id
     WHERE e.playlist_id = ? ORDER BY e.position LIMIT ?`,
  ).all(id, MOSAIC_LOOKS_AT)
  const albums = new Set<number | null>()
  const parts = new Map<string, CoverSource>()
  for (const { songId, albumId } of songs) {
    if (albumId !== null && albums.has(albumId)) continue
    albums.add(albumId)
    const source =
      (albumId === null ? undefined : coverOfAlbum(db, scope, albumId)) ?? coverOfSong(db, scope, songId)
    if (source) parts.set(source.hash, source)
    if (parts.size === 4) break
  }
  const found = [...parts.values()]
  if (found.length < 4) return found[0]
  return { kind: 'mosaic', hash: found.map((part) => part.hash).join('+'), parts: found }
}
