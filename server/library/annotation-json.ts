// The second half of an entity's JSON: what differs from caller to caller, and the closing brace. SQL text to be put into
// the statements of songs.ts, albums.ts and so on. The first half is ready in song_json and albums (library/refresh).
//
// All of it binds one named parameter, :userId. See "How a listing is made" in the README.

/** A stored time as RFC 3339 with milliseconds, in quotes (CONTRACT.md FMT-7). */
const date = (column: string) => `strftime('"%Y-%m-%dT%H:%M:%fZ"', ${column} / 1000.0, 'unixepoch')`

/** `,"name":value`, or nothing when the value is null (`||` with null is null). */
const member = (name: string, value: string) => `coalesce(',"${name}":' || ${value}, '')`

const songAverage = `(SELECT round(average_rating, 2) FROM songs INDEXED BY songs_rated
  WHERE id = j.song_id AND average_rating IS NOT NULL)`

const average = (table: string) => member('averageRating', `round(${table}.average_rating, 2)`)

const personal = (table: string) =>
  [
    `',"playCount":' || ${table}.play_count`,
    member('starred', date(`${table}.starred_at`)),
    member('userRating', `${table}.rating`),
    member('played', date(`${table}.played_at`)),
  ].join(' || ')

/** Most rows have no annotation: one test instead of four. playCount is always sent. */
const personalOrNone = (table: string) =>
  `iif(${table}.user_id IS NULL, ',"playCount":0', ${personal(table)})`

/** Child of a song, complete. Expects SONG_JSON_JOINS, or songJsonJoins of wherever the song's id stands. */
export const SONG_JSON = `j.json || ${personalOrNone('sa')} || ${member('averageRating', songAverage)} || ${member('bookmarkPosition', 'sb.position_ms')} || '}'`

/** For rows that are known to be live and in scope: the songs' own rows need not be read, half of a page's cost. */
export const songJsonJoins = (id: string) => `CROSS JOIN song_json j ON j.song_id = ${id}
LEFT JOIN song_annotations sa ON sa.user_id = :userId AND sa.song_id = j.song_id
LEFT JOIN bookmarks sb ON sb.user_id = :userId AND sb.song_id = j.song_id`

/** Expects songs as `s`. */
export const SONG_JSON_JOINS = songJsonJoins('s.id')

/** AlbumID3, complete. Expects albums as `al` and ALBUM_JSON_JOINS. */
export const ALBUM_JSON = `al.json || ${personalOrNone('aa')} || ${average('al')} || '}'`

/** The same album as a Child with isDir, for the folder lists. */
export const ALBUM_CHILD_JSON = `al.child_json || ${personalOrNone('aa')} || ${average('al')} || '}'`

export const ALBUM_JSON_JOINS =
  'LEFT JOIN album_annotations aa ON aa.user_id = :userId AND aa.album_id = al.id'
