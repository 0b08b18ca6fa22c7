// Row ids inside, public ids outside. Every id that leaves or enters the server passes through here, so that a song
// id can never be used as an album id by mistake: the types are branded, the public form carries its kind.
//
// Public form: `so-12`. At most 32 characters of [A-Za-z0-9_-], never a bare number (CONTRACT.md PAR-7). Rows are
// AUTOINCREMENT, so an id is never given to something else later.

declare const brand: unique symbol
type Branded<Name extends string> = number & { readonly [brand]: Name }

export type SongId = Branded<'song'>
export type AlbumId = Branded<'album'>
export type ArtistId = Branded<'artist'>
export type DirectoryId = Branded<'directory'>
export type PlaylistId = Branded<'playlist'>
export type FolderId = Branded<'music folder'>
export type UserId = Branded<'user'>

export type PublicId =
  | { readonly kind: 'song'; readonly id: SongId }
  | { readonly kind: 'album'; readonly id: AlbumId }
  | { readonly kind: 'artist'; readonly id: ArtistId }
  | { readonly kind: 'directory'; readonly id: DirectoryId }
  | { readonly kind: 'playlist'; readonly id: PlaylistId }

export type EntityKind = PublicId['kind']

const PREFIX_OF = { song: 'so', album: 'al', artist: 'ar', directory: 'di', playlist: 'pl' } as const
const KIND_OF: Record<string, EntityKind> = {
  so: 'song',
  al: 'album',
  ar: 'artist',
  di: 'directory',
  pl: 'playlist',
}

/** Prefixes that clients put before an id of ours when they ask for a cover (CONTRACT.md IMAGE-1). */
const PUBLIC_ID = /^(?:(?:al|ar|pl|mf|pd|dc)-)?(so|al|ar|di|pl)-([1-9]\d{0,14})(?:_[0-9a-z]{1,12})?$/

export const songId = (id: SongId | number) => `${PREFIX_OF.song}-${id}`
export const albumId = (id: AlbumId | number) => `${PREFIX_OF.album}-${id}`
export const artistId = (id: ArtistId | number) => `${PREFIX_OF.artist}-${id}`
export const directoryId = (id: DirectoryId | number) => `${PREFIX_OF.directory}-${id}`
export const playlistId = (id: PlaylistId | number) => `${PREFIX_OF.playlist}-${id}`

/**
 * The id of a cover: the entity's id and a stamp of the picture, so that a client that caches by id sees a new picture
 * (CONTRACT.md IMAGE-3). `parsePublicId` ignores the stamp: an old cover id still leads to the current picture.
 */
export const coverId = (publicId: string, pictureHash: string) => `${publicId}_${pictureHash.slice(0, 8)}`

/** Reads any public id, a cover id included; undefined when it is none. A leading stray prefix (`al-al-3`) is dropped. */
export function parsePublicId(text: string): PublicId | undefined {
  const match = PUBLIC_ID.exec(text)
  if (!match) return undefined
  const kind = KIND_OF[match[1]!]!
  return { kind, id: Number(match[2]) } as PublicId
}
