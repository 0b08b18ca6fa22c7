// The comment block of FLAC, Vorbis and Opus, and FLAC's picture block, which the others carry as base64 in a comment.
import {
  type Field,
  type FoundPicture,
  normalMime,
  pictureAt,
  type RawTags,
  sniffPicture,
} from './raw-tags.ts'
import { type ByteSource, EndOfFile, uint32be, uint32leAt } from './song-file.ts'
import { NAMED_FIELDS } from './tag-names.ts'

const MAX_COMMENTS = 4096
const MAX_TEXT_BYTES = 2 * 1024 * 1024
const MAX_KEY = 64
/** Bytes of the longest text kept, lyrics of three bytes a character. */
const MAX_VALUE = 200 * 1024

/** Adds the comments between `offset` (the vendor's length) and `end`. A length that points outside ends the reading. */
export function readVorbisComments(source: ByteSource, offset: number, end: number, raw: RawTags): void {
  if (offset + 8 > end) return
  const vendor = uint32leAt(source, offset)
  let next = offset + 4 + vendor
  if (next + 4 > end) return
  const count = Math.min(uint32leAt(source, next), MAX_COMMENTS)
  next += 4
  let textBytes = 0
  for (let i = 0; i < count && next + 4 <= end && textBytes < MAX_TEXT_BYTES; i++) {
    const length = uint32leAt(source, next)
    const start = next + 4
    if (length > end - start) return
    if (length > 0) textBytes += readComment(source, start, length, raw)
    next = start + length
  }
}

/** Gives how many bytes had to be decoded. */
function readComment(source: ByteSource, start: number, length: number, raw: RawTags): number {
  const head = Math.min(length, MAX_KEY + 1)
  const at = source.load(start, head)
  let equals = at
  while (equals < at + head && source.bytes[equals] !== 0x3d) equals++
  if (equals === at + head) return 0
  const keyLength = equals - at
  const field = NAMED_FIELDS.get(source.bytes.toString('latin1', at, equals).toUpperCase())
  if (!field) return 0
  const valueStart = start + keyLength + 1
  const valueLength = length - keyLength - 1
  if (field === 'picture') {
    raw.offerPicture(base64Picture(source, valueStart, valueLength))
    return 0
  }
  return readText(source, field, { start: valueStart, length: Math.min(valueLength, MAX_VALUE) }, raw)
}

function readText(
  source: ByteSource,
  field: Field,
  value: { start: number; length: number },
  raw: RawTags,
): number {
  const at = source.load(value.start, value.length)
  raw.add(field, source.bytes.toString('utf8', at, at + value.length))
  return value.length
}

/** The FLAC PICTURE block at `offset`; undefined if it contradicts itself. */
export function flacPicture(
  source: ByteSource,
  offset: number,
  end: number,
  inFile: boolean,
): FoundPicture | undefined {
  const head = pictureHead((start, length) => {
    if (start + length > end - offset) throw new EndOfFile()
    const at = source.load(offset + start, length)
    return source.bytes.subarray(at, at + length)
  })
  const start = head ? offset + head.size : end
  if (!head || head.length > end - start) return undefined
  return pictureAt(source, { front: head.front, mime: head.mime, offset: start, length: head.length, inFile })
}

interface PictureHead {
  readonly front: boolean
  readonly mime: string
  /** Bytes before the picture, and of it. */
  readonly size: number
  readonly length: number
}

function pictureHead(slice: (start: number, length: number) => Buffer): PictureHead | undefined {
  try {
    const first = slice(0, 8)
    const front = uint32be(first, 0) === 3
    const mimeLength = uint32be(first, 4)
    if (mimeLength > 256) return undefined
    const mime = slice(8, mimeLength).toString('latin1')
    const descriptionLength = uint32be(slice(8 + mimeLength, 4), 0)
    const lengthAt = 8 + mimeLength + 4 + descriptionLength + 16
    const length = uint32be(slice(lengthAt, 4), 0)
    return mime === '-->' ? undefined : { front, mime, size: lengthAt + 4, length }
  } catch (error) {
    if (error instanceof EndOfFile) return undefined
    throw error
  }
}

/** Only the parts asked for are decoded: a cover can be megabytes. */
function base64Picture(source: ByteSource, offset: number, length: number): FoundPicture | undefined {
  const decoded = Math.floor(length / 4) * 3
  const slice = (start: number, count: number): Buffer => {
    if (count === 0) return Buffer.alloc(0)
    const from = Math.floor(start / 3) * 4
    const to = Math.min(Math.ceil((start + count) / 3) * 4, length)
    if (from >= to) throw new EndOfFile()
    const at = source.load(offset + from, to - from)
    const bytes = Buffer.from(source.bytes.toString('latin1', at, at + to - from), 'base64')
    const skipped = start - (from / 4) * 3
    if (bytes.length < skipped + count) throw new EndOfFile()
    return bytes.subarray(skipped, skipped + count)
  }
  const head = pictureHead(slice)
  if (!head || head.length === 0 || head.size + head.length > decoded) return undefined
  const mime = sniffPicture(slice(head.size, Math.min(12, head.length))) ?? normalMime(head.mime)
  return {
    front: head.front,
    mime,
    length: head.length,
    slice: (start, count) => slice(head.size + start, count),
  }
}
