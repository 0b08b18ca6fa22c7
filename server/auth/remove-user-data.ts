// A user may own a hundred thousand plays and stars. One DELETE with its cascade would hold the event loop and the write
// lock too long, so rows go in small transactions first; what a crash leaves is a disabled user, to be removed again.
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { WriteDb } from '../db/open.ts'
import { prepare } from '../db/statements.ts'
import { noteOwnChange } from '../db/versions.ts'
import type { UserId } from '../ids.ts'

const ROWS_AT_A_TIME = 500

/** Table, and its column that tells apart the rows of one user. */
const OWNED = [
  ['plays', 'id'],
  ['song_annotations', 'song_id'],
  ['album_annotations', 'album_id'],
  ['artist_annotations', 'artist_id'],
  ['directory_annotations', 'directory_id'],
  ['bookmarks', 'song_id'],
] as const

export async function removeUserData(db: WriteDb, userId: UserId): Promise<void> {
  for (const [table, key] of OWNED) {
    await repeat(db, () =>
      prepare<[number, number, number]>(
        db,
        `DELETE FROM ${table} WHERE user_id = ? AND ${key} IN (SELECT ${key} FROM ${table} WHERE user_id = ? LIMIT ?)`,
      ).run(userId, userId, ROWS_AT_A_TIME),
    )
  }
  await repeat(db, () =>
    prepare<[number, number]>(
      db,
      `DELETE FROM playlist_entries WHERE (playlist_id, position) IN (
         SELECT playlist_id, position FROM playlist_entries
         WHERE playlist_id IN (SELECT id FROM playlists WHERE owner_id = ?) LIMIT ?)`,
    ).run(userId, ROWS_AT_A_TIME),
  )
}

async function repeat(db: WriteDb, removeSome: () => { changes: number }) {
  for (;;) {
    const { changes } = removeSome()
    noteOwnChange(db)
    if (changes < ROWS_AT_A_TIME) return
    await nextTurn()
  }
}
