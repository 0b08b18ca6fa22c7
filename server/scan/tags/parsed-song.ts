import type { AudioProperties } from '../../library/song-tags.ts'
import type { RawTags } from './raw-tags.ts'

/** What each container reader gives to read-song.ts. */
export interface ParsedSong {
  readonly raw: RawTags
  readonly audio: AudioProperties
  /** See fingerprint.ts: computed while the file is open. */
  readonly identity: string
}

/** Thrown by a reader that met a variety it does not know: music-metadata is asked instead. */
export class NotUnderstood extends Error {
  constructor(what: string) {
    super(what)
    this.name = 'NotUnderstood'
  }
}

/** kbit/s of so many bytes in so many seconds. */
export function bitRate(bytes: number, seconds: number): number {
  return seconds > 0 ? Math.round((bytes * 8) / seconds / 1000) : 0
}
