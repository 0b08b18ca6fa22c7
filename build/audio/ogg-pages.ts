import { oggCrc } from './crc.ts'

export interface OggPacket {
  readonly data: Uint8Array
  /** Samples up to and including this packet; 0 for headers. */
  readonly granule: number
}

/** At most this many segments on a page, as the format's counter is one byte. */
const maxSegments = 255

/**
 * One logical stream as pages. Each of `groups` starts on a new page (the first header must be alone on its page, the
 * audio must begin on one); packets longer than a page continue on the next.
 */
export function oggPages(serial: number, groups: readonly (readonly OggPacket[])[]): Buffer {
  const pages: Buffer[] = []
  for (const [index, packets] of groups.entries()) {
    const lastGroup = index === groups.length - 1
    for (const page of pagesOf(packets)) pages.push(page.bytes(serial, pages.length, lastGroup))
  }
  return Buffer.concat(pages)
}

interface Page {
  readonly bytes: (serial: number, sequence: number, lastGroup: boolean) => Buffer
}

function pagesOf(packets: readonly OggPacket[]): Page[] {
  const pages: Page[] = []
  let lacing: number[] = []
  let parts: Uint8Array[] = []
  // -1: no packet ends on this page.
  let granule = -1
  let continued = false

  function close(last: boolean, nextContinued: boolean): void {
    const page = { lacing, parts, granule, continued }
    pages.push({
      bytes: (serial, sequence, lastGroup) =>
        pageBytes({ ...page, serial, sequence, last: last && lastGroup }),
    })
    lacing = []
    parts = []
    granule = -1
    continued = nextContinued
  }

  for (const [index, packet] of packets.entries()) {
    let offset = 0
    for (;;) {
      if (lacing.length === maxSegments) close(false, offset > 0)
      const size = Math.min(255, packet.data.length - offset)
      lacing.push(size)
      parts.push(packet.data.subarray(offset, offset + size))
      offset += size
      // A segment below 255 ends the packet: one of 255 or 510 bytes ends with an empty segment.
      if (size < 255) break
    }
    granule = packet.granule
    if (index === packets.length - 1) close(true, false)
  }
  return pages
}

function pageBytes(page: {
  lacing: readonly number[]
  parts: readonly Uint8Array[]
  granule: number
  continued: boolean
  serial: number
  sequence: number
  last: boolean
}): Buffer {
  const header = Buffer.alloc(27 + page.lacing.length)
  header.write('OggS', 0, 'latin1')
  header[5] = (page.continued ? 1 : 0) | (page.sequence === 0 ? 2 : 0) | (page.last ? 4 : 0)
  header.writeBigInt64LE(BigInt(page.granule), 6)
  header.writeUInt32LE(page.serial >>> 0, 14)
  header.writeUInt32LE(page.sequence, 18)
  header[26] = page.lacing.length
  header.set(page.lacing, 27)
  const bytes = Buffer.concat([header, ...page.parts])
  bytes.writeUInt32LE(oggCrc(bytes), 22)
  return bytes
}

/** The packets of the only stream in an Ogg file, each with the granule of the page it ends on. */
export function readOggPackets(file: Buffer): OggPacket[] {
  const packets: OggPacket[] = []
  let open: Buffer[] = []
  for (let page = 0; page < file.length; ) {
    const granule = Number(file.readBigInt64LE(page + 6))
    const segments = file[page + 26]!
    let offset = page + 27 + segments
    for (let i = 0; i < segments; i++) {
      const size = file[page + 27 + i]!
      open.push(file.subarray(offset, offset + size))
      offset += size
      if (size === 255) continue
      packets.push({ data: Buffer.concat(open), granule })
      open = []
    }
    page = offset
  }
  return packets
}
