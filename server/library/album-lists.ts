// The ten kinds of getAlbumList and getAlbumList2 (CONTRACT.md LIST-1 to LIST-8). Each is one walk along an index that holds
// its order, the id as the last word of it, and the folder; the JSON is read for the page only.
import type { ReadDb } from '../db/open.ts'
import { prepare } from '../db/statements.ts'
import type { Versions } from '../db/versions.ts'
import type { FolderScope } from '../folder-scope.ts'
import type { RawJson } from '../raw-json.ts'
import { type AlbumShape, albums, countAlbums, shapeJson } from './albums.ts'
import { ALBUM_JSON_JOINS } from './annotation-json.ts'
import { countOfGenre } from './genres.ts'
import { findKept, keep, stampFor } from './kept-answers.ts'
import { listRandomAlbums } from './random-albums.ts'
import { inScope } from './scope-filter.ts'
import type { Listener, Page } from './songs.ts'

export const ALBUM_LIST_TYPES = [
  'random',
  'newest',
  'highest',
  'frequent',
  'recent',
  'alphabeticalByName',
  'alphabeticalByArtist',
  'starred',
  'byYear',
  'byGenre',
] as const

export type AlbumListType = (typeof ALBUM_LIST_TYPES)[number]

export type AlbumList =
  | { readonly type: Exclude<AlbumListType, 'byYear' | 'byGenre'> }
  /** `fromYear` above `toYear` turns the order round (LIST-5). */
  | { readonly type: 'byYear'; readonly fromYear: number; readonly toYear: number }
  | { readonly type: 'byGenre'; readonly genreId: number | undefined }

export function listAlbums(
  db: ReadDb,
  { userId, scope }: Listener,
  list: AlbumList,
  { offset, count }: Page,
  shape: AlbumShape,
): RawJson {
  if (list.type === 'random') return listRandomAlbums(db, { userId, scope }, { offset, count }, shape)
  return albums(db, albumListSql(scope, orderOf(list), shape), {
    ...parametersOf(list),
    userId,
    folders: scope.key,
    offset,
    count,
  })
}

/** How many albums the whole list has. Kept counters, or counted once until the library or the caller's annotations change. */
export function countAlbumList(
  db: ReadDb,
  versions: Versions,
  { userId, scope }: Listener,
  list: AlbumList,
): number {
  switch (list.type) {
    case 'random':
    case 'newest':
    case 'alphabeticalByName':
    case 'alphabeticalByArtist':
      return countAlbums(db, scope)
    case 'byGenre':
      return countOfGenre(db, scope, list.genreId).albumCount
    default: {
      const parameters = { ...parametersOf(list), userId, folders: scope.key }
      const key = `album list ${userId} ${scope.key} ${list.type} ${JSON.stringify(parametersOf(list))}`
      const stamp = stampFor(versions, userId)
      const known = findKept<number>(db, key, stamp)
      if (known !== undefined) return known
      const total = prepare<typeof parameters, number>(db, countSql(scope, orderOf(list)))
        .pluck()
        .get(parameters) as number
      // What others rated counts here too, and moves no stamp of the caller's.
      if (list.type !== 'highest') keep(db, key, stamp, total, 0)
      return total
    }
  }
}

export type AlbumOrder = Exclude<AlbumListType, 'random'> | 'byYearBackwards'

interface Walk {
  /** Selects the ids, `id`, in no order yet. */
  readonly rows: string
  /** The order that the index has, the id as the last word of it. */
  readonly order: string
}

function walkFor(order: AlbumOrder, scope: FolderScope): Walk {
  switch (order) {
    case 'newest':
      return { rows: indexed('albums_by_added', scope), order: 'added_at DESC, id DESC' }
    case 'alphabeticalByName':
      return { rows: indexed('albums_by_name', scope), order: 'sort_name, id' }
    case 'alphabeticalByArtist':
      return { rows: indexed('albums_by_artist', scope), order: 'artist_sort, year, sort_name, id' }
    case 'byYear':
      return { rows: indexed('albums_by_year', scope, YEARS), order: 'year, sort_name, id' }
    case 'byYearBackwards':
      return { rows: indexed('albums_by_year', scope, YEARS), order: 'year DESC, sort_name DESC, id DESC' }
    case 'byGenre':
      return {
        rows: `SELECT album_id AS id FROM album_genres WHERE genre_id = :genreId ${inScope(scope, 'folder_id')}`,
        order: 'sort_name, album_id',
      }
    case 'starred':
      return annotated('album_annotations_starred', 'starred_at', 'IS NOT NULL', scope)
    case 'frequent':
      return annotated('album_annotations_plays', 'play_count', '> 0', scope)
    case 'recent':
      return annotated('album_annotations_played', 'played_at', 'IS NOT NULL', scope)
    case 'highest':
      // Two walks merged: what the caller rated, and what only others did (LIST-1).
      return {
        rows: `SELECT an.rating AS stars, an.album_id AS id
          FROM album_annotations an INDEXED BY album_annotations_rating ${LIVE_ALBUM}
          WHERE an.user_id = :userId AND an.rating IS NOT NULL AND al.song_count > 0 ${inScope(scope, 'al.folder_id')}
          UNION ALL
          SELECT al.average_rating AS stars, al.id AS id FROM albums al INDEXED BY albums_by_rating
          WHERE al.average_rating IS NOT NULL AND al.song_count > 0 ${inScope(scope, 'al.folder_id')} AND NOT EXISTS (
            SELECT 1 FROM album_annotations an WHERE an.user_id = :userId AND an.album_id = al.id AND an.rating IS NOT NULL)`,
        order: 'stars DESC, id DESC',
      }
  }
}

const YEARS = 'AND year IS NOT NULL AND year BETWEEN :low AND :high'

function indexed(index: string, scope: FolderScope, filter = ''): string {
  return `SELECT id FROM albums INDEXED BY ${index} WHERE song_count > 0 ${filter} ${inScope(scope, 'folder_id')}`
}

const LIVE_ALBUM = 'CROSS JOIN albums al INDEXED BY albums_live ON al.id = an.album_id'

/** What the caller did with albums, the latest or most first. */
function annotated(index: string, column: string, condition: string, scope: FolderScope): Walk {
  return {
    rows: `SELECT an.album_id AS id FROM album_annotations an INDEXED BY ${index} ${LIVE_ALBUM}
      WHERE an.user_id = :userId AND an.${column} ${condition} AND al.song_count > 0 ${inScope(scope, 'al.folder_id')}`,
    order: `an.${column} DESC, an.album_id DESC`,
  }
}

export function albumListSql(scope: FolderScope, order: AlbumOrder, shape: AlbumShape): string {
  const walk = walkFor(order, scope)
  return `
SELECT CAST(group_concat(json, ',') AS BLOB) FROM (
  SELECT ${shapeJson(shape)} AS json FROM (
    ${walk.rows}
    ORDER BY ${walk.order} LIMIT :count OFFSET :offset
  ) p CROSS JOIN albums al ON al.id = p.id ${ALBUM_JSON_JOINS})`
}

export function countSql(scope: FolderScope, order: AlbumOrder): string {
  return `SELECT count(*) FROM (${walkFor(order, scope).rows})`
}

function orderOf(list: Exclude<AlbumList, { type: 'random' }>): AlbumOrder {
  if (list.type === 'random') throw new Error('random has no order of its own')
  if (list.type === 'byYear' && list.fromYear > list.toYear) return 'byYearBackwards'
  return list.type
}

function parametersOf(list: AlbumList): Record<string, number> {
  if (list.type === 'byGenre') return { genreId: list.genreId ?? 0 }
  if (list.type !== 'byYear') return {}
  return { low: Math.min(list.fromYear, list.toYear), high: Math.max(list.fromYear, list.toYear) }
}
