// Likeness from the library alone: shared genres, albums shared with others, years that are near. The work is bounded by
// samples, whatever the size of the library.
import type { ReadDb } from '../db/open.ts'
import { prepare } from '../db/statements.ts'
import type { FolderScope } from '../folder-scope.ts'
import type { SongId } from '../ids.ts'
import type { Subject } from './library-info.ts'
import { sampleGenre, shuffled } from './random-songs.ts'
import { inScope } from './scope-filter.ts'
import type { Listener } from './songs.ts'

/** How many of an artist's songs stand for the artist. */
const SONGS_OF_ONE = 200
const GENRES_OF_ONE = 3
/** Songs of a genre that stand for the genre. */
const SAMPLE = 120

/** The most similar first; the same answer as long as the library is the same. Row ids of artists other than the given one. */
export function similarArtists(db: ReadDb, { scope }: Listener, artistId: number, count: number): number[] {
  if (count <= 0) return []
  const scores = new Map<number, number>()
  const add = (id: number, score: number) => {
    if (id !== artistId) scores.set(id, (scores.get(id) ?? 0) + score)
  }

  const genres = genresOfArtist(db, scope, artistId)
  const total = genres.reduce((sum, { songs }) => sum + songs, 0)
  for (const { genreId, songs } of genres) {
    const sample = sampleGenre(db, scope, genreId, SAMPLE, artistId)
    for (const { id, hits } of artistsOfSongs(db, sample)) add(id, (songs / total) * hits)
  }
  for (const { id, hits } of artistsOnTheSameAlbums(db, scope, artistId)) add(id, 2 * hits)

  return [...scores]
    .sort(([idA, a], [idB, b]) => b - a || idA - idB)
    .slice(0, count)
    .map(([id]) => id)
}

/**
 * A random mix for a subject: its artist, similar artists, and songs of its genres, those of about the same years first.
 * Row ids, none twice, never the song itself.
 */
export function similarSongs(db: ReadDb, listener: Listener, subject: Subject, count: number): number[] {
  const { artistId, songId } = subject
  if (count <= 0 || artistId === undefined) return []
  const own = shuffled(songsOfArtist(db, listener.scope, artistId, SONGS_OF_ONE))
  const others = similarArtists(db, listener, artistId, 20).flatMap((id) =>
    shuffled(songsOfArtist(db, listener.scope, id, 30)).slice(0, Math.ceil(count / 10)),
  )
  const genres =
    songId === undefined ? genresOfArtist(db, listener.scope, artistId) : genresOfSong(db, songId)
  const sampled = genres.flatMap(({ genreId }) => sampleGenre(db, listener.scope, genreId, count))
  const related = nearestYears(db, sampled, songId ?? own[0])

  const mix = new Set<number>()
  const take = (from: readonly number[], share: number) => {
    for (const id of from.slice(0, Math.ceil(share))) if (id !== songId) mix.add(id)
  }
  take(own, count * 0.2)
  take(shuffled(others), count * 0.5)
  take(related, count * 0.4)
  for (const rest of [others, related, own]) {
    if (mix.size < count) take(rest, rest.length)
  }
  return shuffled([...mix].slice(0, count))
}

/** An artist's songs by plays of everybody here, then by the caller's rating, else the average. */
export function topSongs(db: ReadDb, { userId, scope }: Listener, artistId: number, count: number): number[] {
  if (count <= 0) return []
  return prepare<Record<string, unknown>, number>(db, topSongsSql(scope))
    .pluck()
    .all({ artistId, userId, count, folders: scope.key }) as number[]
}

/** Nobody has more songs than this; a name like "Unknown" may, and is not worth sorting all of. */
const MOST_SONGS_OF_ONE = 5000

export const topSongsSql = (scope: FolderScope) => `
SELECT s.id FROM (${songsOfArtistPage(MOST_SONGS_OF_ONE)}) p CROSS JOIN songs s ON s.id = p.song_id
LEFT JOIN song_annotations own ON own.user_id = :userId AND own.song_id = s.id
WHERE s.missing_since IS NULL ${inScope(scope, 's.folder_id')}
ORDER BY (SELECT coalesce(sum(play_count), 0) FROM song_annotations WHERE song_id = s.id) DESC,
  coalesce(own.rating, s.average_rating, 0) DESC, s.year, s.album_id, s.disc, s.track, s.id
LIMIT :count`

function songsOfArtistPage(limit: number): string {
  return `SELECT song_id FROM song_artists INDEXED BY song_artists_artist
    WHERE artist_id = :artistId AND role = 'artist' LIMIT ${limit}`
}

function songsOfArtist(db: ReadDb, scope: FolderScope, artistId: number, limit: number): number[] {
  return prepare<Record<string, unknown>, number>(db, songsOfArtistSql(scope))
    .pluck()
    .all({ artistId, limit, folders: scope.key }) as number[]
}

export const songsOfArtistSql = (scope: FolderScope) => `
SELECT s.id FROM song_artists a INDEXED BY song_artists_artist CROSS JOIN songs s ON s.id = a.song_id
WHERE a.artist_id = :artistId AND a.role = 'artist' AND s.missing_since IS NULL ${inScope(scope, 's.folder_id')} LIMIT :limit`

interface GenreOf {
  readonly genreId: number
  readonly songs: number
}

function genresOfArtist(db: ReadDb, scope: FolderScope, artistId: number): GenreOf[] {
  return prepare<Record<string, unknown>, GenreOf>(db, genresOfArtistSql(scope)).all({
    artistId,
    folders: scope.key,
  })
}

export const genresOfArtistSql = (scope: FolderScope) => `
SELECT g.genre_id AS genreId, count(*) AS songs FROM (
  SELECT song_id FROM song_artists INDEXED BY song_artists_artist WHERE artist_id = :artistId AND role IN ('artist', 'albumartist')
  LIMIT ${SONGS_OF_ONE}
) p CROSS JOIN song_genres g INDEXED BY song_genres_song ON g.song_id = p.song_id ${inScope(scope, 'g.folder_id')}
GROUP BY g.genre_id ORDER BY songs DESC, g.genre_id LIMIT ${GENRES_OF_ONE}`

function genresOfSong(db: ReadDb, songId: SongId): GenreOf[] {
  return prepare<[number], GenreOf>(
    db,
    `SELECT genre_id AS genreId, 1 AS songs FROM song_genres INDEXED BY song_genres_song WHERE song_id = ? LIMIT ${GENRES_OF_ONE}`,
  ).all(songId)
}

interface Hits {
  readonly id: number
  readonly hits: number
}

function artistsOfSongs(db: ReadDb, songIds: readonly number[]): Hits[] {
  return prepare<[string], Hits>(db, ARTISTS_OF_SONGS).all(JSON.stringify(songIds))
}

export const ARTISTS_OF_SONGS = `
SELECT a.artist_id AS id, count(*) AS hits FROM json_each(?) p
CROSS JOIN song_artists a ON a.song_id = p.value AND a.role = 'artist' GROUP BY a.artist_id`

function artistsOnTheSameAlbums(db: ReadDb, scope: FolderScope, artistId: number): Hits[] {
  return prepare<Record<string, unknown>, Hits>(db, artistsOnTheSameAlbumsSql(scope)).all({
    artistId,
    folders: scope.key,
  })
}

export const artistsOnTheSameAlbumsSql = (scope: FolderScope) => `
SELECT a.artist_id AS id, count(DISTINCT s.album_id) AS hits FROM (
  SELECT DISTINCT mine.album_id FROM (${songsOfArtistPage(SONGS_OF_ONE)}) p CROSS JOIN songs mine ON mine.id = p.song_id
  WHERE mine.missing_since IS NULL ${inScope(scope, 'mine.folder_id')} LIMIT 30
) shared CROSS JOIN songs s INDEXED BY songs_album ON s.album_id = shared.album_id AND s.missing_since IS NULL
CROSS JOIN song_artists a ON a.song_id = s.id AND a.role = 'artist' GROUP BY a.artist_id LIMIT 500`

/** The same songs, those whose year is nearest to that of a song first. */
function nearestYears(db: ReadDb, songIds: readonly number[], to: number | undefined): number[] {
  return prepare<[string, number], number>(db, NEAREST_YEARS)
    .pluck()
    .all(JSON.stringify(songIds), to ?? 0) as number[]
}

export const NEAREST_YEARS = `
SELECT s.id FROM json_each(?) p CROSS JOIN songs s ON s.id = p.value
ORDER BY coalesce(abs(s.year - (SELECT year FROM songs WHERE id = ?)), 100) / 5, p.key`
