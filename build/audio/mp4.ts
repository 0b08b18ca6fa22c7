import { box, fullBox, uint16, uint32 } from './mp4-box.ts'
import { mp4TagBox } from './mp4-tags.ts'
import type { Picture, SongFields } from './song-fields.ts'

/** An audio track: what the sample description says, and its packets. */
export interface Mp4Stream {
  readonly codec: 'aac' | 'alac'
  readonly sampleRate: number
  /** The AudioSpecificConfig or the ALAC magic cookie. */
  readonly config: Buffer
  /** Samples in all packets but the last. */
  readonly samplesPerPacket: number
  readonly samplesInLast: number
  readonly packets: readonly Buffer[]
}

/** ftyp, moov with the tags, mdat: in the order for streaming. Stereo, 16 bits. */
export function m4aFile(stream: Mp4Stream, fields: SongFields, picture?: Picture): Buffer {
  const fileType = box('ftyp', Buffer.from('M4A \0\0\0\0M4A mp42isom', 'latin1'))
  const data = box('mdat', ...stream.packets)
  const tags = mp4TagBox(fields, picture)
  const sizeOfMovie = movie(stream, tags, 0).length
  return Buffer.concat([fileType, movie(stream, tags, fileType.length + sizeOfMovie + 8), data])
}

const matrix = Buffer.concat([0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000].map(uint32))

function movie(stream: Mp4Stream, tags: Buffer, dataOffset: number): Buffer {
  const rate = stream.sampleRate
  const duration = (stream.packets.length - 1) * stream.samplesPerPacket + stream.samplesInLast
  const times = Buffer.alloc(8)
  const movieHeader = fullBox(
    'mvhd',
    0,
    Buffer.concat([
      times,
      uint32(rate),
      uint32(duration),
      uint32(0x10000),
      uint16(0x100),
      Buffer.alloc(10),
      matrix,
      Buffer.alloc(24),
      uint32(2),
    ]),
  )
  const trackHeader = fullBox(
    'tkhd',
    7,
    Buffer.concat([
      times,
      uint32(1),
      uint32(0),
      uint32(duration),
      Buffer.alloc(12),
      uint16(0x100),
      uint16(0),
      matrix,
      Buffer.alloc(8),
    ]),
  )
  // The language is `und`, five bits a letter.
  const mediaHeader = fullBox(
    'mdhd',
    0,
    Buffer.concat([times, uint32(rate), uint32(duration), uint16(0x55c4), uint16(0)]),
  )
  const handler = fullBox('hdlr', 0, Buffer.from('\0\0\0\0soun\0\0\0\0\0\0\0\0\0\0\0\0\0', 'latin1'))
  const dataReference = fullBox('dref', 0, Buffer.concat([uint32(1), fullBox('url ', 1, Buffer.alloc(0))]))
  const media = box(
    'minf',
    fullBox('smhd', 0, Buffer.alloc(4)),
    box('dinf', dataReference),
    sampleTable(stream, dataOffset),
  )
  const track = box('trak', trackHeader, box('mdia', mediaHeader, handler, media))
  return box('moov', movieHeader, track, tags)
}

function sampleTable(stream: Mp4Stream, dataOffset: number): Buffer {
  const { packets } = stream
  const durations: [count: number, samples: number][] =
    packets.length === 1 || stream.samplesInLast === stream.samplesPerPacket
      ? [[packets.length, stream.samplesInLast]]
      : [
          [packets.length - 1, stream.samplesPerPacket],
          [1, stream.samplesInLast],
        ]
  const same = packets.every((packet) => packet.length === packets[0]!.length)
  // Equal sizes are said once: minutes of silence stay small.
  const sizes = same
    ? [uint32(packets[0]!.length), uint32(packets.length)]
    : [uint32(0), uint32(packets.length), ...packets.map((packet) => uint32(packet.length))]
  return box(
    'stbl',
    fullBox('stsd', 0, Buffer.concat([uint32(1), sampleEntry(stream)])),
    fullBox('stts', 0, Buffer.concat([uint32(durations.length), ...durations.flat().map(uint32)])),
    fullBox('stsc', 0, Buffer.concat([1, 1, packets.length, 1].map(uint32))),
    fullBox('stsz', 0, Buffer.concat(sizes)),
    fullBox('stco', 0, Buffer.concat([1, dataOffset].map(uint32))),
  )
}

function sampleEntry(stream: Mp4Stream): Buffer {
  const entry = Buffer.concat([
    Buffer.alloc(6),
    uint16(1),
    Buffer.alloc(8),
    uint16(2),
    uint16(16),
    Buffer.alloc(4),
    uint32(stream.sampleRate * 65536),
  ])
  if (stream.codec === 'alac') return box('alac', entry, fullBox('alac', 0, stream.config))
  return box('mp4a', entry, fullBox('esds', 0, elementaryStream(stream)))
}

/** MPEG-4 descriptors: a tag byte, a length below 128, a body. 0x40: AAC; 0x15: an audio stream. */
function elementaryStream(stream: Mp4Stream): Buffer {
  const bytes = stream.packets.reduce((sum, packet) => sum + packet.length, 0)
  const bitRate = Math.round(
    (bytes * 8 * stream.sampleRate) / (stream.packets.length * stream.samplesPerPacket),
  )
  const specific = Buffer.concat([Buffer.of(0x05, stream.config.length), stream.config])
  const decoder = Buffer.concat([Buffer.of(0x40, 0x15, 0, 0, 0), uint32(bitRate), uint32(bitRate), specific])
  const body = Buffer.concat([Buffer.of(0, 1, 0, 0x04, decoder.length), decoder, Buffer.of(0x06, 1, 0x02)])
  return Buffer.concat([Buffer.of(0x03, body.length), body])
}
