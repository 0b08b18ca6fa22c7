import { ID3_GENRES } from './genres.ts'
import { decodeLatin1 } from './id3-text.ts'
import type { RawTags } from './raw-tags.ts'
import type { ByteSource } from './song-file.ts'

export const ID3V1_SIZE = 128

export function isId3v1(bytes: Buffer, at: number): boolean {
  return bytes[at] === 0x54 && bytes[at + 1] === 0x41 && bytes[at + 2] === 0x47
}

/** The tag at `offset`. Texts end at a zero or after 30 characters: good only where nothing better is known. */
export function readId3v1(source: ByteSource, offset: number, raw: RawTags): void {
  const at = source.load(offset, ID3V1_SIZE)
  const { bytes } = source
  const text = (start: number, length: number) => {
    const zero = bytes.subarray(at + start, at + start + length).indexOf(0)
    return decodeLatin1(bytes, at + start, at + start + (zero === -1 ? length : zero))
  }
  const add = (field: 'title' | 'artist' | 'album' | 'year' | 'comment', value: string) => {
    if (value.trim()) raw.add(field, value)
  }
  add('title', text(3, 30))
  add('artist', text(33, 30))
  add('album', text(63, 30))
  add('year', text(93, 4))
  // ID3v1.1: a zero and the track's number take the last two characters of the comment.
  const track = bytes[at + 125] === 0 ? bytes[at + 126]! : 0
  add('comment', text(97, track ? 28 : 30))
  if (track) raw.add('track', `${track}`)
  const genre = ID3_GENRES[bytes[at + 127]!]
  if (genre) raw.add('genre', genre)
}
