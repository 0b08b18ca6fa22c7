// Writes an album row and what hangs on it, where something differs from what is stored.
import { prepare } from '../../db/statements.ts'
import { albumChildFragment, albumFragment } from '../fragments/album-json.ts'
import type { ArtistReference } from '../fragments/song-json.ts'
import { albumSearchRow } from '../search-index.ts'
import { sortKey } from '../sort-key.ts'
import type { AlbumCover } from './album-cover.ts'
import { type AlbumRow, artistsOfAlbum, genresOfAlbum } from './album-rows.ts'
import type { AlbumSummary } from './album-summary.ts'
import { countSongs } from './folder-counts.ts'
import type { RefreshRun } from './refresh-library.ts'

export interface AlbumFacts {
  readonly id: number
  readonly folderId: number
  readonly name: string
  readonly summary: AlbumSummary
  readonly cover: AlbumCover
  readonly artists: readonly ArtistReference[]
  readonly displayArtist: string
}

const COLUMNS = [
  'folder_id',
  'name',
  'sort_name',
  'artist_id',
  'artist_sort',
  'year',
  'music_brainz_id',
  'added_at',
  'song_count',
  'duration_sec',
  'size',
  'cover_song_id',
  'cover_directory_id',
  'cover_hash',
  'json',
  'child_json',
] as const

type StoredAlbum = Record<(typeof COLUMNS)[number], string | number | null>

const READ = `SELECT ${COLUMNS.join(', ')} FROM albums WHERE id = ?`
const WRITE = `UPDATE albums SET ${COLUMNS.map((column) => `${column} = @${column}`).join(', ')} WHERE id = @id`

export function storeAlbum(run: RefreshRun, before: AlbumRow, album: AlbumFacts): void {
  const { db } = run
  // Even if the album is the same: a picture of its artist may have come (refresh-artist.ts looks beside the albums).
  for (const { id } of album.artists) run.pending.add('artist', id)
  const row = rowOf(run, album)
  const stored = prepare<[number], StoredAlbum>(db, READ).get(album.id)!
  if (COLUMNS.every((column) => stored[column] === row[column])) return

  prepare(db, WRITE).run({ ...row, id: album.id })
  countSongs(db, before.folderId, { songs: -before.songCount, albums: before.songCount > 0 ? -1 : 0 })
  countSongs(db, album.folderId, { songs: album.summary.songCount, albums: 1 })
  storeArtists(run, album)
  storeGenres(run, album, String(row.sort_name))
  const searched = { title: album.name, artist: namesToSearch(album.displayArtist, album.artists) }
  run.search.put('album', album.id, albumSearchRow(album.folderId, searched, album.summary.year))
  run.noteChange()
}

function rowOf(run: RefreshRun, album: AlbumFacts): StoredAlbum {
  const { summary, cover, artists } = album
  const nameKey = sortKey(album.name, run.ignoredArticles)
  const fragment = {
    ...summary,
    id: album.id,
    name: album.name,
    artists,
    displayArtist: album.displayArtist,
    coverHash: cover.hash,
    sortName: summary.sortTag ?? nameKey,
  }
  return {
    folder_id: album.folderId,
    name: album.name,
    sort_name: summary.sortTag ? sortKey(summary.sortTag, run.ignoredArticles) : nameKey,
    artist_id: artists[0]!.id,
    artist_sort: prepare<[number], string>(run.db, 'SELECT sort_name FROM artists WHERE id = ?')
      .pluck()
      .get(artists[0]!.id)!,
    year: summary.year ?? null,
    music_brainz_id: summary.musicBrainzId?.toLowerCase() ?? null,
    added_at: summary.addedAt,
    song_count: summary.songCount,
    duration_sec: summary.durationSec,
    size: summary.size,
    cover_song_id: cover.songId,
    cover_directory_id: cover.directoryId,
    cover_hash: cover.hash,
    json: albumFragment(fragment),
    child_json: albumChildFragment(fragment),
  }
}

function storeArtists({ db, pending }: RefreshRun, album: AlbumFacts): void {
  const before = artistsOfAlbum(db, album.id)
  const ids = [...new Set(album.artists.map(({ id }) => id))]
  if (before.join() !== ids.join()) {
    for (const id of before) pending.add('artist', id)
    prepare(db, 'DELETE FROM album_artists WHERE album_id = ?').run(album.id)
    const insert = prepare(db, 'INSERT INTO album_artists (album_id, artist_id, position) VALUES (?, ?, ?)')
    for (const [position, id] of ids.entries()) insert.run(album.id, id, position)
  }
}

function storeGenres({ db, genres, pending }: RefreshRun, album: AlbumFacts, sortName: string): void {
  const ids = genres.ids(album.summary.genres)
  for (const id of new Set([...genresOfAlbum(db, album.id), ...ids])) pending.add('genre', id)
  prepare(db, 'DELETE FROM album_genres WHERE album_id = ?').run(album.id)
  const insert = prepare(
    db,
    'INSERT INTO album_genres (genre_id, sort_name, album_id, folder_id) VALUES (?, ?, ?, ?)',
  )
  for (const id of ids) insert.run(id, sortName, album.id, album.folderId)
}

/** What a credit is found by: as printed, and each name that the print spells differently. */
export function namesToSearch(display: string, artists: readonly ArtistReference[]): string {
  const others = artists.map(({ name }) => name).filter((name) => !display.includes(name))
  return [display, ...others].join(' ')
}
