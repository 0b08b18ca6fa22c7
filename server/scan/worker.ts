// The scan's thread: its own connection, gone with the scan, and all memory with it. Started by scanner.ts.
import { isMainThread, parentPort, workerData } from 'node:worker_threads'
import { systemClock } from '../clock.ts'
import { openDatabase } from '../db/open.ts'
import type { ScanProgress, ScanSummary } from '../events.ts'
import { runScan, ScanStopped } from './run-scan.ts'
import { ScanRefused } from './scan-lease.ts'

export interface WorkerInput {
  readonly dbPath: string
  readonly full: boolean
  readonly ignoredArticles: string
  /** Whether the host wants to hear of every folder. */
  readonly watch: boolean
  /** One Int32; not 0 means stop. A thread that never waits hears no messages. */
  readonly stop: SharedArrayBuffer
}

export type WorkerMessage =
  | { readonly type: 'progress'; readonly progress: ScanProgress }
  | { readonly type: 'changed' }
  /** Folders on disk, some at a time. */
  | { readonly type: 'directories'; readonly paths: readonly string[] }
  | {
      readonly type: 'finished'
      readonly summary: ScanSummary
      readonly longestWriteMs: number
    }
  /** Ended early, for a reason that is no bug. `refused`: somebody else scans. */
  | { readonly type: 'ended'; readonly reason: string; readonly refused: boolean }

/** Folders in one message: the host must not be kept busy by a large one. */
const FOLDERS_AT_ONCE = 500

/** More than other connections have: indexes of a large library are written all over, and the thread ends soon. */
const CACHE_KB = 32_000

async function work(input: WorkerInput, send: (message: WorkerMessage) => void): Promise<void> {
  const stop = new Int32Array(input.stop)
  const db = openDatabase(input.dbPath)
  let paths: string[] = []
  function sendPaths() {
    if (paths.length > 0) send({ type: 'directories', paths })
    paths = []
  }
  try {
    db.pragma(`cache_size = -${CACHE_KB}`)
    const report = await runScan(db, {
      full: input.full,
      clock: systemClock,
      ignoredArticles: input.ignoredArticles,
      loadSongReader: async () => (await import('./tags/read-song.ts')).readSong,
      loadRefresh: async () => (await import('../library/refresh/refresh-library.ts')).refreshLibrary,
      shouldStop: () => Atomics.load(stop, 0) !== 0,
      listener: {
        progress: (progress) => send({ type: 'progress', progress }),
        changed: () => send({ type: 'changed' }),
        directory(path) {
          if (!input.watch) return
          paths.push(path)
          if (paths.length >= FOLDERS_AT_ONCE) sendPaths()
        },
      },
    })
    sendPaths()
    send({ type: 'finished', ...report })
  } catch (error) {
    if (!(error instanceof ScanStopped) && !(error instanceof ScanRefused)) throw error
    send({ type: 'ended', reason: error.message, refused: error instanceof ScanRefused })
  } finally {
    db.close()
  }
}

if (!isMainThread && parentPort) {
  const port = parentPort
  await work(workerData as WorkerInput, (message) => port.postMessage(message))
}
