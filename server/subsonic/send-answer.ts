import { Readable } from 'node:stream'
import type { Context } from 'koa'
import { chooseEncoding, compress, compressing, SMALLEST_COMPRESSED_BYTES } from '../http/compress.ts'
import type { Encoded } from './encode.ts'

/** Hands an envelope to Koa, compressed where that saves something and the client can read it (TRN-10, TRN-11). */
export function sendAnswer(
  ctx: Context,
  { type, body, reused }: Encoded,
  status: number,
): void | Promise<void> {
  ctx.status = status
  ctx.res.setHeader('Content-Type', type)
  ctx.res.setHeader('Cache-Control', 'no-store')
  const isWhole = typeof body === 'string' || Buffer.isBuffer(body)
  if (isWhole && body.length < SMALLEST_COMPRESSED_BYTES) {
    ctx.body = body
    return
  }

  ctx.vary('Accept-Encoding')
  const encoding = chooseEncoding(ctx.req.headers['accept-encoding'])
  if (encoding) ctx.res.setHeader('Content-Encoding', encoding)
  const length = isWhole ? body.length : body.reduce((sum, piece) => sum + piece.length, 0)
  if (!isWhole && length > MOST_AT_ONCE) {
    const pieces = Readable.from(inPackets(body), { objectMode: false })
    ctx.body = encoding ? compressing(pieces, encoding) : pieces
    if (!encoding) ctx.length = length
    return
  }
  if (encoding) {
    const whole = isWhole ? body : Buffer.concat(body, length)
    return compress(whole, encoding, reused?.bytes, reused?.rest).then((bytes) => {
      ctx.body = bytes
    })
  }
  if (isWhole) ctx.body = body
  else sendPieces(ctx, body, length)
}

/** What a socket may be handed without waiting for it to drain; a whole library as JSON has a hundred MB. */
const MOST_AT_ONCE = 4 * 1024 * 1024

/** Koa sends one Buffer or a stream; this is one system call without putting the pieces together first. */
function sendPieces(ctx: Context, pieces: readonly Buffer[], length: number): void {
  const { res } = ctx
  ctx.respond = false
  res.setHeader('Content-Length', length)
  if (ctx.method !== 'HEAD') {
    res.cork()
    for (const piece of pieces) res.write(piece)
    res.uncork()
  }
  res.end()
}

const PACKET_BYTES = 256 * 1024

function* inPackets(pieces: readonly Buffer[]): Generator<Buffer> {
  for (const piece of pieces) {
    for (let at = 0; at < piece.length; at += PACKET_BYTES) yield piece.subarray(at, at + PACKET_BYTES)
  }
}
