// Bytes out: what the media endpoints need, made once by the server. Songs and archives need nothing kept; covers have
// their cache.
import type { Log } from '../log.ts'
import { type Covers, createCovers, type ReadPicture } from './cover-art.ts'

export interface Media {
  readonly covers: Covers
  /** When what was made is on disk. Requests must have ended. */
  close(): Promise<void>
}

export interface MediaOptions {
  /** `cache/`: may be deleted at any time. */
  readonly cacheDir: string
  readonly log: Log
  readonly readPicture?: ReadPicture
}

export function createMedia({ cacheDir, log, readPicture = readEmbeddedPicture }: MediaOptions): Media {
  const covers = createCovers({ cacheDir, log, readPicture })
  return { covers, close: () => covers.settled() }
}

/** Loaded at the first picture: a tag library comes with it. */
async function readEmbeddedPicture(songPath: string): Promise<Buffer | undefined> {
  const { readPicture } = await import('../scan/tags/read-picture.ts')
  return (await readPicture(songPath))?.bytes
}
