// The way in for the scan's worker thread: everything the library wants to know of a new or changed file.

import type { EmbeddedPicture, ReadSong } from '../../library/song-tags.ts'
import { embeddedPicture } from './fingerprint.ts'
import { withParsedSong } from './parse-song.ts'
import type { FoundPicture } from './raw-tags.ts'
import { EndOfFile } from './song-file.ts'
import { toSongTags } from './to-song-tags.ts'

/**
 * Reads tags, audio properties, identity and where the picture is. mp3, FLAC, Ogg Vorbis, Opus and m4a are read at once,
 * all others and odd ones by music-metadata, later. Throws UnreadableSong, or rejects with it; nothing else.
 */
export function readSong(path: string, size: number): ReadSong | Promise<ReadSong> {
  const read = withParsedSong(path, size, ({ raw, audio, identity }) => {
    const picture = raw.picture && safePicture(raw.picture)
    return { tags: toSongTags(raw), audio, ...(picture && { picture }), identity }
  })
  return read ? read.value : readOther(path, size)
}

async function readOther(path: string, size: number): Promise<ReadSong> {
  const { readWithMusicMetadata } = await import('./with-music-metadata.ts')
  return readWithMusicMetadata(path, size)
}

/** A broken picture costs the picture, not the song. */
function safePicture(picture: FoundPicture): EmbeddedPicture | undefined {
  try {
    return embeddedPicture(picture)
  } catch (error) {
    if (error instanceof EndOfFile) return undefined
    throw error
  }
}
