import type { ReadDb } from '../db/open.ts'
import { prepare } from '../db/statements.ts'
import type { FolderScope } from '../folder-scope.ts'
import type { ArtistId } from '../ids.ts'
import { foldName } from './fold.ts'
import { ARTIST_COLUMNS, ARTIST_JOINS, type ArtistRow } from './fragments/artist-json.ts'
import { findMark, type Mark, noteMark } from './page-marks.ts'
import { ALBUM_ARTIST_ROLE } from './roles.ts'
import { inScope } from './scope-filter.ts'
import type { Listener, Page } from './songs.ts'

/** Undefined when nothing in the scope has this artist, in whatever role. */
export function findArtist(
  db: ReadDb,
  { userId, scope }: Listener,
  id: ArtistId | number,
): ArtistRow | undefined {
  return prepare<Record<string, unknown>, ArtistRow>(
    db,
    `SELECT ${ARTIST_COLUMNS} FROM artists ar ${ARTIST_JOINS} WHERE ar.id = :id ${inScope(scope, 'f.folder_id')}
     GROUP BY ar.id`,
  ).get({ id, userId, folders: scope.key })
}

/** In the order of the ids; those the scope has nothing of are left out. */
export function artistsByIds(db: ReadDb, { userId, scope }: Listener, ids: readonly number[]): ArtistRow[] {
  if (ids.length === 0) return []
  const rows = prepare<Record<string, unknown>, ArtistRow & { place: number }>(
    db,
    artistsByIdsSql(scope),
  ).all({
    ids: JSON.stringify(ids),
    userId,
    folders: scope.key,
  })
  return rows.sort((a, b) => a.place - b.place)
}

export const artistsByIdsSql = (scope: FolderScope) => `
SELECT ${ARTIST_COLUMNS}, p.key AS place FROM json_each(:ids) p CROSS JOIN artists ar ON ar.id = p.value ${ARTIST_JOINS}
WHERE true ${inScope(scope, 'f.folder_id')} GROUP BY p.key`

/** By the name as a person would type it; the artist with most songs when several are spelt alike. */
export function findArtistByName(
  db: ReadDb,
  { userId, scope }: Listener,
  name: string,
): ArtistRow | undefined {
  const id = prepare<[string], number>(db, 'SELECT id FROM artists WHERE key = ?')
    .pluck()
    .get(foldName(name)) as number | undefined
  return id === undefined ? undefined : findArtist(db, { userId, scope }, id)
}

export interface IndexedArtist extends ArtistRow {
  readonly indexName: string
}

/** Where the next portion of `listIndexedArtists` begins. */
export type IndexPlace = Pick<IndexedArtist, 'indexName' | 'sortName' | 'id'>

/**
 * Album artists by heading, sort name, id: a portion of them after a place, so that a large library can be read without
 * holding up other requests.
 */
export function listIndexedArtists(
  db: ReadDb,
  { userId, scope }: Listener,
  after: IndexPlace | undefined,
  limit: number,
): IndexedArtist[] {
  return prepare<Record<string, unknown>, IndexedArtist>(db, indexedArtistsSql(scope)).all({
    userId,
    folders: scope.key,
    indexName: after?.indexName ?? '',
    sortName: after?.sortName ?? '',
    id: after?.id ?? 0,
    limit,
  })
}

export const indexedArtistsSql = (scope: FolderScope) => `
SELECT ar.index_name AS indexName, ${ARTIST_COLUMNS}
FROM artists ar INDEXED BY artists_index ${ARTIST_JOINS.replace('JOIN', 'CROSS JOIN')}
WHERE (ar.index_name, ar.sort_name, ar.id) > (:indexName, :sortName, :id) ${inScope(scope, 'f.folder_id')}
GROUP BY ar.index_name, ar.sort_name, ar.id HAVING max(f.roles & ${ALBUM_ARTIST_ROLE}) > 0 LIMIT :limit`

/** Every artist by sort name, then id; any role. Pages one after the other cost the same at any offset. */
export function listArtistsByName(
  db: ReadDb,
  { userId, scope }: Listener,
  libraryVersion: number,
  { offset, count }: Page,
): ArtistRow[] {
  if (count <= 0) return []
  const list = `artists ${scope.key}`
  const mark = findMark(db, list, libraryVersion, offset)
  const page = prepare<Record<string, unknown>, { sort: string; id: number }>(
    db,
    artistsByNameSql(scope, mark),
  ).all({
    folders: scope.key,
    sort: mark?.sort ?? '',
    id: mark?.id ?? 0,
    offset: offset - (mark?.offset ?? 0),
    count,
  })
  const last = page.at(-1)
  if (last) noteMark(db, list, libraryVersion, { ...last, offset: offset + page.length })
  return artistsByIds(
    db,
    { userId, scope },
    page.map(({ id }) => id),
  )
}

export const artistsByNameSql = (scope: FolderScope, mark: Mark | undefined) => `
SELECT ar.sort_name AS sort, ar.id FROM artists ar INDEXED BY artists_sort
WHERE ${mark ? '(ar.sort_name, ar.id) > (:sort, :id) AND' : ''} EXISTS (
  SELECT 1 FROM artist_folders f WHERE f.artist_id = ar.id ${inScope(scope, 'f.folder_id')})
ORDER BY ar.sort_name, ar.id LIMIT :count OFFSET :offset`
