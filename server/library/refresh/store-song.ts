// Writes what lists and finds a song, where its fragment differs from the stored one. Everything written here comes from
// what the fragment shows, so an equal fragment means that nothing else has to be looked at.
import { prepare } from '../../db/statements.ts'
import { type ArtistReference, songFragment } from '../fragments/song-json.ts'
import { ROLES } from '../roles.ts'
import { songSearchRow } from '../search-index.ts'
import type { AlbumSong } from './album-songs.ts'
import type { Credit } from './credits.ts'
import type { RefreshRun } from './refresh-library.ts'
import { type AlbumFacts, namesToSearch } from './store-album.ts'

interface SongContext {
  readonly album: AlbumFacts
  readonly ownPictureHash: string | null
  readonly credit: Credit
}

interface Contribution {
  readonly role: string
  readonly subRole?: string
  readonly artist: ArtistReference
}

/** `isNew`: the song was in no listing before. */
export function storeSong(run: RefreshRun, song: AlbumSong, context: SongContext): { isNew: boolean } {
  const { db } = run
  const { album, credit } = context
  const artists = run.people.referAll(credit.people)
  const contributors = contributionsTo(run, song)
  const json = songFragment(song, {
    album: { id: album.id, name: album.name, coverHash: album.cover.hash },
    ownPictureHash: context.ownPictureHash,
    sortName: song.tags.titleSort ?? song.sortTitle,
    artists,
    displayArtist: credit.display,
    albumArtists: album.artists,
    displayAlbumArtist: album.displayArtist,
    contributors,
  })
  const stored = prepare<[number], string>(db, 'SELECT json FROM song_json WHERE song_id = ?')
    .pluck()
    .get(song.id)
  if (stored === json) return { isNew: false }

  const isNew = stored === undefined
  if (!isNew) removeLinks(run, song.id)
  prepare(db, 'INSERT OR REPLACE INTO song_json (song_id, json) VALUES (?, ?)').run(song.id, json)
  storePeople(run, song.id, artists, album.artists, contributors)
  storeGenres(run, song)
  const searched = {
    title: song.title,
    artist: namesToSearch(credit.display, [...artists, ...album.artists]),
    album: album.name,
  }
  run.search.put('song', song.id, songSearchRow(song.folderId, searched))
  run.noteChange()
  return { isNew }
}

/** The song is gone: no listing and no search finds it. Its row and what people did with it stay. */
export function forgetSong(run: RefreshRun, id: number): void {
  removeLinks(run, id)
  prepare(run.db, 'DELETE FROM song_json WHERE song_id = ?').run(id)
  run.noteChange()
}

function removeLinks({ db, search, pending }: RefreshRun, id: number): void {
  const artistIds = prepare<[number], number>(
    db,
    'DELETE FROM song_artists WHERE song_id = ? RETURNING artist_id',
  )
  for (const artistId of new Set(artistIds.pluck().all(id))) pending.add('artist', artistId)
  const genreIds = prepare<[number], number>(
    db,
    'DELETE FROM song_genres WHERE song_id = ? RETURNING genre_id',
  )
  for (const genreId of genreIds.pluck().all(id)) pending.add('genre', genreId)
  search.remove('song', id)
}

function contributionsTo(run: RefreshRun, { tags }: AlbumSong): Contribution[] {
  const composers = tags.contributors.filter(({ role }) => role === 'composer')
  return tags.contributors
    .filter(
      ({ role }) =>
        (ROLES as readonly string[]).includes(role) && role !== 'artist' && role !== 'albumartist',
    )
    .map(({ role, subRole, name, musicBrainzId }) => ({
      role,
      subRole,
      artist: run.people.refer({
        name,
        musicBrainzId,
        sortTag: role === 'composer' && composers.length === 1 ? tags.composerSort : undefined,
      }),
    }))
}

function storePeople(
  { db, pending }: RefreshRun,
  songId: number,
  artists: readonly ArtistReference[],
  albumArtists: readonly ArtistReference[],
  contributors: readonly Contribution[],
): void {
  const insert = prepare(
    db,
    'INSERT INTO song_artists (song_id, role, position, artist_id) VALUES (?, ?, ?, ?)',
  )
  const positions = new Map<string, number>()
  const everyone = [
    ...artists.map((artist) => ({ role: 'artist', artist })),
    ...albumArtists.map((artist) => ({ role: 'albumartist', artist })),
    ...contributors,
  ]
  for (const { role, artist } of everyone) {
    const position = positions.get(role) ?? 0
    positions.set(role, position + 1)
    insert.run(songId, role, position, artist.id)
    pending.add('artist', artist.id)
  }
}

function storeGenres({ db, genres, pending }: RefreshRun, song: AlbumSong): void {
  const insert = prepare(
    db,
    'INSERT INTO song_genres (genre_id, sort_title, song_id, folder_id, year, random_key) VALUES (?, ?, ?, ?, ?, ?)',
  )
  for (const id of genres.ids(song.tags.genres)) {
    insert.run(id, song.sortTitle, song.id, song.folderId, song.year, song.randomKey)
    pending.add('genre', id)
  }
}
