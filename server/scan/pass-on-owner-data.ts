// The owner has copied the music to a new drive, added that, and now takes the old music folder away. The songs of the new
// one have been there for a while and keep their ids; what people did with the old ones is passed on to them.
import type { WriteDb } from '../db/open.ts'
import { refreshPlayCounts } from '../library/refresh/play-counts.ts'

interface Place {
  readonly id: number
  readonly path: string
  readonly identity: string
  readonly albumId: number | null
  readonly directoryId: number
}

/** Where a star is already, the own one counts. */
const MARKS =
  'starred_at = coalesce(starred_at, excluded.starred_at), rating = coalesce(rating, excluded.rating)'

const PLACE = 'id, path, identity, album_id AS albumId, directory_id AS directoryId'

/** Returns a function to be called in a transaction, for a song that is about to become missing. */
export function createPassOn(db: WriteDb, removedFolderIds: ReadonlySet<number>): (songId: number) => void {
  const find = db.prepare<[number], Place>(`SELECT ${PLACE} FROM songs WHERE id = ?`)
  const findTwins = db.prepare<[string, number, string], Place>(
    `SELECT ${PLACE} FROM songs WHERE identity = ? AND id <> ? AND missing_since IS NULL
       AND folder_id NOT IN (SELECT value FROM json_each(?)) ORDER BY id LIMIT 100`,
  )
  const removed = JSON.stringify([...removedFolderIds])
  const steps = [
    `INSERT INTO song_annotations (user_id, song_id, starred_at, rating, play_count, played_at)
       SELECT user_id, @to, starred_at, rating, play_count, played_at FROM song_annotations WHERE song_id = @from
     ON CONFLICT (user_id, song_id) DO UPDATE SET ${MARKS}, play_count = play_count + excluded.play_count,
       played_at = max(coalesce(played_at, excluded.played_at), coalesce(excluded.played_at, played_at))`,
    'DELETE FROM song_annotations WHERE song_id = @from',
    'UPDATE OR IGNORE plays SET song_id = @to WHERE song_id = @from',
    'UPDATE OR IGNORE bookmarks SET song_id = @to WHERE song_id = @from',
    'UPDATE playlist_entries SET song_id = @to WHERE song_id = @from',
    'UPDATE share_songs SET song_id = @to WHERE song_id = @from',
    averageOf('song'),
  ].map((sql) => db.prepare<{ from: number; to: number }>(sql))
  const albumSteps = marksOf('album')
  const directorySteps = marksOf('directory')

  function marksOf(kind: 'album' | 'directory') {
    const passOn = `INSERT INTO ${kind}_annotations (user_id, ${kind}_id, starred_at, rating)
        SELECT user_id, @to, starred_at, rating FROM ${kind}_annotations
        WHERE ${kind}_id = @from AND (starred_at IS NOT NULL OR rating IS NOT NULL)
      ON CONFLICT (user_id, ${kind}_id) DO UPDATE SET ${MARKS}`
    return [passOn, averageOf(kind)].map((sql) => db.prepare<{ from: number; to: number }>(sql))
  }

  return (songId) => {
    const song = find.get(songId)!
    const twins = findTwins.all(song.identity, songId, removed)
    const heir =
      twins.find(({ path }) => path === song.path) ??
      twins.find(({ path }) => nameOf(path) === nameOf(song.path))
    if (!heir) return
    for (const step of steps) step.run({ from: songId, to: heir.id })
    for (const step of directorySteps) step.run({ from: song.directoryId, to: heir.directoryId })
    if (song.albumId === null || heir.albumId === null) return
    for (const step of albumSteps) step.run({ from: song.albumId, to: heir.albumId })
    refreshPlayCounts(db, heir.albumId)
  }
}

/** The rows a listing shows the average from are kept up to date by whoever changes a rating. */
const averageOf = (kind: 'song' | 'album' | 'directory'): string =>
  `UPDATE ${kind === 'directory' ? 'directories' : `${kind}s`}
   SET average_rating = (SELECT avg(rating) FROM ${kind}_annotations WHERE ${kind}_id = @to) WHERE id = @to`

const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1)
