// Which row an album has. Its id is what stars, ratings and clients hold on to, so it outlives retagging and moving.
import type { WriteDb } from '../../db/open.ts'
import { prepare } from '../../db/statements.ts'
import { newRandomKey } from '../random-key.ts'
import { countSongs } from './folder-counts.ts'
import { refreshPlayCounts } from './play-counts.ts'
import type { RefreshRun } from './refresh-library.ts'

export interface AlbumRow {
  readonly id: number
  readonly folderId: number
  readonly songCount: number
}

const COLUMNS = 'id, folder_id AS folderId, song_count AS songCount'

export function findAlbum(db: WriteDb, key: string): AlbumRow | undefined {
  return prepare<[string], AlbumRow>(db, `SELECT ${COLUMNS} FROM albums WHERE key = ?`).get(key)
}

/**
 * The row with this key; else the row its songs come from, if nothing else is left there: then the album was retagged or
 * moved and takes its key along; else a new row.
 */
export function claimAlbum({ db, pending }: RefreshRun, key: string, folderId: number): AlbumRow {
  const known = findAlbum(db, key)
  if (known) return known
  const former = soleFormerAlbum(db, key)
  if (former !== undefined) {
    // Songs that are gone still have the key it leaves behind: they are to be forgotten too.
    pending.add(
      'album_key',
      prepare<[number], string>(db, 'SELECT key FROM albums WHERE id = ?').pluck().get(former)!,
    )
    return prepare<[string, number], AlbumRow>(
      db,
      `UPDATE albums SET key = ? WHERE id = ? RETURNING ${COLUMNS}`,
    ).get(key, former)!
  }
  return prepare<unknown[], AlbumRow>(
    db,
    `INSERT INTO albums (folder_id, key, name, sort_name, artist_sort, added_at, random_key) VALUES (?, ?, '', '', '', 0, ?)
     RETURNING ${COLUMNS}`,
  ).get(folderId, key, newRandomKey())!
}

function soleFormerAlbum(db: WriteDb, key: string): number | undefined {
  const formers = prepare<[string], number>(
    db,
    'SELECT DISTINCT album_id FROM songs WHERE album_key = ? AND missing_since IS NULL AND album_id IS NOT NULL LIMIT 2',
  )
    .pluck()
    .all(key)
  if (formers.length !== 1) return undefined
  const stays = prepare(
    db,
    `SELECT 1 FROM songs WHERE album_id = @former AND missing_since IS NULL AND album_key <> @key
     UNION ALL SELECT 1 FROM songs WHERE album_key = (SELECT key FROM albums WHERE id = @former) AND missing_since IS NULL LIMIT 1`,
  ).get({ former: formers[0]!, key })
  return stays === undefined ? formers[0] : undefined
}

/** Songs went over to another album. When the last one has, stars and ratings follow, unless there are some already. */
export function inheritAnnotations(db: WriteDb, from: number, to: number): void {
  const stays = prepare(db, 'SELECT 1 FROM songs WHERE album_id = ? AND missing_since IS NULL LIMIT 1').get(
    from,
  )
  refreshPlayCounts(db, from)
  if (stays !== undefined) return
  const moved = prepare(
    db,
    `INSERT INTO album_annotations (user_id, album_id, starred_at, rating)
     SELECT user_id, @to, starred_at, rating FROM album_annotations
     WHERE album_id = @from AND (starred_at IS NOT NULL OR rating IS NOT NULL)
     ON CONFLICT (user_id, album_id) DO UPDATE SET starred_at = coalesce(starred_at, excluded.starred_at),
       rating = coalesce(rating, excluded.rating)`,
  ).run({ from, to })
  if (moved.changes === 0) return
  prepare(db, 'DELETE FROM album_annotations WHERE album_id = ?').run(from)
  prepare(
    db,
    `UPDATE albums SET average_rating = (SELECT avg(rating) FROM album_annotations WHERE album_id = albums.id)
     WHERE id IN (?, ?)`,
  ).run(from, to)
}

/** No song is left: the row stays for its owner's sake, but no list and no search finds it. */
export function emptyAlbum(run: RefreshRun, album: AlbumRow): void {
  if (album.songCount === 0) return
  const { db } = run
  for (const id of artistsOfAlbum(db, album.id)) run.pending.add('artist', id)
  prepare(db, 'DELETE FROM album_artists WHERE album_id = ?').run(album.id)
  for (const id of genresOfAlbum(db, album.id)) run.pending.add('genre', id)
  prepare(db, 'DELETE FROM album_genres WHERE album_id = ?').run(album.id)
  run.search.remove('album', album.id)
  countSongs(db, album.folderId, { songs: -album.songCount, albums: -1 })
  prepare(
    db,
    `UPDATE albums SET song_count = 0, duration_sec = 0, size = 0, cover_song_id = NULL, cover_directory_id = NULL,
       cover_hash = NULL WHERE id = ?`,
  ).run(album.id)
  run.noteChange()
}

export function artistsOfAlbum(db: WriteDb, id: number): number[] {
  return prepare<[number], number>(
    db,
    'SELECT artist_id FROM album_artists WHERE album_id = ? ORDER BY position',
  )
    .pluck()
    .all(id)
}

export function genresOfAlbum(db: WriteDb, id: number): number[] {
  return prepare<[number], number>(
    db,
    'SELECT genre_id FROM album_genres WHERE album_id = ? ORDER BY genre_id',
  )
    .pluck()
    .all(id)
}
