// JPEG without a picture library, at once and without waiting: every square of 8 by 8 pixels has one colour, so that no more
// than the mean of each square has to be stored. For tests and benchmarks, where hundreds of covers are needed quickly.
import { createBitWriter } from './bit-writer.ts'

export type Rgb = readonly [red: number, green: number, blue: number]

export interface Mosaic {
  readonly width: number
  readonly height: number
  /** Of the square in this column and row, counted from 0 at the top left. */
  readonly colorOf: (column: number, row: number) => Rgb
  /** Makes files with the same picture differ. */
  readonly comment?: string
}

export function mosaicJpeg({ width, height, colorOf, comment }: Mosaic): Buffer {
  return Buffer.concat([
    Buffer.of(0xff, 0xd8),
    segment(0xe0, Buffer.from('4a46494600010100000100010000', 'hex')),
    ...(comment === undefined ? [] : [segment(0xfe, Buffer.from(comment, 'utf8'))]),
    // All values are divided by 8, which makes a stored mean exactly a colour value.
    segment(0xdb, Buffer.of(0, ...new Array<number>(64).fill(8))),
    segment(0xc0, frameHeader(width, height)),
    segment(0xc4, Buffer.concat([Buffer.of(0x00), dcTable()])),
    segment(0xc4, Buffer.concat([Buffer.of(0x10), endOfBlockTable()])),
    segment(0xda, Buffer.of(3, 1, 0, 2, 0, 3, 0, 0, 63, 0)),
    scan(Math.ceil(width / 8), Math.ceil(height / 8), colorOf),
    Buffer.of(0xff, 0xd9),
  ])
}

function frameHeader(width: number, height: number): Buffer {
  const header = Buffer.of(8, 0, 0, 0, 0, 3, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0)
  header.writeUInt16BE(height, 1)
  header.writeUInt16BE(width, 3)
  return header
}

/** Nine sizes of differences, 0 to 8 bits, each with a code of four bits. */
function dcTable(): Buffer {
  return Buffer.of(0, 0, 0, 9, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8)
}

/** Only "nothing more in this square", one zero bit. */
function endOfBlockTable(): Buffer {
  return Buffer.of(1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
}

function scan(columns: number, rows: number, colorOf: Mosaic['colorOf']): Buffer {
  const bits = createBitWriter('msb', columns * rows * 4)
  const last = [0, 0, 0]
  let written = 0
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      for (const [i, value] of toYCbCr(colorOf(column, row)).entries()) {
        const difference = value - last[i]!
        last[i] = value
        const size = 32 - Math.clz32(Math.abs(difference))
        bits.put(size, 4)
        // Negative differences are stored less one: their first bit is then zero.
        bits.put(difference < 0 ? difference - 1 : difference, size)
        bits.put(0, 1)
        written += 4 + size + 1
      }
    }
  }
  // The last byte is filled with ones, and only with those that it needs.
  bits.put(0x7f, 7)
  return stuffed(bits.bytes().subarray(0, Math.ceil(written / 8)))
}

/** Around zero. Limited so that a difference never needs more than 8 bits. */
function toYCbCr([red, green, blue]: Rgb): number[] {
  return [
    0.299 * red + 0.587 * green + 0.114 * blue - 128,
    -0.1687 * red - 0.3313 * green + 0.5 * blue,
    0.5 * red - 0.4187 * green - 0.0813 * blue,
  ].map((value) => Math.max(-127, Math.min(127, Math.round(value))))
}

function stuffed(bytes: Buffer): Buffer {
  const out: number[] = []
  for (const byte of bytes) {
    out.push(byte)
    if (byte === 0xff) out.push(0)
  }
  return Buffer.from(out)
}

function segment(marker: number, body: Buffer): Buffer {
  const header = Buffer.of(0xff, marker, 0, 0)
  header.writeUInt16BE(body.length + 2, 2)
  return Buffer.concat([header, body])
}
