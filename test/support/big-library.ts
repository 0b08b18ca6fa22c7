// A library of any size in a second or two, written by plain SQL instead of a scan: for the tests that ask the query
// planner which index a list walks, and for measuring. The shape is that of a real one: 11 songs an album, skewed genres,
// three music folders of very different size (90 %, 9 %, 1 %), an artist with some four albums.
//
// Users: 1 may hear everything, 2 only the third folder. User 1 has starred, rated and played a part of it.
import { migrate } from '../../server/db/migrate.ts'
import { openDatabase, type WriteDb } from '../../server/db/open.ts'

export interface BigLibrary {
  readonly tracks: number
  /** Bytes of the ready JSON of a song; a real one has 900 to 1,400. Small by default: plans do not depend on it. */
  readonly songJsonBytes?: number
  readonly path?: string
}

const GENRE_COUNT = 30

export function createBigLibrary({ tracks, songJsonBytes = 120, path = ':memory:' }: BigLibrary): WriteDb {
  const db = openDatabase(path)
  migrate(db)
  const albums = Math.ceil(tracks / 11)
  const artists = Math.max(1, Math.ceil(albums / 4))
  db.pragma('foreign_keys = OFF')
  db.function('randomish', { deterministic: true }, (n: unknown) => scatter(Number(n)))
  db.transaction(() => {
    db.exec(PEOPLE_AND_FOLDERS)
    db.prepare(ARTISTS).run({ artists })
    db.prepare(ALBUMS).run({ albums, artists })
    for (const statement of DIRECTORIES) db.prepare(statement).run()
    db.prepare(SONGS).run({ tracks })
    db.prepare(SONG_JSON).run({ padding: 'x'.repeat(Math.max(0, songJsonBytes - 110)) })
    db.exec(LINKS)
    db.exec(COUNTS)
    db.exec(ANNOTATIONS)
  })()
  db.pragma('foreign_keys = ON')
  db.exec('ANALYZE')
  return db
}

/** A fixed, well mixed number below 2^31 for each n. */
function scatter(n: number): number {
  let x = Math.imul(n ^ (n >>> 16), 0x45d9f3b)
  x = Math.imul(x ^ (x >>> 15), 0x2c1b3c6d)
  return (x ^ (x >>> 13)) & 0x7fffffff
}

const NUMBERS = (name: string) =>
  `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < @${name})`

const PEOPLE_AND_FOLDERS = `
INSERT INTO users (id, name, name_key, password_hash, all_folders, created_at) VALUES
  (1, 'everything', 'everything', 'none', 1, 0), (2, 'little', 'little', 'none', 0, 0);
INSERT INTO music_folders (id, path, name, added_at) VALUES (1, '/one', 'One', 0), (2, '/two', 'Two', 0), (3, '/three', 'Three', 0);
INSERT INTO user_folders VALUES (2, 3);
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${GENRE_COUNT})
INSERT INTO genres (id, key, name) SELECT i, 'genre ' || i, 'Genre ' || i FROM n;
`

const ARTISTS = `${NUMBERS('artists')}
INSERT INTO artists (id, key, name, sort_name, index_name, music_brainz_id)
SELECT i, 'artist ' || i, char(65 + i % 26) || ' artist ' || i, char(97 + i % 26) || ' artist ' || i, char(65 + i % 26),
  CASE WHEN i % 3 = 0 THEN printf('00000000-0000-4000-8000-%012d', i) END
FROM n`

const ALBUMS = `${NUMBERS('albums')}
INSERT INTO albums (id, folder_id, key, name, sort_name, artist_id, artist_sort, year, added_at, song_count, duration_sec, size,
  random_key, average_rating, json, child_json)
SELECT i, CASE WHEN i % 100 = 7 THEN 3 WHEN i % 100 < 10 THEN 2 ELSE 1 END, 'album ' || i, 'Album ' || i,
  printf('%08x', randomish(i)), 1 + i % @artists, (SELECT sort_name FROM artists WHERE id = 1 + i % @artists),
  CASE WHEN i % 20 > 0 THEN 1960 + randomish(i + 5) % 65 END, 1700000000000 + randomish(i + 9), 11, 2600, 90000000, randomish(i + 13),
  CASE WHEN i % 50 = 0 THEN 1 + i % 5 END,
  '{"id":"al-' || i || '","name":"Album ' || i || '","title":"Album ' || i || '","album":"Album ' || i
    || '","artist":"Artist","artistId":"ar-' || (1 + i % @artists)
    || '","songCount":11,"duration":2600,"created":"2024-01-01T00:00:00.000Z","genres":[],"artists":[],"isCompilation":false',
  '{"id":"al-' || i || '","parent":"ar-' || (1 + i % @artists) || '","isDir":true,"title":"Album ' || i || '","album":"Album ' || i
    || '","artist":"Artist","songCount":11,"duration":2600'
FROM n`

/** Ids: folder roots 1 to 3, then one for each artist in a folder, then one for each album. */
const DIRECTORIES = [
  `INSERT INTO directories (id, folder_id, parent_id, path, name, sort_name, added_at) SELECT id, id, NULL, '', name, '', 0 FROM music_folders`,
  `INSERT INTO directories (id, folder_id, parent_id, path, name, sort_name, added_at)
   SELECT 1000000 + artist_id * 4 + folder_id, folder_id, folder_id, 'artist ' || artist_id, 'Artist ' || artist_id, artist_sort, 0
   FROM (SELECT DISTINCT artist_id, folder_id, artist_sort FROM albums)`,
  `INSERT INTO directories (id, folder_id, parent_id, path, name, sort_name, added_at)
   SELECT 2000000 + id, folder_id, 1000000 + artist_id * 4 + folder_id, 'artist ' || artist_id || '/album ' || id, name, sort_name, 0
   FROM albums`,
]

const SONGS = `${NUMBERS('tracks')}
INSERT INTO songs (id, folder_id, directory_id, path, size, mtime_ms, identity, added_at, album_key, album_id, title, sort_title, disc,
  track, year, duration_sec, bit_rate, suffix, random_key)
SELECT i, al.folder_id, 2000000 + al.id, 'artist ' || al.artist_id || '/album ' || al.id || '/song ' || i || '.mp3', 8000000, 0, 'i' || i,
  al.added_at, al.key, al.id, 'Song ' || i, printf('%08x', randomish(i + 3)), 1, 1 + (i - 1) % 11, al.year, 236, 256, 'mp3', randomish(i + 21)
FROM n JOIN albums al ON al.id = 1 + (i - 1) / 11`

const SONG_JSON = `
INSERT INTO song_json
SELECT s.id, '{"id":"so-' || s.id || '","parent":"di-' || s.directory_id || '","isDir":false,"title":"' || s.title || '","albumId":"al-'
  || s.album_id || '","artistId":"ar-' || al.artist_id || '","comment":"' || @padding || '"'
FROM songs s JOIN albums al ON al.id = s.album_id`

const LINKS = `
INSERT INTO song_tags SELECT id, '{}' FROM songs;
INSERT INTO album_artists SELECT id, artist_id, 0 FROM albums;
INSERT INTO song_artists SELECT s.id, 'artist', 0, al.artist_id FROM songs s JOIN albums al ON al.id = s.album_id;
INSERT INTO song_artists SELECT s.id, 'albumartist', 0, al.artist_id FROM songs s JOIN albums al ON al.id = s.album_id;
INSERT INTO album_genres SELECT 1 + min(randomish(id + 31) % ${GENRE_COUNT}, randomish(id + 37) % ${GENRE_COUNT}), sort_name, id, folder_id FROM albums;
INSERT INTO song_genres SELECT g.genre_id, s.sort_title, s.id, s.folder_id, s.year, s.random_key
FROM songs s JOIN album_genres g ON g.album_id = s.album_id;
`

const COUNTS = `
INSERT INTO folder_counts SELECT f.id, (SELECT count(*) FROM songs WHERE folder_id = f.id), (SELECT count(*) FROM albums WHERE folder_id = f.id)
FROM music_folders f;
INSERT INTO genre_folders SELECT genre_id, folder_id, 11 * count(*), count(*) FROM album_genres GROUP BY 1, 2;
INSERT INTO artist_folders SELECT artist_id, folder_id, count(*), 11 * count(*), 3 FROM albums GROUP BY 1, 2;
`

const ANNOTATIONS = `
INSERT INTO song_annotations (user_id, song_id, starred_at, rating, play_count, played_at)
SELECT 1, id, CASE WHEN id % 100 = 0 THEN 1700000000000 + randomish(id) END, CASE WHEN id % 30 = 0 THEN 1 + id % 5 END,
  id % 7, CASE WHEN id % 7 > 0 THEN 1700000000000 + randomish(id + 1) END
FROM songs WHERE id % 3 = 0;
INSERT INTO album_annotations (user_id, album_id, starred_at, rating, play_count, played_at)
SELECT 1, id, CASE WHEN id % 20 = 0 THEN 1700000000000 + randomish(id) END, CASE WHEN id % 15 = 0 THEN 1 + id % 5 END,
  id % 7, CASE WHEN id % 7 > 0 THEN 1700000000000 + randomish(id + 1) END
FROM albums WHERE id % 3 < 2;
INSERT INTO artist_annotations (user_id, artist_id, starred_at, rating)
SELECT 1, id, 1700000000000 + randomish(id), NULL FROM artists WHERE id % 40 = 0;
`
