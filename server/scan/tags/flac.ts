import { type AudioProperties, UnreadableSong } from '../../library/song-tags.ts'
import { audioIdentity } from './fingerprint.ts'
import { readLeadingTags, readTrailingTags } from './mp3.ts'
import { bitRate, type ParsedSong } from './parsed-song.ts'
import { RawTags } from './raw-tags.ts'
import { type SongFile, uint16be, uint24be, uint32be, uint32beAt } from './song-file.ts'
import { flacPicture, readVorbisComments } from './vorbis-comments.ts'

const STREAM_INFO = 0
const COMMENTS = 4
const PICTURE = 6
/** Of any kind. Real files have three to ten. */
const MAX_BLOCKS = 512

/** FLAC, also with an ID3v2 tag in front, which some programs write; what it says counts less. */
export function readFlac(file: SongFile): ParsedSong {
  const raw = new RawTags()
  const before = new RawTags()
  const start = readLeadingTags(file, before)
  const { info, audioStart } = readBlocks(file, start, raw)
  raw.addMissing(before)
  const end = readTrailingTags(file, audioStart, raw)
  if (end <= audioStart) throw new UnreadableSong('The file holds no audio')
  const identity = audioIdentity(file, audioStart, end)
  return { raw, identity, audio: { ...info, bitRate: bitRate(end - audioStart, info.durationSec) } }
}

export function isFlac(file: SongFile, offset: number): boolean {
  if (offset + 4 > file.size) return false
  return uint32beAt(file, offset) === 0x664c6143
}

function readBlocks(
  file: SongFile,
  start: number,
  raw: RawTags,
): { info: AudioProperties; audioStart: number } {
  let offset = start + 4
  let info: AudioProperties | undefined
  for (let count = 0; count < MAX_BLOCKS; count++) {
    const at = file.load(offset, 4)
    const kind = file.bytes[at]! & 0x7f
    const last = (file.bytes[at]! & 0x80) !== 0
    const length = uint24be(file.bytes, at + 1)
    const body = offset + 4
    const end = body + length
    if (kind === STREAM_INFO) info ??= streamInfo(file, body, length)
    if (end > file.size) throw new UnreadableSong('The file ends in the middle of its tags')
    if (kind === COMMENTS) readVorbisComments(file, body, end, raw)
    if (kind === PICTURE) raw.offerPicture(flacPicture(file, body, end, true))
    offset = end
    if (last) break
  }
  if (!info)
    throw new UnreadableSong('The file is no FLAC file: it does not begin with a stream information block')
  return { info, audioStart: offset }
}

/** bitRate is not known here. */
function streamInfo(file: SongFile, offset: number, length: number): AudioProperties {
  if (length < 34) throw new UnreadableSong('The file has a broken FLAC stream information block')
  const at = file.load(offset, 34)
  const { bytes } = file
  const sampleRate = uint24be(bytes, at + 10) >> 4
  const channels = ((bytes[at + 12]! >> 1) & 7) + 1
  const bitDepth = (uint16be(bytes, at + 12) & 0x1f0) / 16 + 1
  const samples = (bytes[at + 13]! & 0x0f) * 2 ** 32 + uint32be(bytes, at + 14)
  if (sampleRate === 0) throw new UnreadableSong('The file has a broken FLAC stream information block')
  return { codec: 'flac', durationSec: samples / sampleRate, bitRate: 0, sampleRate, bitDepth, channels }
}
