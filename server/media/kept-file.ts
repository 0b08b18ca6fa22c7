// Players ask for one song in many small pieces within a moment: at its start, its end, where they seek to. Opening and
// closing the file costs more than reading a piece, so the descriptor is kept for a second and shared.
import fs from 'node:fs'
import { closeFile, type FilePlace, type OpenFile, openFile } from './open-file.ts'

export interface KeptFile extends OpenFile {
  /** To be called by whoever got it, once. */
  release(): void
}

interface Kept {
  readonly file: OpenFile
  users: number
  /** False: closed by its last user. */
  isKept: boolean
}

/**
 * So short that what the open has fetched is still known: asking a descriptor for its size and time is then a matter of
 * microseconds on a network drive too, and can be done on the spot.
 */
const KEPT_FOR_MS = 1000
const MOST_KEPT = 32
const FILES = new Map<string, Kept>()

/** @throws NotFound as openFile */
export async function openKept(place: FilePlace, kind: string): Promise<KeptFile> {
  const key = `${place.musicDir}\0${place.path}`
  const known = FILES.get(key)
  // The file may have been written to since.
  if (known) return share(known, fs.fstatSync(known.file.fd))
  const file = await openFile(place, kind)
  const opened: Kept = { file, users: 0, isKept: false }
  // Somebody else may have opened it meanwhile: then this one is not kept.
  if (FILES.size < MOST_KEPT && !FILES.has(key)) keep(key, opened)
  return share(opened, file)
}

function keep(key: string, kept: Kept): void {
  kept.isKept = true
  FILES.set(key, kept)
  setTimeout(() => {
    FILES.delete(key)
    kept.isKept = false
    if (kept.users === 0) closeFile(kept.file)
  }, KEPT_FOR_MS).unref()
}

function share(kept: Kept, { size, mtimeMs }: { readonly size: number; readonly mtimeMs: number }): KeptFile {
  kept.users++
  return {
    ...kept.file,
    size,
    mtimeMs,
    release() {
      kept.users--
      if (kept.users === 0 && !kept.isKept) closeFile(kept.file)
    },
  }
}
