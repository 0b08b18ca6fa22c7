// APEv2 tags at the end of mp3 files: mp3gain keeps ReplayGain there, some players everything.
import { MAX_VALUES_SEEN } from './clean-text.ts'
import { type Field, pictureAt, type RawTags } from './raw-tags.ts'
import { type ByteSource, uint32le } from './song-file.ts'
import { NAMED_FIELDS } from './tag-names.ts'

const FOOTER_SIZE = 32
const MAX_ITEMS = 1024
const MAX_VALUE = 256 * 1024
const MAX_KEY = 255

/** The whole size of the tag whose footer ends at `end`, with its header; 0 if there is none. */
export function apeTagSize(source: ByteSource, end: number): number {
  if (end < FOOTER_SIZE) return 0
  const at = source.load(end - FOOTER_SIZE, FOOTER_SIZE)
  if (source.bytes.toString('latin1', at, at + 8) !== 'APETAGEX') return 0
  const size = uint32le(source.bytes, at + 12)
  const hasHeader = (source.bytes[at + 23]! & 0x80) !== 0
  const whole = size + (hasHeader ? FOOTER_SIZE : 0)
  return size >= FOOTER_SIZE && whole <= end ? whole : 0
}

/** Reads the tag whose footer ends at `end`; apeTagSize must have found one. */
export function readApeTag(source: ByteSource, end: number, raw: RawTags): void {
  const at = source.load(end - FOOTER_SIZE, FOOTER_SIZE)
  const stop = end - FOOTER_SIZE
  const count = Math.min(uint32le(source.bytes, at + 16), MAX_ITEMS)
  let offset = end - uint32le(source.bytes, at + 12)
  for (let i = 0; i < count && offset + 11 <= stop; i++) {
    const header = source.load(offset, Math.min(8 + MAX_KEY + 1, stop - offset))
    const { bytes } = source
    const size = uint32le(bytes, header)
    const kind = (bytes[header + 4]! >> 1) & 3
    let keyEnd = header + 8
    const keyStop = header + Math.min(8 + MAX_KEY + 1, stop - offset)
    while (keyEnd < keyStop && bytes[keyEnd] !== 0) keyEnd++
    const value = offset + (keyEnd - header) + 1
    if (keyEnd === keyStop || size > stop - value) return
    const field = apeField(bytes.toString('latin1', header + 8, keyEnd))
    if (field) readItem(source, field, { kind, offset: value, size }, raw)
    offset = value + size
  }
}

export function apeField(key: string): Field | undefined {
  return NAMED_FIELDS.get(key.toUpperCase())
}

interface Item {
  /** 0 text, 1 binary, 2 a link. */
  readonly kind: number
  readonly offset: number
  readonly size: number
}

function readItem(source: ByteSource, field: Field, { kind, offset, size }: Item, raw: RawTags): void {
  if (size === 0) return
  const length = Math.min(size, MAX_VALUE)
  if (kind === 0 && field !== 'picture') {
    const at = source.load(offset, length)
    raw.addAll(field, source.bytes.toString('utf8', at, at + length).split('\0', MAX_VALUES_SEEN))
  }
  if (kind === 1 && field === 'picture') {
    // A file name and a zero stand before the picture.
    const head = Math.min(size, 1024)
    const at = source.load(offset, head)
    const zero = source.bytes.subarray(at, at + head).indexOf(0)
    const start = offset + zero + 1
    const rest = offset + size - start
    if (zero === -1 || rest <= 0) return
    raw.offerPicture(pictureAt(source, { front: true, mime: '', offset: start, length: rest, inFile: true }))
  }
}
