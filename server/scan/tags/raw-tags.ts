// What a container reader collects, before any cleaning or interpreting: the values of each field in file order. Every
// format, and music-metadata's result too, comes down to this, so that to-song-tags.ts is the only place with opinions.
import type { CONTRIBUTOR_ROLES } from '../../library/roles.ts'
import { MAX_VALUES_SEEN } from './clean-text.ts'
import type { ByteSource } from './song-file.ts'

export type Field =
  | 'title'
  | 'titleSort'
  | 'album'
  | 'albumSort'
  | 'albumVersion'
  | 'artist'
  | 'artists'
  | 'artistSort'
  | 'albumArtist'
  | 'albumArtists'
  | 'albumArtistSort'
  | 'track'
  | 'disc'
  | 'discTotal'
  | 'discSubtitle'
  | 'date'
  | 'year'
  | 'dayMonth'
  | 'releaseDate'
  | 'originalDate'
  | 'originalYear'
  | 'genre'
  | 'compilation'
  | 'releaseType'
  | 'label'
  | 'mood'
  | 'isrc'
  | 'bpm'
  | 'advisory'
  | 'comment'
  | 'description'
  | 'appGrouping'
  | 'grouping'
  | 'work'
  | 'workId'
  | 'movement'
  | 'movementName'
  | 'movementTotal'
  | 'trackGain'
  | 'trackPeak'
  | 'albumGain'
  | 'albumPeak'
  | 'r128TrackGain'
  | 'r128AlbumGain'
  | 'recordingId'
  | 'albumId'
  | 'releaseGroupId'
  | 'artistId'
  | 'albumArtistId'
  | Role
  | `${Role}Id`
  | 'composerSort'
  | 'lyrics'
  | 'picture'

export type Role = (typeof CONTRIBUTOR_ROLES)[number]

export interface RawPerformer {
  readonly name: string
  readonly instrument?: string
}

export interface RawLyrics {
  readonly lang?: string
  readonly body: string | readonly TimedText[]
}

export interface TimedText {
  readonly start: number
  readonly value: string
}

/** A picture inside the file. `slice` copies bytes of it, or gives a view that holds until the next read. */
export interface FoundPicture {
  readonly front: boolean
  readonly mime: string
  readonly length: number
  /** Set where the bytes lie in the file as they are. */
  readonly offset?: number
  slice(start: number, length: number): Buffer
}

export class RawTags {
  readonly fields = new Map<Field, string[]>()
  performers: RawPerformer[] = []
  lyrics: RawLyrics[] = []
  picture: FoundPicture | undefined
  /** dB; Opus header. */
  outputGain: number | undefined
  /** ID3v2.2 and 2.3 have no lists: programs write `a/b`. Only fields that cannot hold a slash otherwise are split. */
  slashLists = false

  add(field: Field, value: string): void {
    const values = this.fields.get(field)
    if (!values) this.fields.set(field, [value])
    else if (values.length < MAX_VALUES_SEEN) values.push(value)
  }

  addAll(field: Field, values: string[]): void {
    const before = this.fields.get(field)
    if (!before) this.fields.set(field, values)
    else if (before.length < MAX_VALUES_SEEN) before.push(...values)
  }

  /** The first front cover, else the first picture. */
  offerPicture(picture: FoundPicture | undefined): void {
    if (picture && picture.length > 0 && (!this.picture || (picture.front && !this.picture.front))) {
      this.picture = picture
    }
  }

  /** Takes from a tag that counts less, field by field, what is not known yet. */
  addMissing(other: RawTags): void {
    for (const [field, values] of other.fields) {
      if (!this.fields.has(field)) this.fields.set(field, values)
    }
    if (this.performers.length === 0) this.performers = other.performers
    if (this.lyrics.length === 0) this.lyrics = other.lyrics
    this.picture ??= other.picture
    this.outputGain ??= other.outputGain
  }
}

/** Of the bytes of a source; the range is known only when that source is the file itself. */
export function pictureAt(
  source: ByteSource,
  place: { front: boolean; mime: string; offset: number; length: number; inFile: boolean },
): FoundPicture {
  const { front, offset, length, inFile } = place
  return {
    front,
    length,
    mime: pictureMime(source, offset, length, place.mime),
    ...(inFile && { offset }),
    slice(start, count) {
      const at = source.load(offset + start, count)
      return source.bytes.subarray(at, at + count)
    },
  }
}

function pictureMime(source: ByteSource, offset: number, length: number, declared: string): string {
  if (length < 12) return normalMime(declared)
  const at = source.load(offset, 12)
  return sniffPicture(source.bytes, at) ?? normalMime(declared)
}

/** The type by the first 12 bytes: what tags declare is often wrong. */
export function sniffPicture(bytes: Buffer, at = 0): string | undefined {
  const first = bytes[at]
  if (first === 0xff && bytes[at + 1] === 0xd8 && bytes[at + 2] === 0xff) return 'image/jpeg'
  if (first === 0x89 && bytes[at + 1] === 0x50 && bytes[at + 2] === 0x4e) return 'image/png'
  if (first === 0x47 && bytes[at + 1] === 0x49 && bytes[at + 2] === 0x46) return 'image/gif'
  if (first === 0x42 && bytes[at + 1] === 0x4d) return 'image/bmp'
  if (first === 0x52 && bytes.toString('latin1', at + 8, at + 12) === 'WEBP') return 'image/webp'
  return undefined
}

export function normalMime(declared: string): string {
  const mime = declared.trim().toLowerCase()
  if (mime === 'jpg' || mime === 'image/jpg' || mime === 'image/jpeg') return 'image/jpeg'
  if (mime === 'png') return 'image/png'
  return /^image\/[a-z0-9.+-]{1,40}$/.test(mime) ? mime : 'application/octet-stream'
}
