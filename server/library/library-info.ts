// What the library itself knows about an artist or album, for any id a client may send (getArtistInfo, getAlbumInfo,
// getSimilarSongs). There is no outside source: nothing is fetched, nobody is told what is listened to.
import type { ReadDb } from '../db/open.ts'
import { prepare } from '../db/statements.ts'
import type { AlbumId, ArtistId, PublicId, SongId } from '../ids.ts'
import { type AlbumFacts, findAlbum } from './albums.ts'
import { findArtist } from './artists.ts'
import { findDirectory } from './directories.ts'
import type { ArtistRow } from './fragments/artist-json.ts'
import { inScope } from './scope-filter.ts'
import type { Listener } from './songs.ts'

/** What an id leads to: the thing itself exists for the caller, though it may have no artist or album. */
export interface Subject {
  readonly artistId?: ArtistId
  readonly albumId?: AlbumId
  readonly songId?: SongId
}

/** Undefined when the caller may not know of such a thing. */
export function findSubject(db: ReadDb, listener: Listener, { kind, id }: PublicId): Subject | undefined {
  switch (kind) {
    case 'artist':
      return findArtist(db, listener, id) && { artistId: id }
    case 'album': {
      const album = findAlbum(db, listener, id)
      return album && { albumId: id, artistId: album.artistId ?? undefined }
    }
    case 'song': {
      const song = subjectOfSong(db, listener, id)
      return song && { ...song, songId: id }
    }
    case 'directory':
      return findDirectory(db, listener, id) && (subjectOfDirectory(db, listener, id) ?? {})
    case 'playlist':
      return undefined
  }
}

export function findArtistOf(db: ReadDb, listener: Listener, { artistId }: Subject): ArtistRow | undefined {
  return artistId === undefined ? undefined : findArtist(db, listener, artistId)
}

export function findAlbumOf(db: ReadDb, listener: Listener, { albumId }: Subject): AlbumFacts | undefined {
  return albumId === undefined ? undefined : findAlbum(db, listener, albumId)
}

interface SongFacts {
  readonly albumId: AlbumId | null
  readonly artistId: ArtistId | null
}

const SONG_FACTS = `s.album_id AS albumId,
  (SELECT artist_id FROM song_artists WHERE song_id = s.id AND role = 'artist' ORDER BY position LIMIT 1) AS artistId`

function subjectOfSong(db: ReadDb, { scope }: Listener, id: SongId): Subject | undefined {
  const facts = prepare<Record<string, unknown>, SongFacts>(
    db,
    `SELECT ${SONG_FACTS} FROM songs s WHERE s.id = :id AND s.missing_since IS NULL ${inScope(scope, 's.folder_id')}`,
  ).get({ id, folders: scope.key })
  return facts && toSubject(facts)
}

/** By a song in the directory, or up to two levels below it: an artist's folder has its songs inside album folders. */
function subjectOfDirectory(db: ReadDb, { scope }: Listener, id: number): Subject | undefined {
  for (const sql of [SONG_IN_DIRECTORY, SONG_ONE_BELOW, SONG_TWO_BELOW]) {
    const facts = prepare<Record<string, unknown>, SongFacts>(db, sql).get({ id, folders: scope.key })
    if (!facts) continue
    const { artistId, albumId } = toSubject(facts)
    return sql === SONG_IN_DIRECTORY ? { artistId, albumId } : { artistId }
  }
  return undefined
}

const LIVE_DIRECTORY = 'CROSS JOIN songs s INDEXED BY songs_directory ON'
const SONG_IN_DIRECTORY = `
SELECT ${SONG_FACTS} FROM songs s INDEXED BY songs_directory WHERE s.directory_id = :id AND s.missing_since IS NULL LIMIT 1`
const SONG_ONE_BELOW = `
SELECT ${SONG_FACTS} FROM directories d1 INDEXED BY directories_children
${LIVE_DIRECTORY} s.directory_id = d1.id AND s.missing_since IS NULL
WHERE d1.parent_id = :id AND d1.missing_since IS NULL LIMIT 1`
const SONG_TWO_BELOW = `
SELECT ${SONG_FACTS} FROM directories d1 INDEXED BY directories_children
CROSS JOIN directories d2 INDEXED BY directories_children ON d2.parent_id = d1.id AND d2.missing_since IS NULL
${LIVE_DIRECTORY} s.directory_id = d2.id AND s.missing_since IS NULL
WHERE d1.parent_id = :id AND d1.missing_since IS NULL LIMIT 1`

const toSubject = ({ albumId, artistId }: SongFacts): Subject => ({
  albumId: albumId ?? undefined,
  artistId: artistId ?? undefined,
})
