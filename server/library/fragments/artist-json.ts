// Artists are few in an answer, and their album count depends on the caller's folders: they are made from rows.
import { artistId, coverId } from '../../ids.ts'
import { roleNames } from '../roles.ts'

export interface ArtistRow {
  readonly id: number
  readonly name: string
  readonly sortName: string
  readonly sortTag: string | null
  readonly musicBrainzId: string | null
  /** Null also when the picture lies in a folder the caller may not use. */
  readonly imageHash: string | null
  readonly averageRating: number | null
  /** Summed over the caller's folders. */
  readonly albumCount: number
  /** Masks of the caller's folders, `group_concat(f.roles)`. */
  readonly roles: number | string
  readonly starredAt: number | null
  readonly userRating: number | null
}

/**
 * The columns of an ArtistRow: `SELECT ${ARTIST_COLUMNS} FROM artists ar ${ARTIST_JOINS} WHERE … GROUP BY ar.id`.
 * artist_folders is `f` (restrict it to the caller's folders); binds :userId and :folders.
 */
export const ARTIST_COLUMNS = `ar.id, ar.name, ar.sort_name AS sortName, ar.sort_tag AS sortTag, ar.music_brainz_id AS musicBrainzId,
  CASE WHEN ar.image_hash IS NOT NULL AND (SELECT folder_id FROM directories WHERE id = ar.image_directory_id)
    IN (SELECT value FROM json_each(:folders)) THEN ar.image_hash END AS imageHash, ar.average_rating AS averageRating, sum(f.album_count) AS albumCount, group_concat(f.roles) AS roles,
  ra.starred_at AS starredAt, ra.rating AS userRating`

export const ARTIST_JOINS = `JOIN artist_folders f ON f.artist_id = ar.id
LEFT JOIN artist_annotations ra ON ra.user_id = :userId AND ra.artist_id = ar.id`

/** ArtistID3. Members without a value are undefined, so that the encoder leaves them out. */
export function artistJson(row: ArtistRow) {
  return {
    ...folderArtistJson(row),
    albumCount: row.albumCount,
    musicBrainzId: row.musicBrainzId ?? undefined,
    sortName: row.sortTag ?? row.sortName,
    roles: roleNames(row.roles),
  }
}

/** Artist, the type of the folder view (getIndexes, search2, getStarred). */
export function folderArtistJson(row: ArtistRow) {
  const id = artistId(row.id)
  return {
    id,
    name: row.name,
    coverArt: row.imageHash === null ? undefined : coverId(id, row.imageHash),
    starred: row.starredAt === null ? undefined : new Date(row.starredAt).toISOString(),
    userRating: row.userRating ?? undefined,
    averageRating: row.averageRating === null ? undefined : Math.round(row.averageRating * 100) / 100,
  }
}
