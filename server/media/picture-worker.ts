// The thread of picture-reader.ts. One question after the other: the tag readers share one window for all files.
import { parentPort } from 'node:worker_threads'
import { readPicture } from '../scan/tags/read-picture.ts'

export interface PictureQuestion {
  readonly id: number
  readonly songPath: string
}

export interface PictureAnswer {
  readonly id: number
  readonly bytes?: Uint8Array
}

parentPort?.on('message', async ({ id, songPath }: PictureQuestion) => {
  const picture = await readPicture(songPath)
  // A copy of its own memory, to be handed over instead of copied again.
  const bytes = picture && new Uint8Array(picture.data)
  parentPort?.postMessage({ id, bytes } satisfies PictureAnswer, bytes ? [bytes.buffer] : [])
})
