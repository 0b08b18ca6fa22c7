// MPEG audio: ID3v2 tags, frames, and at the end APEv2, Lyrics3 and ID3v1 tags in any combination.

import { type AudioProperties, UnreadableSong } from '../../library/song-tags.ts'
import { apeTagSize, readApeTag } from './apev2.ts'
import { audioIdentity } from './fingerprint.ts'
import { ID3V1_SIZE, isId3v1, readId3v1 } from './id3v1.ts'
import { id3v2End, readId3v2 } from './id3v2.ts'
import { type FrameTable, type MpegFrame, parseMpegFrame, readFrameTable } from './mpeg-frames.ts'
import { bitRate, NotUnderstood, type ParsedSong } from './parsed-song.ts'
import { RawTags } from './raw-tags.ts'
import type { SongFile } from './song-file.ts'

/** How far behind the tag the first frame may be: some files have kilobytes of zeros or a second, broken tag there. */
const MAX_SEARCH = 256 * 1024
const SEARCH_STEP = 4 * 1024
/** Bytes that only look like a frame header; music does not begin behind so many. */
const MAX_TRIES = 500
/** Frames are counted one by one where the bit rate varies and no table tells; what lies behind is extrapolated. */
const MAX_COUNTED_BYTES = 8 * 1024 * 1024
const PROBE = 4096
const LONGEST_SEC = 1_000_000

export function readMp3(file: SongFile): ParsedSong {
  const raw = new RawTags()
  const tagsEnd = readLeadingTags(file, raw)
  if (isAdts(file, tagsEnd)) throw new NotUnderstood('AAC without a container')
  const end = readTrailingTags(file, tagsEnd, raw)
  const first = findFirstFrame(file, tagsEnd, end)
  const table = readFrameTable(file, first)
  const identity = audioIdentity(file, first.offset, end)
  return { raw, identity, audio: audioProperties(file, first, end, table) }
}

/** Whether MPEG audio begins right at `offset`. */
export function isMpegAudio(file: SongFile, offset: number): boolean {
  if (offset + 4 > file.size) return false
  const at = file.load(offset, 4)
  const frame = parseMpegFrame(file.bytes, at, offset)
  return frame !== undefined && isConfirmed(file, frame, file.size)
}

/** AAC frames begin like MPEG audio frames of a layer that does not exist. */
function isAdts(file: SongFile, offset: number): boolean {
  if (offset + 2 > file.size) return false
  const at = file.load(offset, 2)
  return file.bytes[at] === 0xff && (file.bytes[at + 1]! & 0xf6) === 0xf0
}

/** Usually one ID3v2 tag; several happen when a program did not see the one before. */
const MAX_LEADING_TAGS = 4

export function readLeadingTags(file: SongFile, raw: RawTags): number {
  let offset = readId3v2(file, 0, raw)
  for (let i = 1; i < MAX_LEADING_TAGS && offset > 0; i++) {
    if (id3v2End(file, offset) === offset) break
    const more = new RawTags()
    offset = readId3v2(file, offset, more)
    raw.addMissing(more)
  }
  return offset
}

/** The same offset, without reading them. */
export function leadingTagsEnd(file: SongFile): number {
  let offset = 0
  for (let i = 0; i < MAX_LEADING_TAGS; i++) offset = id3v2End(file, offset)
  return offset
}

/** The offset where the audio ends. What the tags there say counts only where ID3v2 says nothing. */
export function readTrailingTags(file: SongFile, audioStart: number, raw: RawTags): number {
  let end = file.size
  let id3v1 = -1
  if (end - ID3V1_SIZE >= audioStart) {
    // Together with what stands before it, to need one read.
    const length = Math.min(ID3V1_SIZE + 32, end - audioStart)
    const at = file.load(end - length, length) + length - ID3V1_SIZE
    if (isId3v1(file.bytes, at)) id3v1 = end -= ID3V1_SIZE
  }
  for (let i = 0; i < 3; i++) {
    const size = apeTagSize(file, end)
    if (size > 0 && end - size >= audioStart) {
      const ape = new RawTags()
      readApeTag(file, end, ape)
      raw.addMissing(ape)
      end -= size
    }
    const lyrics = lyrics3Size(file, end)
    if (lyrics === 0 || end - lyrics < audioStart) break
    end -= lyrics
  }
  if (id3v1 >= 0) {
    const old = new RawTags()
    readId3v1(file, id3v1, old)
    raw.addMissing(old)
  }
  return end
}

/** Lyrics3 v2: `LYRICSBEGIN…`, six digits, `LYRICS200`. Only stepped over. */
function lyrics3Size(file: SongFile, end: number): number {
  if (end < 15) return 0
  const at = file.load(end - 15, 15)
  const text = file.bytes.toString('latin1', at, at + 15)
  return /^\d{6}LYRICS200$/.test(text) ? Number(text.slice(0, 6)) + 15 : 0
}

/** A header is believed when the next frame's header stands where it says, or when the audio ends before that. */
function findFirstFrame(file: SongFile, start: number, end: number): MpegFrame {
  const stop = Math.min(start + MAX_SEARCH, end - 4)
  let atStart: MpegFrame | undefined
  let offset = start
  for (let tries = 0; tries < MAX_TRIES && offset < stop; ) {
    const length = Math.min(SEARCH_STEP, end - offset)
    const at = file.load(offset, length)
    const candidate = nextCandidate(file.bytes, at, at + length - 3, offset)
    if (!candidate) {
      offset += length - 3
      continue
    }
    if (isConfirmed(file, candidate, end)) return candidate
    if (candidate.offset === start) atStart = candidate
    offset = candidate.offset + 1
    tries++
  }
  if (atStart) return atStart
  throw new UnreadableSong('The file holds no MPEG audio')
}

function nextCandidate(bytes: Buffer, from: number, to: number, offset: number): MpegFrame | undefined {
  for (let at = from; at < to; at++) {
    if (bytes[at] !== 0xff) continue
    const frame = parseMpegFrame(bytes, at, offset + at - from)
    if (frame) return frame
  }
  return undefined
}

function isConfirmed(file: SongFile, frame: MpegFrame, end: number): boolean {
  const next = frame.offset + frame.size
  if (next + 4 > end) return true
  const at = file.load(next, 4)
  return parseMpegFrame(file.bytes, at, next)?.kind === frame.kind
}

function audioProperties(
  file: SongFile,
  first: MpegFrame,
  end: number,
  table: FrameTable | undefined,
): AudioProperties {
  const bytes = end - first.offset
  const { sampleRate, channels, layer } = first
  const { durationSec, kbps } = table
    ? tableDuration(file, first, bytes, table)
    : frameDuration(file, first, end)
  if (!(durationSec < LONGEST_SEC)) throw new UnreadableSong('The file declares an impossible duration')
  return { codec: `mp${layer}`, durationSec, bitRate: kbps, sampleRate, channels }
}

function tableDuration(
  file: SongFile,
  first: MpegFrame,
  bytes: number,
  table: FrameTable,
): { durationSec: number; kbps: number } {
  const whole = (table.frames * first.samples) / first.sampleRate
  const music = (table.frames * first.samples - table.padding) / first.sampleRate
  return {
    durationSec: music > 0 ? music : whole,
    // The frame with the table is counted in the bytes, not in the frames.
    kbps: table.constant ? musicKbps(file, first) : bitRate((table.bytes ?? bytes) - first.size, whole),
  }
}

/** The frame that holds the table may have a bit rate of its own, just large enough for it. */
function musicKbps(file: SongFile, first: MpegFrame): number {
  const next = first.offset + first.size
  if (next + 4 > file.size) return first.kbps
  const at = file.load(next, 4)
  return parseMpegFrame(file.bytes, at, next)?.kbps ?? first.kbps
}

function frameDuration(file: SongFile, first: MpegFrame, end: number): { durationSec: number; kbps: number } {
  const bytes = end - first.offset
  const middle = first.offset + Math.floor((bytes - PROBE) / 2)
  if (sameBitRate(file, first, first.offset, end) && sameBitRate(file, first, middle, end)) {
    return { durationSec: bytes / (first.kbps * 125), kbps: first.kbps }
  }
  const durationSec = countedDuration(file, first, end)
  return { durationSec, kbps: bitRate(bytes, durationSec) }
}

/** Whether all frames in the 4 KB from `start` on have the bit rate of the first. */
function sameBitRate(file: SongFile, first: MpegFrame, start: number, end: number): boolean {
  if (start < first.offset) return true
  const length = Math.min(PROBE, end - start)
  const at = file.load(start, length)
  const { bytes } = file
  for (let position = at; position + 4 <= at + length; ) {
    const frame = parseMpegFrame(bytes, position, 0)
    const next = position + (frame?.kind === first.kind ? frame.size : 1)
    // Inside a frame two bytes may look like a header; two headers in a row do not come by chance.
    const isFrame = frame?.kind === first.kind && isHeader(bytes, next, at + length, first)
    if (isFrame && frame.kbps !== first.kbps) return false
    position = isFrame ? next : position + 1
  }
  return true
}

function isHeader(bytes: Buffer, at: number, end: number, first: MpegFrame): boolean {
  return at + 4 <= end && parseMpegFrame(bytes, at, 0)?.kind === first.kind
}

function countedDuration(file: SongFile, first: MpegFrame, end: number): number {
  let samples = 0
  let offset = first.offset
  const stop = Math.min(end, first.offset + MAX_COUNTED_BYTES)
  while (offset + 4 <= stop) {
    const at = file.load(offset, 4)
    const frame = parseMpegFrame(file.bytes, at, offset)
    if (frame?.kind !== first.kind) break
    samples += frame.samples
    offset += frame.size
  }
  const counted = Math.min(offset, end) - first.offset
  return ((samples / first.sampleRate) * (end - first.offset)) / counted
}
