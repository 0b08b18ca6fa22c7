// The frames of ID3v2 that hold something we keep. Names are numbers here: a file has twenty to fifty frames, and
// comparing numbers costs no string.
import { CONTRIBUTOR_ROLES } from '../../library/roles.ts'
import { MAX_VALUES } from './clean-text.ts'
import { parseId3Genre } from './genres.ts'
import { decodeLatin1, decodeText, decodeTexts, endOfText, terminatorSize } from './id3-text.ts'
import { type Field, pictureAt, type RawTags, type TimedText } from './raw-tags.ts'
import { type ByteSource, fourCharacters, uint24be, uint32be } from './song-file.ts'
import { ID3_TEXT_FRAMES, NAMED_FIELDS } from './tag-names.ts'
import { timedLyrics } from './timed-lyrics.ts'

export interface Frame {
  readonly source: ByteSource
  readonly offset: number
  readonly size: number
  readonly version: number
  /** Whether offsets are those of the file. */
  readonly inFile: boolean
}

/** Of longer frames only the beginning is read. Lyrics are kept up to 64 K characters, two bytes each in UTF-16. */
const MAX_FRAME = 32 * 1024
const MAX_LYRICS_FRAME = 160 * 1024
const MAX_PICTURE_HEADER = 4096
const MAX_TIMED_LINES = 5000

export function isKnownFrame(name: number): boolean {
  return textFields.has(name) || otherFrames.has(name)
}

/** Gives how many bytes had to be looked at. */
export function readFrame(name: number, frame: Frame, raw: RawTags): number {
  const field = textFields.get(name)
  if (field !== undefined) {
    const values = frameTexts(frame)
    raw.addAll(field, field === 'genre' ? values.flatMap(parseId3Genre) : values)
    return Math.min(frame.size, MAX_FRAME)
  }
  const read = otherFrames.get(name)
  read?.(frame, raw)
  return read ? Math.min(frame.size, MAX_LYRICS_FRAME) : 0
}

const textFields = new Map<number, Field>()
for (const [name, name22, field] of ID3_TEXT_FRAMES) {
  textFields.set(fourCharacters(name), field)
  if (name22) textFields.set(threeCharacters(name22), field)
}

const otherFrames = new Map<number, (frame: Frame, raw: RawTags) => void>()
for (const [name, name22, read] of [
  ['TXXX', 'TXX', readUserText],
  ['COMM', 'COM', readComment],
  ['USLT', 'ULT', readLyrics],
  ['SYLT', 'SLT', readTimedLyrics],
  ['APIC', 'PIC', readPicture],
  ['UFID', 'UFI', readFileId],
  ['TIPL', 'IPL', readPeople],
  ['IPLS', 'IPL', readPeople],
  ['TMCL', 'IPL', readPeople],
] as const) {
  otherFrames.set(fourCharacters(name), read)
  otherFrames.set(threeCharacters(name22), read)
}

function frameTexts(frame: Frame): string[] {
  const { at, end, bytes } = loadFrame(frame)
  return decodeTexts(bytes, bytes[at]!, at + 1, end)
}

function loadFrame(
  { source, offset, size }: Frame,
  limit = MAX_FRAME,
): { at: number; end: number; bytes: Buffer } {
  const length = Math.min(size, limit)
  const at = source.load(offset, length)
  return { at, end: at + length, bytes: source.bytes }
}

function readUserText(frame: Frame, raw: RawTags): void {
  const { at, end, bytes } = loadFrame(frame)
  const encoding = bytes[at]!
  const split = endOfText(bytes, encoding, at + 1, end)
  const field = userTextField(decodeText(bytes, encoding, at + 1, split))
  if (field) raw.addAll(field, decodeTexts(bytes, encoding, split + terminatorSize(encoding), end))
}

/**
 * The description of a TXXX frame; case is ignored, as programs do not agree on it. FFmpeg puts frames it does not know
 * there under their own name, TCMP and USLT among them.
 */
export function userTextField(description: string): Field | undefined {
  const name = description.toUpperCase()
  const field = NAMED_FIELDS.get(name)
  if (field) return field === 'picture' ? undefined : field
  if (name === 'USLT') return 'lyrics'
  return name.length === 4 ? textFields.get(fourCharacters(name)) : undefined
}

function readComment(frame: Frame, raw: RawTags): void {
  const parts = describedText(frame)
  if (parts) addComment(raw, parts.description, parts.text)
}

/** The comment without a description is the comment; players' private data lives in described ones. */
export function addComment(raw: RawTags, description: string, text: string): void {
  if (description === '') raw.add('comment', text)
  else if (!/^(?:iTun|Songs-DB|MusicMatch)/i.test(description)) raw.add('description', text)
}

function readLyrics(frame: Frame, raw: RawTags): void {
  const parts = describedText(frame)
  if (parts) raw.lyrics.push({ lang: parts.language, body: parts.text })
}

function describedText(frame: Frame): { language: string; description: string; text: string } | undefined {
  if (frame.size < 5) return undefined
  const { at, end, bytes } = loadFrame(frame, MAX_LYRICS_FRAME)
  const encoding = bytes[at]!
  const split = endOfText(bytes, encoding, at + 4, end)
  const start = Math.min(split + terminatorSize(encoding), end)
  return {
    language: bytes.toString('latin1', at + 1, at + 4),
    description: decodeText(bytes, encoding, at + 4, split).replace('\ufeff', ''),
    text: decodeText(bytes, encoding, start, endOfText(bytes, encoding, start, end)),
  }
}

function readTimedLyrics(frame: Frame, raw: RawTags): void {
  if (frame.size < 7) return
  const { at, end, bytes } = loadFrame(frame, MAX_LYRICS_FRAME)
  const encoding = bytes[at]!
  const lang = bytes.toString('latin1', at + 1, at + 4)
  const entries: TimedText[] = []
  let position = endOfText(bytes, encoding, at + 6, end) + terminatorSize(encoding)
  while (position < end && entries.length < MAX_TIMED_LINES) {
    const split = endOfText(bytes, encoding, position, end)
    const time = split + terminatorSize(encoding)
    if (time + 4 > end) break
    entries.push({ value: decodeText(bytes, encoding, position, split), start: uint32be(bytes, time) })
    position = time + 4
  }
  const lyrics = timedLyrics(entries, { lang, timeFormat: bytes[at + 4]!, content: bytes[at + 5]! })
  if (lyrics) raw.lyrics.push(lyrics)
}

function readPicture(frame: Frame, raw: RawTags): void {
  const { at, end, bytes } = loadFrame(frame, MAX_PICTURE_HEADER)
  const encoding = bytes[at]!
  // 2.2 has three letters where later versions have a MIME type and a zero.
  const mimeEnd = frame.version === 2 ? at + 4 : endOfText(bytes, 0, at + 1, end)
  const typeAt = frame.version === 2 ? mimeEnd : mimeEnd + 1
  if (typeAt + 1 >= end) return
  const mime = bytes.toString('latin1', at + 1, mimeEnd)
  const front = bytes[typeAt] === 3
  const dataAt = endOfText(bytes, encoding, typeAt + 1, end) + terminatorSize(encoding)
  const offset = frame.offset + dataAt - at
  const length = frame.offset + frame.size - offset
  if (mime === '-->' || dataAt > end || length <= 0) return
  raw.offerPicture(pictureAt(frame.source, { front, mime, offset, length, inFile: frame.inFile }))
}

function readFileId(frame: Frame, raw: RawTags): void {
  const { at, end, bytes } = loadFrame(frame, 1024)
  const split = endOfText(bytes, 0, at, end)
  if (bytes.toString('latin1', at, split) === 'http://musicbrainz.org') {
    raw.add('recordingId', decodeLatin1(bytes, split + 1, end))
  }
}

function readPeople(frame: Frame, raw: RawTags): void {
  const texts = frameTexts(frame)
  // Lists of strings even before 2.4, but some programs write a slash.
  const list = texts.length === 1 && frame.version < 4 ? texts[0]!.split('/') : texts
  for (let i = 0; i + 1 < list.length; i += 2) addPerson(raw, list[i]!, list[i + 1]!)
}

/** A pair of TIPL, TMCL or IPLS: a function, or else the instrument somebody plays. */
export function addPerson(raw: RawTags, involvement: string, name: string): void {
  const role = rolesByInvolvement.get(involvement.replace('\ufeff', '').trim().toLowerCase())
  if (role && role !== 'performer') raw.add(role, name)
  else if (raw.performers.length < MAX_VALUES) {
    raw.performers.push({ name, instrument: role ? undefined : involvement })
  }
}

const rolesByInvolvement = new Map<string, (typeof CONTRIBUTOR_ROLES)[number]>([
  ...CONTRIBUTOR_ROLES.map((role) => [role, role] as const),
  ['mix', 'mixer'],
  ['dj-mix', 'djmixer'],
])

function threeCharacters(name: string): number {
  return uint24be(Buffer.from(name, 'latin1'), 0)
}
