// Child of a song, as far as it is the same for every caller. Written at scan time, never in a request.

import { albumId, artistId, coverId, directoryId, songId } from '../../ids.ts'
import { contentTypeOf } from '../content-types.ts'
import type { StoredTags } from '../stored-tags.ts'
import { legalText } from './legal-text.ts'

/** An artist as an entity names it: id and name only. */
export interface ArtistReference {
  readonly id: number
  readonly name: string
}

export interface SongOfFragment {
  readonly id: number
  readonly directoryId: number
  readonly path: string
  readonly size: number
  readonly addedAt: number
  readonly title: string
  readonly disc: number | null
  readonly track: number | null
  readonly year: number | null
  readonly durationSec: number
  readonly bitRate: number
  readonly suffix: string
  readonly musicBrainzId: string | null
  readonly tags: StoredTags
}

export interface SongSurroundings {
  readonly album: { readonly id: number; readonly name: string; readonly coverHash: string | null }
  /** The song's own picture where it is not the album's (CONTRACT.md IMAGE-2). */
  readonly ownPictureHash: string | null
  readonly sortName: string
  /** At least one: who sings, or the artist that stands for an unknown one (IDS-2). */
  readonly artists: readonly ArtistReference[]
  readonly displayArtist: string
  readonly albumArtists: readonly ArtistReference[]
  readonly displayAlbumArtist: string
  readonly contributors: readonly {
    readonly role: string
    readonly subRole?: string
    readonly artist: ArtistReference
  }[]
}

/** The text of the object without its closing brace; annotation-json.ts completes it. */
export function songFragment(song: SongOfFragment, around: SongSurroundings): string {
  const { tags } = song
  const genres = tags.genres.map((name) => ({ name }))
  const composers = around.contributors.filter(({ role }) => role === 'composer')
  return openObject({
    id: songId(song.id),
    parent: directoryId(song.directoryId),
    isDir: false,
    title: legalText(song.title),
    album: around.album.name,
    artist: around.displayArtist,
    track: song.track ?? undefined,
    year: song.year ?? undefined,
    genre: tags.genres[0],
    coverArt: coverOf(song, around),
    size: song.size,
    contentType: contentTypeOf(song.suffix),
    suffix: song.suffix,
    duration: Math.round(song.durationSec),
    bitRate: Math.round(song.bitRate),
    bitDepth: tags.audio.bitDepth,
    samplingRate: tags.audio.sampleRate,
    channelCount: tags.audio.channels,
    path: legalText(song.path),
    isVideo: false,
    discNumber: song.disc ?? undefined,
    created: new Date(song.addedAt).toISOString(),
    albumId: albumId(around.album.id),
    artistId: artistId(around.artists[0]!.id),
    type: 'music',
    mediaType: 'song',
    bpm: Math.round(tags.bpm ?? 0),
    comment: tags.comment ?? '',
    sortName: around.sortName,
    musicBrainzId: song.musicBrainzId ?? undefined,
    isrc: tags.isrc,
    genres,
    artists: around.artists.map(reference),
    displayArtist: around.displayArtist,
    albumArtists: around.albumArtists.map(reference),
    displayAlbumArtist: around.displayAlbumArtist,
    contributors: around.contributors.map(({ role, subRole, artist }) => ({
      role,
      subRole,
      artist: reference(artist),
    })),
    displayComposer: composers.map(({ artist }) => artist.name).join(', '),
    moods: tags.moods,
    replayGain: tags.replayGain,
    explicitStatus: tags.explicit ?? '',
    works: tags.works,
    movements: tags.movements,
    groupings: tags.groupings,
  })
}

function coverOf(song: SongOfFragment, { album, ownPictureHash }: SongSurroundings): string | undefined {
  if (ownPictureHash !== null) return coverId(songId(song.id), ownPictureHash)
  return album.coverHash === null ? undefined : coverId(albumId(album.id), album.coverHash)
}

export const reference = ({ id, name }: ArtistReference) => ({ id: artistId(id), name })

/** JSON of an object that always has members, without its last character. */
export const openObject = (object: object) => JSON.stringify(object).slice(0, -1)
