// One scan at a time, in a worker thread with its own connection. This file is the host side: start, stop, progress.
import { Worker } from 'node:worker_threads'
import type { Clock } from '../clock.ts'
import type { ReadDb } from '../db/open.ts'
import type { Events, ScanProgress, ScanSummary } from '../events.ts'
import { listMusicFolders } from '../library/music-folders.ts'
import type { Log } from '../log.ts'
import { findLastScan, findLastSummary } from './scan-history.ts'
import { createWatcher } from './watcher.ts'
import type { WorkerInput, WorkerMessage } from './worker.ts'

export interface ScanStatus {
  readonly scanning: boolean
  /** Files seen so far while scanning, else live songs. */
  readonly count: number
  readonly folderCount: number
  readonly lastScanAt?: number
  /** While scanning. */
  readonly progress?: ScanProgress
}

export interface Scanner {
  /** Starts a scan unless one runs; returns once it is really marked as running. `full` reads every tag again. */
  start(options?: { readonly full?: boolean }): void
  /** Ends the running scan at its next step, and does not try again by itself: the next one completes it. */
  stop(): void
  /** Costs nothing: no counting in SQL. */
  status(): ScanStatus
  /** What came of the last scan, this server's or one before it. */
  lastSummary(): ScanSummary | undefined
  /** Resolves when no scan is running; with the summary of the last one, if any ran since the start. */
  settled(): Promise<ScanSummary | undefined>
  /** Stops watching and the worker; a running scan ends at its next step and is completed by the next start. */
  close(): Promise<void>
}

export interface ScannerOptions {
  readonly dbPath: string
  /** For the status only; the worker writes through a connection of its own. */
  readonly db: ReadDb
  readonly events: Events
  readonly log: Log
  readonly clock: Clock
  readonly ignoredArticles: string
  /** Scan again when files change. Begins with the end of the first scan. */
  readonly watch: boolean
  /** How the host of a packaged app starts worker.ts, which lies elsewhere there. */
  readonly startWorker?: (input: WorkerInput) => Worker
}

/** How long a scan may take to notice that it shall end, ms. */
const PATIENCE_MS = 5000
/** When to try again, where changes are watched, ms. */
const RETRY_REFUSED_MS = 60_000
const RETRY_FAILED_MS = 15 * 60_000

interface Run {
  readonly worker: Worker
  readonly stop: Int32Array
  readonly full: boolean
  readonly startedAt: number
  readonly directories: Set<string>
  progress: ScanProgress
  summary?: ScanSummary
  failure?: string
  isRefused: boolean
  /** By somebody, not because the server ends. */
  isStopped: boolean
  readonly over: Promise<void>
}

export function createScanner(options: ScannerOptions): Scanner {
  const { db, events, log, clock, startWorker = startWorkerHere } = options
  let run: Run | undefined
  let lastSummary: ScanSummary | undefined
  let idle = readIdleStatus(db)
  let isClosed = false
  let isDirty = false
  let retryTimer: NodeJS.Timeout | undefined

  const watcher = options.watch
    ? createWatcher({
        log,
        onDirty() {
          if (run) isDirty = true
          else start()
        },
      })
    : undefined

  function start({ full = false }: { readonly full?: boolean } = {}): void {
    if (run || isClosed) return
    clearTimeout(retryTimer)
    const stop = new SharedArrayBuffer(4)
    const worker = startWorker({
      dbPath: options.dbPath,
      full,
      ignoredArticles: options.ignoredArticles,
      watch: watcher !== undefined,
      stop,
    })
    const current: Run = {
      worker,
      stop: new Int32Array(stop),
      full,
      startedAt: clock.now(),
      directories: new Set(),
      isRefused: false,
      isStopped: false,
      progress: { phase: 'walking', seen: 0, toRead: 0, read: 0 },
      over: new Promise((resolve) => {
        worker.once('exit', () => {
          finish(current)
          resolve()
        })
      }),
    }
    run = current
    worker.on('message', (message: WorkerMessage) => hear(current, message))
    worker.once('error', (error) => {
      log.error({ err: error }, 'The scan failed')
      current.failure = `The scan failed: ${error instanceof Error ? error.message : String(error)}`
    })
    log.debug({ full }, 'Scan started')
    events.emit('scan.started', { full })
  }

  function hear(current: Run, message: WorkerMessage): void {
    switch (message.type) {
      case 'progress':
        current.progress = message.progress
        events.emit('scan.progress', message.progress)
        return
      case 'changed':
        events.emit('library.changed')
        return
      case 'directories':
        for (const path of message.paths) current.directories.add(path)
        return
      case 'finished':
        current.summary = message.summary
        log.debug({ longestWriteMs: message.longestWriteMs }, 'Scan finished')
        return
      case 'ended':
        current.failure = message.reason
        current.isRefused = message.refused
        return
      default:
        message satisfies never
    }
  }

  function finish(current: Run): void {
    const summary = current.summary ?? failed(current, clock.now())
    run = undefined
    lastSummary = summary
    if (!isClosed) {
      idle = readIdleStatus(db)
      watchOn(current, summary)
    }
    report(log, summary)
    events.emit('scan.finished', summary)
  }

  function watchOn(current: Run, summary: ScanSummary): void {
    if (!watcher) return
    if (summary.failure === undefined) {
      const { startedAt, finishedAt, pausedFolders } = summary
      const roots = listMusicFolders(db).map(({ path }) => path)
      watcher.follow({
        roots: roots.filter((path) => !pausedFolders.includes(path)),
        directories: current.directories,
        walkedAt: startedAt,
        scanTookMs: finishedAt - startedAt,
      })
      watcher.waitFor(pausedFolders)
    } else if (!current.isStopped) {
      // Nothing is watched before a scan has run to its end.
      retryTimer = setTimeout(start, current.isRefused ? RETRY_REFUSED_MS : RETRY_FAILED_MS).unref()
    }
    if (isDirty && !current.isStopped) watcher.touch()
    isDirty = false
  }

  return {
    start,
    stop() {
      if (!run) return
      run.isStopped = true
      Atomics.store(run.stop, 0, 1)
    },
    status() {
      if (!run) return { scanning: false, ...idle }
      return { scanning: true, ...idle, count: run.progress.seen, progress: run.progress }
    },
    lastSummary: () => lastSummary ?? findLastSummary(db),
    async settled() {
      while (run) await run.over
      return lastSummary
    },
    async close() {
      isClosed = true
      clearTimeout(retryTimer)
      watcher?.close()
      if (!run) return
      const { worker, stop, over } = run
      Atomics.store(stop, 0, 1)
      const impatience = setTimeout(() => void worker.terminate(), PATIENCE_MS)
      await over
      clearTimeout(impatience)
    },
  }
}

function startWorkerHere(input: WorkerInput): Worker {
  return new Worker(new URL('./worker.ts', import.meta.url), { workerData: input })
}

function readIdleStatus(db: ReadDb): Omit<ScanStatus, 'scanning'> {
  const count = db
    .prepare<[], number>('SELECT coalesce(sum(song_count), 0) FROM folder_counts')
    .pluck()
    .get()!
  const folderCount = db
    .prepare<[], number>('SELECT count(*) FROM directories WHERE missing_since IS NULL')
    .pluck()
    .get()!
  const last = findLastScan(db)
  return { count, folderCount, ...(last && { lastScanAt: last.finishedAt }) }
}

function failed({ full, startedAt, progress, failure }: Run, finishedAt: number): ScanSummary {
  return {
    startedAt,
    finishedAt,
    full,
    seen: progress.seen,
    added: 0,
    changed: 0,
    moved: 0,
    missing: 0,
    problems: 0,
    pausedFolders: [],
    failure: failure ?? 'The scan ended before it was done.',
  }
}

function report(log: Log, { failure, pausedFolders, ...numbers }: ScanSummary): void {
  if (failure !== undefined) log.warn(failure)
  else log.info(numbers, 'Scan finished')
  for (const path of pausedFolders)
    log.warn({ path }, 'A music folder could not be looked at; its music stays as it was')
}
