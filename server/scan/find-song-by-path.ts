// Finds the song a playlist means by a path. Lists are often made on another system: where the path is not found letter by
// letter, upper and lower case and the ways of writing an accent are taken as equal, one folder after the other.
import type { ReadDb } from '../db/open.ts'
import { prepare } from '../db/statements.ts'

/** @param path relative to the music folder */
export function findSongByPath(db: ReadDb, folderId: number, path: string): number | undefined {
  const exact = prepare<[number, string], { id: number }>(
    db,
    'SELECT id FROM songs WHERE folder_id = ? AND path = ? AND missing_since IS NULL',
  ).get(folderId, path)
  return exact ? exact.id : findLoosely(db, folderId, path.split('/'))
}

function findLoosely(db: ReadDb, folderId: number, parts: readonly string[]): number | undefined {
  const root = prepare<[number], { id: number }>(
    db,
    `SELECT id FROM directories WHERE folder_id = ? AND path = ''`,
  ).get(folderId)
  if (!root) return undefined
  let directoryIds = [root.id]
  for (const part of parts.slice(0, -1)) {
    directoryIds = directoryIds.flatMap((id) => childDirectories(db, id, part))
    if (directoryIds.length === 0) return undefined
  }
  for (const id of directoryIds) {
    const song = songIn(db, id, parts[parts.length - 1]!)
    if (song !== undefined) return song
  }
  return undefined
}

function childDirectories(db: ReadDb, parentId: number, name: string): number[] {
  return prepare<[number], { id: number; name: string }>(
    db,
    'SELECT id, name FROM directories WHERE parent_id = ? AND missing_since IS NULL',
  )
    .all(parentId)
    .filter((child) => isAlike(child.name, name))
    .map(({ id }) => id)
}

function songIn(db: ReadDb, directoryId: number, name: string): number | undefined {
  return prepare<[number], { id: number; path: string }>(
    db,
    'SELECT id, path FROM songs WHERE directory_id = ? AND missing_since IS NULL',
  )
    .all(directoryId)
    .find(({ path }) => isAlike(path.slice(path.lastIndexOf('/') + 1), name))?.id
}

const isAlike = (a: string, b: string): boolean => alike(a) === alike(b)
const alike = (name: string): string => name.normalize('NFC').toLowerCase()
