// Where the bytes of a song are. The only road from a song's id to a file.
import type { ReadDb } from '../db/open.ts'
import { prepare } from '../db/statements.ts'
import { type FolderScope, isInScope } from '../folder-scope.ts'
import type { SongId } from '../ids.ts'
import type { FilePlace } from './open-file.ts'

export interface SongFile extends FilePlace {
  readonly suffix: string
  readonly durationSec: number
  readonly folderId: number
}

/** Undefined when the song is unknown, missing, or in a folder the caller may not use. */
export function findSongFile(db: ReadDb, scope: FolderScope, id: SongId): SongFile | undefined {
  const row = prepare<[number], SongFile>(
    db,
    `SELECT f.path AS musicDir, s.path, s.suffix, s.duration_sec AS durationSec, s.folder_id AS folderId
     FROM songs s JOIN music_folders f ON f.id = s.folder_id
     WHERE s.id = ? AND s.missing_since IS NULL AND f.removed_at IS NULL`,
  ).get(id)
  return row && isInScope(scope, row.folderId) ? row : undefined
}
