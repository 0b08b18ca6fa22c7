import { coverId, playlistId } from '../../ids.ts'
import type { Playlist, PlaylistSummary } from '../../library/playlists.ts'
import type { RawJson } from '../../raw-json.ts'

interface Around {
  readonly summary: PlaylistSummary
  /** Whether the caller may change its songs. */
  readonly editable: boolean
}

/** The type Playlist. */
export function playlistResponse(playlist: Playlist, { summary, editable }: Around) {
  const id = playlistId(playlist.id)
  return {
    id,
    name: playlist.name,
    comment: playlist.comment || undefined,
    owner: playlist.ownerName ?? '',
    public: playlist.public,
    songCount: summary.songCount,
    duration: summary.durationSec,
    created: new Date(playlist.createdAt).toISOString(),
    changed: new Date(playlist.changedAt).toISOString(),
    // Base 36, so that the stamp keeps the changing end of the time.
    coverArt: summary.hasCover ? coverId(id, playlist.changedAt.toString(36)) : undefined,
    readonly: !editable,
  }
}

/** The type PlaylistWithSongs. */
export function playlistWithSongs(playlist: Playlist, around: Around, entry: RawJson) {
  return { ...playlistResponse(playlist, around), entry }
}
