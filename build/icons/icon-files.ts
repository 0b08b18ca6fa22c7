// The two containers of several pictures: Windows' .ico and macOS' .icns.

export interface Picture {
  readonly size: number
  readonly png: Buffer
  /** Four bytes a pixel: red, green, blue, alpha. */
  readonly rgba: Buffer
}

const ICO_HEADER = 6
const ICO_ENTRY = 16
const BITMAP_HEADER = 40

/** Small pictures as bitmaps, which everything that reads .ico can; from 256 on as PNG. */
export function toIco(pictures: readonly Picture[]): Buffer {
  const bodies = pictures.map((picture) => (picture.size < 256 ? toIconBitmap(picture) : picture.png))
  const header = Buffer.alloc(ICO_HEADER + ICO_ENTRY * pictures.length)
  header.writeUInt16LE(1, 2)
  header.writeUInt16LE(pictures.length, 4)
  let offset = header.length
  for (const [index, { size }] of pictures.entries()) {
    const at = ICO_HEADER + ICO_ENTRY * index
    const body = bodies[index]!
    // One byte each: 0 stands for 256.
    header.writeUInt8(size % 256, at)
    header.writeUInt8(size % 256, at + 1)
    header.writeUInt16LE(1, at + 4)
    header.writeUInt16LE(32, at + 6)
    header.writeUInt32LE(body.length, at + 8)
    header.writeUInt32LE(offset, at + 12)
    offset += body.length
  }
  return Buffer.concat([header, ...bodies])
}

/** Rows from the bottom up, blue first, then a mask of one bit a pixel for those who know no alpha. */
function toIconBitmap({ size, rgba }: Picture): Buffer {
  const header = Buffer.alloc(BITMAP_HEADER)
  header.writeUInt32LE(BITMAP_HEADER, 0)
  header.writeInt32LE(size, 4)
  // Picture and mask, one above the other.
  header.writeInt32LE(2 * size, 8)
  header.writeUInt16LE(1, 12)
  header.writeUInt16LE(32, 14)
  const maskRow = Math.ceil(size / 32) * 4
  const colours = Buffer.alloc(size * size * 4)
  const mask = Buffer.alloc(size * maskRow)
  for (let y = 0; y < size; y++) {
    const row = size - 1 - y
    for (let x = 0; x < size; x++) {
      const from = (y * size + x) * 4
      const to = (row * size + x) * 4
      colours[to] = rgba[from + 2]!
      colours[to + 1] = rgba[from + 1]!
      colours[to + 2] = rgba[from]!
      colours[to + 3] = rgba[from + 3]!
      if (rgba[from + 3] === 0) mask[row * maskRow + (x >> 3)]! |= 0x80 >> (x & 7)
    }
  }
  return Buffer.concat([header, colours, mask])
}

/** Kinds that hold PNG. Those of 16 and 32 pixels are left out: some macOS versions show PNG in them as noise. */
const ICNS_KINDS: readonly (readonly [kind: string, size: number])[] = [
  ['ic11', 32],
  ['ic12', 64],
  ['ic07', 128],
  ['ic13', 256],
  ['ic08', 256],
  ['ic14', 512],
  ['ic09', 512],
  ['ic10', 1024],
]
export const ICNS_SIZES: readonly number[] = [...new Set(ICNS_KINDS.map(([, size]) => size))]

export function toIcns(pictures: readonly Picture[]): Buffer {
  const parts = ICNS_KINDS.map(([kind, size]) => {
    const picture = pictures.find((one) => one.size === size)
    if (!picture) throw new Error(`icns needs a picture of ${size} pixels`)
    return icnsPart(kind, picture.png)
  })
  return icnsPart('icns', Buffer.concat(parts))
}

function icnsPart(kind: string, content: Buffer): Buffer {
  const header = Buffer.alloc(8)
  header.write(kind, 'latin1')
  header.writeUInt32BE(8 + content.length, 4)
  return Buffer.concat([header, content])
}
