// Which reader for which file, and one kind of error for whatever can be wrong with one.

import { UnreadableSong } from '../../library/song-tags.ts'
import { isFlac, readFlac } from './flac.ts'
import { isMpegAudio, leadingTagsEnd, readMp3 } from './mp3.ts'
import { readMp4 } from './mp4.ts'
import { fileSuffix } from './music-files.ts'
import { readOgg } from './ogg.ts'
import { NotUnderstood, type ParsedSong } from './parsed-song.ts'
import { EndOfFile, SongFile } from './song-file.ts'

/** What `use` makes of the parsed song, while the file is open; undefined when music-metadata has to be asked. */
export function withParsedSong<T>(
  path: string,
  size: number,
  use: (song: ParsedSong) => T,
): { readonly value: T } | undefined {
  if (size === 0) throw new UnreadableSong('The file is empty')
  const file = openSong(path, size)
  try {
    return { value: use(parseSong(file, path)) }
  } catch (error) {
    if (error instanceof NotUnderstood) return undefined
    if (error instanceof EndOfFile) throw new UnreadableSong('The file is cut off', { cause: error })
    if (error instanceof UnreadableSong) throw error
    throw new UnreadableSong('The file cannot be read', { cause: error })
  } finally {
    file.close()
  }
}

function openSong(path: string, size: number): SongFile {
  try {
    return new SongFile(path, size)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    const denied = code === 'EACCES' || code === 'EPERM'
    throw new UnreadableSong(denied ? 'The file may not be read by this user' : 'The file cannot be opened', {
      cause: error,
    })
  }
}

/** The content decides before the name: wrong suffixes are common. */
function parseSong(file: SongFile, path: string): ParsedSong {
  const head = Math.min(file.size, 16)
  const at = file.load(0, head)
  const magic = file.bytes.toString('latin1', at, at + head)
  if (magic.startsWith('fLaC')) return readFlac(file)
  if (magic.startsWith('OggS')) return readOgg(file)
  if (magic.startsWith('ftyp', 4)) return readMp4(file)

  const isNamedMp3 = /^mp[23]$/.test(fileSuffix(path))
  if (magic.startsWith('ID3')) {
    const behind = leadingTagsEnd(file)
    if (isFlac(file, behind)) return readFlac(file)
    if (isNamedMp3 || isMpegAudio(file, behind)) return readMp3(file)
  }
  if (isNamedMp3 || isMpegAudio(file, 0)) return readMp3(file)
  throw new NotUnderstood(fileSuffix(path))
}
