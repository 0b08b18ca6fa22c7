// Which songs make one album. The scan stores the key with each song; library/refresh makes one album row per key.
import { createHash } from 'node:crypto'
import { foldName } from './fold.ts'
import type { SongTags } from './song-tags.ts'

/** Keys are compared and indexed, never shown; a longer one is shortened with a hash of the whole. */
const LONGEST = 400

/**
 * Names the album a song belongs to. Always within one music folder. By MusicBrainz album id where there is one, else by
 * album artist, title, release type and folder; songs without album title share one album per folder.
 * @param directoryPath relative to the music folder, '' for its root
 */
export function albumKey(tags: SongTags, folderId: number, directoryPath: string): string {
  return bounded([folderId, ...identityOf(tags, directoryPath)].join('\u001f'))
}

function identityOf(tags: SongTags, directoryPath: string): string[] {
  if (tags.musicBrainz.albumId) return ['mbid', tags.musicBrainz.albumId.toLowerCase()]
  const directory = albumDirectory(directoryPath)
  if (!tags.album) return ['untitled', directory]
  const types = tags.releaseTypes.map(foldName).sort().join('\u001e')
  return ['tags', albumArtistOf(tags, directoryPath), foldName(tags.album), types, directory]
}

/**
 * Without an album artist the folder and the title decide, so that guests (`feat.`) and untagged samplers do not fall
 * apart into an album per artist. The root of a music folder is a heap of files rather than an album's folder: there the
 * artist is all there is to tell two `Greatest Hits` apart.
 */
function albumArtistOf(tags: SongTags, directoryPath: string): string {
  const named = tags.albumArtists.length > 0 ? tags.albumArtists : tags.albumArtist ? [tags.albumArtist] : []
  if (named.length > 0) return named.map(foldName).join('\u001e')
  if (directoryPath !== '' || tags.compilation) return ''
  return foldName(tags.artists[0] ?? tags.artist ?? '')
}

const DISC = String.raw`(?:(?:cd|dvd|dis[ck]|disque|disco|vinyl)[ _.#-]{0,3}(?:\d{1,2}|one|two|three|four|five|six)|side[ _.-]?[a-h])`
const DISC_FOLDER = new RegExp(`^[[(]?${DISC}(?![\\p{L}\\p{N}])`, 'iu')
const DISC_ENDING = new RegExp(`[ _-]*[ _([-]${DISC}[\\])]?$`, 'iu')

/** The folder of the whole album: `Wall/CD 1` and `Wall/Disc 2 - Live` belong to `Wall`, so does `Wall (CD 2)`. */
export function albumDirectory(directoryPath: string): string {
  const slash = directoryPath.lastIndexOf('/')
  const name = directoryPath.slice(slash + 1)
  const parent = directoryPath.slice(0, Math.max(slash, 0))
  if (DISC_FOLDER.test(name)) return parent
  return directoryPath.slice(0, slash + 1) + (name.replace(DISC_ENDING, '') || name)
}

function bounded(key: string): string {
  if (key.length <= LONGEST) return key
  const hash = createHash('sha256').update(key).digest('hex').slice(0, 32)
  return `${key.slice(0, LONGEST - 40).toWellFormed()}\u001f${hash}`
}
