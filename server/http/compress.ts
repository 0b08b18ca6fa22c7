// gzip, br and deflate for answers of text, off the HTTP thread (CONTRACT.md TRN-11). Cheap levels: the other end is
// in the same house most of the time. Brotli at 1 is faster and smaller than gzip at 1 on our JSON.
import { pipeline, type Readable } from 'node:stream'
import { promisify } from 'node:util'
import {
  brotliCompress,
  constants,
  createBrotliCompress,
  createDeflate,
  createGzip,
  deflate,
  gzip,
} from 'node:zlib'

export type Encoding = 'gzip' | 'br' | 'deflate'

/** Smaller answers fit into a packet anyway. */
export const SMALLEST_COMPRESSED_BYTES = 1024

const gzipAsync = promisify(gzip)
const deflateAsync = promisify(deflate)
const brotliAsync = promisify<Buffer, object, Buffer>(brotliCompress)

/** The encoding to use for an Accept-Encoding header; undefined: send it as it is. */
export function chooseEncoding(accepted: string | undefined): Encoding | undefined {
  if (!accepted) return undefined
  const weights = new Map(accepted.toLowerCase().split(',').map(parseWeight))
  const weight = (name: Encoding) =>
    weights.get(name) ?? (name === 'gzip' ? weights.get('*') : undefined) ?? 0
  let best: Encoding | undefined
  for (const encoding of ['br', 'gzip', 'deflate'] as const) {
    if (weight(encoding) > (best ? weight(best) : 0)) best = encoding
  }
  return best
}

function parseWeight(item: string): [string, number] {
  const [name = '', ...parameters] = item.split(';').map((part) => part.trim())
  const q = parameters.find((parameter) => parameter.startsWith('q='))
  const weight = q === undefined ? 1 : Number(q.slice(2))
  return [name, Number.isNaN(weight) ? 0 : weight]
}

/** Compressed forms of Buffers that are sent again and again, for as long as somebody holds the Buffer. */
const COMPRESSED = new WeakMap<Buffer, Map<string, Promise<Buffer>>>()

/**
 * @param reused a Buffer that lives on between requests and of which `body` is made; with `variant` it names the result
 */
export function compress(
  body: Buffer | string,
  encoding: Encoding,
  reused?: Buffer,
  variant = '',
): Promise<Buffer> {
  if (!reused) return run(body, encoding)
  let variants = COMPRESSED.get(reused)
  if (!variants) {
    variants = new Map()
    COMPRESSED.set(reused, variants)
  }
  const name = `${encoding} ${variant}`
  const known = variants.get(name)
  if (known) return known
  const made = run(body, encoding)
  variants.set(name, made)
  return made
}

function run(body: Buffer | string, encoding: Encoding): Promise<Buffer> {
  const bytes = typeof body === 'string' ? Buffer.from(body) : body
  switch (encoding) {
    case 'gzip':
      return gzipAsync(bytes, CHEAP)
    case 'deflate':
      return deflateAsync(bytes, CHEAP)
    case 'br':
      return brotliAsync(bytes, CHEAP_BROTLI)
  }
}

const CHEAP = { level: 1 }
const CHEAP_BROTLI = { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } }

/** For what is too long to be compressed in one piece. */
export function compressing(bytes: Readable, encoding: Encoding): Readable {
  const compressor =
    encoding === 'gzip'
      ? createGzip(CHEAP)
      : encoding === 'deflate'
        ? createDeflate(CHEAP)
        : createBrotliCompress(CHEAP_BROTLI)
  // Whoever reads meets the error; here it only has to end the other stream.
  return pipeline(bytes, compressor, () => {})
}
