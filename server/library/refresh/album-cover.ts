// Which picture an album shows (CONTRACT.md IMAGE-7): one in its folder, else the first one inside its songs. In a folder
// that several albums share, the picture lying there is nobody's in particular, so there the order is the other way round.
import type { WriteDb } from '../../db/open.ts'
import { prepare } from '../../db/statements.ts'
import { albumDirectory } from '../album-key.ts'
import type { AlbumSummary } from './album-summary.ts'

export interface AlbumCover {
  readonly hash: string | null
  readonly songId: number | null
  readonly directoryId: number | null
}

export interface AlbumDirectory {
  readonly id: number
  readonly parentId: number | null
  readonly path: string
  readonly name: string
  readonly coverHash: string | null
}

export function findDirectory(db: WriteDb, id: number): AlbumDirectory | undefined {
  return prepare<[number], AlbumDirectory>(
    db,
    `SELECT id, parent_id AS parentId, path, name, CASE WHEN cover_file IS NOT NULL THEN cover_hash END AS coverHash
     FROM directories WHERE id = ?`,
  ).get(id)
}

export function chooseCover(db: WriteDb, key: string, summary: AlbumSummary): AlbumCover {
  const embedded = summary.picture && {
    hash: summary.picture.hash,
    songId: summary.picture.songId,
    directoryId: null,
  }
  const folder = folderPicture(db, summary.directoryIds)
  const none = { hash: null, songId: null, directoryId: null }
  if (!folder) return embedded ?? none
  if (embedded && isShared(db, key, summary.directoryIds[0]!)) return embedded
  return { hash: folder.coverHash, songId: null, directoryId: folder.id }
}

/** The song's own picture where it is not that of the album; songs share the album's cover (CONTRACT.md IMAGE-2). */
export function ownPicture(hash: string | null, summary: AlbumSummary, cover: AlbumCover): string | null {
  const isOfAlbum = hash === summary.picture?.hash && (summary.isPictureCommon || cover.songId !== null)
  return isOfAlbum ? null : hash
}

/** The picture of the whole album before that of a disc: the folder above `CD 1` comes first. */
function folderPicture(db: WriteDb, directoryIds: readonly number[]): AlbumDirectory | undefined {
  const own = directoryIds.slice(0, 20).flatMap((id) => findDirectory(db, id) ?? [])
  const above = own
    .filter(
      ({ path }) => path !== '' && albumDirectory(path) === path.slice(0, Math.max(path.lastIndexOf('/'), 0)),
    )
    .flatMap(({ parentId }) => (parentId === null ? [] : (findDirectory(db, parentId) ?? [])))
  return [...above, ...own].find(({ coverHash }) => coverHash !== null)
}

function isShared(db: WriteDb, key: string, directoryId: number): boolean {
  const other = prepare(
    db,
    'SELECT 1 FROM songs WHERE directory_id = ? AND missing_since IS NULL AND album_key <> ? LIMIT 1',
  ).get(directoryId, key)
  return other !== undefined
}
