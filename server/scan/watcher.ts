// Notices that something in the music folders has changed. An event is only a hint: nothing is read from it, and what
// happens is always an incremental scan, once the disk has been quiet for a moment. At rest no timer runs, except a slow
// one where watching is not possible or a music folder is away.
//
// Linux has no recursive watching: there each folder has its own watch, set up from the list the scan's walk has made.
import { type FSWatcher, statSync, watch } from 'node:fs'
import { readdir } from 'node:fs/promises'
import type { Log } from '../log.ts'
import { isHidden, isIgnoreMarker, isJunkFolder } from './ignored-names.ts'
import { isMusicFile } from './tags/music-files.ts'

export interface WatcherOptions {
  readonly log: Log
  /** Something has changed and the disk is quiet: time for a scan. */
  readonly onDirty: () => void
  readonly platform?: NodeJS.Platform
  readonly watchFolder?: typeof watch
  /** No event for so long is quiet, ms. */
  readonly quietMs?: number
  /** A disk that is never quiet is scanned after so long, ms. */
  readonly longestWaitMs?: number
  /** How often to scan where watching is not possible, ms. */
  readonly periodMs?: number
  /** How often to look for a music folder that is away, ms. */
  readonly lookAgainMs?: number
}

export interface WatchedPlaces {
  /** Music folders, absolute. */
  readonly roots: readonly string[]
  /** All folders in them, the roots included. */
  readonly directories: ReadonlySet<string>
  /** When the walk that found them began, ms since 1970: what changed after that may have escaped it. */
  readonly walkedAt: number
  readonly scanTookMs: number
}

export interface Watcher {
  /** To be called after each scan. Watches these folders, and no others any more. */
  follow(places: WatchedPlaces): void
  /** Looks for these music folders now and then; a scan follows when one is back. */
  waitFor(roots: readonly string[]): void
  /** Takes something as changed. */
  touch(): void
  close(): void
}

/** Folders taken on in one turn of the event loop: some 5 ms. */
const FOLDERS_A_TURN = 100
/** A scan may take this part of the time of a disk that is never quiet. */
const REST_PER_SCAN = 20
/** File systems keep times of 2 s (FAT) and clocks of network drives differ. */
const CLOCK_SLACK_MS = 5000

export function createWatcher({
  log,
  onDirty,
  platform = process.platform,
  watchFolder = watch,
  quietMs = 2000,
  longestWaitMs = 30_000,
  periodMs = 15 * 60_000,
  lookAgainMs = 60_000,
}: WatcherOptions): Watcher {
  const isRecursive = platform === 'darwin' || platform === 'win32'
  const watches = new Map<string, FSWatcher>()
  let isClosed = false
  let longestWait = longestWaitMs
  let dirtySince: number | undefined
  let quietTimer: NodeJS.Timeout | undefined
  let periodTimer: NodeJS.Timeout | undefined
  let awayTimer: NodeJS.Timeout | undefined
  /** The newest call of follow; older ones that are still at work stop. */
  let following = 0

  function touch(): void {
    if (isClosed) return
    dirtySince ??= Date.now()
    clearTimeout(quietTimer)
    const left = dirtySince + longestWait - Date.now()
    quietTimer = setTimeout(flush, Math.max(0, Math.min(quietMs, left))).unref()
  }

  function flush(): void {
    dirtySince = undefined
    onDirty()
  }

  function follow({ roots, directories, walkedAt, scanTookMs }: WatchedPlaces): void {
    if (isClosed || periodTimer) return
    longestWait = Math.max(longestWaitMs, scanTookMs * REST_PER_SCAN)
    const wanted = isRecursive ? new Set(roots) : directories
    for (const [path, watcher] of watches) {
      if (wanted.has(path)) continue
      watcher.close()
      watches.delete(path)
    }
    const added = [...wanted].filter((path) => !watches.has(path))
    following++
    takeOn(added, 0, walkedAt, following)
  }

  function takeOn(paths: readonly string[], from: number, walkedAt: number, turn: number): void {
    if (isClosed || periodTimer || turn !== following) return
    for (const path of paths.slice(from, from + FOLDERS_A_TURN)) {
      if (!addWatch(path)) return
      if (changedAfter(path, walkedAt - CLOCK_SLACK_MS)) touch()
    }
    if (from + FOLDERS_A_TURN < paths.length) {
      setImmediate(() => takeOn(paths, from + FOLDERS_A_TURN, walkedAt, turn))
    }
  }

  /** False when no more can be watched. */
  function addWatch(path: string): boolean {
    try {
      const watcher = watchFolder(path, { recursive: isRecursive, persistent: false }, notice)
      watcher.on('error', () => {
        // Deleted or disconnected: the scan will see what is left.
        watcher.close()
        watches.delete(path)
        touch()
      })
      watches.set(path, watcher)
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code === 'ENOSPC' || code === 'EMFILE') {
        fallBack()
        return false
      }
      // Gone since the walk.
      touch()
    }
    return true
  }

  function notice(event: string, filename: string | Buffer | null): void {
    if (filename === null || isOfInterest(event, String(filename))) touch()
  }

  /** The system watches no more folders for us. Half a watch would be worse than none: nobody would know which half. */
  function fallBack(): void {
    for (const watcher of watches.values()) watcher.close()
    watches.clear()
    log.warn(
      `The system allows no more watched folders, so changes are looked for every ${Math.round(periodMs / 60_000)} minutes instead. On Linux, raise fs.inotify.max_user_watches and start Lockgroove again to be quicker.`,
    )
    periodTimer = setInterval(onDirty, periodMs).unref()
  }

  function waitFor(roots: readonly string[]): void {
    clearInterval(awayTimer)
    awayTimer = undefined
    if (isClosed || roots.length === 0) return
    awayTimer = setInterval(async () => {
      const found = await Promise.all(roots.map(hasSomething))
      if (found.includes(true)) touch()
    }, lookAgainMs).unref()
  }

  return {
    follow,
    waitFor,
    touch,
    close() {
      isClosed = true
      clearTimeout(quietTimer)
      clearInterval(periodTimer)
      clearInterval(awayTimer)
      for (const watcher of watches.values()) watcher.close()
      watches.clear()
    },
  }
}

const RELEVANT = /\.(?:lrc|txt|m3u8?|jpe?g|png|webp|gif|avif|bmp)$/i

/** Any name that comes or goes may be that of a folder; of what is written to, only our kinds of files matter. */
function isOfInterest(event: string, filename: string): boolean {
  const name = filename.slice(Math.max(filename.lastIndexOf('/'), filename.lastIndexOf('\\')) + 1)
  if (isIgnoreMarker(name)) return true
  if (isHidden(name) || isJunkFolder(name)) return false
  return event !== 'change' || isMusicFile(name) || RELEVANT.test(name)
}

function changedAfter(path: string, time: number): boolean {
  try {
    return statSync(path).mtimeMs > time
  } catch {
    // Gone since the walk.
    return true
  }
}

async function hasSomething(path: string): Promise<boolean> {
  try {
    return (await readdir(path)).some((name) => !isHidden(name) && !isJunkFolder(name))
  } catch {
    // Still away.
    return false
  }
}
