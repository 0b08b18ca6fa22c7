// Covers for getCoverArt (CONTRACT.md IMAGE-1 to IMAGE-7): the original as it lies on disk, or a smaller one from the
// cache, made once however many ask for it at the same time. At most two pictures are worked on at once, so that a
// screen full of new covers leaves the threads that read music alone.
import { hash } from 'node:crypto'
import path from 'node:path'
import type { Context } from 'koa'
import { NotFound } from '../errors.ts'
import { type Log, topicLog } from '../log.ts'
import { atMost } from './at-most.ts'
import { isFresh } from './conditional.ts'
import type { CoverSource } from './cover-source.ts'
import { createImageCache, type ImageCache } from './image-cache.ts'
import { imageTypeOf } from './image-type.ts'
import { closeFile, type FilePlace, openFile, readAt, readWhole, resolveInside } from './open-file.ts'
import { mosaicOf, resizePicture, stepFor } from './resize.ts'
import { sendBuffer, sendFile } from './send-file.ts'

/** The bytes of the picture inside a file; undefined when there is none. The path is absolute and resolved. */
export type ReadPicture = (songPath: string) => Promise<Buffer | undefined>

export interface Covers {
  /** `size` is the longest edge in pixels, 0 or less the original. @throws NotFound when the picture cannot be used */
  send(ctx: Context, source: CoverSource, size: number): Promise<void>
  /** A picture that `make` draws, kept like any cover. `name` says what it shows and how it is drawn. */
  sendDrawn(ctx: Context, name: string, make: () => Promise<Buffer>): Promise<void>
  settled(): Promise<void>
}

export interface CoversOptions {
  readonly cacheDir: string
  readonly log: Log
  readonly readPicture: ReadPicture
  /** Another cache than the one in `cacheDir`, for tests of its bounds. */
  readonly cache?: ImageCache
}

/** Larger pictures are served as they are but not decoded. */
const MAX_INPUT_BYTES = 40 * 1024 * 1024
const MOSAIC_ORIGINAL = 600
/** A day: the cover id changes with the picture (CONTRACT.md IMAGE-3), but bare ids are asked for too. */
const CACHE_CONTROL = 'private, max-age=86400'
const NEGOTIATED = { Vary: 'Accept' }

export function createCovers({ cacheDir, log: parentLog, readPicture, cache: given }: CoversOptions): Covers {
  const log = topicLog(parentLog, 'covers')
  const cache = given ?? createImageCache({ dir: path.join(cacheDir, 'covers'), log })
  const gate = atMost(2, 2000)
  const beingMade = new Map<string, Promise<Buffer>>()

  async function send(ctx: Context, source: CoverSource, size: number): Promise<void> {
    if (size <= 0 && source.kind !== 'mosaic') return sendOriginal(ctx, source)
    const edge = size <= 0 ? MOSAIC_ORIGINAL : stepFor(size)
    const webp = namesWebp(ctx.req.headers.accept)
    const key = keyOf(source, edge, webp ? 'webp' : 'plain')
    await sendMade(ctx, key, NEGOTIATED, () =>
      source.kind === 'mosaic' ? makeMosaic(source.parts, edge, webp) : makeSmaller(source, edge, webp),
    )
  }

  async function sendMade(
    ctx: Context,
    key: string,
    headers: Record<string, string>,
    make: () => Promise<Buffer>,
  ): Promise<void> {
    const etag = `"${key}"`
    // The tag names the picture and the way it is made: no need to have it at hand to say that nothing changed.
    const image = isFresh(ctx.req.headers, { etag })
      ? NOTHING
      : (cache.peek(key) ?? (await getMade(key, make)))
    sendBuffer(ctx, image, {
      contentType: imageTypeOf(image) ?? 'application/octet-stream',
      etag,
      cacheControl: CACHE_CONTROL,
      headers,
    })
  }

  async function getMade(key: string, make: () => Promise<Buffer>): Promise<Buffer> {
    const known = beingMade.get(key)
    if (known) return known
    const making = findOrMake(key, make)
    beingMade.set(key, making)
    try {
      return await making
    } finally {
      beingMade.delete(key)
    }
  }

  async function findOrMake(key: string, make: () => Promise<Buffer>): Promise<Buffer> {
    const kept = await cache.find(key)
    if (kept && imageTypeOf(kept)) return kept
    const image = await gate(make)
    cache.store(key, image)
    return image
  }

  async function makeSmaller(source: CoverSource, edge: number, webp: boolean): Promise<Buffer> {
    const picture = await readSource(source)
    return resizePicture(picture, edge, webp).catch((error) => refuse(source, error))
  }

  async function makeMosaic(parts: readonly CoverSource[], edge: number, webp: boolean): Promise<Buffer> {
    const pictures: Buffer[] = []
    for (const part of parts) pictures.push(await readSource(part))
    return mosaicOf(pictures, edge, webp).catch((error) => refuse(parts[0]!, error))
  }

  function refuse(source: CoverSource, error: unknown): never {
    log.debug({ cover: source.hash, err: error }, 'A cover cannot be decoded')
    throw new NotFound('cover')
  }

  async function sendOriginal(ctx: Context, source: CoverSource & { place: FilePlace }): Promise<void> {
    if (source.kind === 'file') return sendImageFile(ctx, source.place)
    const etag = `"${keyOf(source, 0, 'original')}"`
    const picture = isFresh(ctx.req.headers, { etag }) ? NOTHING : await readSource(source)
    sendBuffer(ctx, picture, { etag, contentType: imageTypeOf(picture) ?? '', cacheControl: CACHE_CONTROL })
  }

  /** The picture's bytes, of a type we know. */
  async function readSource(source: CoverSource): Promise<Buffer> {
    if (source.kind === 'mosaic') throw new TypeError('A mosaic has no bytes of its own')
    const picture =
      source.kind === 'embedded' ? await readEmbedded(source.place) : await readImageFile(source.place)
    if (!picture || picture.length > MAX_INPUT_BYTES || !imageTypeOf(picture)) throw new NotFound('cover')
    return picture
  }

  async function readEmbedded(place: FilePlace): Promise<Buffer | undefined> {
    try {
      return await readPicture(await resolveInside(place))
    } catch (error) {
      log.debug({ err: error }, 'A picture cannot be read from its song')
      return undefined
    }
  }

  return {
    send,
    sendDrawn: (ctx, name, make) => sendMade(ctx, digest(`drawn ${name}`), {}, make),
    settled: () => cache.settled(),
  }
}

/** With the file's own tag: it may be newer than what the last scan saw. */
async function sendImageFile(ctx: Context, place: FilePlace): Promise<void> {
  const file = await openFile(place, 'cover')
  try {
    const head = Buffer.alloc(16)
    const contentType = imageTypeOf(head.subarray(0, await readAt(file.fd, head, 0, head.length, 0)))
    if (!contentType) throw new NotFound('cover')
    await sendFile(ctx, file, { contentType, cacheControl: CACHE_CONTROL })
  } finally {
    closeFile(file)
  }
}

async function readImageFile(place: FilePlace): Promise<Buffer | undefined> {
  const file = await openFile(place, 'cover')
  try {
    return await readWhole(file, MAX_INPUT_BYTES)
  } finally {
    closeFile(file)
  }
}

const NOTHING = Buffer.alloc(0)

/** Part of every key: raise it when pictures are made in another way, and old ones are forgotten. */
const RECIPE = 1

function keyOf(source: CoverSource, edge: number, variant: 'webp' | 'plain' | 'original'): string {
  // The hash of a picture inside a song names its bytes; of a file it only tells versions of that file apart.
  const where = source.kind === 'file' ? `${source.place.musicDir}\0${source.place.path}` : ''
  return digest(`${RECIPE} ${source.kind} ${source.hash} ${edge} ${variant} ${where}`)
}

const digest = (text: string) => hash('sha256', text, 'hex').slice(0, 40)

/** Only a client that says so by name: any type at all (the usual wildcard) is no promise to show WebP. */
const namesWebp = (accept: string | undefined) =>
  accept !== undefined && /\bimage\/webp\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))/i.test(accept)
