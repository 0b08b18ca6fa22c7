import { createBitWriter } from './bit-writer.ts'
import { type OggPacket, oggPages } from './ogg-pages.ts'
import { seedBytes } from './seed-bytes.ts'
import type { Picture, SongFields } from './song-fields.ts'
import { vorbisComments } from './vorbis-comments.ts'

/** A Vorbis stream without its comments. */
export interface VorbisStream {
  readonly identification: Uint8Array
  readonly setup: Uint8Array
  readonly packets: readonly OggPacket[]
}

/** An Ogg file of this stream with these tags. */
export function oggVorbisFile(
  stream: VorbisStream,
  serial: number,
  fields: SongFields,
  picture?: Picture,
): Buffer {
  const comments = Buffer.concat([packetStart(3), vorbisComments(fields, picture), Buffer.of(1)])
  return oggPages(serial, [
    [{ data: stream.identification, granule: 0 }],
    [
      { data: comments, granule: 0 },
      { data: stream.setup, granule: 0 },
    ],
    ...byPage(stream.packets),
  ])
}

const sampleRate = 44100
const blockSizeBits = 13
/** A block overlaps half of its neighbour. */
const samplesPerPacket = 2 ** blockSizeBits / 2

/**
 * Silence: the smallest stream the format allows. One block size, a floor of type 1 with no partitions; a packet is
 * three zero bits (audio, no floor left, no floor right). Bytes after them are ignored by decoders: the seed.
 */
export function quietVorbis(seconds: number, seed: string | number): VorbisStream {
  const total = Math.round(seconds * sampleRate)
  const count = Math.ceil(total / samplesPerPacket) + 1
  const marks = seedBytes(seed, 16)
  const silence = Buffer.of(0)
  const marked = Buffer.concat([silence, marks])
  const packets = Array.from({ length: count }, (_, i) => ({
    data: i < 4 || i === count - 1 ? marked : silence,
    granule: Math.min(i * samplesPerPacket, total),
  }))
  return { identification: identificationHeader(), setup: setupHeader(), packets }
}

function identificationHeader(): Buffer {
  const header = Buffer.alloc(23)
  header[4] = 2
  header.writeUInt32LE(sampleRate, 5)
  header.writeInt32LE(64_000, 13)
  header[21] = (blockSizeBits << 4) | blockSizeBits
  header[22] = 1
  return Buffer.concat([packetStart(1), header])
}

/** Field by field as in the Vorbis I specification, section 4.2.4; counts are stored less one. */
function setupHeader(): Buffer {
  const bits = createBitWriter('lsb')
  const fields: [value: number, bits: number][] = [
    [0, 8], // one codebook:
    [0x564342, 24], //   sync
    [1, 16], //   dimensions
    [2, 24], //   entries
    [0, 1], //   not ordered
    [0, 1], //   not sparse
    [0, 5], //   length of the first code word: 1
    [0, 5], //   of the second: 1
    [0, 4], //   no value lookup
    [0, 6], // one time domain transform,
    [0, 16], //   always 0
    [0, 6], // one floor:
    [1, 16], //   type 1
    [0, 5], //   no partitions
    [0, 2], //   multiplier 1
    [blockSizeBits - 1, 4], //   range bits
    [0, 6], // one residue:
    [0, 16], //   type 0
    [0, 24], //   begin
    [0, 24], //   end
    [31, 24], //   partition size
    [0, 6], //   one classification
    [0, 8], //   class book
    [0, 3], //   no cascade, low bits
    [0, 1], //   no high bits
    [0, 6], // one mapping:
    [0, 16], //   type 0
    [0, 1], //   one submap
    [0, 1], //   no coupling
    [0, 2], //   reserved
    [0, 8], //   time
    [0, 8], //   floor
    [0, 8], //   residue
    [0, 6], // one mode:
    [0, 1], //   short block
    [0, 16], //   window
    [0, 16], //   transform
    [0, 8], //   mapping
    [1, 1], // framing
  ]
  for (const [value, count] of fields) bits.put(value, count)
  return Buffer.concat([packetStart(5), bits.bytes()])
}

function packetStart(type: number): Buffer {
  return Buffer.concat([Buffer.of(type), Buffer.from('vorbis', 'latin1')])
}

/** Packets that came from one page keep to one: only the last of a page has a granule to be relied on. */
function byPage(packets: readonly OggPacket[]): OggPacket[][] {
  const distinct = packets.every((packet, i) => i === 0 || packet.granule > packets[i - 1]!.granule)
  if (distinct) return [[...packets]]
  return [...Map.groupBy(packets, (packet) => packet.granule).values()]
}
