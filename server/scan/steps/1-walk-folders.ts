// Step 1: looks at every folder and compares what is there with what the database knows, in one pass along both. Reads no
// file and writes nothing. Synchronous on purpose: it has a thread to itself, and promises would cost more than the calls.
import { type Dirent, readdirSync, type Stats, statSync } from 'node:fs'
import type { ReadDb } from '../../db/open.ts'
import { prepare } from '../../db/statements.ts'
import { compareLikeSqlite, sortLikeSqlite } from '../compare-paths.ts'
import { reasonOf, showBytes } from '../file-problems.ts'
import { findImages, imagesDiffer } from '../folder-images.ts'
import { isHidden, isIgnoreMarker, isJunkFolder } from '../ignored-names.ts'
import { loadKnownDirectories } from '../known-directories.ts'
import { createKnownSongs } from '../known-songs.ts'
import { createLinkRules, type LinkRules } from '../links.ts'
import { baseName, NO_SIDECARS, sidecarStamp, sidecarsByBaseName } from '../sidecars.ts'
import { isMusicFile } from '../tags/music-files.ts'
import {
  absolutePath,
  isOutOfSight,
  type ScannedFolder,
  type Sidecar,
  statBeside,
  type Walk,
  type WalkedDirectory,
} from '../walk.ts'

export interface WalkOptions {
  readonly folders: readonly ScannedFolder[]
  /** Takes every file as changed. */
  readonly full: boolean
  /** Called for each folder on disk; may throw to end the scan. */
  readonly onDirectory: (absolutePath: string, walk: Walk) => void
  /** The most files kept to be read. A walk that finds more says so by `toRead`; the scan then walks again, */
  readonly mostWork?: number | undefined
  /** from this file on; those before it have been read. */
  readonly after?: WalkPlace | undefined
}

export interface WalkPlace {
  readonly folderId: number
  /** Relative to the music folder. */
  readonly path: string
}

const MOST_WORK = 250_000

export function walkFolders(db: ReadDb, options: WalkOptions): Walk {
  const walk: Walk = {
    seen: 0,
    toRead: 0,
    directories: 0,
    work: [],
    gone: new Set(),
    returned: [],
    changed: new Set(),
    imageChanges: [],
    playlists: [],
    problems: [],
    paused: [],
    roots: [],
    known: new Map(),
    unreadable: new Map(),
  }
  const links = createLinkRules(options.folders.map((folder) => folder.path))
  for (const folder of options.folders) {
    const reason = whyNotNow(db, folder)
    if (reason) walk.paused.push({ folder, reason })
    else walkFolder(db, folder, walk, links, options)
  }
  return walk
}

/** A drive that is not mounted leaves nothing, or an empty folder. Its songs must not become missing for that. */
function whyNotNow(db: ReadDb, folder: ScannedFolder): string | undefined {
  try {
    const isEmpty = !readdirSync(folder.path).some((name) => !isHidden(name) && !isJunkFolder(name))
    if (isEmpty && hadSongs(db, folder.id))
      return 'it is empty now, but had music before: is the drive connected?'
    return undefined
  } catch (error) {
    return reasonOf(error)
  }
}

function hadSongs(db: ReadDb, folderId: number): boolean {
  return (
    prepare<[number]>(db, 'SELECT 1 FROM songs WHERE folder_id = ? AND missing_since IS NULL LIMIT 1').get(
      folderId,
    ) !== undefined
  )
}

function walkFolder(
  db: ReadDb,
  folder: ScannedFolder,
  walk: Walk,
  links: LinkRules,
  options: WalkOptions,
): void {
  const knownDirectories = loadKnownDirectories(db, folder.id)
  walk.known.set(folder.id, knownDirectories)
  const failedBefore = loadFailures(db, folder.id)
  const knownSongs = createKnownSongs(db, folder.id, (song) => {
    if (song.missingSince === null && !isOutOfSight(walk, folder.id, song.path)) walk.gone.add(song.id)
  })

  const root: WalkedDirectory = { folder, parent: undefined, path: '', name: folder.name }
  walk.roots.push(root)
  lookInto(root)
  knownSongs.finish()

  function lookInto(directory: WalkedDirectory): void {
    const entries = listEntries(directory)
    if (!entries) return
    walk.directories++
    options.onDirectory(absolutePath(directory), walk)
    const known = knownDirectories.get(directory.path)
    if (known) known.seen = true

    const { folders, music, others, ignored } = sortOut(directory, entries)
    if (ignored) return
    findImages(directory, others)
    if (known && !known.missing && imagesDiffer(directory, known)) walk.imageChanges.push(directory)
    findPlaylists(directory, others)
    const sidecars = sidecarsByBaseName(others)
    for (const name of sortLikeSqlite([...music, ...folders.map((name) => `${name}/`)])) {
      if (name.endsWith('/')) lookInto(child(directory, name.slice(0, -1)))
      else lookAt(directory, name, sidecars?.get(baseName(name)) ?? NO_SIDECARS)
    }
  }

  function listEntries(directory: WalkedDirectory): Dirent[] | undefined {
    try {
      return readdirSync(absolutePath(directory), { withFileTypes: true })
    } catch (error) {
      // Gone since its parent was listed: then so are its songs. Anything else: they stay as they are.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') outOfSight(directory.path, reasonOf(error))
      return undefined
    }
  }

  /** What the entries are; links are followed here, so that later only files and folders are left. */
  function sortOut(directory: WalkedDirectory, entries: Dirent[]) {
    const sorted = { folders: [] as string[], music: [] as string[], others: [] as string[], ignored: false }
    let hasOddNames = false
    for (const entry of entries) {
      const { name } = entry
      if (isHidden(name)) {
        if (isIgnoreMarker(name)) return { ...sorted, ignored: true }
        continue
      }
      if (name.includes('\ufffd') || !name.isWellFormed()) hasOddNames = true
      const kind = kindOf(directory, entry)
      if (kind === 'folder') {
        if (!isJunkFolder(name)) sorted.folders.push(name)
      } else if (kind === 'file') {
        if (isMusicFile(name)) sorted.music.push(name)
        else sorted.others.push(name)
      }
    }
    if (hasOddNames) leaveOutOddNames(directory, sorted)
    return sorted
  }

  function kindOf(directory: WalkedDirectory, entry: Dirent): 'folder' | 'file' | undefined {
    if (entry.isFile()) return 'file'
    if (entry.isDirectory()) return 'folder'
    const path = relativePath(directory, entry.name)
    if (!entry.isSymbolicLink()) {
      if (isMusicFile(entry.name)) report(path, 'it is no ordinary file')
      return undefined
    }
    const linkPath = absolutePath(directory, entry.name)
    try {
      const target = statSync(linkPath)
      if (!target.isDirectory()) return target.isFile() ? 'file' : undefined
      const refusal = isJunkFolder(entry.name) ? undefined : links.refuse(linkPath, absolutePath(directory))
      if (!refusal) return 'folder'
      report(path, refusal)
      return undefined
    } catch (error) {
      // Whether it led to one file or to a drive full of them: what was known behind it stays as it is.
      const isNowhere = (error as NodeJS.ErrnoException).code === 'ENOENT'
      outOfSight(path, isNowhere ? 'a link that leads nowhere' : reasonOf(error))
      return undefined
    }
  }

  /** A name that is no UTF-8 cannot be asked for again by the text Node makes of it. */
  function leaveOutOddNames(
    directory: WalkedDirectory,
    sorted: { folders: string[]; music: string[]; others: string[] },
  ) {
    const unusable = new Set<string>()
    for (const bytes of readdirSync(absolutePath(directory), { encoding: 'buffer' })) {
      const name = bytes.toString('utf8')
      if (Buffer.from(name).equals(bytes)) continue
      unusable.add(name)
      if (isMusicFile(name) || sorted.folders.includes(name)) {
        report(relativePath(directory, showBytes(bytes)), 'its name is not valid UTF-8; rename it to use it')
      }
    }
    for (const list of [sorted.folders, sorted.music, sorted.others]) {
      list.splice(0, list.length, ...list.filter((name) => !unusable.has(name)))
    }
  }

  function lookAt(directory: WalkedDirectory, name: string, sidecars: readonly Sidecar[]): void {
    walk.seen++
    const path = relativePath(directory, name)
    const song = knownSongs.take(path)
    let file: Stats
    try {
      file = statSync(absolutePath(directory, name))
    } catch (error) {
      report(path, reasonOf(error))
      return
    }
    const mtimeMs = Math.trunc(file.mtimeMs)
    const stamp = sidecarStamp(directory, sidecars)
    if (
      song &&
      !options.full &&
      song.size === file.size &&
      song.mtimeMs === mtimeMs &&
      song.sidecarStamp === stamp
    ) {
      if (song.missingSince !== null) walk.returned.push({ songId: song.id, directory })
      return
    }

    const failure = options.full ? undefined : failedBefore.get(path)
    if (failure?.stamp === failureStamp(file.size, mtimeMs)) {
      walk.problems.push({ folderId: folder.id, path, ...failure })
      return
    }
    if (isRead(path)) return
    if (song && (song.size !== file.size || song.mtimeMs !== mtimeMs)) walk.changed.add(song.id)
    walk.toRead++
    if (walk.work.length >= (options.mostWork ?? MOST_WORK)) return
    walk.work.push({
      directory,
      name,
      path,
      size: file.size,
      mtimeMs,
      sidecars,
      sidecarStamp: stamp,
      songId: song?.id,
    })
  }

  /** Folders are walked by id, files by path. */
  function isRead(path: string): boolean {
    const { after } = options
    if (!after || after.folderId < folder.id) return false
    return after.folderId > folder.id || compareLikeSqlite(path, after.path) <= 0
  }

  function findPlaylists(directory: WalkedDirectory, names: readonly string[]): void {
    for (const name of names) {
      if (!/\.m3u8?$/i.test(name)) continue
      const file = statBeside(directory, name)
      if (!file) continue
      const path = relativePath(directory, name)
      walk.playlists.push({ directory, name, path, stamp: `${file.size} ${Math.trunc(file.mtimeMs)}` })
    }
  }

  function report(path: string, reason: string): void {
    walk.problems.push({ folderId: folder.id, path, reason, stamp: '' })
  }

  function outOfSight(path: string, reason: string): void {
    report(path, reason)
    const places = walk.unreadable.get(folder.id) ?? new Set()
    walk.unreadable.set(folder.id, places.add(path))
  }
}

/** Stamps a file that could not be read, see scan_problems.stamp. */
export const failureStamp = (size: number, mtimeMs: number): string => `${size} ${mtimeMs}`

function loadFailures(db: ReadDb, folderId: number): Map<string, { reason: string; stamp: string }> {
  const rows = prepare<[number], { path: string; reason: string; stamp: string }>(
    db,
    `SELECT path, reason, stamp FROM scan_problems WHERE folder_id = ? AND stamp <> ''`,
  ).all(folderId)
  return new Map(rows.map(({ path, reason, stamp }) => [path, { reason, stamp }]))
}

const relativePath = (directory: WalkedDirectory, name: string): string =>
  directory.path === '' ? name : `${directory.path}/${name}`

const child = (parent: WalkedDirectory, name: string): WalkedDirectory => ({
  folder: parent.folder,
  parent,
  path: relativePath(parent, name),
  name,
})
