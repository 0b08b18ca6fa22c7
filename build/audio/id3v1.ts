import type { SongFields } from './song-fields.ts'

/** The 128 bytes at the end of an old mp3: Latin-1, cut to 30 characters; ID3v1.1 when there is a track number. */
export function id3v1Tag(fields: SongFields, genreNumber = 255): Buffer {
  const tag = Buffer.alloc(128)
  tag.write('TAG', 0, 'latin1')
  tag.write((fields.title ?? '').slice(0, 30), 3, 'latin1')
  tag.write((fields.artist ?? fields.artists?.[0] ?? '').slice(0, 30), 33, 'latin1')
  tag.write((fields.album ?? '').slice(0, 30), 63, 'latin1')
  tag.write((fields.date ?? '').slice(0, 4), 93, 'latin1')
  tag.write((fields.comment ?? '').slice(0, 28), 97, 'latin1')
  tag[126] = Number(fields.track ?? 0)
  tag[127] = genreNumber
  return tag
}
