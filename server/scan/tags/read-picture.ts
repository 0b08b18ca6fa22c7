// The way in for the cover endpoint: the picture itself.
import { statSync } from 'node:fs'
import { withParsedSong } from './parse-song.ts'
import type { FoundPicture } from './raw-tags.ts'

export interface SongPicture {
  readonly mime: string
  readonly data: Buffer
}

/** No cover is larger; what is, is not worth the memory. */
const MAX_PICTURE = 32 * 1024 * 1024

/** The front cover inside a file, else its first picture. undefined if there is none or the file is broken or gone. */
export async function readPicture(path: string): Promise<SongPicture | undefined> {
  try {
    const file = statSync(path)
    if (!file.isFile()) return undefined
    const { size } = file
    const read = withParsedSong(path, size, ({ raw }) => raw.picture && pictureData(raw.picture))
    if (read) return read.value
    const { readPictureWithMusicMetadata } = await import('./with-music-metadata.ts')
    return await readPictureWithMusicMetadata(path)
  } catch {
    // The song itself is in the library, or its problem in the scan's report: here it just has no cover.
    return undefined
  }
}

function pictureData(picture: FoundPicture): SongPicture | undefined {
  if (picture.length > MAX_PICTURE) return undefined
  return { mime: picture.mime, data: Buffer.from(picture.slice(0, picture.length)) }
}
