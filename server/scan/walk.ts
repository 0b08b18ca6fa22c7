// What the walk finds and the later steps work on.
import { type Stats, statSync } from 'node:fs'
import type { ImageFile } from './folder-images.ts'
import type { KnownDirectories } from './known-directories.ts'

/** A music folder that is walked in this scan. */
export interface ScannedFolder {
  readonly id: number
  readonly path: string
  /** The path without a separator at its end, which only `/` and `C:\\` have. */
  readonly prefix: string
  readonly name: string
  /** Never scanned to the end: its songs get their files' dates as `added`, so that "newest" means something at once. */
  readonly isNew: boolean
}

export interface WalkedDirectory {
  readonly folder: ScannedFolder
  /** Undefined for the music folder itself. */
  readonly parent: WalkedDirectory | undefined
  /** Relative to the music folder, '/' between parts, '' for the music folder itself. */
  readonly path: string
  readonly name: string
  cover?: ImageFile | undefined
  artistImage?: ImageFile | undefined
  /** The two pictures have been opened, and have their hashes. */
  imagesRead?: boolean
}

export interface Sidecar {
  readonly name: string
  readonly kind: 'lrc' | 'txt'
}

/** A music file that is new or changed. */
export interface WorkFile {
  readonly directory: WalkedDirectory
  readonly name: string
  /** Relative to the music folder. */
  readonly path: string
  readonly size: number
  readonly mtimeMs: number
  readonly sidecars: readonly Sidecar[]
  readonly sidecarStamp: string
  /** The song that has this path already. */
  readonly songId: number | undefined
}

export interface PlaylistFile {
  readonly directory: WalkedDirectory
  readonly name: string
  readonly path: string
  readonly stamp: string
}

export interface ScanProblem {
  readonly folderId: number
  readonly path: string
  readonly reason: string
  /** See scan_problems.stamp. */
  readonly stamp: string
}

export interface PausedFolder {
  readonly folder: ScannedFolder
  readonly reason: string
}

export interface Walk {
  /** Music files met. */
  seen: number
  /** New and changed ones among them. */
  toRead: number
  directories: number
  readonly work: WorkFile[]
  /** Songs whose files are not there any more. */
  readonly gone: Set<number>
  /** Songs that were missing; their files are there again, unchanged. */
  readonly returned: { readonly songId: number; readonly directory: WalkedDirectory }[]
  /** Songs whose files have changed: what they hold is uncertain until they are read. */
  readonly changed: Set<number>
  readonly imageChanges: WalkedDirectory[]
  readonly playlists: PlaylistFile[]
  readonly problems: ScanProblem[]
  readonly paused: PausedFolder[]
  readonly roots: WalkedDirectory[]
  readonly known: Map<number, KnownDirectories>
  /** Paths that could not be looked at, by music folder; what lies there is left as it is. */
  readonly unreadable: Map<number, Set<string>>
}

export function absolutePath({ folder, path }: WalkedDirectory, name?: string): string {
  if (name === undefined) return path === '' ? folder.path : `${folder.prefix}/${path}`
  return path === '' ? `${folder.prefix}/${name}` : `${folder.prefix}/${path}/${name}`
}

/** Pictures, lyrics and playlists are extras: one that cannot be seen is none. */
export function statBeside(directory: WalkedDirectory, name: string): Stats | undefined {
  try {
    const file = statSync(absolutePath(directory, name))
    return file.isFile() ? file : undefined
  } catch {
    return undefined
  }
}

/** Whether something of this music folder lies where the walk could not look. */
export function isOutOfSight(walk: Walk, folderId: number, path: string): boolean {
  const places = walk.unreadable.get(folderId)
  if (!places) return false
  for (let end = path.length; end >= 0; end = path.lastIndexOf('/', end - 1)) {
    if (places.has(path.slice(0, end))) return true
    if (end === 0) break
  }
  return places.has('')
}
