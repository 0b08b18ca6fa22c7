// A picture beside the music came, changed or went: the folder's row, and what shows the picture.
import type { WriteDb } from '../db/open.ts'
import type { DirectoryStore } from './directories.ts'
import { readImages } from './folder-images.ts'
import type { ShortTransactions } from './short-transactions.ts'
import type { Walk, WalkedDirectory } from './walk.ts'

/** Folders below the one with the picture whose albums may show it: `CD 1` shows the cover above it. */
const COVER_REACH = 1
/** `Artist/artist.jpg` is for the artist of `Artist/Album/CD 1`. */
const PORTRAIT_REACH = 2

export function storeChangedImages(
  db: WriteDb,
  walk: Walk,
  directories: DirectoryStore,
  transactions: ShortTransactions,
): void {
  const albumsBelow = `
    WITH RECURSIVE below(id, level) AS (
      SELECT @id, 0 UNION ALL
      SELECT d.id, level + 1 FROM below JOIN directories d ON d.parent_id = below.id
      WHERE level < @reach AND d.missing_since IS NULL)
    SELECT DISTINCT s.album_id FROM below JOIN songs s ON s.directory_id = below.id
    WHERE s.missing_since IS NULL AND s.album_id IS NOT NULL`
  const refreshAlbums = db.prepare<{ id: number; reach: number }>(
    `INSERT OR IGNORE INTO pending_refresh (kind, item) SELECT 'album', CAST(album_id AS TEXT) FROM (${albumsBelow})`,
  )
  const refreshArtists = db.prepare<{ id: number; reach: number }>(
    `INSERT OR IGNORE INTO pending_refresh (kind, item)
     SELECT DISTINCT 'artist', CAST(artist_id AS TEXT) FROM album_artists WHERE album_id IN (${albumsBelow})`,
  )

  for (const directory of walk.imageChanges) {
    readImages(directory)
    transactions.run(() => {
      const before = walk.known.get(directory.folder.id)!.get(directory.path)
      if (!before || before.missing) return
      directories.update(directory)
      // The pictures of a music folder's root belong to what lies directly in it.
      const isRoot = directory.path === ''
      if (differs(before.coverFile, before.coverHash, directory.cover)) {
        refreshAlbums.run({ id: before.id, reach: isRoot ? 0 : COVER_REACH })
      }
      if (!isRoot && differs(before.artistImageFile, before.artistImageHash, directory.artistImage)) {
        refreshArtists.run({ id: before.id, reach: PORTRAIT_REACH })
      }
    })
  }
  transactions.end()
}

const differs = (file: string | null, hash: string | null, now: WalkedDirectory['cover']): boolean =>
  file !== (now?.name ?? null) || hash !== (now?.hash ?? null)
