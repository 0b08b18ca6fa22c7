// What each music folder holds of an artist, the artist's picture and its place in the search.
import type { WriteDb } from '../../db/open.ts'
import { prepare } from '../../db/statements.ts'
import { foldName } from '../fold.ts'
import { roleBit } from '../roles.ts'
import { artistSearchRow, type SearchIndex } from '../search-index.ts'
import type { RefreshRun } from './refresh-library.ts'

interface FolderShare {
  readonly folderId: number
  readonly albumCount: number
  readonly songCount: number
  readonly roles: number
}

interface Artist {
  readonly id: number
  readonly key: string
  readonly name: string
  readonly sortName: string
  readonly imageDirectoryId: number | null
  readonly imageHash: string | null
}

export function refreshArtist(run: RefreshRun, id: number): void {
  const { db } = run
  const artist = findArtist(db, id)
  if (!artist) return
  const before = storedShares(db, id)
  const shares = sharesOf(db, id)
  if (JSON.stringify(before) !== JSON.stringify(shares)) {
    storeShares(db, id, shares)
    if (foldersOf(before).join() !== foldersOf(shares).join()) reindexArtist(db, run.search, id)
    run.noteChange()
  }
  const changed = storeImage(db, artist) || storeArtistSort(db, artist)
  if (changed) run.noteChange()
}

/** After a change of the artist's name or of the music folders it is in. */
export function reindexArtist(db: WriteDb, search: SearchIndex, id: number): void {
  search.remove('artist', id)
  const artist = findArtist(db, id)
  const folders = foldersOf(storedShares(db, id))
  if (artist && folders.length > 0) {
    search.put('artist', id, artistSearchRow(folders, artist.name, artist.sortName))
  }
}

function findArtist(db: WriteDb, id: number): Artist | undefined {
  return prepare<[number], Artist>(
    db,
    `SELECT id, key, name, sort_name AS sortName, image_directory_id AS imageDirectoryId, image_hash AS imageHash
     FROM artists WHERE id = ?`,
  ).get(id)
}

function storedShares(db: WriteDb, id: number): FolderShare[] {
  return prepare<[number], FolderShare>(
    db,
    `SELECT folder_id AS folderId, album_count AS albumCount, song_count AS songCount, roles
     FROM artist_folders WHERE artist_id = ? ORDER BY folder_id`,
  ).all(id)
}

function storeShares(db: WriteDb, id: number, shares: readonly FolderShare[]): void {
  prepare(db, 'DELETE FROM artist_folders WHERE artist_id = ?').run(id)
  const insert = prepare(
    db,
    'INSERT INTO artist_folders (artist_id, folder_id, album_count, song_count, roles) VALUES (?, ?, ?, ?, ?)',
  )
  for (const share of shares) insert.run(id, share.folderId, share.albumCount, share.songCount, share.roles)
}

const foldersOf = (shares: readonly FolderShare[]) => shares.map(({ folderId }) => folderId)

/** Lists of albums by artist follow a sort name that was learned after the album was stored. */
function storeArtistSort(db: WriteDb, { id, sortName }: Artist): boolean {
  const { changes } = prepare(
    db,
    `UPDATE albums SET artist_sort = @sortName WHERE artist_id = @id AND artist_sort <> @sortName
       AND id IN (SELECT album_id FROM album_artists WHERE artist_id = @id)`,
  ).run({ id, sortName })
  return changes > 0
}

function sharesOf(db: WriteDb, id: number): FolderShare[] {
  const songs = prepare<[number], { folderId: number; songCount: number; roles: string }>(
    db,
    `SELECT s.folder_id AS folderId, count(DISTINCT sa.song_id) AS songCount, group_concat(DISTINCT sa.role) AS roles
     FROM song_artists sa JOIN songs s ON s.id = sa.song_id WHERE sa.artist_id = ? GROUP BY s.folder_id ORDER BY s.folder_id`,
  ).all(id)
  const albums = new Map(
    prepare<[number], [number, number]>(
      db,
      `SELECT al.folder_id, count(*) FROM album_artists aa JOIN albums al ON al.id = aa.album_id
       WHERE aa.artist_id = ? AND al.song_count > 0 GROUP BY al.folder_id`,
    )
      .raw()
      .all(id),
  )
  return songs.map(({ folderId, songCount, roles }) => ({
    folderId,
    albumCount: albums.get(folderId) ?? 0,
    songCount,
    roles: roles.split(',').reduce((mask, role) => mask | (roleBit(role) ?? 0), 0),
  }))
}

interface ImageDirectory {
  readonly id: number
  readonly path: string
  readonly name: string
  readonly hash: string
}

/**
 * `artist.jpg` beside or above the albums on which the artist comes first (CONTRACT.md IMAGE-7), up to two folders up, never
 * in the root of a music folder. A folder that is called like the artist is preferred.
 */
function storeImage(db: WriteDb, artist: Artist): boolean {
  const found = prepare<[number], ImageDirectory>(
    db,
    `WITH RECURSIVE up (id, level) AS (
       SELECT directory_id, 0 FROM (
         SELECT DISTINCT s.directory_id FROM album_artists aa
         JOIN songs s ON s.album_id = aa.album_id AND s.missing_since IS NULL
         WHERE aa.artist_id = ? AND aa.position = 0 LIMIT 50)
       UNION
       SELECT d.parent_id, up.level + 1 FROM up JOIN directories d ON d.id = up.id
       WHERE up.level < 2 AND d.parent_id IS NOT NULL)
     SELECT d.id, d.path, d.name, d.artist_image_hash AS hash FROM up JOIN directories d ON d.id = up.id
     WHERE d.artist_image_file IS NOT NULL AND d.artist_image_hash IS NOT NULL AND d.path <> ''
     ORDER BY up.level, d.id`,
  ).all(artist.id)
  const image = found.find(({ name }) => foldName(name) === artist.key) ?? found[0]
  const directoryId = image?.id ?? null
  const hash = image?.hash ?? null
  if (artist.imageDirectoryId === directoryId && artist.imageHash === hash) return false
  prepare(db, 'UPDATE artists SET image_directory_id = ?, image_hash = ? WHERE id = ?').run(
    directoryId,
    hash,
    artist.id,
  )
  return true
}
