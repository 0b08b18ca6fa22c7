// What the scan writes into song_tags.tags, as JSON: everything that was read from the file and has no column of its own.
import type { AudioProperties, ReadSong, SongTags } from './song-tags.ts'

/** Lyrics have a table of their own; duration and bit rate are columns of songs. */
export type StoredTags = Omit<SongTags, 'lyrics'> & {
  readonly audio: Omit<AudioProperties, 'durationSec' | 'bitRate'>
}

export function toStoredTags({ tags, audio }: ReadSong): StoredTags {
  const { lyrics: _lyrics, ...kept } = tags
  const { durationSec: _durationSec, bitRate: _bitRate, ...properties } = audio
  return { ...kept, audio: properties }
}
