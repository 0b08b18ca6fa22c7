// Bytes out: what the media endpoints need, made once by the server. Songs and archives need nothing kept; covers have
// their cache and their thread.
import type { Log } from '../log.ts'
import { type Covers, createCovers } from './cover-art.ts'
import { createPictureReader } from './picture-reader.ts'

export interface Media {
  readonly covers: Covers
  /** When what was made is on disk. Requests must have ended. */
  close(): Promise<void>
}

export interface MediaOptions {
  /** `cache/`: may be deleted at any time. */
  readonly cacheDir: string
  readonly log: Log
}

export function createMedia({ cacheDir, log }: MediaOptions): Media {
  const pictures = createPictureReader()
  const covers = createCovers({ cacheDir, log, readPicture: pictures.read })
  return {
    covers,
    async close() {
      await pictures.close()
      await covers.settled()
    },
  }
}
