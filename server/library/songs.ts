// Songs as lists of finished JSON. See "How a listing is made" in the README.
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { ReadDb } from '../db/open.ts'
import { prepare } from '../db/statements.ts'
import type { FolderScope } from '../folder-scope.ts'
import type { AlbumId, SongId, UserId } from '../ids.ts'
import { RawJson } from '../raw-json.ts'
import { SONG_JSON, SONG_JSON_JOINS, songJsonJoins } from './annotation-json.ts'
import { findMark, type Mark, noteMark } from './page-marks.ts'
import { inScope } from './scope-filter.ts'

/** What a list for somebody is made from. */
export interface Listener {
  readonly userId: UserId
  readonly scope: FolderScope
}

export interface Page {
  readonly offset: number
  readonly count: number
}

/** One Child, or undefined when the caller may not know of such a song. */
export function findSong(db: ReadDb, { userId, scope }: Listener, id: SongId): RawJson | undefined {
  const json = prepare<{ id: number; userId: number; folders: string }, string>(
    db,
    `SELECT ${SONG_JSON} FROM songs s ${SONG_JSON_JOINS}
     WHERE s.id = :id AND s.missing_since IS NULL ${inScope(scope, 's.folder_id')}`,
  )
    .pluck()
    .get({ id, userId, folders: scope.key }) as string | undefined
  return json === undefined ? undefined : new RawJson(json)
}

/** Children in the order of the ids; ids out of the scope, unknown or missing are left out. */
export function songsByIds(db: ReadDb, { userId, scope }: Listener, ids: readonly number[]): RawJson {
  if (ids.length === 0) return RawJson.array(null)
  return songs(db, songsByIdsSql(scope), { userId, folders: scope.key, ids: JSON.stringify(ids) })
}

export const songsByIdsSql = (scope: FolderScope) => `
SELECT CAST(group_concat(json, ',') AS BLOB) FROM (
  SELECT ${SONG_JSON} AS json FROM json_each(:ids) p CROSS JOIN songs s ON s.id = p.value ${SONG_JSON_JOINS}
  WHERE s.missing_since IS NULL ${inScope(scope, 's.folder_id')})`

/** As songsByIds, for ids that a query of this turn has found live and in scope: their rows are not looked at again. */
export function songsFound(db: ReadDb, userId: UserId, ids: readonly number[]): RawJson {
  if (ids.length === 0) return RawJson.array(null)
  return songs(db, SONGS_FOUND, { userId, ids: JSON.stringify(ids) })
}

export const SONGS_FOUND = `
SELECT CAST(group_concat(json, ',') AS BLOB) FROM (
  SELECT ${SONG_JSON} AS json FROM json_each(:ids) p ${songJsonJoins('p.value')})`

/** By disc, track, title. The elements of an array, without brackets. An album lies in one folder, so its scope is checked with the album. */
export function songsOfAlbum(db: ReadDb, userId: UserId, albumId: AlbumId): Buffer | null {
  return songElements(db, SONGS_OF_ALBUM, { userId, albumId })
}

export const SONGS_OF_ALBUM = `
SELECT CAST(group_concat(json, ',') AS BLOB) FROM (
  SELECT ${SONG_JSON} AS json FROM songs s ${SONG_JSON_JOINS}
  WHERE s.album_id = :albumId AND s.missing_since IS NULL
  ORDER BY s.disc, s.track, s.sort_title, s.id)`

/** The files in a directory, by disc, track, file name; without brackets. */
export function songsOfDirectory(db: ReadDb, userId: UserId, directoryId: number): Buffer | null {
  return songElements(db, SONGS_OF_DIRECTORY, { userId, directoryId })
}

export const SONGS_OF_DIRECTORY = `
SELECT CAST(group_concat(json, ',') AS BLOB) FROM (
  SELECT ${SONG_JSON} AS json FROM songs s ${SONG_JSON_JOINS}
  WHERE s.directory_id = :directoryId AND s.missing_since IS NULL
  ORDER BY s.disc, s.track, s.path, s.id)`

/** By sort title, so that pages neither repeat nor skip (CONTRACT.md LIST-3). */
export function listSongsByGenre(
  db: ReadDb,
  { userId, scope }: Listener,
  genreId: number,
  { offset, count }: Page,
): RawJson {
  return songs(db, songsByGenreSql(scope), { userId, folders: scope.key, genreId, offset, count })
}

export const songsByGenreSql = (scope: FolderScope) => `
SELECT CAST(group_concat(json, ',') AS BLOB) FROM (
  SELECT ${SONG_JSON} AS json FROM (
    SELECT song_id FROM song_genres WHERE genre_id = :genreId ${inScope(scope, 'folder_id')}
    ORDER BY sort_title, song_id LIMIT :count OFFSET :offset
  ) p ${songJsonJoins('p.song_id')})`

/**
 * Every song by sort title, then id: what clients read to copy a library. Any offset costs what the first one does as long
 * as pages are read one after the other.
 */
export function listSongsByTitle(
  db: ReadDb,
  { userId, scope }: Listener,
  libraryVersion: number,
  { offset, count }: Page,
): RawJson {
  const left = countSongs(db, scope) - offset
  if (left <= 0 || count <= 0) return RawJson.array(null)
  const list = `songs ${scope.key}`
  const mark = findMark(db, list, libraryVersion, offset)
  const skip = offset - (mark?.offset ?? 0)
  const length = Math.min(count, left)
  const page = songs(db, songsByTitleSql(scope.ids.length, mark), {
    ...behind(scope, mark),
    ...{ userId, offset: skip, count: length },
  })
  const last = findTitle(db, scope, mark, skip + length - 1)
  if (last) noteMark(db, list, libraryVersion, { ...last, offset: offset + length })
  return page
}

/** How many titles are passed in one go on the way to an offset that nobody was near before; some milliseconds. */
const STRIDE = 5_000

/**
 * Marks the way to an offset that is far from any page read so far. `listSongsByTitle` would walk there at once, which is
 * felt by others in a very large library.
 */
export async function approachSongsByTitle(
  db: ReadDb,
  { scope }: Listener,
  libraryVersion: number,
  offset: number,
): Promise<void> {
  const list = `songs ${scope.key}`
  if (offset >= countSongs(db, scope)) return
  let mark = findMark(db, list, libraryVersion, offset)
  while (offset - (mark?.offset ?? 0) > STRIDE) {
    const next = findTitle(db, scope, mark, STRIDE - 1)
    if (!next) return
    mark = { ...next, offset: (mark?.offset ?? 0) + STRIDE }
    noteMark(db, list, libraryVersion, mark)
    await nextTurn()
  }
}

/** The title so many places behind a mark. */
function findTitle(db: ReadDb, scope: FolderScope, mark: Mark | undefined, places: number) {
  return prepare<Record<string, unknown>, { sort: string; id: number }>(
    db,
    titlesSql(scope.ids.length, mark),
  ).get({ ...behind(scope, mark), offset: places, count: 1 })
}

const behind = (scope: FolderScope, mark: Mark | undefined) => ({
  ...Object.fromEntries(scope.ids.map((id, place) => [`folder${place}`, id])),
  sort: mark?.sort ?? '',
  id: mark?.id ?? 0,
})

/** One walk per music folder, merged: nobody walks past what he may not hear. */
function titlesSql(folderCount: number, mark: Mark | undefined): string {
  const afterMark = mark ? 'AND (sort_title, id) > (:sort, :id)' : ''
  const walks = Array.from(
    { length: folderCount },
    (_, place) => `SELECT sort_title AS sort, id FROM songs INDEXED BY songs_by_title
    WHERE missing_since IS NULL AND folder_id = :folder${place} ${afterMark}`,
  )
  return `${walks.join(' UNION ALL ')} ORDER BY sort, id LIMIT :count OFFSET :offset`
}

export const songsByTitleSql = (folderCount: number, mark: Mark | undefined) => `
SELECT CAST(group_concat(json, ',') AS BLOB) FROM (
  SELECT ${SONG_JSON} AS json FROM (${titlesSql(folderCount, mark)}) p
  ${songJsonJoins('p.id')})`

/** The caller's starred songs, newest star first. */
export function listStarredSongs(db: ReadDb, { userId, scope }: Listener): RawJson {
  return songs(db, starredSongsSql(scope), { userId, folders: scope.key })
}

export const starredSongsSql = (scope: FolderScope) => `
SELECT CAST(group_concat(json, ',') AS BLOB) FROM (
  SELECT ${SONG_JSON} AS json
  FROM song_annotations p INDEXED BY song_annotations_starred CROSS JOIN songs s ON s.id = p.song_id ${SONG_JSON_JOINS}
  WHERE p.user_id = :userId AND p.starred_at IS NOT NULL AND s.missing_since IS NULL ${inScope(scope, 's.folder_id')}
  ORDER BY p.starred_at DESC, p.song_id DESC)`

/** From the counters kept per music folder. */
export function countSongs(db: ReadDb, scope: FolderScope): number {
  return prepare<[string], number>(
    db,
    'SELECT coalesce(sum(song_count), 0) FROM folder_counts WHERE folder_id IN (SELECT value FROM json_each(?))',
  )
    .pluck()
    .get(scope.key) as number
}

function songs(db: ReadDb, sql: string, parameters: Record<string, unknown>): RawJson {
  return RawJson.array(songElements(db, sql, parameters))
}

function songElements(db: ReadDb, sql: string, parameters: Record<string, unknown>): Buffer | null {
  return prepare<Record<string, unknown>>(db, sql).pluck().get(parameters) as Buffer | null
}
