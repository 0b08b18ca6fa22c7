// The three check sums of FLAC frames and Ogg pages. All are plain, most significant bit first, without final inversion.

const crc8Table = makeTable(8, 0x07)
const crc16Table = makeTable(16, 0x8005)
const crc32Table = makeTable(32, 0x04c11db7)

/** Of a FLAC frame header. */
export function crc8(bytes: Uint8Array): number {
  let crc = 0
  for (const byte of bytes) crc = crc8Table[crc ^ byte]!
  return crc
}

/** Of a whole FLAC frame. */
export function crc16(bytes: Uint8Array): number {
  let crc = 0
  for (const byte of bytes) crc = ((crc << 8) & 0xffff) ^ crc16Table[(crc >>> 8) ^ byte]!
  return crc
}

/** Of an Ogg page, with the page's own field for it set to zero. */
export function oggCrc(bytes: Uint8Array): number {
  let crc = 0
  for (let i = 0; i < bytes.length; i++) crc = (crc << 8) ^ crc32Table[(crc >>> 24) ^ bytes[i]!]!
  return crc >>> 0
}

function makeTable(width: number, polynomial: number): Int32Array {
  const top = 2 ** (width - 1)
  const mask = 2 ** width - 1
  return Int32Array.from({ length: 256 }, (_, byte) => {
    let value = byte * 2 ** (width - 8)
    for (let bit = 0; bit < 8; bit++) {
      const shifted = (value * 2) % 2 ** width
      value = value >= top ? ((shifted ^ polynomial) & mask) >>> 0 : shifted
    }
    return value | 0
  })
}
