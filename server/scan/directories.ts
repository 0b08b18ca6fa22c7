// Writes the real folder tree. A row exists for each folder that has, or had, songs in it or below it; one without any is
// missing. A folder that was moved or renamed as a whole keeps its row, and so its id, stars and ratings.
import type { WriteDb } from '../db/open.ts'
import { sortKey } from '../library/sort-key.ts'
import type { KnownDirectory } from './known-directories.ts'
import { parkedPath } from './parked-path.ts'
import { isOutOfSight, type Walk, type WalkedDirectory } from './walk.ts'

export interface DirectoryStoreOptions {
  readonly now: number
  readonly ignoredArticles: string
  /** Rows added since then have no history worth keeping: no scan has finished with them. */
  readonly lastFinishedAt: number
  readonly removedFolderIds: ReadonlySet<number>
  /** Everything is made again, what folders are sorted by included. */
  readonly full: boolean
}

export interface DirectoryStore {
  /**
   * The row of a folder on disk, made or revived as needed, with all above it. Its pictures have been read before.
   * @param movedFrom row of the folder from which a song has moved here: taken over when that folder is gone
   */
  ensure(directory: WalkedDirectory, movedFrom?: number): number
  /** To be called after a folder has lost a song: it is missing when nothing is left in it, and so on upwards. */
  retire(directoryId: number): void
  /** Stores changed pictures and names. */
  update(directory: WalkedDirectory): void
}

interface DirectoryRow {
  readonly id: number
  readonly folderId: number
  readonly parentId: number | null
  readonly path: string
  readonly addedAt: number
  readonly missingSince: number | null
}

export function createDirectoryStore(
  db: WriteDb,
  walk: Walk,
  options: DirectoryStoreOptions,
): DirectoryStore {
  const { now, ignoredArticles } = options
  const find = db.prepare<[number], DirectoryRow>(
    `SELECT id, folder_id AS folderId, parent_id AS parentId, path, added_at AS addedAt, missing_since AS missingSince
     FROM directories WHERE id = ?`,
  )
  const insert = db.prepare(
    `INSERT INTO directories (folder_id, parent_id, path, name, sort_name, cover_file, cover_hash, artist_image_file,
       artist_image_hash, added_at)
     VALUES (@folderId, @parentId, @path, @name, @sortName, @coverFile, @coverHash, @artistImageFile, @artistImageHash, @now)`,
  )
  const place = db.prepare(
    `UPDATE directories SET folder_id = @folderId, parent_id = @parentId, path = @path, name = @name, sort_name = @sortName,
       cover_file = @coverFile, cover_hash = @coverHash, artist_image_file = @artistImageFile,
       artist_image_hash = @artistImageHash, missing_since = NULL
     WHERE id = @id`,
  )
  const setMissing = db.prepare<[number | null, number]>(
    'UPDATE directories SET missing_since = ? WHERE id = ?',
  )
  const setSortName = db.prepare<[string, number]>('UPDATE directories SET sort_name = ? WHERE id = ?')
  const sortedAgain = new Set<WalkedDirectory>()
  const holdsSomething = db.prepare<{ id: number }, { found: 0 | 1 }>(
    `SELECT EXISTS (SELECT 1 FROM songs WHERE directory_id = @id AND missing_since IS NULL)
       OR EXISTS (SELECT 1 FROM directories WHERE parent_id = @id AND missing_since IS NULL) AS found`,
  )
  // Live rows only: that is what the indexes know, and a fresh row has no others.
  const giveSongs = db.prepare<[number, number]>(
    'UPDATE songs SET directory_id = ? WHERE directory_id = ? AND missing_since IS NULL',
  )
  const giveChildren = db.prepare<[number, number]>(
    'UPDATE directories SET parent_id = ? WHERE parent_id = ? AND missing_since IS NULL',
  )
  const giveAnnotations = db.prepare<[number, number]>(
    'UPDATE OR IGNORE directory_annotations SET directory_id = ? WHERE directory_id = ?',
  )
  const putAside = db.prepare<[string, number]>('UPDATE directories SET path = ? WHERE id = ?')
  const standIn = db.prepare<[number, number | null, string, number, number]>(
    'UPDATE directories SET folder_id = ?, parent_id = ?, path = ?, missing_since = ? WHERE id = ?',
  )

  function ensure(directory: WalkedDirectory, movedFrom?: number): number {
    const known = knownOf(directory)
    const origin = movedFrom === undefined || known?.id === movedFrom ? undefined : find.get(movedFrom)
    if (origin && canBeTakenOver(origin) && (!known || known.addedAt > options.lastFinishedAt)) {
      return takeOver(origin, directory, known)
    }
    if (known && !known.missing) {
      if (options.full) sortAgain(directory)
      return known.id
    }

    const parentId = directory.parent ? ensure(directory.parent, origin?.parentId ?? undefined) : null
    if (known) {
      place.run({ id: known.id, ...valuesOf(directory, parentId) })
      known.missing = false
      return known.id
    }
    const id = Number(insert.run({ ...valuesOf(directory, parentId), now }).lastInsertRowid)
    remember(directory, id, parentId, now)
    return id
  }

  /** Which articles are ignored may have changed since. */
  function sortAgain(directory: WalkedDirectory): void {
    for (
      let next: WalkedDirectory | undefined = directory;
      next && !sortedAgain.has(next);
      next = next.parent
    ) {
      sortedAgain.add(next)
      const known = knownOf(next)
      const sortName = sortKey(next.name, ignoredArticles)
      if (!known || known.sortName === sortName) continue
      setSortName.run(sortName, known.id)
      known.sortName = sortName
    }
  }

  /** `fresh` is the row that this folder got before anything showed that it has moved: the two change places. */
  function takeOver(
    origin: DirectoryRow,
    directory: WalkedDirectory,
    fresh: KnownDirectory | undefined,
  ): number {
    const parentId = directory.parent ? ensure(directory.parent, origin.parentId ?? undefined) : null
    const knownThere = walk.known.get(origin.folderId)
    knownThere?.delete(origin.path)
    if (fresh) {
      giveSongs.run(origin.id, fresh.id)
      giveChildren.run(origin.id, fresh.id)
      giveAnnotations.run(origin.id, fresh.id)
      putAside.run(parkedPath(fresh.id), fresh.id)
    }
    place.run({ id: origin.id, ...valuesOf(directory, parentId) })
    remember(directory, origin.id, parentId, origin.addedAt)
    if (fresh) {
      standIn.run(origin.folderId, origin.parentId, origin.path, now, fresh.id)
      knownThere?.set(origin.path, { ...fresh, path: origin.path, missing: true, seen: false })
    }
    if (origin.parentId !== null) retire(origin.parentId)
    return origin.id
  }

  function canBeTakenOver({ folderId, path, missingSince }: DirectoryRow): boolean {
    if (path === '') return false
    if (missingSince !== null || options.removedFolderIds.has(folderId)) return true
    const known = walk.known.get(folderId)?.get(path)
    return known !== undefined && !known.seen && !isOutOfSight(walk, folderId, path)
  }

  function retire(directoryId: number): void {
    for (
      let row = find.get(directoryId);
      row;
      row = row.parentId === null ? undefined : find.get(row.parentId)
    ) {
      if (row.parentId === null || row.missingSince !== null || holdsSomething.get({ id: row.id })!.found)
        return
      setMissing.run(now, row.id)
      const known = walk.known.get(row.folderId)?.get(row.path)
      if (known) known.missing = true
    }
  }

  function valuesOf(directory: WalkedDirectory, parentId: number | null) {
    return {
      folderId: directory.folder.id,
      parentId,
      path: directory.path,
      name: directory.name,
      sortName: sortKey(directory.name, ignoredArticles),
      coverFile: directory.cover?.name ?? null,
      coverHash: directory.cover?.hash ?? null,
      artistImageFile: directory.artistImage?.name ?? null,
      artistImageHash: directory.artistImage?.hash ?? null,
    }
  }

  function remember(directory: WalkedDirectory, id: number, parentId: number | null, addedAt: number): void {
    walk.known.get(directory.folder.id)!.set(directory.path, {
      id,
      parentId,
      path: directory.path,
      sortName: sortKey(directory.name, ignoredArticles),
      addedAt,
      missing: false,
      coverFile: directory.cover?.name ?? null,
      coverHash: directory.cover?.hash ?? null,
      artistImageFile: directory.artistImage?.name ?? null,
      artistImageHash: directory.artistImage?.hash ?? null,
      seen: true,
    })
  }

  const knownOf = (directory: WalkedDirectory) => walk.known.get(directory.folder.id)!.get(directory.path)

  return {
    ensure,
    retire,
    update(directory) {
      const known = knownOf(directory)
      // A missing one gets its pictures when it comes back.
      if (known && !known.missing) place.run({ id: known.id, ...valuesOf(directory, known.parentId) })
    },
  }
}
