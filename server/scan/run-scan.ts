// One scan from beginning to end, on the thread it is called on: the steps in their order. Called by worker.ts, and by
// tests. It blocks: never to be called on the thread that answers requests.
import type { Clock } from '../clock.ts'
import type { WriteDb } from '../db/open.ts'
import { bumpVersion } from '../db/versions.ts'
import type { ScanPhase, ScanProgress, ScanSummary } from '../events.ts'
import { storeChangedImages } from './changed-images.ts'
import { createDirectoryStore } from './directories.ts'
import { type FoldersToScan, findFoldersToScan } from './folders-to-scan.ts'
import { createPendingRefresh, isRefreshPending } from './pending-refresh.ts'
import { beginScanRow, findLastScan, finishScanRow } from './scan-history.ts'
import { type ScanLease, takeScanLease } from './scan-lease.ts'
import { createShortTransactions } from './short-transactions.ts'
import { failureStamp, type WalkPlace, walkFolders } from './steps/1-walk-folders.ts'
import { readSome, type SongReader } from './steps/2-read-tags.ts'
import { createSongStore } from './steps/3-store-songs.ts'
import { createMatcher } from './steps/4-match-moved-files.ts'
import { type RefreshLibrary, refreshAlbums } from './steps/5-refresh-albums.ts'
import { importPlaylists } from './steps/6-import-playlists.ts'
import { emptyWriteLog, storeProblems, tellPlanner } from './steps/7-clean-up.ts'
import { settleVanishedSongs } from './vanished-songs.ts'
import type { ScanProblem, Walk } from './walk.ts'

export interface ScanListener {
  /** At most five times a second, and at each new phase. */
  progress(progress: ScanProgress): void
  /** Listings look different from now on. */
  changed(): void
  /** Each folder on disk, for the watcher. */
  directory(absolutePath: string): void
}

export interface ScanOptions {
  /** Reads every file again, whether it looks changed or not. */
  readonly full: boolean
  readonly clock: Clock
  readonly ignoredArticles: string
  /** Asked for only when there is something to read or refresh: most scans find nothing new, and shall start quickly. */
  readonly loadSongReader: () => Promise<SongReader>
  readonly loadRefresh: () => Promise<RefreshLibrary>
  readonly listener: ScanListener
  readonly shouldStop: () => boolean
  /** See WalkOptions. */
  readonly mostWork?: number
}

export interface ScanReport {
  readonly summary: ScanSummary
  /** The longest write transaction, ms. */
  readonly longestWriteMs: number
}

/** The owner or the end of the program has ended the scan. What is stored stays, the rest is done by the next one. */
export class ScanStopped extends Error {}

const PROGRESS_EVERY_MS = 200
/** In a long scan, what is stored becomes visible so often, ms. */
const PUBLISH_EVERY_MS = 10_000

/** @throws ScanRefused when another process scans, ScanStopped; anything else is a bug or a broken database */
export async function runScan(db: WriteDb, options: ScanOptions): Promise<ScanReport> {
  const lease = takeScanLease(db)
  try {
    return await scan(db, options, lease)
  } finally {
    if (db.inTransaction) db.exec('ROLLBACK')
    lease.release()
  }
}

async function scan(db: WriteDb, options: ScanOptions, lease: ScanLease): Promise<ScanReport> {
  const { clock, full, ignoredArticles, listener } = options
  const startedAt = clock.now()
  const last = findLastScan(db)
  const folders = findFoldersToScan(db, last?.startedAt)
  const scanId = beginScanRow(db, startedAt)
  const transactions = createShortTransactions(db)
  const pending = createPendingRefresh(db)
  const reported = createProgress(listener)
  const counts = { added: 0, changed: 0, moved: 0, missing: 0 }
  const failures: ScanProblem[] = []
  let isPublished = false

  /** Never inside a transaction. */
  function checkpoint() {
    if (options.shouldStop()) throw new ScanStopped('The scan was stopped.')
    lease.keep()
  }

  async function refresh(): Promise<void> {
    if (!isRefreshPending(db)) return
    const { changed } = refreshAlbums({
      db,
      clock,
      ignoredArticles,
      refreshLibrary: await options.loadRefresh(),
      pending,
      transactions,
      checkpoint,
    })
    if (!changed) return
    isPublished = true
    listener.changed()
  }

  // Files
  let walk: Walk
  let after: WalkPlace | undefined
  do {
    reported.phase('walking')
    walk = walkFolders(db, {
      folders: folders.present,
      full,
      after,
      mostWork: options.mostWork,
      onDirectory(path, { seen }) {
        checkpoint()
        reported.update({ seen })
        listener.directory(path)
      },
    })
    await storeFiles(walk, folders, last?.finishedAt ?? 0)
    const lastFile = walk.work.at(-1)
    after = lastFile && { folderId: lastFile.directory.folder.id, path: lastFile.path }
  } while (walk.toRead > walk.work.length)

  async function storeFiles(walk: Walk, { removed }: FoldersToScan, lastFinishedAt: number): Promise<void> {
    const directories = createDirectoryStore(db, walk, {
      now: startedAt,
      ignoredArticles,
      lastFinishedAt,
      removedFolderIds: removed,
      full,
    })
    const songs = createSongStore(db, directories, pending, { now: startedAt, ignoredArticles, full })
    const matcher = createMatcher(db, walk, songs, transactions, removed)
    for (const root of walk.roots) transactions.run(() => directories.ensure(root))
    transactions.end()

    reported.phase('reading', { seen: walk.seen, toRead: reported.current().read + walk.toRead })
    let publishedAt = performance.now()
    const readSong = walk.work.length > 0 ? await options.loadSongReader() : undefined
    for (let at = 0; readSong && at < walk.work.length; ) {
      const files = await readSome(walk.work, at, readSong)
      for (const read of files) {
        if ('song' in read) matcher.place(read)
        else failures.push(toProblem(read))
      }
      transactions.end()
      at += files.length
      reported.update({ read: reported.current().read + files.length })
      checkpoint()
      if (performance.now() - publishedAt < PUBLISH_EVERY_MS) continue
      await refresh()
      publishedAt = performance.now()
    }
    matcher.settle()
    transactions.end()
    const { added, changed, moved } = matcher.counts()
    counts.added += added
    counts.changed += changed
    counts.moved += moved
    if (walk.toRead > walk.work.length) return

    storeChangedImages(db, walk, directories, transactions)
    counts.missing = settleVanishedSongs({
      db,
      now: startedAt,
      walk,
      songs,
      transactions,
      removedFolderIds: removed,
      checkpoint,
    })
  }

  // What is made from them
  reported.phase('refreshing')
  await refresh()
  reported.phase('finishing')
  const lists = importPlaylists({ db, now: startedAt, walk, transactions, songsChanged: isPublished })
  walk.problems.push(...failures)
  const problems = storeProblems(db, walk, transactions, startedAt)
  if (lists.changed) {
    transactions.run(() => bumpVersion(db, 'library', clock.now()))
    transactions.end()
    listener.changed()
  }
  if (isPublished) tellPlanner(db)

  const summary: ScanSummary = {
    startedAt,
    finishedAt: clock.now(),
    full,
    seen: walk.seen,
    ...counts,
    problems,
    pausedFolders: walk.paused.map(({ folder }) => folder.path),
  }
  finishScanRow(db, scanId, summary)
  if (isPublished) emptyWriteLog(db)
  return { summary, longestWriteMs: transactions.longestMs() }
}

function toProblem({ file, problem }: { file: Walk['work'][number]; problem: string }): ScanProblem {
  const stamp = failureStamp(file.size, file.mtimeMs)
  return { folderId: file.directory.folder.id, path: file.path, reason: problem, stamp }
}

function createProgress(listener: ScanListener) {
  let state: ScanProgress = { phase: 'walking', seen: 0, toRead: 0, read: 0 }
  let sentAt = Number.NEGATIVE_INFINITY
  function send() {
    sentAt = performance.now()
    listener.progress(state)
  }
  return {
    current: () => state,
    phase(phase: ScanPhase, more: Partial<ScanProgress> = {}) {
      state = { ...state, ...more, phase }
      send()
    },
    update(more: Partial<ScanProgress>) {
      state = { ...state, ...more }
      if (performance.now() - sentAt >= PROGRESS_EVERY_MS) send()
    },
  }
}
