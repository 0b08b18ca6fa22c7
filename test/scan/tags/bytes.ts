// Hand-made pieces of files, for the oddities no writer of ours makes.

/** An ID3v2 tag with a body as given. `flags`: 80 unsynchronised, 40 extended header, 10 footer. */
export function id3(version: number, body: Buffer, { flags = 0, size = body.length } = {}): Buffer {
  const head = Buffer.from('ID3\0\0\0\0\0\0\0', 'latin1')
  head[3] = version
  head[5] = flags
  head.set(syncSafe(size), 6)
  return Buffer.concat([head, body])
}

export function frame4(name: string, body: Buffer | string, { flags = 0, size = -1 } = {}): Buffer {
  const bytes = Buffer.from(body as string, 'latin1')
  const head = Buffer.from(`${name}\0\0\0\0\0\0`, 'latin1')
  head.set(syncSafe(size < 0 ? bytes.length : size), 4)
  head[9] = flags
  return Buffer.concat([head, bytes])
}

export function frame3(name: string, body: Buffer | string, { flags = 0, size = -1 } = {}): Buffer {
  const bytes = Buffer.from(body as string, 'latin1')
  const head = Buffer.from(`${name}\0\0\0\0\0\0`, 'latin1')
  head.writeUInt32BE(size < 0 ? bytes.length : size, 4)
  head[9] = flags
  return Buffer.concat([head, bytes])
}

export function frame2(name: string, body: Buffer | string): Buffer {
  const bytes = Buffer.from(body as string, 'latin1')
  const head = Buffer.from(`${name}\0\0\0`, 'latin1')
  head.writeUIntBE(bytes.length, 3, 3)
  return Buffer.concat([head, bytes])
}

export function syncSafe(value: number): Buffer {
  return Buffer.of((value >> 21) & 0x7f, (value >> 14) & 0x7f, (value >> 7) & 0x7f, value & 0x7f)
}

/** MPEG-1 layer III, 44.1 kHz: 10 frames of 128 kbit/s unless said otherwise. */
export function mp3Frames(kbps: readonly number[] = Array(10).fill(128)): Buffer {
  const rates = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320]
  return Buffer.concat(
    kbps.map((rate) => {
      const frame = Buffer.alloc(Math.floor((144_000 * rate) / 44_100))
      frame.set([0xff, 0xfb, rates.indexOf(rate) << 4, 0x40])
      return frame
    }),
  )
}

export function box(name: string, ...parts: readonly Buffer[]): Buffer {
  const head = Buffer.alloc(8)
  head.writeUInt32BE(8 + parts.reduce((sum, part) => sum + part.length, 0))
  head.write(name, 4, 'latin1')
  return Buffer.concat([head, ...parts])
}

export function uint32(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4)
  for (const [i, value] of values.entries()) bytes.writeUInt32BE(value, i * 4)
  return bytes
}

/** An item of an MPEG-4 tag list. `type` 1 is UTF-8, 0 bytes, 21 a number. */
export function item(name: string, type: number, value: Buffer | string): Buffer {
  return box(name, box('data', uint32(type, 0), Buffer.from(value as string, 'utf8')))
}

/** A whole m4a with one second of AAC, whose moov comes where it is told. */
export function m4a(
  items: readonly Buffer[],
  { moovLast = false, clock = uint32(0, 0, 0, 44_100, 44_100, 0), extra = [] as readonly Buffer[] } = {},
): Buffer {
  const sound = Buffer.alloc(28)
  sound.writeUInt16BE(1, 6)
  sound.writeUInt16BE(2, 16)
  sound.writeUInt16BE(16, 18)
  sound.writeUInt16BE(44_100, 24)
  const handler = Buffer.from('\0\0\0\0\0\0\0\0soun\0\0\0\0\0\0\0\0\0\0\0\0\0', 'latin1')
  const media = box('minf', box('stbl', box('stsd', uint32(0, 1), box('mp4a', sound))))
  const trackHeader = box('tkhd', Buffer.concat([uint32(7, 0, 0, 1), Buffer.alloc(68)]))
  const track = box('trak', trackHeader, box('mdia', box('mdhd', clock), box('hdlr', handler), media))
  const moov = box('moov', track, ...extra, box('udta', box('meta', uint32(0), box('ilst', ...items))))
  const mdat = box('mdat', Buffer.alloc(5000, 7))
  const type = box('ftyp', Buffer.from('M4A \0\0\0\0', 'latin1'))
  return Buffer.concat(moovLast ? [type, mdat, moov] : [type, moov, mdat])
}

/** An Ogg page with these lacing values. Checksums are left out: no reader looks at them. */
export function oggPage(
  body: Buffer,
  lacing: readonly number[],
  { granule = 0n, flags = 0, serial = 7, sequence = 0 } = {},
): Buffer {
  const head = Buffer.alloc(27)
  head.write('OggS', 0, 'latin1')
  head[5] = flags
  head.writeBigInt64LE(granule, 6)
  head.writeUInt32LE(serial, 14)
  head.writeUInt32LE(sequence, 18)
  head[26] = lacing.length
  return Buffer.concat([head, Buffer.from(lacing), body])
}

/** A packet cut into pages of at most `segments` times 255 bytes, and where it ends. */
export function oggPages(
  packet: Buffer,
  segments: number,
  options: Parameters<typeof oggPage>[2] = {},
): Buffer {
  const pages: Buffer[] = []
  for (let at = 0; ; at += segments * 255) {
    const body = packet.subarray(at, at + segments * 255)
    const ends = at + segments * 255 > packet.length
    const lacing = Array(Math.floor(body.length / 255)).fill(255)
    pages.push(oggPage(body, ends ? [...lacing, body.length % 255] : lacing, options))
    if (ends) return Buffer.concat(pages)
  }
}

export function opusHead({ preSkip = 312, gain = 0 } = {}): Buffer {
  const head = Buffer.alloc(19)
  head.write('OpusHead\x01\x02', 0, 'latin1')
  head.writeUInt16LE(preSkip, 10)
  head.writeUInt32LE(44_100, 12)
  head.writeInt16LE(gain, 16)
  return head
}

export function comments(list: readonly string[], { magic = 'OpusTags', count = list.length } = {}): Buffer {
  const sized = (text: string) => {
    const bytes = Buffer.from(text, 'utf8')
    const length = Buffer.alloc(4)
    length.writeUInt32LE(bytes.length)
    return Buffer.concat([length, bytes])
  }
  const number = Buffer.alloc(4)
  number.writeUInt32LE(count)
  return Buffer.concat([Buffer.from(magic, 'latin1'), sized('vendor'), number, ...list.map(sized)])
}

/** `kind` 1 is binary. */
export function apeItem(key: string, value: Buffer, kind = 0): Buffer {
  const head = Buffer.alloc(8)
  head.writeUInt32LE(value.length)
  head[4] = kind << 1
  return Buffer.concat([head, Buffer.from(`${key}\0`, 'latin1'), value])
}

export function apeTag(
  items: readonly Buffer[],
  { header = true, count = items.length, size = -1 } = {},
): Buffer {
  const body = Buffer.concat(items)
  const frame = (isHeader: boolean) => {
    const bytes = Buffer.alloc(32)
    bytes.write('APETAGEX', 0, 'latin1')
    bytes.writeUInt32LE(2000, 8)
    bytes.writeUInt32LE(size < 0 ? body.length + 32 : size, 12)
    bytes.writeUInt32LE(count, 16)
    bytes[23] = (header ? 0x80 : 0) | (isHeader ? 0x20 : 0)
    return bytes
  }
  return Buffer.concat([...(header ? [frame(true)] : []), body, frame(false)])
}
