// Short names for bytes, so that a song is known again after it was renamed, moved or retagged, and so that one cover
// embedded in twelve songs is one cover. They are looked up, never trusted: an equal name is a strong hint, no proof.
import { hash } from 'node:crypto'
import type { EmbeddedPicture } from '../../library/song-tags.ts'
import type { FoundPicture } from './raw-tags.ts'
import type { SongFile } from './song-file.ts'

const HEAD = 1024
const MIDDLE = 4096
const PICTURE_SAMPLE = 1024

const scratch = Buffer.allocUnsafeSlow(8 + HEAD + MIDDLE)

/** Of the audio bytes between the tags: how many there are, the first 1 KB and 4 KB in the middle. */
export function audioIdentity(file: SongFile, start: number, end: number): string {
  const length = end - start
  const head = Math.min(HEAD, length)
  const middle = Math.min(MIDDLE, length)
  scratch.writeDoubleLE(length, 0)
  const headAt = file.load(start, head)
  file.bytes.copy(scratch, 8, headAt, headAt + head)
  const middleAt = file.load(start + Math.floor((length - middle) / 2), middle)
  file.bytes.copy(scratch, 8 + head, middleAt, middleAt + middle)
  return digest(8 + head + middle)
}

/** As above, of samples that the caller chose. Of each the first 1 KB or 4 KB counts. */
export function sampledIdentity(length: number, head: Buffer, middle: Buffer): string {
  scratch.writeDoubleLE(length, 0)
  const copied = head.copy(scratch, 8, 0, HEAD)
  return digest(8 + copied + middle.copy(scratch, 8 + copied, 0, MIDDLE))
}

export function embeddedPicture(picture: FoundPicture): EmbeddedPicture {
  const { mime, length, offset } = picture
  const count = Math.min(PICTURE_SAMPLE, length)
  const sample = picture.slice(Math.floor((length - count) / 2), count)
  scratch.writeDoubleLE(length, 0)
  sample.copy(scratch, 8)
  const fingerprint = digest(8 + sample.length)
  return offset === undefined
    ? { mime, hash: fingerprint }
    : { mime, range: { offset, length }, hash: fingerprint }
}

function digest(length: number): string {
  return hash('sha256', scratch.subarray(0, length), 'hex').slice(0, 32)
}
