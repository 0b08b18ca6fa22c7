// Which files go into a ZIP, and under which names: the songs of an album, artist, playlist or folder of the disk.
import path from 'node:path/posix'
import type { ReadDb } from '../db/open.ts'
import { prepare } from '../db/statements.ts'
import { Conflict } from '../errors.ts'
import type { FolderScope } from '../folder-scope.ts'
import type { PublicId } from '../ids.ts'
import { inPieces } from '../library/long-song-list.ts'
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

/** The names of an archive are made in memory. */
export const MOST_SONGS = 5000

interface Row {
  readonly musicDir: string
  readonly path: string
  readonly album: string | null
  readonly artist: string | null
}

const VISIBLE = `s.missing_since IS NULL AND s.folder_id IN (SELECT value FROM json_each(:scope))`
const BY_ALBUM = 'ORDER BY al.year, al.sort_name, al.id, s.disc, s.track, s.path'

/**
 * Undefined when there is nothing the caller may see. Whether a playlist may be read was decided before.
 * @throws Conflict above MOST_SONGS songs
 */
export async function planZip(
  db: ReadDb,
  scope: FolderScope,
  { kind, id }: PublicId,
): Promise<ZipPlan | undefined> {
  const songs = (sql: string, more: object = {}) => findSongs(db, sql, { scope: scope.key, id, ...more })
  switch (kind) {
    case 'album': {
      const rows = await songs(
        `SELECT s.id FROM songs s WHERE s.album_id = :id AND ${VISIBLE} ORDER BY s.disc, s.track, s.path`,
      )
      const { album, artist } = rows[0] ?? {}
      return toPlan(artist ? `${artist} - ${album}` : (album ?? ''), rows, underAlbum)
    }
    case 'artist': {
      let rows = await songs(
        `SELECT s.id FROM album_artists aa JOIN albums al ON al.id = aa.album_id JOIN songs s ON s.album_id = al.id
         WHERE aa.artist_id = :id AND ${VISIBLE} ${BY_ALBUM}`,
      )
      // Somebody who has no album of his own: the songs he is heard on.
      if (rows.length === 0) {
        rows = await songs(
          `SELECT s.id FROM song_artists sa JOIN songs s ON s.id = sa.song_id LEFT JOIN albums al ON al.id = s.album_id
           WHERE sa.artist_id = :id AND sa.role = 'artist' AND ${VISIBLE} ${BY_ALBUM}`,
        )
      }
      return toPlan(nameIn(db, 'artists', id), rows, underAlbum)
    }
    case 'playlist': {
      const rows = await songs(
        `SELECT s.id FROM playlist_entries e CROSS JOIN songs s ON s.id = e.song_id
         WHERE e.playlist_id = :id AND ${VISIBLE} ORDER BY e.position`,
      )
      const digits = String(rows.length).length
      return toPlan(nameIn(db, 'playlists', id), rows, (all) =>
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
      const inside = directory.path === '' ? '' : "AND s.path > :path || '/' AND s.path < :path || '0'"
      const rows = await songs(
        `SELECT s.id FROM songs s WHERE s.folder_id = :folderId ${inside} AND ${VISIBLE} ORDER BY s.path`,
        { folderId: directory.folderId, path: directory.path },
      )
      return toPlan(directory.name, rows, (all) =>
        all.map((song) => path.relative(directory.path, song.path)),
      )
    }
    case 'song':
      return undefined
    default:
      return kind satisfies never
  }
}

/** First which songs, then in pieces where they are. */
async function findSongs(db: ReadDb, sql: string, parameters: object): Promise<Row[]> {
  const ids = prepare<object, number>(db, `${sql} LIMIT :most`)
    .pluck()
    .all({ ...parameters, most: MOST_SONGS + 1 }) as number[]
  if (ids.length > MOST_SONGS) throw new Conflict(`One download holds at most ${MOST_SONGS} songs`)
  const select = prepare<[string], Row>(
    db,
    `SELECT f.path AS musicDir, s.path, al.name AS album, ar.name AS artist
     FROM json_each(?) p CROSS JOIN songs s ON s.id = p.value CROSS JOIN music_folders f ON f.id = s.folder_id
     LEFT JOIN albums al ON al.id = s.album_id LEFT JOIN artists ar ON ar.id = al.artist_id
     WHERE f.removed_at IS NULL`,
  )
  return (await inPieces(ids, (piece) => select.all(JSON.stringify(piece)))).flat()
}

function nameIn(db: ReadDb, table: 'artists' | 'playlists', id: number): string {
  return prepare<[number], { name: string }>(db, `SELECT name FROM ${table} WHERE id = ?`).get(id)?.name ?? ''
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
