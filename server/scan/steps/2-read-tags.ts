// Step 2: reads the tags of the files that are new or changed, with the lyrics and pictures beside them. Never touches the
// database. A file that cannot be read is a problem for the report, not an exception.

import { type ReadSong, type TagLyrics, UnreadableSong } from '../../library/song-tags.ts'
import { reasonOf } from '../file-problems.ts'
import { readImages } from '../folder-images.ts'
import { readSidecar } from '../sidecars.ts'
import { absolutePath, type WorkFile } from '../walk.ts'

/** Synchronous for the common formats, a promise for those that music-metadata reads. */
export type SongReader = (path: string, size: number) => ReadSong | Promise<ReadSong>

export interface StoredLyrics extends TagLyrics {
  readonly source: 'file' | 'embedded'
}

export type ReadFile =
  | { readonly file: WorkFile; readonly song: ReadSong; readonly lyrics: readonly StoredLyrics[] }
  | { readonly file: WorkFile; readonly problem: string }

export type ReadSongFile = Extract<ReadFile, { readonly song: ReadSong }>

/** One turn of reading: about as much as one short transaction can store. */
const MOST_FILES = 64
const BUDGET_MS = 12
/** Files read at once where the reader works in the background. */
const MOST_AT_ONCE = 8

/** Reads some files from `start` on, in order. */
export async function readSome(
  work: readonly WorkFile[],
  start: number,
  readSong: SongReader,
): Promise<ReadFile[]> {
  const endAt = performance.now() + BUDGET_MS
  const found: (ReadFile | Promise<ReadFile>)[] = []
  let waiting = 0
  for (let at = start; at < work.length && found.length < MOST_FILES && waiting < MOST_AT_ONCE; at++) {
    const file = read(work[at]!, readSong)
    if (file instanceof Promise) waiting++
    found.push(file)
    if (performance.now() > endAt) break
  }
  return waiting === 0 ? (found as ReadFile[]) : Promise.all(found)
}

function read(file: WorkFile, readSong: SongReader): ReadFile | Promise<ReadFile> {
  try {
    readImages(file.directory)
    const song = readSong(absolutePath(file.directory, file.name), file.size)
    if (song instanceof Promise)
      return song.then((read) => withLyrics(file, read)).catch((error) => failed(file, error))
    return withLyrics(file, song)
  } catch (error) {
    return failed(file, error)
  }
}

/** What lies beside the file comes first: somebody put it there on purpose. */
function withLyrics(file: WorkFile, song: ReadSong): ReadFile {
  const beside = file.sidecars.flatMap((sidecar) => readSidecar(file.directory, sidecar) ?? [])
  const lyrics = [
    ...beside.map((text) => ({ ...text, source: 'file' as const })),
    ...song.tags.lyrics.map((text) => ({ ...text, source: 'embedded' as const })),
  ]
  return { file, song, lyrics }
}

function failed(file: WorkFile, error: unknown): ReadFile {
  // Readers work on whatever bytes a file holds: anything they throw is about that file.
  if (error instanceof UnreadableSong) return { file, problem: error.message }
  return { file, problem: reasonOf(error) }
}
