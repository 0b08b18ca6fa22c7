// Which songs are meant when somebody shares an album, a playlist, a folder or songs, and what that is called.
import type { ReadDb } from '../db/open.ts'
import { prepare } from '../db/statements.ts'
import { Conflict, NotFound } from '../errors.ts'
import type { FolderScope } from '../folder-scope.ts'
import { type PublicId, parsePublicId, type UserId } from '../ids.ts'
import { visibleSongs } from './long-song-list.ts'
import { findReadablePlaylist, songIdsOfPlaylist } from './playlists.ts'
import { inScope } from './scope-filter.ts'

export interface ShareableSongs {
  readonly name: string
  /** In order, repetitions kept; at least one. */
  readonly songIds: readonly number[]
}

interface Sharer {
  readonly id: UserId
  readonly scope: FolderScope
}

/** Its page shows them all at once. */
export const MOST_SHARED_SONGS = 1000

/**
 * @param items public ids
 * @throws NotFound for what is no song, album, playlist or folder that the sharer can hear something of; Conflict for too many
 */
export async function findShareableSongs(
  db: ReadDb,
  sharer: Sharer,
  items: readonly string[],
): Promise<ShareableSongs> {
  const found: ShareableSongs[] = []
  let count = 0
  for (const item of items) {
    const id = parsePublicId(item)
    const part = id && (await findPart(db, sharer, id))
    if (!part || part.songIds.length === 0) throw new NotFound(id?.kind ?? 'song')
    found.push(part)
    count += part.songIds.length
    if (count > MOST_SHARED_SONGS) throw new Conflict(`One link holds at most ${MOST_SHARED_SONGS} songs`)
  }
  const [first] = found
  if (!first) throw new NotFound('song')
  const name = found.length === 1 ? first.name : `${first.name} and ${found.length - 1} more`
  return { name, songIds: found.flatMap(({ songIds }) => songIds) }
}

async function findPart(
  db: ReadDb,
  sharer: Sharer,
  { kind, id }: PublicId,
): Promise<ShareableSongs | undefined> {
  const { scope } = sharer
  switch (kind) {
    case 'song': {
      const name = nameIn(db, 'songs', 'title', id)
      return { name, songIds: findSongs(db, scope, { where: 's.id = :id', order: 's.id' }, { id }) }
    }
    case 'album': {
      const which = { where: 's.album_id = :id', order: 's.disc, s.track, s.sort_title, s.id' }
      return { name: nameIn(db, 'albums', 'name', id), songIds: findSongs(db, scope, which, { id }) }
    }
    case 'directory':
      return findDirectoryPart(db, scope, id)
    case 'playlist': {
      const playlist = findReadablePlaylist(db, sharer, id)
      if (!playlist) return undefined
      const all = songIdsOfPlaylist(db, id)
      const visible = await visibleSongs(db, scope, all)
      return { name: playlist.name, songIds: all.filter((songId) => visible.has(songId)) }
    }
    case 'artist':
      return undefined
    default:
      return kind satisfies never
  }
}

/** Everything below it, as it lies on the disk. */
function findDirectoryPart(db: ReadDb, scope: FolderScope, id: number): ShareableSongs | undefined {
  const directory = prepare<[number], { folderId: number; path: string }>(
    db,
    'SELECT folder_id AS folderId, path FROM directories WHERE id = ? AND missing_since IS NULL',
  ).get(id)
  if (!directory) return undefined
  // '0' follows '/': everything below the folder is one range of the index on (folder_id, path).
  const inside = directory.path === '' ? '' : "AND s.path > :path || '/' AND s.path < :path || '0'"
  const which = { where: `s.folder_id = :folderId ${inside}`, order: 's.path' }
  return { name: nameIn(db, 'directories', 'name', id), songIds: findSongs(db, scope, which, directory) }
}

function findSongs(
  db: ReadDb,
  scope: FolderScope,
  { where, order }: { readonly where: string; readonly order: string },
  parameters: object,
): number[] {
  return prepare<object, number>(
    db,
    `SELECT s.id FROM songs s WHERE ${where} AND s.missing_since IS NULL ${inScope(scope, 's.folder_id')}
     ORDER BY ${order} LIMIT ${MOST_SHARED_SONGS + 1}`,
  )
    .pluck()
    .all({ ...parameters, folders: scope.key }) as number[]
}

function nameIn(
  db: ReadDb,
  table: 'songs' | 'albums' | 'directories',
  column: 'title' | 'name',
  id: number,
): string {
  return (
    prepare<[number], { name: string }>(db, `SELECT ${column} AS name FROM ${table} WHERE id = ?`).get(id)
      ?.name ?? ''
  )
}
