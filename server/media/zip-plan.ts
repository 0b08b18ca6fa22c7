// Which files go into a ZIP, and under which names: the songs of an album, artist, playlist or folder of the disk.
import path from 'node:path/posix'
import type { ReadDb } from '../db/open.ts'
import { prepare } from '../db/statements.ts'
import { Conflict } from '../errors.ts'
import type { FolderScope } from '../folder-scope.ts'
import type { PublicId } from '../ids.ts'
import type { FilePlace } from './open-file.ts'
import { safeName, uniqueNames } from './zip-names.ts'

export interface ZipPlan {
  /** With `.zip`. */
  readonly filename: string
  readonly entries: readonly ZipEntry[]
}

export interface ZipEntry extends FilePlace {
  /** Relative, '/' between parts, unique in the archive. */
  readonly name: string
}

/** One statement reads the list, so it has to stay short enough not to be felt by others. */
export const MOST_SONGS = 10_000

interface Row {
  readonly musicDir: string
  readonly path: string
  readonly album: string | null
  readonly artist: string | null
}

const COLUMNS = `f.path AS musicDir, s.path, al.name AS album, ar.name AS artist
  FROM songs s JOIN music_folders f ON f.id = s.folder_id
  LEFT JOIN albums al ON al.id = s.album_id LEFT JOIN artists ar ON ar.id = al.artist_id`
const VISIBLE = `s.missing_since IS NULL AND f.removed_at IS NULL
  AND s.folder_id IN (SELECT value FROM json_each(@scope))`
const BY_ALBUM = 'ORDER BY al.year, al.sort_name, al.id, s.disc, s.track, s.path LIMIT @most'

/**
 * Undefined when there is nothing the caller may see. Whether a playlist may be read was decided before.
 * @throws Conflict above MOST_SONGS songs
 */
export function planZip(db: ReadDb, scope: FolderScope, { kind, id }: PublicId): ZipPlan | undefined {
  const rows = (sql: string, more: object = {}) => {
    const found = prepare<object, Row>(db, sql).all({ scope: scope.key, most: MOST_SONGS + 1, id, ...more })
    if (found.length > MOST_SONGS) throw new Conflict(`One download holds at most ${MOST_SONGS} songs`)
    return found
  }
  switch (kind) {
    case 'album': {
      const songs = rows(`SELECT ${COLUMNS} WHERE s.album_id = @id AND ${VISIBLE} ${BY_ALBUM}`)
      const album = songs[0]?.album ?? ''
      const artist = songs[0]?.artist
      return toPlan(artist ? `${artist} - ${album}` : album, songs, underAlbum)
    }
    case 'artist': {
      const artist = prepare<[number], { name: string }>(db, 'SELECT name FROM artists WHERE id = ?').get(id)
      let songs = rows(
        `SELECT ${COLUMNS} WHERE s.album_id IN (SELECT album_id FROM album_artists WHERE artist_id = @id) AND ${VISIBLE} ${BY_ALBUM}`,
      )
      // Somebody who has no album of his own: the songs he is heard on.
      if (songs.length === 0) {
        songs = rows(
          `SELECT ${COLUMNS} WHERE s.id IN (SELECT song_id FROM song_artists WHERE artist_id = @id AND role = 'artist') AND ${VISIBLE} ${BY_ALBUM}`,
        )
      }
      return toPlan(artist?.name ?? '', songs, underAlbum)
    }
    case 'playlist': {
      const list = prepare<[number], { name: string }>(db, 'SELECT name FROM playlists WHERE id = ?').get(id)
      const songs = rows(
        `SELECT ${COLUMNS} JOIN playlist_entries e ON e.song_id = s.id WHERE e.playlist_id = @id AND ${VISIBLE} ORDER BY e.position LIMIT @most`,
      )
      const digits = String(songs.length).length
      return toPlan(list?.name ?? '', songs, (all) =>
        all.map((song, index) => `${String(index + 1).padStart(digits, '0')} - ${path.basename(song.path)}`),
      )
    }
    case 'directory': {
      const directory = prepare<[number], { folderId: number; path: string; name: string }>(
        db,
        'SELECT folder_id AS folderId, path, name FROM directories WHERE id = ? AND missing_since IS NULL',
      ).get(id)
      if (!directory) return undefined
      // '0' follows '/': everything below the folder is one range of the index on (folder_id, path).
      const inside = directory.path === '' ? '' : "AND s.path > @path || '/' AND s.path < @path || '0'"
      const songs = rows(
        `SELECT ${COLUMNS} WHERE s.folder_id = @folderId ${inside} AND ${VISIBLE} ORDER BY s.path LIMIT @most`,
        { folderId: directory.folderId, path: directory.path },
      )
      return toPlan(directory.name, songs, (all) =>
        all.map((song) => path.relative(directory.path, song.path)),
      )
    }
    case 'song':
      return undefined
    default:
      return kind satisfies never
  }
}

function toPlan(title: string, songs: Row[], naming: (songs: Row[]) => string[]): ZipPlan | undefined {
  if (songs.length === 0) return undefined
  const top = safeName(title)
  const names = uniqueNames(naming(songs).map((name) => [top, ...name.split('/').map(safeName)].join('/')))
  return {
    filename: `${top}.zip`,
    entries: songs.map((song, index) => ({ musicDir: song.musicDir, path: song.path, name: names[index]! })),
  }
}

/** Album by album, inside each the folders its songs do not have in common (`CD 1/01 …`). */
function underAlbum(songs: Row[]): string[] {
  const albums = Map.groupBy(songs, (song) => song.album ?? '')
  return songs.map((song) => {
    const ofAlbum = albums.get(song.album ?? '')!
    const inside = path.relative(commonFolder(ofAlbum), song.path)
    return albums.size === 1 ? inside : `${(song.album ?? '').replaceAll('/', '_')}/${inside}`
  })
}

const COMMON = new WeakMap<Row[], string>()

function commonFolder(songs: Row[]): string {
  const known = COMMON.get(songs)
  if (known !== undefined) return known
  let common = path.dirname(songs[0]!.path).split('/')
  for (const song of songs) {
    const parts = path.dirname(song.path).split('/')
    const differs = common.findIndex((part, index) => part !== parts[index])
    if (differs >= 0) common = common.slice(0, differs)
  }
  const folder = common.join('/')
  COMMON.set(songs, folder)
  return folder
}
