import { NotFound } from '../../errors.ts'
import { isInScope } from '../../folder-scope.ts'
import { type AlbumId, type ArtistId, albumId, artistId, parsePublicId } from '../../ids.ts'
import { findAlbum, findOpenAlbum, listAlbumsOfArtist } from '../../library/albums.ts'
import { findArtist } from '../../library/artists.ts'
import { findDirectory, listFoldersInScope, listRoots } from '../../library/directories.ts'
import { artistJson, folderArtistJson } from '../../library/fragments/artist-json.ts'
import { listGenres } from '../../library/genres.ts'
import { findSong, type Listener, songsOfAlbum, songsOfDirectory } from '../../library/songs.ts'
import { RawJson } from '../../raw-json.ts'
import { allSubdirectories, artistIndex, directoryIndex } from '../responses/artist-index.ts'
import { annotations, directoryChild, directoryHead } from '../responses/directory.ts'
import { arrayOf, withArray } from '../responses/joined-json.ts'
import type { Payload, SubsonicDeps, SubsonicRequest } from '../types.ts'

export function getMusicFolders({ user }: SubsonicRequest, { db }: SubsonicDeps): Payload {
  return { musicFolders: { musicFolder: listFoldersInScope(db, user.scope) } }
}

export async function getIndexes(
  { optional, user, scope }: SubsonicRequest,
  { db, versions, ignoredArticles }: SubsonicDeps,
): Promise<Payload> {
  const lastModified = versions.changedAt('library')
  const head = { ignoredArticles, lastModified }
  const since = optional.maybeInt('ifModifiedSince')
  if (since !== undefined && since >= lastModified) {
    return { indexes: { ...head, shortcut: [], index: [], child: [] } }
  }
  const listener = { userId: user.id, scope }
  const loose = listRoots(db, scope).map((root) => songsOfDirectory(db, user.id, root.id))
  return {
    indexes: {
      ...head,
      shortcut: [],
      index: await directoryIndex(db, versions, listener),
      child: arrayOf([], joinElements(loose)),
    },
  }
}

/** Any directory; the number of a music folder for its top; artists and albums too, because clients mix both views. */
export async function getMusicDirectory(
  { need, user }: SubsonicRequest,
  { db }: SubsonicDeps,
): Promise<Payload> {
  const listener = { userId: user.id, scope: user.scope }
  const text = need.text('id')
  if (/^\d{1,9}$/.test(text)) return { directory: await musicFolderAsDirectory(db, listener, Number(text)) }
  const id = parsePublicId(text)
  switch (id?.kind) {
    case 'directory':
      return { directory: await realDirectory(db, listener, id.id) }
    case 'artist':
      return { directory: artistAsDirectory(db, listener, id.id) }
    case 'album':
      return { directory: albumAsDirectory(db, listener, id.id) }
    default:
      throw new NotFound('directory')
  }
}

export function getGenres({ user }: SubsonicRequest, { db }: SubsonicDeps): Payload {
  const genre = listGenres(db, user.scope).map(({ name, songCount, albumCount }) => ({
    value: name,
    songCount,
    albumCount,
  }))
  return { genres: { genre } }
}

export async function getArtists(
  { user, scope }: SubsonicRequest,
  { db, versions, ignoredArticles }: SubsonicDeps,
): Promise<Payload> {
  const lastModified = versions.changedAt('library')
  const index = await artistIndex(db, versions, { userId: user.id, scope })
  return { artists: { ignoredArticles, lastModified, index } }
}

export function getArtist({ need, user }: SubsonicRequest, { db }: SubsonicDeps): Payload {
  const listener = { userId: user.id, scope: user.scope }
  const id = need.artistId('id')
  const artist = findArtist(db, listener, id)
  if (!artist) throw new NotFound('artist')
  return { artist: { ...artistJson(artist), album: listAlbumsOfArtist(db, listener, id) } }
}

export function getAlbum({ need, user }: SubsonicRequest, { db }: SubsonicDeps): Payload {
  const id = need.albumId('id')
  const album = findOpenAlbum(db, { userId: user.id, scope: user.scope }, id)
  if (!album) throw new NotFound('album')
  return { album: withArray(album, 'song', songsOfAlbum(db, user.id, id)) }
}

export function getSong({ need, user }: SubsonicRequest, { db }: SubsonicDeps): Payload {
  const song = findSong(db, { userId: user.id, scope: user.scope }, need.songId('id'))
  if (!song) throw new NotFound('song')
  return { song }
}

/** There are no videos; clients that ask at every start get an answer rather than an error. */
export function getVideos(): Payload {
  return { videos: { video: [] } }
}

export function getVideoInfo({ need }: SubsonicRequest): Payload {
  need.text('id')
  throw new NotFound('video')
}

type Db = SubsonicDeps['db']

async function musicFolderAsDirectory(db: Db, listener: Listener, folderId: number) {
  const folder = listFoldersInScope(db, listener.scope).find(({ id }) => id === folderId)
  if (!folder || !isInScope(listener.scope, folderId)) throw new NotFound('directory')
  const root = listRoots(db, listener.scope).find((one) => one.folderId === folderId)
  return {
    id: String(folderId),
    name: folder.name,
    child: root ? await childrenOf(db, listener, root.id) : new RawJson('[]'),
  }
}

async function realDirectory(db: Db, listener: Listener, id: number) {
  const directory = findDirectory(db, listener, id)
  if (!directory) throw new NotFound('directory')
  return { ...directoryHead(directory), child: await childrenOf(db, listener, id) }
}

/** Sub-directories by name, then files by disc, track and file name. */
async function childrenOf(db: Db, listener: Listener, id: number): Promise<RawJson> {
  const directories = await allSubdirectories(db, listener, id)
  return arrayOf(directories.map(directoryChild), songsOfDirectory(db, listener.userId, id))
}

function artistAsDirectory(db: Db, listener: Listener, id: ArtistId) {
  const artist = findArtist(db, listener, id)
  if (!artist) throw new NotFound('directory')
  const { coverArt: _, ...head } = folderArtistJson(artist)
  return { ...head, child: listAlbumsOfArtist(db, listener, id, 'child') }
}

function albumAsDirectory(db: Db, listener: Listener, id: AlbumId) {
  const album = findAlbum(db, listener, id)
  if (!album) throw new NotFound('directory')
  return {
    id: albumId(id),
    parent: album.artistId === null ? undefined : artistId(album.artistId),
    name: album.name,
    ...annotations(album),
    playCount: album.playCount ?? 0,
    child: arrayOf([], songsOfAlbum(db, listener.userId, id)),
  }
}

function joinElements(lists: readonly (Buffer | null)[]): Buffer | null {
  const filled = lists.filter((list) => list !== null)
  if (filled.length === 0) return null
  return Buffer.concat(filled.flatMap((list, place) => (place === 0 ? [list] : [Buffer.from(','), list])))
}
