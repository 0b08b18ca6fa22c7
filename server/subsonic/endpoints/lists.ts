import { ALBUM_LIST_TYPES, type AlbumList, countAlbumList, listAlbums } from '../../library/album-lists.ts'
import type { AlbumShape } from '../../library/albums.ts'
import { listStarredDirectories } from '../../library/directories.ts'
import { artistJson, folderArtistJson } from '../../library/fragments/artist-json.ts'
import { findGenre } from '../../library/genres.ts'
import { drawSongs } from '../../library/random-songs.ts'
import { listSongsByGenre, listStarredSongs, songsFound } from '../../library/songs.ts'
import { listStarredAlbums, listStarredArtists } from '../../library/starred.ts'
import { RawJson } from '../../raw-json.ts'
import { directoryArtist, directoryChild } from '../responses/directory.ts'
import type { Payload, SubsonicDeps, SubsonicRequest } from '../types.ts'

/** CONTRACT.md PAR-6: more is not an error. */
const MOST_ENTRIES = 500

export function getAlbumList(request: SubsonicRequest, deps: SubsonicDeps): Payload {
  return { albumList: { album: albumList(request, deps, 'child') } }
}

export function getAlbumList2(request: SubsonicRequest, deps: SubsonicDeps): Payload {
  return { albumList2: { album: albumList(request, deps, 'album') } }
}

export function getRandomSongs({ optional, user, scope }: SubsonicRequest, { db }: SubsonicDeps): Payload {
  const count = pageSize(optional, 'size')
  const genre = optional.text('genre')
  const genreId = genre ? findGenre(db, genre) : undefined
  if (genre && genreId === undefined) return { randomSongs: { song: [] } }
  const ids = drawSongs(db, scope, {
    count,
    genreId,
    fromYear: optional.maybeInt('fromYear'),
    toYear: optional.maybeInt('toYear'),
  })
  return { randomSongs: { song: songsFound(db, user.id, ids) } }
}

export function getSongsByGenre(
  { need, optional, user, scope }: SubsonicRequest,
  { db }: SubsonicDeps,
): Payload {
  const genreId = findGenre(db, need.text('genre'))
  const page = { count: pageSize(optional, 'count'), offset: pageOffset(optional) }
  if (genreId === undefined) return { songsByGenre: { song: [] } }
  return { songsByGenre: { song: listSongsByGenre(db, { userId: user.id, scope }, genreId, page) } }
}

/**
 * The folder view of stars: folders of the first level stand with the artists, deeper ones with the albums, because that
 * is what a client took them for when they were starred.
 */
export function getStarred({ user, scope }: SubsonicRequest, { db }: SubsonicDeps): Payload {
  const listener = { userId: user.id, scope }
  const directories = listStarredDirectories(db, listener)
  const isArtist = ({ grandparentId }: { grandparentId: number | null }) => grandparentId === null
  const albums = listStarredAlbums(db, listener, 'child')
  const deeper = directories.filter((row) => !isArtist(row)).map(directoryChild)
  return {
    starred: {
      artist: newestStarFirst([
        ...listStarredArtists(db, listener).map(folderArtistJson),
        ...directories.filter(isArtist).map(directoryArtist),
      ]),
      album: deeper.length === 0 ? albums : newestStarFirst([...(albums.parse() as Starred[]), ...deeper]),
      song: listStarredSongs(db, listener),
    },
  }
}

export function getStarred2({ user, scope }: SubsonicRequest, { db }: SubsonicDeps): Payload {
  const listener = { userId: user.id, scope }
  return {
    starred2: {
      artist: listStarredArtists(db, listener).map(artistJson),
      album: listStarredAlbums(db, listener, 'album'),
      song: listStarredSongs(db, listener),
    },
  }
}

function albumList(request: SubsonicRequest, { db, versions }: SubsonicDeps, shape: AlbumShape): RawJson {
  const { optional, user, scope } = request
  const list = readAlbumList(request, db)
  const listener = { userId: user.id, scope }
  const page = { count: pageSize(optional, 'size'), offset: pageOffset(optional) }

  const total = countAlbumList(db, versions, listener, list)
  if (shape === 'album') request.setHeader('X-Total-Count', String(total))
  if (page.offset >= total || page.count === 0) return RawJson.array(null)
  return listAlbums(db, listener, list, page, shape)
}

function readAlbumList({ need }: SubsonicRequest, db: SubsonicDeps['db']): AlbumList {
  const type = need.choice('type', ALBUM_LIST_TYPES)
  switch (type) {
    case 'byYear':
      return { type, fromYear: need.int('fromYear'), toYear: need.int('toYear') }
    case 'byGenre':
      return { type, genreId: findGenre(db, need.text('genre')) }
    default:
      return { type }
  }
}

const pageSize = (optional: SubsonicRequest['optional'], name: string) =>
  Math.min(MOST_ENTRIES, optional.int(name, 10, { min: 0 }))

const pageOffset = (optional: SubsonicRequest['optional']) => optional.int('offset', 0, { min: 0 })

interface Starred {
  readonly starred?: string
}

function newestStarFirst<Item extends Starred>(items: Item[]): Item[] {
  return items.sort((a, b) => (b.starred ?? '').localeCompare(a.starred ?? ''))
}
