// All formats our own readers do not know, through the music-metadata package; in the tests also those they do, as the
// oracle. Loaded at the first such file. It costs about a millisecond a file.
import { type IAudioMetadata, type IFormat, type IPicture, parseFile } from 'music-metadata'
import { type AudioProperties, type ReadSong, UnreadableSong } from '../../library/song-tags.ts'
import { audioIdentity, embeddedPicture } from './fingerprint.ts'
import { fileSuffix } from './music-files.ts'
import { rawFromNative } from './native-tags.ts'
import { bitRate } from './parsed-song.ts'
import { type FoundPicture, normalMime, sniffPicture } from './raw-tags.ts'
import type { SongPicture } from './read-picture.ts'
import { SongFile } from './song-file.ts'
import { toSongTags } from './to-song-tags.ts'

export async function readWithMusicMetadata(path: string, size: number): Promise<ReadSong> {
  if (size === 0) throw new UnreadableSong('The file is empty')
  const metadata = await parseTwice(path)
  const { format } = metadata
  if (format.hasVideo && !format.trackInfo.every((track) => track.video === undefined)) {
    throw new UnreadableSong('The file holds video, not music')
  }
  const raw = rawFromNative(metadata)
  const picture = frontPicture(metadata)
  return {
    tags: toSongTags(raw),
    audio: audioProperties(format, path, size),
    ...(picture && { picture: embeddedPicture(picture) }),
    identity: identityOf(path, size),
  }
}

export async function readPictureWithMusicMetadata(path: string): Promise<SongPicture | undefined> {
  const picture = frontPicture(await parse(path, false))
  return picture && { mime: picture.mime, data: picture.slice(0, picture.length) }
}

/** Some kinds tell their duration only when the whole file is read. */
async function parseTwice(path: string): Promise<IAudioMetadata> {
  const metadata = await parse(path, false)
  return metadata.format.duration === undefined ? parse(path, true) : metadata
}

async function parse(path: string, duration: boolean): Promise<IAudioMetadata> {
  try {
    return await parseFile(path, { duration, skipCovers: false })
  } catch (error) {
    throw new UnreadableSong(`The file is no ${fileSuffix(path) || 'music'} file that can be read`, {
      cause: error,
    })
  }
}

function frontPicture({ common }: IAudioMetadata): FoundPicture | undefined {
  const pictures: readonly IPicture[] = common.picture ?? []
  const picture = pictures.find((one) => one.type === 'Cover (front)') ?? pictures[0]
  if (!picture || picture.data.length === 0) return undefined
  const data = Buffer.from(picture.data.buffer, picture.data.byteOffset, picture.data.length)
  return {
    front: true,
    mime: sniffPicture(data) ?? normalMime(picture.format),
    length: data.length,
    slice: (start, length) => data.subarray(start, start + length),
  }
}

function audioProperties(format: IFormat, path: string, size: number): AudioProperties {
  const durationSec = format.duration ?? 0
  if (!Number.isFinite(durationSec) || durationSec < 0)
    throw new UnreadableSong('The file declares an impossible duration')
  if (format.sampleRate === undefined && durationSec === 0)
    throw new UnreadableSong('The file holds no audio')
  const bitsPerSec = format.bitrate ?? format.trackInfo.find((track) => track.bitrate)?.bitrate
  return {
    codec: codecName(format, path),
    durationSec,
    bitRate: bitsPerSec ? Math.round(bitsPerSec / 1000) : bitRate(size, durationSec),
    sampleRate: format.sampleRate,
    bitDepth: format.lossless ? format.bitsPerSample : undefined,
    channels: format.numberOfChannels,
  }
}

const CONTAINERS: readonly (readonly [RegExp, string])[] = [
  [/^asf/i, 'wma'],
  [/monkey/i, 'ape'],
  [/wavpack/i, 'wavpack'],
  [/musepack/i, 'musepack'],
  [/^ds(?:f|diff)/i, 'dsd'],
]
const CODECS: readonly (readonly [RegExp, string])[] = [
  [/pcm|sowt|none|float|not compressed/i, 'pcm'],
  [/opus/i, 'opus'],
  [/vorbis/i, 'vorbis'],
  [/flac/i, 'flac'],
  [/alac/i, 'alac'],
  [/aac/i, 'aac'],
  [/speex/i, 'speex'],
  [/mpeg.*(?:layer |l)3/i, 'mp3'],
  [/mpeg.*(?:layer |l)2/i, 'mp2'],
]

function codecName({ container = '', codec = '' }: IFormat, path: string): string {
  const known =
    CONTAINERS.find(([pattern]) => pattern.test(container)) ?? CODECS.find(([pattern]) => pattern.test(codec))
  return known?.[1] ?? (codec.toLowerCase().slice(0, 32) || fileSuffix(path))
}

/** Where the tags of these formats lie is not known here, so all of the file counts: it is known again when moved. */
function identityOf(path: string, size: number): string {
  const file = new SongFile(path, size)
  try {
    return audioIdentity(file, 0, size)
  } finally {
    file.close()
  }
}
