// The body of a backup file: AES-256-GCM in chunks, after the STREAM construction (Hoang, Reyhanitabar, Rogaway and Vizár,
// 2015). The nonce of a chunk is the prefix from the head, the chunk's number, and whether it is the last one; its
// additional data is the head. So a chunk that was changed, left out, doubled or moved does not open, and neither does a
// file that ends early or goes on.
import { createCipheriv, createDecipheriv, createHash, type KeyObject } from 'node:crypto'
import type { BackupHead } from './header.ts'
import { BackupProblem } from './problem.ts'

export const PREFIX_BYTES = 7
const CHUNK_BYTES = 64 * 1024
const TAG_BYTES = 16

/** @param key 32 bytes, for this one file */
export async function* sealChunks(
  plain: AsyncIterable<Buffer>,
  key: KeyObject,
  head: BackupHead,
): AsyncGenerator<Buffer> {
  const nonceOf = nonces(head)
  const bound = boundTo(head)
  for await (const { bytes, number, isLast } of inPieces(plain, CHUNK_BYTES)) {
    const cipher = createCipheriv('aes-256-gcm', key, nonceOf(number, isLast), { authTagLength: TAG_BYTES })
    cipher.setAAD(bound)
    yield Buffer.concat([cipher.update(bytes), cipher.final(), cipher.getAuthTag()])
  }
}

/** Gives nothing of a chunk before the whole chunk was found genuine. @throws BackupProblem `damaged` */
export async function* openChunks(
  sealed: AsyncIterable<Buffer>,
  key: KeyObject,
  head: BackupHead,
): AsyncGenerator<Buffer> {
  const nonceOf = nonces(head)
  const bound = boundTo(head)
  for await (const { bytes, number, isLast } of inPieces(sealed, CHUNK_BYTES + TAG_BYTES)) {
    if (bytes.length < TAG_BYTES) throw damaged()
    const end = bytes.length - TAG_BYTES
    const decipher = createDecipheriv('aes-256-gcm', key, nonceOf(number, isLast), {
      authTagLength: TAG_BYTES,
    })
    decipher.setAAD(bound)
    decipher.setAuthTag(bytes.subarray(end))
    const plain = decipher.update(bytes.subarray(0, end))
    try {
      decipher.final()
    } catch {
      throw damaged()
    }
    yield plain
  }
}

function damaged(): BackupProblem {
  return new BackupProblem('damaged', 'The backup is damaged: a part of it was changed, or is missing.')
}

function nonces({ header }: BackupHead): (number: number, isLast: boolean) => Buffer {
  const prefix = Buffer.from(header.nonce, 'base64url')
  return (number, isLast) => {
    const nonce = Buffer.alloc(PREFIX_BYTES + 5)
    prefix.copy(nonce)
    nonce.writeUInt32BE(number, PREFIX_BYTES)
    nonce[PREFIX_BYTES + 4] = isLast ? 1 : 0
    return nonce
  }
}

function boundTo({ bytes }: BackupHead): Buffer {
  return createHash('sha256').update(bytes).digest()
}

/** The same bytes in pieces of one size; the last one is shorter, or not, and is there even if it is empty. */
async function* inPieces(source: AsyncIterable<Buffer>, size: number) {
  let held: Buffer = Buffer.alloc(0)
  let number = 0
  for await (const part of source) {
    held = held.length === 0 ? part : Buffer.concat([held, part])
    // Not at exactly one size: it may be the last.
    for (; held.length > size; held = held.subarray(size), number++) {
      yield { bytes: held.subarray(0, size), number, isLast: false }
    }
  }
  yield { bytes: held, number, isLast: true }
}
