// Gives the songs to worker threads, one song at a time each.
import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import type { CoverName } from './catalogue.ts'
import type { SongTask } from './render-worker.ts'
import type { SongFile } from './song-files.ts'

/** More than this would need more memory than it saves time. */
const mostWorkers = 4

export async function renderSongs(
  musicDir: string,
  songs: readonly SongFile[],
  coverOf: (name: CoverName) => Promise<Buffer>,
  onDone: (title: string) => void,
): Promise<void> {
  // FLAC and WAV have no picture inside and so can begin while the covers are drawn.
  const waiting = songs.toSorted((a, b) => Number(hasPicture(a)) - Number(hasPicture(b)))
  const count = Math.min(mostWorkers, availableParallelism(), songs.length)
  await Promise.all(Array.from({ length: count }, () => work()))

  async function work(): Promise<void> {
    const worker = new Worker(new URL('./render-worker.ts', import.meta.url))
    try {
      for (let next = waiting.shift(); next; next = waiting.shift()) {
        const cover = hasPicture(next) ? await coverOf(next.album.cover) : undefined
        await render(worker, { musicDir, songPath: next.path, cover })
        onDone(next.song.title)
      }
    } finally {
      await worker.terminate()
    }
  }
}

function hasPicture({ format }: SongFile): boolean {
  return format !== 'flac' && format !== 'wav'
}

function render(worker: Worker, task: SongTask): Promise<void> {
  return new Promise((resolve, reject) => {
    // One by one: without its own listeners a Worker no longer hands messages on.
    const forget = () => {
      worker.off('message', done)
      worker.off('error', failed)
      worker.off('exit', ended)
    }
    const done = () => {
      forget()
      resolve()
    }
    const failed = (error: Error) => {
      forget()
      reject(error)
    }
    const ended = (code: number) =>
      failed(new Error(`the worker for ${task.songPath} ended with code ${code}`))
    worker.on('message', done)
    worker.on('error', failed)
    worker.on('exit', ended)
    worker.postMessage(task)
  })
}
