import { MissingInput, NotFound } from '../../errors.ts'
import { parsePublicId } from '../../ids.ts'
import { artistsByIds, findArtist, findArtistByName } from '../../library/artists.ts'
import { artistJson, folderArtistJson } from '../../library/fragments/artist-json.ts'
import { findAlbumOf, findArtistOf, findSubject } from '../../library/library-info.ts'
import { similarArtists, similarSongs, topSongs } from '../../library/similar-songs.ts'
import { type Listener, songsByIds } from '../../library/songs.ts'
import type { RawJson } from '../../raw-json.ts'
import { lastFmUrl } from '../responses/last-fm-url.ts'
import type { Payload, SubsonicDeps, SubsonicRequest } from '../types.ts'

// Picture URLs are left out: they would have to work without credentials, and getCoverArt does not.

export function getArtistInfo(request: SubsonicRequest, { db }: SubsonicDeps): Payload {
  const { artist, similar } = aboutArtist(request, db)
  return { artistInfo: { ...artist, similarArtist: similar.map(folderArtistJson) } }
}

export function getArtistInfo2(request: SubsonicRequest, { db }: SubsonicDeps): Payload {
  const { artist, similar } = aboutArtist(request, db)
  return { artistInfo2: { ...artist, similarArtist: similar.map(artistJson) } }
}

export function getAlbumInfo(request: SubsonicRequest, { db }: SubsonicDeps): Payload {
  const listener = listenerOf(request)
  const album = findAlbumOf(db, listener, subjectOf(request, db, listener))
  if (!album) return { albumInfo: {} }
  return {
    albumInfo: {
      musicBrainzId: album.musicBrainzId ?? undefined,
      lastFmUrl: album.artistName === null ? undefined : lastFmUrl(album.artistName, album.name),
    },
  }
}

/** The member is called `albumInfo` here too. */
export function getAlbumInfo2(request: SubsonicRequest, deps: SubsonicDeps): Payload {
  return getAlbumInfo(request, deps)
}

export function getSimilarSongs(request: SubsonicRequest, { db }: SubsonicDeps): Payload {
  return { similarSongs: { song: mixFor(request, db) } }
}

export function getSimilarSongs2(request: SubsonicRequest, { db }: SubsonicDeps): Payload {
  return { similarSongs2: { song: mixFor(request, db) } }
}

/** An unknown artist is an empty list: an error would break a client's artist page. */
export function getTopSongs(request: SubsonicRequest, { db }: SubsonicDeps): Payload {
  const { optional } = request
  const listener = listenerOf(request)
  const id = optional.text('id')
  const name = optional.text('artist')
  if (!id && !name) throw new MissingInput('artist')

  const wanted = id ? parsePublicId(id) : undefined
  const artist = id
    ? wanted?.kind === 'artist' && findArtist(db, listener, wanted.id)
    : findArtistByName(db, listener, name!)
  if (!artist) return { topSongs: { song: [] } }
  return {
    topSongs: { song: songsByIds(db, listener, topSongs(db, listener, artist.id, countOf(request, 50))) },
  }
}

type Db = SubsonicDeps['db']

/** More would be a list nobody plays. */
const MOST_SONGS = 500
const MOST_ARTISTS = 100

const listenerOf = ({ user }: SubsonicRequest): Listener => ({ userId: user.id, scope: user.scope })

const countOf = ({ optional }: SubsonicRequest, fallback: number, most = MOST_SONGS) =>
  Math.min(most, optional.int('count', fallback, { min: 0 }))

function subjectOf({ need }: SubsonicRequest, db: Db, listener: Listener) {
  const subject = findSubject(db, listener, need.anyId('id'))
  if (!subject) throw new NotFound('item')
  return subject
}

/** `includeNotPresent` changes nothing: artists that are not in the library are not known of. */
function aboutArtist(request: SubsonicRequest, db: Db) {
  const listener = listenerOf(request)
  const row = findArtistOf(db, listener, subjectOf(request, db, listener))
  if (!row) return { artist: {}, similar: [] }
  const ids = similarArtists(db, listener, row.id, countOf(request, 20, MOST_ARTISTS))
  return {
    artist: { musicBrainzId: row.musicBrainzId ?? undefined, lastFmUrl: lastFmUrl(row.name) },
    similar: artistsByIds(db, listener, ids),
  }
}

function mixFor(request: SubsonicRequest, db: Db): RawJson {
  const listener = listenerOf(request)
  const ids = similarSongs(db, listener, subjectOf(request, db, listener), countOf(request, 50))
  return songsByIds(db, listener, ids)
}
