// The structure of an ID3v2.2, 2.3 or 2.4 tag: header, extended header, unsynchronisation, frames. What frames mean is
// in id3v2-frames.ts.
import { type Frame, isKnownFrame, readFrame } from './id3v2-frames.ts'
import type { RawTags } from './raw-tags.ts'
import { type ByteSource, MemoryBytes, type SongFile, uint24be, uint32be } from './song-file.ts'

/** No tag of a real file has so many, or so much text; a hostile one could keep the scan busy for seconds. */
const MAX_FRAMES = 2048
const MAX_BYTES_READ = 512 * 1024
/** A tag that is unsynchronised as a whole has to be rewritten in memory; what lies behind this is not read. */
const MAX_UNSYNCHRONISED = 4 * 1024 * 1024

/** Adds what the tag at `offset` holds; gives the offset behind it, or `offset` itself if there is none. */
export function readId3v2(file: SongFile, offset: number, raw: RawTags): number {
  const behind = id3v2End(file, offset)
  if (behind === offset) return offset
  const at = file.load(offset, 10)
  const version = file.bytes[at + 3]!
  const flags = file.bytes[at + 5]!
  const body = offset + 10
  const end = Math.min(body + syncSafe(file.bytes, at + 6), file.size)
  raw.slashLists ||= version < 4
  if (version === 4) readFrames(file, body, end, { version, flags, raw, inFile: true })
  // Bit 6 is an extended header in 2.3, and in 2.2 a compression that was never defined.
  if (version === 3 || (version === 2 && (flags & 0x40) === 0)) {
    readOldTag(file, body, end, { version, flags, raw })
  }
  return behind
}

/** The offset behind the tag at `offset`, or `offset` itself if there is none. */
export function id3v2End(file: SongFile, offset: number): number {
  if (offset + 10 > file.size) return offset
  const at = file.load(offset, 10)
  const { bytes } = file
  if (bytes[at] !== 0x49 || bytes[at + 1] !== 0x44 || bytes[at + 2] !== 0x33) return offset
  const version = bytes[at + 3]!
  const size = syncSafe(bytes, at + 6)
  if (version === 0xff || size < 0) return offset
  const footer = version === 4 && (bytes[at + 5]! & 0x10) !== 0 ? 10 : 0
  return Math.min(offset + 10 + size + footer, file.size)
}

interface TagHeader {
  readonly version: number
  readonly flags: number
  readonly raw: RawTags
}

function readOldTag(file: SongFile, body: number, end: number, header: TagHeader): void {
  if ((header.flags & 0x80) === 0) {
    readFrames(file, body, end, { ...header, inFile: true })
    return
  }
  const length = Math.min(end - body, MAX_UNSYNCHRONISED)
  const plain = new MemoryBytes(resynchronise(file.copy(body, length)))
  readFrames(plain, 0, plain.size, { ...header, inFile: false })
}

function readFrames(
  source: ByteSource,
  start: number,
  end: number,
  tag: TagHeader & { inFile: boolean },
): void {
  const { version } = tag
  const headerSize = version === 2 ? 6 : 10
  let offset =
    start + ((tag.flags & 0x40) !== 0 && version > 2 ? extendedHeaderSize(source, start, end, version) : 0)
  let bytesRead = 0
  for (let count = 0; count < MAX_FRAMES && offset + headerSize < end; count++) {
    const at = source.load(offset, headerSize)
    const { bytes } = source
    if (!isFrameName(bytes, at, version)) return
    // Old iTunes put three-letter frames into 2.3 tags, with a zero behind.
    const short = version === 2 || bytes[at + 3] === 0
    const name = short ? uint24be(bytes, at) : uint32be(bytes, at)
    const formatFlags = version === 2 ? 0 : bytes[at + 9]!
    const size = version === 2 ? uint24be(bytes, at + 3) : frameSize(source, offset, end, version)
    if (size > end - offset - headerSize) return
    if (isKnownFrame(name)) {
      const frame = { source, offset: offset + headerSize, size, version, inFile: tag.inFile }
      const open = version === 2 ? frame : openFrame(frame, formatFlags, (tag.flags & 0x80) !== 0)
      if (open && open.size > 0) bytesRead += readFrame(name, open, tag.raw)
      if (open && open.source !== source) bytesRead += open.size / 8
      if (bytesRead > MAX_BYTES_READ) return
    }
    offset += headerSize + size
  }
}

function extendedHeaderSize(source: ByteSource, start: number, end: number, version: number): number {
  if (start + 4 > end) return 0
  const at = source.load(start, 4)
  const size = version === 4 ? syncSafe(source.bytes, at) : uint32be(source.bytes, at) + 4
  return size > 0 && size < end - start ? size : 0
}

/** Capital letters and digits; anything else is padding or garbage, and the end of the tag. */
function isFrameName(bytes: Buffer, at: number, version: number): boolean {
  const isNameByte = (byte: number) => (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x30 && byte <= 0x39)
  if (!isNameByte(bytes[at]!) || !isNameByte(bytes[at + 1]!) || !isNameByte(bytes[at + 2]!)) return false
  return version === 2 || isNameByte(bytes[at + 3]!) || (version === 3 && bytes[at + 3] === 0)
}

/**
 * 2.4 writes seven bits to a byte, but old iTunes and others wrote eight. Where the two differ, the one is right behind
 * which a frame begins, or the padding, or the end.
 */
function frameSize(source: ByteSource, offset: number, end: number, version: number): number {
  const at = source.load(offset, 10)
  const plain = uint32be(source.bytes, at + 4)
  if (version === 3 || plain < 0x80) return plain
  const safe = syncSafe(source.bytes, at + 4)
  if (safe < 0) return plain
  return !fitsAt(source, offset + 10 + safe, end) && fitsAt(source, offset + 10 + plain, end) ? plain : safe
}

function fitsAt(source: ByteSource, offset: number, end: number): boolean {
  if (offset === end) return true
  if (offset + 10 > end) return offset < end
  const at = source.load(offset, 4)
  return source.bytes[at] === 0 || isFrameName(source.bytes, at, 4)
}

/** Takes off what the format flags put before the text. Compressed and encrypted frames are not read: nobody writes them. */
function openFrame(frame: Frame, flags: number, tagUnsynchronised: boolean): Frame | undefined {
  if (frame.version === 3) {
    if ((flags & 0xc0) !== 0) return undefined
    return (flags & 0x20) !== 0 ? skipBytes(frame, 1) : frame
  }
  if ((flags & 0x0c) !== 0) return undefined
  const skipped = ((flags & 0x40) !== 0 ? 1 : 0) + ((flags & 0x01) !== 0 ? 4 : 0)
  const open = skipped > 0 ? skipBytes(frame, skipped) : frame
  return (flags & 0x02) !== 0 || tagUnsynchronised ? resynchroniseFrame(open) : open
}

function skipBytes(frame: Frame, count: number): Frame {
  return { ...frame, offset: frame.offset + count, size: Math.max(frame.size - count, 0) }
}

function resynchroniseFrame(frame: Frame): Frame {
  if (frame.size === 0 || frame.size > MAX_UNSYNCHRONISED) return frame
  const at = frame.source.load(frame.offset, frame.size)
  const bytes = frame.source.bytes.subarray(at, at + frame.size)
  // Most frames have nothing to take out, and a picture that can be served from the file is worth the look.
  if (!bytes.includes(UNSYNCHRONISED)) return frame
  const plain = new MemoryBytes(resynchronise(Buffer.from(bytes)))
  return { ...frame, source: plain, offset: 0, size: plain.size, inFile: false }
}

const UNSYNCHRONISED = Buffer.of(0xff, 0)

/** Takes out the zero that was put behind each FF; in place. */
function resynchronise(bytes: Buffer): Buffer {
  let to = 0
  for (let from = 0; from < bytes.length; from++) {
    const byte = bytes[from]!
    bytes[to++] = byte
    if (byte === 0xff && bytes[from + 1] === 0) from++
  }
  return bytes.subarray(0, to)
}

/** -1 if a byte has its highest bit set. */
function syncSafe(bytes: Buffer, at: number): number {
  const [a, b, c, d] = [bytes[at]!, bytes[at + 1]!, bytes[at + 2]!, bytes[at + 3]!]
  return ((a | b | c | d) & 0x80) !== 0 ? -1 : (a << 21) | (b << 14) | (c << 7) | d
}
