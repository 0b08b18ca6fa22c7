// Step 6: .m3u and .m3u8 files become playlists that everybody who may see the music folder can read and nobody can
// change. They follow their files: changed, missing, back.
import type { WriteDb } from '../../db/open.ts'
import { prepare } from '../../db/statements.ts'
import { readTextFile } from '../decode-text.ts'
import { reasonOf } from '../file-problems.ts'
import { findSongByPath } from '../find-song-by-path.ts'
import { parsePlaylist, placesIn } from '../playlist-file.ts'
import type { ShortTransactions } from '../short-transactions.ts'
import { baseName } from '../sidecars.ts'
import { absolutePath, isOutOfSight, type PlaylistFile, type ScannedFolder, type Walk } from '../walk.ts'

export interface PlaylistStep {
  readonly db: WriteDb
  readonly now: number
  readonly walk: Walk
  readonly transactions: ShortTransactions
  /** Songs came or moved: lists that had lines without a song are looked at again. */
  readonly songsChanged: boolean
}

interface StoredPlaylist {
  readonly id: number
  readonly folderId: number
  readonly path: string
  readonly name: string
  readonly fileStamp: string
  readonly missingSince: number | null
}

/** Added to the stamp of a list with lines for which no song was found. */
const INCOMPLETE = ' incomplete'
const LONGEST_FILE = 16 * 1024 * 1024

export function importPlaylists(step: PlaylistStep): { readonly changed: boolean } {
  const { db, walk } = step
  const folders = walk.roots.map(({ folder }) => folder)
  const stored = loadImported(db)
  let changed = false
  for (const file of walk.playlists) {
    const key = `${file.directory.folder.id}/${file.path}`
    const before = stored.get(key)
    stored.delete(key)
    if (before && isCurrent(before, file, step.songsChanged)) continue
    if (importOne(step, folders, file, before)) changed = true
  }

  const walked = new Set(folders.map(({ id }) => id))
  for (const { id, folderId, path, missingSince } of stored.values()) {
    const isPaused = walk.paused.some(({ folder }) => folder.id === folderId)
    if (missingSince !== null || isPaused || (walked.has(folderId) && isOutOfSight(walk, folderId, path)))
      continue
    step.transactions.run(() =>
      prepare(db, 'UPDATE playlists SET missing_since = ? WHERE id = ?').run(step.now, id),
    )
    changed = true
  }
  step.transactions.end()
  return { changed }
}

function loadImported(db: WriteDb): Map<string, StoredPlaylist> {
  const rows = db
    .prepare<[], StoredPlaylist>(
      `SELECT id, folder_id AS folderId, path, name, file_stamp AS fileStamp, missing_since AS missingSince
       FROM playlists WHERE folder_id IS NOT NULL`,
    )
    .all()
  return new Map(rows.map((row) => [`${row.folderId}/${row.path}`, row]))
}

function isCurrent(before: StoredPlaylist, file: PlaylistFile, songsChanged: boolean): boolean {
  if (before.missingSince !== null) return false
  return before.fileStamp === file.stamp || (before.fileStamp === file.stamp + INCOMPLETE && !songsChanged)
}

function importOne(
  step: PlaylistStep,
  folders: readonly ScannedFolder[],
  file: PlaylistFile,
  before: StoredPlaylist | undefined,
): boolean {
  const { db, transactions, walk } = step
  let text: string
  try {
    text = readTextFile(absolutePath(file.directory, file.name), LONGEST_FILE)
  } catch (error) {
    walk.problems.push({
      folderId: file.directory.folder.id,
      path: file.path,
      reason: reasonOf(error),
      stamp: '',
    })
    return false
  }
  const { name = baseName(file.name), paths } = parsePlaylist(text)
  const songIds = paths.flatMap((path) => findSong(db, folders, file, path) ?? [])
  const stamp = songIds.length === paths.length ? file.stamp : file.stamp + INCOMPLETE

  if (before && before.name === name && before.missingSince === null && holds(db, before.id, songIds)) {
    transactions.run(() =>
      prepare(db, 'UPDATE playlists SET file_stamp = ? WHERE id = ?').run(stamp, before.id),
    )
    return false
  }
  store(step, file, { id: before?.id, name, stamp, songIds })
  return true
}

function findSong(
  db: WriteDb,
  folders: readonly ScannedFolder[],
  { directory }: PlaylistFile,
  path: string,
): number | undefined {
  const others = folders.filter(({ id }) => id !== directory.folder.id)
  for (const folder of [directory.folder, ...others]) {
    const isAbsolute = /^(?:[/\\]|[a-z]:)/i.test(path)
    if (folder !== directory.folder && !isAbsolute) return undefined
    for (const place of placesIn(folder.path, directory.path, path)) {
      const found = findSongByPath(db, folder.id, place)
      if (found !== undefined) return found
    }
  }
  return undefined
}

function holds(db: WriteDb, playlistId: number, songIds: readonly number[]): boolean {
  const stored = prepare<[number], number>(
    db,
    'SELECT song_id FROM playlist_entries WHERE playlist_id = ? ORDER BY position',
  )
    .pluck()
    .all(playlistId)
  return stored.length === songIds.length && stored.every((id, index) => id === songIds[index])
}

/**
 * A long list takes more than one short transaction. It gets its stamp with the last one: a scan that ends before does it
 * again.
 */
function store(
  { db, now, transactions }: PlaylistStep,
  file: PlaylistFile,
  list: { id: number | undefined; name: string; stamp: string; songIds: readonly number[] },
): void {
  const id = transactions.run(() => list.id ?? insertList(db, file, list.name, now))
  const put = prepare(
    db,
    'INSERT OR REPLACE INTO playlist_entries (playlist_id, position, song_id) VALUES (?, ?, ?)',
  )
  for (let start = 0; start < list.songIds.length; start += 200) {
    transactions.run(() => {
      for (const [index, songId] of list.songIds.slice(start, start + 200).entries())
        put.run(id, start + index, songId)
    })
  }
  transactions.run(() => {
    prepare(db, 'DELETE FROM playlist_entries WHERE playlist_id = ? AND position >= ?').run(
      id,
      list.songIds.length,
    )
    prepare(
      db,
      'UPDATE playlists SET name = ?, file_stamp = ?, changed_at = ?, missing_since = NULL WHERE id = ?',
    ).run(list.name, list.stamp, now, id)
  })
}

function insertList(db: WriteDb, file: PlaylistFile, name: string, now: number): number {
  const { lastInsertRowid } = prepare(
    db,
    `INSERT INTO playlists (owner_id, name, public, created_at, changed_at, folder_id, path, file_stamp)
     VALUES (NULL, ?, 1, ?, ?, ?, ?, '')`,
  ).run(name, now, now, file.directory.folder.id, file.path)
  return Number(lastInsertRowid)
}
