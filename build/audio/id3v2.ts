import { frameFields } from './id3-fields.ts'
import { encodeText, type Id3Encoding, type Id3Version, terminator } from './id3-text.ts'
import { lyricsOf, type Picture, type SongFields } from './song-fields.ts'

export interface Id3Options {
  /** 4 is ID3v2.4 and the default. */
  readonly version?: Id3Version
  /** Default: UTF-8 in 2.4, UTF-16 before. */
  readonly encoding?: Id3Encoding
  /** Zero bytes after the frames. */
  readonly padding?: number
  /** 2.2 and 2.3: every FF followed by a zero byte where it could look like an mp3 frame; the header says so. */
  readonly unsynchronised?: boolean
  /** 2.3 and 2.4: an extended header, which readers must step over. */
  readonly extendedHeader?: boolean
}

/** A whole tag, for the start of an mp3 file or the `id3 ` chunk of a WAV file. */
export function id3v2Tag(fields: SongFields, picture?: Picture, options: Id3Options = {}): Buffer {
  const version = options.version ?? 4
  const encoding = options.encoding ?? (version === 4 ? 'utf8' : 'utf16')
  const frames = [
    ...frameFields(fields, version).map(([id, values]) => textFrame(version, encoding, id, values)),
    ...otherFrames(fields, version, encoding),
    ...(picture ? [pictureFrame(version, encoding, picture)] : []),
  ]
  const hasExtended = options.extendedHeader === true && version > 2
  const extended = hasExtended ? [extendedHeader(version)] : []
  let body: Buffer = Buffer.concat([...extended, ...frames, Buffer.alloc(options.padding ?? 0)])
  if (options.unsynchronised && version !== 4) body = unsynchronise(body)

  const header = Buffer.alloc(10)
  header.write('ID3', 0, 'latin1')
  header[3] = version
  header[5] = (options.unsynchronised && version !== 4 ? 0x80 : 0) | (hasExtended ? 0x40 : 0)
  header.set(syncSafe(body.length), 6)
  return Buffer.concat([header, body])
}

function textFrame(
  version: Id3Version,
  encoding: Id3Encoding,
  id: string,
  values: readonly string[],
): Buffer {
  const [frameId, description] = id.split(':', 2) as [string, string?]
  // Only 2.4 knows several values; before it they were written with a slash between.
  const text = version === 4 ? values.join('\0') : values.join('/')
  const parts = [encodingByte(encoding)]
  if (description !== undefined) parts.push(encodeText(description, encoding), terminator(encoding))
  parts.push(encodeText(text, encoding))
  return frame(version, frameId, Buffer.concat(parts))
}

function otherFrames(fields: SongFields, version: Id3Version, encoding: Id3Encoding): Buffer[] {
  const frames: Buffer[] = []
  const language = Buffer.from('eng', 'latin1')
  const empty = Buffer.concat([encodeText('', encoding), terminator(encoding)])
  if (fields.comment !== undefined) {
    const body = [encodingByte(encoding), language, empty, encodeText(fields.comment, encoding)]
    frames.push(frame(version, version === 2 ? 'COM' : 'COMM', Buffer.concat(body)))
  }
  for (const lyrics of lyricsOf(fields)) {
    const lang = Buffer.from((lyrics.lang ?? 'XXX').slice(0, 3).padEnd(3, ' '), 'latin1')
    if (lyrics.synced) {
      // Time stamps in milliseconds (2), content: lyrics (1).
      const parts = [encodingByte(encoding), lang, Buffer.of(2, 1), empty]
      for (const [ms, words] of lyrics.synced) {
        parts.push(encodeText(words, encoding), terminator(encoding), uint32(ms))
      }
      frames.push(frame(version, version === 2 ? 'SLT' : 'SYLT', Buffer.concat(parts)))
    } else {
      const body = [encodingByte(encoding), lang, empty, encodeText(lyrics.body, encoding)]
      frames.push(frame(version, version === 2 ? 'ULT' : 'USLT', Buffer.concat(body)))
    }
  }
  const recordingId = fields.musicBrainz?.recordingId
  if (recordingId !== undefined) {
    const body = Buffer.from(`http://musicbrainz.org\0${recordingId}`, 'latin1')
    frames.push(frame(version, version === 2 ? 'UFI' : 'UFID', body))
  }
  return frames
}

function pictureFrame(version: Id3Version, encoding: Id3Encoding, picture: Picture): Buffer {
  const kind = Buffer.of(picture.type ?? 3)
  const empty = Buffer.concat([encodeText('', encoding), terminator(encoding)])
  const mime =
    version === 2
      ? Buffer.from(picture.mime === 'image/png' ? 'PNG' : 'JPG', 'latin1')
      : Buffer.from(`${picture.mime}\0`, 'latin1')
  const body = Buffer.concat([encodingByte(encoding), mime, kind, empty, picture.data])
  return frame(version, version === 2 ? 'PIC' : 'APIC', body)
}

function frame(version: Id3Version, id: string, body: Buffer): Buffer {
  const name = Buffer.from(id, 'latin1')
  if (version === 2) return Buffer.concat([name, uint32(body.length).subarray(1), body])
  const size = version === 4 ? syncSafe(body.length) : uint32(body.length)
  return Buffer.concat([name, size, Buffer.of(0, 0), body])
}

function extendedHeader(version: Id3Version): Buffer {
  // 2.4: its own size included, one flag byte without flags. 2.3: size without itself, flags, size of padding.
  if (version === 4) return Buffer.concat([syncSafe(6), Buffer.of(1, 0)])
  return Buffer.concat([uint32(6), Buffer.of(0, 0), uint32(0)])
}

function unsynchronise(body: Buffer): Buffer {
  const out: number[] = []
  for (let i = 0; i < body.length; i++) {
    out.push(body[i]!)
    const next = body[i + 1]
    if (body[i] === 0xff && (next === undefined || next === 0 || next >= 0xe0)) out.push(0)
  }
  return Buffer.from(out)
}

function encodingByte(encoding: Id3Encoding): Buffer {
  return Buffer.of({ latin1: 0, utf16: 1, utf16be: 2, utf8: 3 }[encoding])
}

function syncSafe(value: number): Buffer {
  return Buffer.of((value >> 21) & 0x7f, (value >> 14) & 0x7f, (value >> 7) & 0x7f, value & 0x7f)
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}
