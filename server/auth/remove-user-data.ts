// A user may own a hundred thousand plays and stars. One DELETE with its cascade would hold the event loop and the write
// lock too long, so rows go in small transactions first; what a crash leaves is a disabled user, to be removed again.
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { WriteDb } from '../db/open.ts'
import { prepare } from '../db/statements.ts'
import { noteOwnChange } from '../db/versions.ts'
import type { UserId } from '../ids.ts'

const ROWS_AT_A_TIME = 500

/** Owned rows: their table, the column that tells apart those of one user, and what their ratings are averaged in. */
const OWNED = [
  { table: 'plays', key: 'id' },
  { table: 'bookmarks', key: 'song_id' },
  { table: 'song_annotations', key: 'song_id', rated: 'songs' },
  { table: 'album_annotations', key: 'album_id', rated: 'albums' },
  { table: 'artist_annotations', key: 'artist_id', rated: 'artists' },
  { table: 'directory_annotations', key: 'directory_id', rated: 'directories' },
] as const

/** Songs in what a user made: their table, what they lie in, and the table of that. */
const HELD = [
  { table: 'playlist_entries', key: 'playlist_id', owners: 'playlists' },
  { table: 'share_songs', key: 'share_id', owners: 'shares' },
] as const

export async function removeUserData(db: WriteDb, userId: UserId): Promise<void> {
  for (const owned of OWNED) await repeat(db, () => removeOwned(db, userId, owned))
  for (const held of HELD) await repeat(db, () => removeSongs(db, userId, held))
}

/** Runs until a turn finds less than it may take. */
async function repeat(db: WriteDb, removeSome: () => number) {
  const inTransaction = db.transaction(removeSome)
  while (inTransaction.immediate() === ROWS_AT_A_TIME) {
    noteOwnChange(db)
    await nextTurn()
  }
  noteOwnChange(db)
}

function removeOwned(db: WriteDb, userId: UserId, owned: (typeof OWNED)[number]): number {
  const { table, key } = owned
  const keys = prepare<[number, number]>(db, `SELECT ${key} FROM ${table} WHERE user_id = ? LIMIT ?`)
    .pluck()
    .all(userId, ROWS_AT_A_TIME) as number[]
  const list = JSON.stringify(keys)
  prepare<[number, string]>(
    db,
    `DELETE FROM ${table} WHERE user_id = ? AND ${key} IN (SELECT value FROM json_each(?))`,
  ).run(userId, list)
  if ('rated' in owned) {
    prepare<[string]>(
      db,
      `UPDATE ${owned.rated} SET average_rating = (
         SELECT avg(rating) FROM ${table} WHERE ${key} = ${owned.rated}.id AND rating IS NOT NULL)
       WHERE id IN (SELECT value FROM json_each(?)) AND average_rating IS NOT NULL`,
    ).run(list)
  }
  return keys.length
}

function removeSongs(db: WriteDb, userId: UserId, { table, key, owners }: (typeof HELD)[number]): number {
  return prepare<[number, number]>(
    db,
    `DELETE FROM ${table} WHERE (${key}, position) IN (
       SELECT ${key}, position FROM ${table}
       WHERE ${key} IN (SELECT id FROM ${owners} WHERE owner_id = ?) LIMIT ?)`,
  ).run(userId, ROWS_AT_A_TIME).changes
}
