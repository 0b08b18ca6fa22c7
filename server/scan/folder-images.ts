// Pictures that lie beside the music: the cover of a folder (cover, folder, front), and the portrait of an artist (artist).
import { hash } from 'node:crypto'
import { closeSync, readSync } from 'node:fs'
import { openForReading } from './open-for-reading.ts'
import { absolutePath, statBeside, type WalkedDirectory } from './walk.ts'

const COVER_NAMES = ['cover', 'folder', 'front']
const ARTIST_NAMES = ['artist']
const ENDINGS = ['jpg', 'jpeg', 'png', 'webp', 'gif', 'avif', 'bmp']

export interface ImageFile {
  readonly name: string
  readonly size: number
  readonly mtimeMs: number
  /** Known once it has been opened: see readImages. */
  readonly hash?: string
}

/** What the database holds of a folder's pictures. */
export interface KnownImages {
  readonly coverFile: string | null
  readonly coverHash: string | null
  readonly artistImageFile: string | null
  readonly artistImageHash: string | null
}

/** Chooses among the names found in a folder. */
export function findImages(directory: WalkedDirectory, names: readonly string[]): void {
  directory.cover = bestImage(COVER_NAMES, directory, names)
  directory.artistImage = bestImage(ARTIST_NAMES, directory, names)
}

export function imagesDiffer({ cover, artistImage }: WalkedDirectory, known: KnownImages): boolean {
  return (
    differs(cover, known.coverFile, known.coverHash) ||
    differs(artistImage, known.artistImageFile, known.artistImageHash)
  )
}

/** Opens the pictures of a folder and of those above it. One that cannot be read counts as none. */
export function readImages(directory: WalkedDirectory | undefined): void {
  for (let next = directory; next && !next.imagesRead; next = next.parent) {
    next.cover = withHash(next, next.cover)
    next.artistImage = withHash(next, next.artistImage)
    next.imagesRead = true
  }
}

function bestImage(
  bases: readonly string[],
  directory: WalkedDirectory,
  names: readonly string[],
): ImageFile | undefined {
  let best: string | undefined
  let bestRank = Number.POSITIVE_INFINITY
  for (const name of names) {
    const rank = rankOf(bases, name)
    if (rank > bestRank || (rank === bestRank && best !== undefined && name >= best)) continue
    if (rank === Number.POSITIVE_INFINITY) continue
    best = name
    bestRank = rank
  }
  const file = best === undefined ? undefined : statBeside(directory, best)
  if (best === undefined || !file || file.size === 0) return undefined
  return { name: best, size: file.size, mtimeMs: Math.trunc(file.mtimeMs) }
}

/** Lower is better; infinite when the name is not that of such a picture. */
function rankOf(bases: readonly string[], name: string): number {
  const dot = name.lastIndexOf('.')
  const ending = ENDINGS.indexOf(name.slice(dot + 1).toLowerCase())
  const base = ending < 0 ? -1 : bases.indexOf(name.slice(0, dot).toLowerCase())
  return base < 0 ? Number.POSITIVE_INFINITY : base * ENDINGS.length + ending
}

function differs(found: ImageFile | undefined, file: string | null, hashed: string | null): boolean {
  if (!found) return file !== null
  return found.name !== file || !hashed?.startsWith(stampOf(found))
}

/** Changes when the file does, as far as can be seen without opening it. The first half of its hash. */
function stampOf({ name, size, mtimeMs }: ImageFile): string {
  return hash('sha1', `${name}\0${size}\0${mtimeMs}`).slice(0, 16)
}

const SAMPLE_BYTES = 4096

/** The stamp, and a hash of bytes from the beginning, the middle and the end. */
function withHash(directory: WalkedDirectory, image: ImageFile | undefined): ImageFile | undefined {
  if (!image) return undefined
  try {
    const file = openForReading(absolutePath(directory, image.name))
    try {
      const sample = Buffer.alloc(3 * SAMPLE_BYTES)
      let length = 0
      for (const place of [0, Math.floor(image.size / 2), Math.max(0, image.size - SAMPLE_BYTES)]) {
        length += readSync(file, sample, length, SAMPLE_BYTES, place)
      }
      return { ...image, hash: stampOf(image) + hash('sha1', sample.subarray(0, length)).slice(0, 16) }
    } finally {
      closeSync(file)
    }
  } catch {
    // An extra: the music is there without it.
    return undefined
  }
}
