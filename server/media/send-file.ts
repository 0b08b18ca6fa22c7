// Sends an open file: ranges, conditional requests, HEAD, and bytes as fast as the client takes them.
//
// [Note: no pipe] Small answers are one read and one write. Larger ones go through two buffers: while the client takes
// one, the other is filled from disk. A client that stops reading (a paused player, CONTRACT.md STREAM-12) holds these
// two buffers and nothing more, for as long as it likes; a client that goes away ends the loop. `.pipe()` would leave the
// descriptor open.
import type { ServerResponse } from 'node:http'
import type { Context } from 'koa'
import { isFresh, rangeIsOfThis, type Validators } from './conditional.ts'
import { type OpenFile, readAt } from './open-file.ts'
import { parseRange } from './range.ts'

export interface SendOptions {
  readonly contentType: string
  /** Overrides the tag made of size, time and inode. */
  readonly etag?: string
  /** `private, no-cache` by default: kept by the client, asked for again before use. */
  readonly cacheControl?: string
  /** Headers of every good answer, 206 and 304 included. */
  readonly headers?: Readonly<Record<string, string>>
}

const ONE_READ_BYTES = 256 * 1024
const CHUNK_BYTES = 512 * 1024

/** Answers with the file, which stays open. Resolves when the last byte was taken or the client has gone. */
export async function sendFile(ctx: Context, file: OpenFile, options: SendOptions): Promise<void> {
  const validators = { etag: options.etag ?? tagOf(file), modifiedAt: file.mtimeMs }
  const headers = ctx.req.headers
  if (isFresh(headers, validators)) {
    setCommonHeaders(ctx, validators, options)
    return answerNotModified(ctx)
  }
  const range = parseRange(rangeIsOfThis(headers, validators) ? headers.range : undefined, file.size)
  if (range.kind === 'unsatisfiable') {
    setCommonHeaders(ctx, validators, options)
    return answerUnsatisfiable(ctx, file.size)
  }
  const start = range.kind === 'part' ? range.start : 0
  const end = range.kind === 'part' ? range.end + 1 : file.size

  // Read before the first header is set: a failing disk is still an envelope (CONTRACT.md ERR-6, ERR-9).
  const first = ctx.req.method === 'HEAD' ? undefined : await readFirst(file.fd, start, end)

  setCommonHeaders(ctx, validators, options)
  ctx.status = range.kind === 'part' ? 206 : 200
  if (range.kind === 'part') ctx.set('Content-Range', `bytes ${start}-${end - 1}/${file.size}`)
  ctx.set('Content-Type', options.contentType)
  ctx.set('Content-Length', String(end - start))
  if (first === undefined) return finish(ctx)
  if (end - start <= ONE_READ_BYTES) {
    // A buffer that has been used before costs half of a new one, whose pages the system has to find first.
    return finish(ctx, first.subarray(0, end - start), () => giveBuffer(first))
  }
  ctx.respond = false
  await pump(ctx.res, file.fd, first, start, end)
}

/** Answers with bytes that are in memory already: a resized cover, an avatar. */
export function sendBuffer(
  ctx: Context,
  bytes: Buffer,
  options: SendOptions & { readonly etag: string },
): void {
  setCommonHeaders(ctx, { etag: options.etag }, options)
  if (isFresh(ctx.req.headers, { etag: options.etag })) {
    answerNotModified(ctx)
    return
  }
  const range = parseRange(ctx.req.headers['if-range'] ? undefined : ctx.req.headers.range, bytes.length)
  if (range.kind === 'unsatisfiable') {
    answerUnsatisfiable(ctx, bytes.length)
    return
  }
  const part = range.kind === 'part' ? bytes.subarray(range.start, range.end + 1) : bytes
  ctx.status = range.kind === 'part' ? 206 : 200
  if (range.kind === 'part') ctx.set('Content-Range', `bytes ${range.start}-${range.end}/${bytes.length}`)
  ctx.set('Content-Type', options.contentType)
  ctx.set('Content-Length', String(part.length))
  finish(ctx, part)
}

/** Strong: bytes of the same size, time and inode are the same bytes. */
export function tagOf(file: OpenFile): string {
  return `"${file.size.toString(36)}-${Math.round(file.mtimeMs * 1000).toString(36)}-${file.inode.toString(36)}"`
}

function setCommonHeaders(ctx: Context, validators: Validators, options: SendOptions): void {
  ctx.set('Accept-Ranges', 'bytes')
  ctx.set('ETag', validators.etag)
  if (validators.modifiedAt !== undefined) {
    ctx.set('Last-Modified', new Date(validators.modifiedAt).toUTCString())
  }
  ctx.set('Cache-Control', options.cacheControl ?? 'private, no-cache')
  if (options.headers) ctx.set({ ...options.headers })
}

function answerNotModified(ctx: Context): void {
  ctx.status = 304
  finish(ctx)
}

function answerUnsatisfiable(ctx: Context, size: number): void {
  ctx.status = 416
  ctx.set('Content-Range', `bytes */${size}`)
  ctx.set('Content-Length', '0')
  finish(ctx)
}

/** @param onSent once the kernel has the bytes; never for a client that goes away before */
function finish(ctx: Context, bytes?: Buffer, onSent?: () => void): void {
  ctx.respond = false
  if (bytes === undefined || ctx.req.method === 'HEAD') ctx.res.end()
  else ctx.res.end(bytes, onSent)
}

/** The beginning of what is asked for, or all of it when it is little. */
async function readFirst(fd: number, start: number, end: number): Promise<Buffer> {
  const buffer = takeBuffer()
  await fill(fd, buffer, Math.min(end - start, CHUNK_BYTES), start)
  return buffer
}

async function fill(fd: number, buffer: Buffer, length: number, position: number): Promise<void> {
  let filled = 0
  while (filled < length) {
    const got = await readAt(fd, buffer, filled, length - filled, position + filled)
    if (got === 0) throw new Error('The file became shorter while it was read')
    filled += got
  }
}

/**
 * After the first byte a failure destroys the connection, so that no half song is kept as a whole one (CONTRACT.md
 * ERR-8).
 */
async function pump(
  res: ServerResponse,
  fd: number,
  first: Buffer,
  start: number,
  end: number,
): Promise<void> {
  const closed = new Promise<void>((resolve) => res.once('close', resolve))
  let [sending, filling] = [first, takeBuffer()]
  let position = start
  try {
    while (!res.destroyed) {
      const length = Math.min(CHUNK_BYTES, end - position)
      const written = write(res, length === CHUNK_BYTES ? sending : sending.subarray(0, length))
      position += length
      if (position < end) await fill(fd, filling, Math.min(CHUNK_BYTES, end - position), position)
      await Promise.race([written, closed])
      if (res.destroyed) return
      if (position === end) break
      ;[sending, filling] = [filling, sending]
    }
    if (res.destroyed) return
    res.end()
    giveBuffer(sending)
    giveBuffer(filling)
    await closed
  } catch (error) {
    res.destroy()
    throw error
  }
}

/** Resolves when the bytes have left for the kernel, so that their buffer may be filled again. */
function write(res: ServerResponse, bytes: Buffer): Promise<void> {
  return new Promise((resolve) => res.write(bytes, () => resolve()))
}

// A buffer goes back only when everything it held was sent; after a break-off the socket may still point into it.
const SPARE_BUFFERS: Buffer[] = []
const MAX_SPARE = 8

const takeBuffer = () => SPARE_BUFFERS.pop() ?? Buffer.allocUnsafeSlow(CHUNK_BYTES)

function giveBuffer(buffer: Buffer): void {
  if (SPARE_BUFFERS.length < MAX_SPARE) SPARE_BUFFERS.push(buffer)
}
