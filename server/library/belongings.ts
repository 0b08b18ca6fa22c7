// What a user has made of the library: for the words before the user is removed with it.
import type { ReadDb } from '../db/open.ts'
import { prepare } from '../db/statements.ts'
import type { UserId } from '../ids.ts'

export interface Belongings {
  readonly plays: number
  readonly stars: number
  readonly ratings: number
  readonly playlists: number
  readonly shares: number
}

const ANNOTATIONS = ['song', 'album', 'artist', 'directory'].map((noun) => `${noun}_annotations`)
const sumOf = (column: string) =>
  ANNOTATIONS.map(
    (table) => `(SELECT count(*) FROM ${table} WHERE user_id = :userId AND ${column} IS NOT NULL)`,
  ).join(' + ')

/** Each count runs over an index that begins with the user. */
const COUNTS = `SELECT
  (SELECT count(*) FROM plays WHERE user_id = :userId) AS plays,
  ${sumOf('starred_at')} AS stars,
  ${sumOf('rating')} AS ratings,
  (SELECT count(*) FROM playlists WHERE owner_id = :userId) AS playlists,
  (SELECT count(*) FROM shares WHERE owner_id = :userId) AS shares`

export function countBelongings(db: ReadDb, userId: UserId): Belongings {
  return prepare<{ userId: number }, Belongings>(db, COUNTS).get({ userId })!
}
