// The songs of an album as the database has them.
import type { WriteDb } from '../../db/open.ts'
import { prepare } from '../../db/statements.ts'
import type { SongOfFragment } from '../fragments/song-json.ts'
import type { StoredTags } from '../stored-tags.ts'

export interface AlbumSong extends SongOfFragment {
  readonly folderId: number
  readonly albumId: number | null
  readonly sortTitle: string
  readonly pictureHash: string | null
  readonly randomKey: number
}

/** Ids of the live songs of a key, in the order of getAlbum. */
export function liveSongIds(db: WriteDb, key: string): number[] {
  return prepare<[string], number>(
    db,
    'SELECT id FROM songs WHERE album_key = ? AND missing_since IS NULL ORDER BY disc, track, sort_title, id',
  )
    .pluck()
    .all(key)
}

/** Songs that are gone but can still be found in listings. */
export function goneSongIds(db: WriteDb, key: string): number[] {
  return prepare<[string], number>(
    db,
    'SELECT s.id FROM songs s JOIN song_json j ON j.song_id = s.id WHERE s.album_key = ? AND s.missing_since IS NOT NULL',
  )
    .pluck()
    .all(key)
}

const SONG = `SELECT s.id, s.folder_id AS folderId, s.directory_id AS directoryId, s.album_id AS albumId, s.path, s.size,
  s.added_at AS addedAt, s.title, s.sort_title AS sortTitle, s.disc, s.track, s.year, s.duration_sec AS durationSec,
  s.bit_rate AS bitRate, s.suffix, s.music_brainz_id AS musicBrainzId, s.picture_hash AS pictureHash,
  s.random_key AS randomKey, t.tags
FROM songs s JOIN song_tags t ON t.song_id = s.id`

type SongRow = Omit<AlbumSong, 'tags'> & { tags: string }

/** Songs of a key, in the order of getAlbum. */
export function liveSongs(db: WriteDb, key: string, limit: number): AlbumSong[] {
  const rows = prepare<[string, number], SongRow>(
    db,
    `${SONG} WHERE s.album_key = ? AND s.missing_since IS NULL ORDER BY s.disc, s.track, s.sort_title, s.id LIMIT ?`,
  )
  return rows.all(key, limit).map(parsed)
}

export function songOfAlbum(db: WriteDb, id: number): AlbumSong {
  const row = prepare<[number], SongRow>(db, `${SONG} WHERE s.id = ?`).get(id)!
  return parsed(row)
}

function parsed(row: SongRow): AlbumSong {
  return { ...row, tags: JSON.parse(row.tags) as StoredTags }
}
