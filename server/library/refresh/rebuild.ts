// What a backup leaves out of the library, and how it comes back: everything that is made of songs and their tags, which
// are in the database, so that no music file has to be there. Ids, and whatever people did, stay where they are.
import type { Clock } from '../../clock.ts'
import type { WriteDb } from '../../db/open.ts'
import { refreshLibrary } from './refresh-library.ts'

const SEARCH_TABLES = [
  'song_words',
  'song_trigrams',
  'album_words',
  'album_trigrams',
  'artist_words',
  'artist_trigrams',
]
const MADE_OF_SONGS = [
  'search_texts',
  'song_json',
  'song_artists',
  'song_genres',
  'artist_folders',
  'genre_folders',
]

/** Takes out what `rebuildLibrary` makes again. Listings and search find nothing until then. */
export function clearRebuildable(db: WriteDb): void {
  for (const table of SEARCH_TABLES) db.exec(`INSERT INTO ${table} (${table}) VALUES ('delete-all')`)
  for (const table of MADE_OF_SONGS) db.exec(`DELETE FROM ${table}`)
  // An album whose row is as it should be is passed by, and with it its place in the search.
  db.exec("UPDATE albums SET json = '', child_json = '' WHERE song_count > 0")
}

/** Makes it again, with the rules of this version. Takes about as long as a first scan without reading the files. */
export function rebuildLibrary(db: WriteDb, options: { clock: Clock; ignoredArticles: string }): void {
  db.exec(
    'CREATE TEMP TABLE kept_plays AS SELECT user_id, album_id, play_count, played_at FROM album_annotations',
  )
  db.exec(`INSERT OR IGNORE INTO pending_refresh (kind, item)
    SELECT DISTINCT 'album_key', album_key FROM songs WHERE missing_since IS NULL`)
  refreshLibrary(db, { ...options, betweenBatches() {}, longestTransactionMs: 1000 })
  // A refresh counts the plays of an album anew, without those of songs that are missing.
  db.exec(`UPDATE album_annotations SET (play_count, played_at) = (
      SELECT play_count, played_at FROM temp.kept_plays k
      WHERE k.user_id = album_annotations.user_id AND k.album_id = album_annotations.album_id)
    WHERE (user_id, album_id) IN (SELECT user_id, album_id FROM temp.kept_plays)`)
  db.exec('DROP TABLE temp.kept_plays')
}
