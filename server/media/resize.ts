// Pictures made smaller. sharp works on libuv's threads, never on the event loop; it is loaded at the first picture.
import type { Sharp, SharpOptions } from 'sharp'

/** Longest edge in pixels. Few steps, so that clients with different ideas of a size share one file (CONTRACT.md IMAGE-4). */
export const STEPS = [64, 96, 128, 160, 200, 300, 400, 600, 800, 1200, 1600] as const

export function stepFor(size: number): number {
  return STEPS.find((step) => step >= size) ?? STEPS[STEPS.length - 1]!
}

/** A scanned booklet has 32 million pixels; a decompression bomb has more than this. */
const OPTIONS: SharpOptions = { limitInputPixels: 50_000_000, failOn: 'truncated', sequentialRead: true }
const TIMEOUT_SEC = 20

type SharpModule = typeof import('sharp')['default']
let loading: Promise<SharpModule> | undefined

/** sharp, told to use one thread a picture and to keep nothing: the cache is ours. */
export function loadSharp(): Promise<SharpModule> {
  loading ??= import('sharp').then(({ default: sharp }) => {
    sharp.cache(false)
    sharp.concurrency(1)
    return sharp
  })
  return loading
}

/** A picture whose longest edge is at most `edge`, never enlarged. Rejects when it is no picture or a broken one. */
export async function resizePicture(picture: Buffer, edge: number, webp: boolean): Promise<Buffer> {
  const sharp = await loadSharp()
  const image = sharp(picture, OPTIONS)
    .timeout({ seconds: TIMEOUT_SEC })
    .autoOrient()
    .resize(edge, edge, { fit: 'inside', withoutEnlargement: true })
  if (webp) return asWebp(image)
  const { hasAlpha } = await image.metadata()
  if (!hasAlpha) return asJpeg(image)
  const png = await image.png().toBuffer()
  const { isOpaque } = await sharp(png).stats()
  return isOpaque ? asJpeg(sharp(png)) : png
}

/** Four pictures side by side, `edge` pixels wide and high. */
export async function mosaicOf(pictures: readonly Buffer[], edge: number, webp: boolean): Promise<Buffer> {
  const sharp = await loadSharp()
  const half = Math.round(edge / 2)
  const tiles = await Promise.all(
    pictures.map((picture) =>
      sharp(picture, OPTIONS)
        .timeout({ seconds: TIMEOUT_SEC })
        .autoOrient()
        .resize(half, half, { fit: 'cover' })
        .toBuffer(),
    ),
  )
  const canvas = sharp({
    create: { width: half * 2, height: half * 2, channels: 3, background: '#202020' },
  }).composite(
    tiles.map((input, index) => ({ input, left: (index % 2) * half, top: Math.floor(index / 2) * half })),
  )
  return webp ? asWebp(canvas) : asJpeg(canvas)
}

const asJpeg = (image: Sharp) => image.flatten({ background: '#ffffff' }).jpeg({ quality: 82 }).toBuffer()
const asWebp = (image: Sharp) => image.webp({ quality: 80, effort: 3 }).toBuffer()
