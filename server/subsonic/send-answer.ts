import type { Context } from 'koa'
import { chooseEncoding, compress, SMALLEST_COMPRESSED_BYTES } from '../http/compress.ts'
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
  if (body.length < SMALLEST_COMPRESSED_BYTES) {
    ctx.body = body
    return
  }
  ctx.vary('Accept-Encoding')
  const encoding = chooseEncoding(ctx.req.headers['accept-encoding'])
  if (!encoding) {
    ctx.body = body
    return
  }
  ctx.res.setHeader('Content-Encoding', encoding)
  return compress(body, encoding, reused?.bytes, reused?.rest).then((bytes) => {
    ctx.body = bytes
  })
}
