// Ogg with Vorbis or Opus inside. Pages cut packets at will: a comment packet with a cover spans dozens of them.

import { type AudioProperties, UnreadableSong } from '../../library/song-tags.ts'
import { sampledIdentity } from './fingerprint.ts'
import { bitRate, NotUnderstood, type ParsedSong } from './parsed-song.ts'
import { RawTags } from './raw-tags.ts'
import { MemoryBytes, type SongFile, uint32be, uint32le } from './song-file.ts'
import { readVorbisComments } from './vorbis-comments.ts'

const PAGE_HEADER = 27
const CAPTURE = 0x4f676753
const MAX_PAGE = PAGE_HEADER + 255 + 255 * 255
/** A comment packet holds covers; more than this is cut off. */
const MAX_PACKET = 16 * 1024 * 1024
const MAX_HEADER_PAGES = 1024

/** Enough for most, so that most files need no memory of their own. */
const sharedPacket = Buffer.allocUnsafeSlow(256 * 1024)

interface Page {
  readonly serial: number
  /** -1: no packet ends on this page. */
  readonly granule: number
  readonly segments: number
  readonly body: number
  readonly length: number
}

export function readOgg(file: SongFile): ParsedSong {
  const raw = new RawTags()
  const packets = new PacketReader(file)
  const head = packets.next(64)
  const stream = vorbisHead(head) ?? opusHead(head, raw)
  if (!stream) throw new NotUnderstood('neither Vorbis nor Opus')
  const comments = packets.next(MAX_PACKET)
  if (comments.toString('latin1', 0, stream.magic.length) !== stream.magic) {
    throw new UnreadableSong('The file has no comment header where one must be')
  }
  readVorbisComments(new MemoryBytes(comments), stream.magic.length, comments.length, raw)
  // Vorbis has a third header, with its code books.
  if (stream.codec === 'vorbis') packets.next(0)

  const audioStart = packets.nextPage
  const samples = lastGranule(file, audioStart, packets.serial) - stream.preSkip
  const durationSec = Math.max(0, samples) / stream.clock
  const length = file.size - audioStart
  const identity = sampledIdentity(
    length,
    pageAfter(file, audioStart),
    pageAfter(file, audioStart + Math.floor(length / 2)),
  )
  const { codec, sampleRate, channels } = stream
  return {
    raw,
    identity,
    audio: { codec, durationSec, bitRate: bitRate(length, durationSec), sampleRate, channels },
  }
}

interface Stream extends Pick<AudioProperties, 'codec' | 'sampleRate' | 'channels'> {
  /** What the comment packet begins with. */
  readonly magic: string
  /** Granules a second. */
  readonly clock: number
  readonly preSkip: number
}

function vorbisHead(head: Buffer): Stream | undefined {
  if (head.length < 30 || head.toString('latin1', 0, 7) !== '\x01vorbis') return undefined
  const sampleRate = uint32le(head, 12)
  if (sampleRate === 0) throw new UnreadableSong('The file has a broken Vorbis header')
  return {
    codec: 'vorbis',
    magic: '\x03vorbis',
    clock: sampleRate,
    preSkip: 0,
    sampleRate,
    channels: head[11]!,
  }
}

function opusHead(head: Buffer, raw: RawTags): Stream | undefined {
  if (head.length < 19 || head.toString('latin1', 0, 8) !== 'OpusHead') return undefined
  // Q7.8, signed, in dB.
  raw.outputGain = head.readInt16LE(16) / 256
  // Opus always plays at 48 kHz; what the header says is the rate of what was encoded.
  return {
    codec: 'opus',
    magic: 'OpusTags',
    clock: 48_000,
    preSkip: head.readUInt16LE(10),
    sampleRate: 48_000,
    channels: head[9]!,
  }
}

/** Puts the packets of the first logical stream together, one after the other. */
class PacketReader {
  serial = 0
  /** Where the page behind the last packet begins, if that packet ended its page; both codecs demand that of headers. */
  nextPage = 0
  readonly #file: SongFile
  #page: Page | undefined
  #segment = 0
  #position = 0
  #packet = sharedPacket

  constructor(file: SongFile) {
    this.#file = file
  }

  /** Of longer packets only `limit` bytes are kept. The result holds until the next packet. */
  next(limit: number): Buffer {
    let kept = 0
    for (let pages = 0; pages < MAX_HEADER_PAGES; ) {
      if (!this.#page || this.#segment === this.#page.segments) {
        this.#open()
        pages++
      }
      const { length, ends } = this.#lacedBytes()
      const wanted = Math.min(length, limit - kept)
      if (wanted > 0) this.#keep(kept, wanted)
      kept += wanted
      this.#position += length
      if (ends) return this.#packet.subarray(0, kept)
    }
    throw new UnreadableSong('The file has headers without an end')
  }

  #keep(kept: number, wanted: number): void {
    if (kept + wanted > this.#packet.length) {
      const larger = Buffer.allocUnsafe(
        Math.min(Math.max(this.#packet.length * 4, kept + wanted), MAX_PACKET),
      )
      this.#packet.copy(larger, 0, 0, kept)
      this.#packet = larger
    }
    this.#file.readInto(this.#packet, kept, this.#position, wanted)
  }

  #open(): void {
    const first = this.nextPage === 0
    for (let skipped = 0; skipped < MAX_HEADER_PAGES; skipped++) {
      const page = readPage(this.#file, this.nextPage)
      if (!page)
        throw new UnreadableSong(
          first ? 'The file is no Ogg file' : 'The file is broken: an Ogg page is missing',
        )
      this.nextPage = page.body + page.length
      if (first) this.serial = page.serial
      if (page.serial !== this.serial || page.segments === 0) continue
      this.#page = page
      this.#segment = 0
      this.#position = page.body
      return
    }
    throw new NotUnderstood('many Ogg streams in one file')
  }

  /** The rest of the packet on this page. A segment of 255 bytes says that the packet goes on. */
  #lacedBytes(): { length: number; ends: boolean } {
    const page = this.#page!
    const table = page.body - page.segments
    const at = this.#file.load(table, page.segments)
    let length = 0
    while (this.#segment < page.segments) {
      const size = this.#file.bytes[at + this.#segment++]!
      length += size
      if (size < 255) return { length, ends: true }
    }
    return { length, ends: false }
  }
}

function readPage(file: SongFile, offset: number): Page | undefined {
  if (offset + PAGE_HEADER > file.size) return undefined
  const at = file.load(offset, PAGE_HEADER)
  if (uint32be(file.bytes, at) !== CAPTURE || file.bytes[at + 4] !== 0) return undefined
  const granule = granuleAt(file.bytes, at)
  const serial = uint32le(file.bytes, at + 14)
  const segments = file.bytes[at + 26]!
  const table = file.load(offset + PAGE_HEADER, segments)
  let length = 0
  for (let i = 0; i < segments; i++) length += file.bytes[table + i]!
  const body = offset + PAGE_HEADER + segments
  return { serial, granule, segments, body, length: Math.min(length, file.size - body) }
}

function granuleAt(bytes: Buffer, at: number): number {
  const high = uint32le(bytes, at + 10)
  return high >= 0x8000_0000 ? -1 : high * 2 ** 32 + uint32le(bytes, at + 6)
}

/** Of the last page of this stream on which a packet ends: how many samples there are. */
function lastGranule(file: SongFile, audioStart: number, serial: number): number {
  for (const tail of [8 * 1024, MAX_PAGE + 8 * 1024]) {
    const length = Math.min(tail, file.size - audioStart)
    if (length < PAGE_HEADER) break
    const at = file.load(file.size - length, length)
    const { bytes } = file
    for (let i = at + length - PAGE_HEADER; i >= at; i--) {
      if (bytes[i] !== 0x4f || uint32be(bytes, i) !== CAPTURE || uint32le(bytes, i + 14) !== serial) continue
      const granule = granuleAt(bytes, i)
      if (granule >= 0) return granule
    }
  }
  throw new NotUnderstood('no page of the stream at the end')
}

/** What the first page at or behind `offset` carries: numbers and checksums of pages change when tags grow, bodies do not. */
function pageAfter(file: SongFile, offset: number): Buffer {
  const length = Math.min(MAX_PAGE, file.size - offset)
  const at = file.load(offset, length)
  const start = file.bytes.subarray(at, at + length).indexOf('OggS', 0, 'latin1')
  const page = start === -1 ? undefined : readPage(file, offset + start)
  return page ? file.copy(page.body, Math.min(page.length, 4096)) : Buffer.alloc(0)
}
