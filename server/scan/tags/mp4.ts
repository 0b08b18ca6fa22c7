// MPEG-4 files: a tree of atoms. Only the few paths that matter are walked, so that a hostile tree costs nothing.

import { type AudioProperties, UnreadableSong } from '../../library/song-tags.ts'
import { audioIdentity } from './fingerprint.ts'
import { type Atom, childAtom, listAtoms } from './mp4-atoms.ts'
import { readItemList } from './mp4-tags.ts'
import { bitRate, NotUnderstood, type ParsedSong } from './parsed-song.ts'
import { RawTags } from './raw-tags.ts'
import { fourCharacters, type SongFile, uint16be, uint32be, uint32beAt } from './song-file.ts'

const MOOV = fourCharacters('moov')
const MDAT = fourCharacters('mdat')
const TRAK = fourCharacters('trak')
const MDIA = fourCharacters('mdia')
const MDHD = fourCharacters('mdhd')
const HDLR = fourCharacters('hdlr')
const MINF = fourCharacters('minf')
const STBL = fourCharacters('stbl')
const STSD = fourCharacters('stsd')
const UDTA = fourCharacters('udta')
const META = fourCharacters('meta')
const ILST = fourCharacters('ilst')
const ESDS = fourCharacters('esds')
const ALAC = fourCharacters('alac')
const MVEX = fourCharacters('mvex')
const SOUN = fourCharacters('soun')

export function readMp4(file: SongFile): ParsedSong {
  const raw = new RawTags()
  let moov: Atom | undefined
  let media: Atom | undefined
  for (const atom of listAtoms(file, 0, file.size)) {
    if (atom.name === MOOV) moov ??= atom
    // Several are rare; the largest has the music.
    if (atom.name === MDAT && (!media || atom.end - atom.body > media.end - media.body)) media = atom
  }
  if (!moov) throw new UnreadableSong('The file has no MPEG-4 index: it was not completely written')
  if (!media || media.end === media.body) throw new UnreadableSong('The file holds no audio')

  let track: SoundTrack | undefined
  for (const atom of listAtoms(file, moov.body, moov.end)) {
    // In pieces, for streaming: the durations stand all over the file.
    if (atom.name === MVEX) throw new NotUnderstood('fragmented MPEG-4')
    if (atom.name === TRAK) track ??= soundTrack(file, atom)
    if (atom.name === UDTA) readUserData(file, atom, raw)
  }
  if (!track) throw new UnreadableSong('The file holds no sound track')
  return {
    raw,
    identity: audioIdentity(file, media.body, media.end),
    audio: properties(track, media.end - media.body),
  }
}

function readUserData(file: SongFile, udta: Atom, raw: RawTags): void {
  const meta = childAtom(file, udta.body, udta.end, META)
  // Four bytes of version and flags; QuickTime leaves them out.
  const list =
    meta && (childAtom(file, meta.body + 4, meta.end, ILST) ?? childAtom(file, meta.body, meta.end, ILST))
  if (list) readItemList(file, list, raw)
}

interface SoundTrack {
  readonly durationSec: number
  readonly codec: string
  readonly sampleRate: number
  readonly channels: number
  readonly bitDepth?: number
}

/** undefined for video, chapters and the like. */
function soundTrack(file: SongFile, trak: Atom): SoundTrack | undefined {
  const media = childAtom(file, trak.body, trak.end, MDIA)
  let clock: { rate: number; ticks: number } | undefined
  let isSound = false
  let info: Atom | undefined
  for (const atom of media ? listAtoms(file, media.body, media.end) : []) {
    if (atom.name === MDHD) clock = mediaClock(file, atom)
    if (atom.name === HDLR && atom.end - atom.body >= 12) {
      isSound = uint32beAt(file, atom.body + 8) === SOUN
    }
    if (atom.name === MINF) info = atom
  }
  const table = isSound && info ? childAtom(file, info.body, info.end, STBL) : undefined
  const description = table && childAtom(file, table.body, table.end, STSD)
  const entry = description && listAtoms(file, description.body + 8, description.end)[0]
  if (!clock || !entry || entry.end - entry.body < 28) return undefined
  return { durationSec: clock.ticks / clock.rate, ...sampleEntry(file, entry) }
}

function mediaClock(file: SongFile, mdhd: Atom): { rate: number; ticks: number } | undefined {
  if (mdhd.end - mdhd.body < 24) return undefined
  const at = file.load(mdhd.body, Math.min(36, mdhd.end - mdhd.body))
  const { bytes } = file
  const long = bytes[at] === 1
  if (long && mdhd.end - mdhd.body < 36) return undefined
  const rate = uint32be(bytes, at + (long ? 20 : 12))
  const ticks = long
    ? uint32be(bytes, at + 24) * 2 ** 32 + uint32be(bytes, at + 28)
    : uint32be(bytes, at + 16)
  // All ones: not known.
  return rate > 0 && ticks < 0xffff_ffff ? { rate, ticks } : undefined
}

function sampleEntry(file: SongFile, entry: Atom): Omit<SoundTrack, 'durationSec'> {
  const at = file.load(entry.body, 28)
  const { bytes } = file
  const version = uint16be(bytes, at + 8)
  const channels = uint16be(bytes, at + 16)
  const bits = uint16be(bytes, at + 18)
  const sampleRate = uint16be(bytes, at + 24)
  // QuickTime's versions 1 and 2 are longer.
  const inside = entry.body + 28 + (version === 1 ? 16 : version === 2 ? 36 : 0)
  if (entry.name === ALAC) return alac(file, inside, entry, { sampleRate, channels, bits })
  const codec = codecName(file, entry, inside)
  if (!codec) throw new NotUnderstood('an unknown codec in MPEG-4')
  return { codec, sampleRate, channels }
}

function codecName(file: SongFile, entry: Atom, inside: number): string | undefined {
  if (entry.name === fourCharacters('mp4a')) {
    const esds = childAtom(file, inside, entry.end, ESDS)
    const object = esds && objectType(file, esds)
    return object === 0x6b || object === 0x69 ? 'mp3' : 'aac'
  }
  return codecs.get(entry.name)
}

const codecs = new Map([
  [fourCharacters('.mp3'), 'mp3'],
  [fourCharacters('ac-3'), 'ac3'],
  [fourCharacters('ec-3'), 'eac3'],
  [fourCharacters('Opus'), 'opus'],
  [fourCharacters('fLaC'), 'flac'],
])

/** From the decoder configuration in an elementary stream descriptor. */
function objectType(file: SongFile, esds: Atom): number | undefined {
  const length = Math.min(esds.end - esds.body, 64)
  const at = file.load(esds.body, length)
  const { bytes } = file
  const end = at + length
  // Descriptor 3 with an id and flags, in it descriptor 4; the size of each takes one to four bytes.
  let position = skipDescriptorHead(bytes, at + 4, end, 3)
  if (position === undefined) return undefined
  position = skipDescriptorHead(bytes, position + 3, end, 4)
  return position !== undefined && position < end ? bytes[position] : undefined
}

function skipDescriptorHead(bytes: Buffer, at: number, end: number, tag: number): number | undefined {
  if (at >= end || bytes[at] !== tag) return undefined
  let position = at + 1
  for (let i = 0; i < 4 && position < end; i++) if ((bytes[position++]! & 0x80) === 0) break
  return position
}

/** Apple Lossless keeps the true figures in an atom of its own, in the sample entry. */
function alac(
  file: SongFile,
  inside: number,
  entry: Atom,
  outer: { sampleRate: number; channels: number; bits: number },
): Omit<SoundTrack, 'durationSec'> {
  const config = childAtom(file, inside, entry.end, ALAC)
  if (!config || config.end - config.body < 28) {
    return {
      codec: 'alac',
      sampleRate: outer.sampleRate,
      channels: outer.channels,
      bitDepth: outer.bits || undefined,
    }
  }
  const at = file.load(config.body, 28)
  const { bytes } = file
  return {
    codec: 'alac',
    bitDepth: bytes[at + 9]!,
    channels: bytes[at + 13]!,
    sampleRate: uint32be(bytes, at + 24) || outer.sampleRate,
  }
}

function properties(track: SoundTrack, bytes: number): AudioProperties {
  const { codec, durationSec, sampleRate, channels, bitDepth } = track
  return { codec, durationSec, bitRate: bitRate(bytes, durationSec), sampleRate, channels, bitDepth }
}
