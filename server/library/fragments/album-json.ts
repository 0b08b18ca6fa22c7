// AlbumID3, and the same album as a Child for the folder lists, as far as they are the same for every caller.
import { albumId, artistId, coverId } from '../../ids.ts'
import type { ItemDate } from '../song-tags.ts'
import { type ArtistReference, openObject, reference } from './song-json.ts'

export interface AlbumOfFragment {
  readonly id: number
  readonly name: string
  readonly version?: string
  /** At least one. */
  readonly artists: readonly ArtistReference[]
  readonly displayArtist: string
  readonly coverHash: string | null
  readonly songCount: number
  readonly durationSec: number
  readonly addedAt: number
  readonly year?: number
  /** Most frequent first. */
  readonly genres: readonly string[]
  readonly labels: readonly string[]
  readonly releaseTypes: readonly string[]
  readonly moods: readonly string[]
  readonly musicBrainzId?: string
  readonly sortName: string
  readonly originalReleaseDate?: ItemDate
  readonly releaseDate?: ItemDate
  readonly isCompilation: boolean
  readonly explicitStatus: 'explicit' | 'clean' | ''
  readonly discTitles: readonly { readonly disc: number; readonly title: string }[]
}

/** AlbumID3 without its closing brace; with `title` and `album`, which older clients read (CONTRACT.md section 10, end). */
export function albumFragment(album: AlbumOfFragment): string {
  return openObject({
    ...shared(album),
    version: album.version ?? '',
    recordLabels: album.labels.map((name) => ({ name })),
    releaseTypes: album.releaseTypes,
    originalReleaseDate: album.originalReleaseDate ?? {},
    releaseDate: album.releaseDate ?? {},
    isCompilation: album.isCompilation,
    discTitles: album.discTitles,
  })
}

/** Child without its closing brace. Only members a Child may have, and `name` and `songCount`. */
export function albumChildFragment(album: AlbumOfFragment): string {
  return openObject({
    ...shared(album),
    parent: artistId(album.artists[0]!.id),
    isDir: true,
    isVideo: false,
    mediaType: 'album',
    bpm: 0,
    comment: '',
    isrc: [],
    albumArtists: album.artists.map(reference),
    displayAlbumArtist: album.displayArtist,
    contributors: [],
    displayComposer: '',
    replayGain: {},
    works: [],
    movements: [],
    groupings: [],
  })
}

function shared(album: AlbumOfFragment) {
  const id = albumId(album.id)
  return {
    id,
    name: album.name,
    title: album.name,
    album: album.name,
    artist: album.displayArtist,
    artistId: artistId(album.artists[0]!.id),
    coverArt: album.coverHash === null ? undefined : coverId(id, album.coverHash),
    songCount: album.songCount,
    duration: album.durationSec,
    created: new Date(album.addedAt).toISOString(),
    year: album.year,
    genre: album.genres[0],
    musicBrainzId: album.musicBrainzId,
    genres: album.genres.map((name) => ({ name })),
    artists: album.artists.map(reference),
    displayArtist: album.displayArtist,
    moods: album.moods,
    sortName: album.sortName,
    explicitStatus: album.explicitStatus,
  }
}
