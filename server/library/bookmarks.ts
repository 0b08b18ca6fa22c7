// Where somebody stopped in a long song.
import type { ReadDb, WriteDb } from '../db/open.ts'
import { prepare } from '../db/statements.ts'
import type { SongId, UserId } from '../ids.ts'
import { RawJson } from '../raw-json.ts'
import { SONG_JSON, SONG_JSON_JOINS } from './annotation-json.ts'
import { inScope } from './scope-filter.ts'
import type { Listener } from './songs.ts'

export interface Bookmark {
  readonly positionMs: number
  readonly comment: string
  readonly createdAt: number
  readonly changedAt: number
  /** A Child. */
  readonly song: RawJson
}

/** The caller's, newest change first; those of songs that cannot be seen are left out. */
export function listBookmarks(db: ReadDb, { userId, scope }: Listener): Bookmark[] {
  return prepare<object, Omit<Bookmark, 'song'> & { song: string }>(
    db,
    `SELECT b.position_ms AS positionMs, b.comment, b.created_at AS createdAt, b.changed_at AS changedAt,
       ${SONG_JSON} AS song
     FROM bookmarks b CROSS JOIN songs s ON s.id = b.song_id ${SONG_JSON_JOINS}
     WHERE b.user_id = :userId AND s.missing_since IS NULL ${inScope(scope, 's.folder_id')}
     ORDER BY b.changed_at DESC, b.song_id`,
  )
    .all({ userId, folders: scope.key })
    .map((row) => ({ ...row, song: new RawJson(row.song) }))
}

/** One for each song: a second one takes its place and keeps its date of creation. Whether the song is the caller's to see was checked. */
export function storeBookmark(
  db: WriteDb,
  userId: UserId,
  songId: SongId,
  { positionMs, comment }: { readonly positionMs: number; readonly comment: string },
  now: number,
): void {
  prepare<object>(
    db,
    `INSERT INTO bookmarks (user_id, song_id, position_ms, comment, created_at, changed_at)
     VALUES (:userId, :songId, :positionMs, :comment, :now, :now)
     ON CONFLICT DO UPDATE SET position_ms = excluded.position_ms, comment = excluded.comment, changed_at = excluded.changed_at`,
  ).run({ userId, songId, positionMs, comment, now })
}

/** Fine where there is none. */
export function removeBookmark(db: WriteDb, userId: UserId, songId: SongId): void {
  prepare<[number, number]>(db, 'DELETE FROM bookmarks WHERE user_id = ? AND song_id = ?').run(userId, songId)
}
