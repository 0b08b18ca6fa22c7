// Lyrics in files beside the song: `Song.lrc` and `Song.txt` belong to `Song.flac`.
import type { TagLyrics } from '../library/song-tags.ts'
import { readTextFile } from './decode-text.ts'
import { liesInside } from './links.ts'
import { absolutePath, type Sidecar, statBeside, type WalkedDirectory } from './walk.ts'

export const NO_SIDECARS: readonly Sidecar[] = []

export const baseName = (name: string): string => name.slice(0, name.lastIndexOf('.'))

/** Undefined when there are none: the usual case costs nothing. */
export function sidecarsByBaseName(names: readonly string[]): Map<string, Sidecar[]> | undefined {
  let found: Map<string, Sidecar[]> | undefined
  for (const name of names) {
    const ending = name.slice(-4).toLowerCase()
    if (ending !== '.lrc' && ending !== '.txt') continue
    found ??= new Map()
    const list = found.get(baseName(name)) ?? []
    list.push({ name, kind: ending === '.lrc' ? 'lrc' : 'txt' })
    found.set(baseName(name), list)
  }
  for (const list of found?.values() ?? []) list.sort((a, b) => (a.kind + a.name < b.kind + b.name ? -1 : 1))
  return found
}

/** See songs.sidecar_stamp. */
export function sidecarStamp(directory: WalkedDirectory, sidecars: readonly Sidecar[]): string {
  if (sidecars.length === 0) return ''
  return sidecars
    .map(({ name, kind }) => {
      const file = statBeside(directory, name)
      return file ? `${kind} ${file.size} ${Math.trunc(file.mtimeMs)}` : kind
    })
    .join('; ')
}

/** More than any song has words. A longer file is something else, and is cut. */
const MOST_BYTES = 512 * 1024
const TIME_STAMP = /^[ \t]*\[\d{1,3}:\d{1,2}(?:[.:]\d{1,3})?\]/m

/** Undefined when there is nothing in it, it cannot be read, or it is a link out of the music folder. */
export function readSidecar(directory: WalkedDirectory, { name, kind }: Sidecar): TagLyrics | undefined {
  try {
    const path = absolutePath(directory, name)
    if (!liesInside(directory.folder.path, path)) return undefined
    const body = readTextFile(path, MOST_BYTES).trim()
    if (body === '') return undefined
    return { lang: 'und', format: kind === 'lrc' && TIME_STAMP.test(body) ? 'lrc' : 'text', body }
  } catch {
    // Lyrics are an extra: the song is there without them.
    return undefined
  }
}
