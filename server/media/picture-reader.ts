// Pictures inside songs are read in a worker thread: the tag readers read synchronously, and a drive that has gone to
// sleep would hold up everybody for seconds. The thread starts with the first picture and ends when none was wanted for
// a while.
import { Worker } from 'node:worker_threads'
import type { PictureAnswer, PictureQuestion } from './picture-worker.ts'

export interface PictureReader {
  /** Undefined when there is none. The path is absolute and resolved. */
  read(songPath: string): Promise<Buffer | undefined>
  close(): Promise<void>
}

const IDLE_MS = 30_000

interface Pending {
  resolve(picture: Buffer | undefined): void
  reject(error: unknown): void
}

export function createPictureReader(): PictureReader {
  let worker: Worker | undefined
  let idle: NodeJS.Timeout | undefined
  let lastId = 0
  const pending = new Map<number, Pending>()

  function start(): Worker {
    const started = new Worker(new URL('./picture-worker.ts', import.meta.url))
    // A picture under way does not keep the server from ending.
    started.unref()
    started.on('message', ({ id, bytes }: PictureAnswer) => {
      const asked = pending.get(id)
      pending.delete(id)
      asked?.resolve(bytes && Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))
      if (pending.size === 0) idle = setTimeout(stop, IDLE_MS).unref()
    })
    started.on('error', (error) => fail(started, error))
    started.on('exit', () => fail(started, new Error('The thread that reads pictures has ended')))
    return started
  }

  function fail(ended: Worker, error: unknown): void {
    if (worker !== ended) return
    worker = undefined
    for (const { reject } of pending.values()) reject(error)
    pending.clear()
  }

  async function stop(): Promise<void> {
    clearTimeout(idle)
    const stopping = worker
    if (!stopping) return
    fail(stopping, new Error('No more pictures are read'))
    await stopping.terminate()
  }

  return {
    read(songPath) {
      clearTimeout(idle)
      worker ??= start()
      const question: PictureQuestion = { id: ++lastId, songPath }
      const answer = new Promise<Buffer | undefined>((resolve, reject) => {
        pending.set(question.id, { resolve, reject })
      })
      worker.postMessage(question)
      return answer
    },
    close: stop,
  }
}
