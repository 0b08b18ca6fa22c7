// The first schema. Owner data (users, credentials, annotations, plays, playlists, bookmarks, queues) is never
// regenerable; everything else can be read again from the music folders.
//
// Times are milliseconds since 1970. "live" below means: not missing, and its album has songs.
export const start = `
-- Counters for caches, see versions.ts ------------------------------------------------------------------------------
CREATE TABLE versions (
  name TEXT PRIMARY KEY,
  value INTEGER NOT NULL,
  changed_at INTEGER NOT NULL
) WITHOUT ROWID;
INSERT INTO versions VALUES ('library', 1, CAST(unixepoch('subsec') * 1000 AS INTEGER)), ('auth', 1, CAST(unixepoch('subsec') * 1000 AS INTEGER));

-- The vault ---------------------------------------------------------------------------------------------------------
CREATE TABLE data_keys (
  id TEXT PRIMARY KEY,
  wrapped_by_master TEXT NOT NULL,
  wrapped_by_recovery TEXT,
  created_at INTEGER NOT NULL,
  retired_at INTEGER
) WITHOUT ROWID;
CREATE TABLE vault (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  canary TEXT NOT NULL,
  current_key_id TEXT NOT NULL REFERENCES data_keys(id),
  master_key_id TEXT NOT NULL,
  created_at INTEGER NOT NULL
);

-- Who is calling ----------------------------------------------------------------------------------------------------
CREATE TABLE users (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL,
  name_key TEXT NOT NULL UNIQUE,
  email TEXT,
  password_hash TEXT NOT NULL,
  sealed_password TEXT,
  password_version INTEGER NOT NULL DEFAULT 1,
  admin_role INTEGER NOT NULL DEFAULT 0,
  settings_role INTEGER NOT NULL DEFAULT 1,
  stream_role INTEGER NOT NULL DEFAULT 1,
  jukebox_role INTEGER NOT NULL DEFAULT 0,
  download_role INTEGER NOT NULL DEFAULT 0,
  upload_role INTEGER NOT NULL DEFAULT 0,
  playlist_role INTEGER NOT NULL DEFAULT 0,
  cover_art_role INTEGER NOT NULL DEFAULT 0,
  comment_role INTEGER NOT NULL DEFAULT 0,
  podcast_role INTEGER NOT NULL DEFAULT 0,
  share_role INTEGER NOT NULL DEFAULT 0,
  video_conversion_role INTEGER NOT NULL DEFAULT 0,
  scrobbling_enabled INTEGER NOT NULL DEFAULT 1,
  max_bit_rate INTEGER NOT NULL DEFAULT 0,
  all_folders INTEGER NOT NULL DEFAULT 1,
  created_at INTEGER NOT NULL,
  disabled_at INTEGER
);
-- Device passwords (sealed) and API keys (hash), one row per app.
CREATE TABLE device_credentials (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  user_id INTEGER NOT NULL REFERENCES users(id) ON DELETE CASCADE,
  kind TEXT NOT NULL CHECK (kind IN ('password', 'apikey')),
  name TEXT NOT NULL,
  key_hash TEXT UNIQUE,
  sealed_password TEXT,
  created_at INTEGER NOT NULL,
  last_used_at INTEGER,
  last_client TEXT,
  revoked_at INTEGER
);
CREATE INDEX device_credentials_user ON device_credentials(user_id);
-- One-time codes and other small facts that are not settings (the set-up code's hash, the scan lease).
CREATE TABLE state (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

-- Music on disk -----------------------------------------------------------------------------------------------------
CREATE TABLE music_folders (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  path TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  added_at INTEGER NOT NULL,
  removed_at INTEGER
);
CREATE TABLE user_folders (
  user_id INTEGER NOT NULL REFERENCES users(id) ON DELETE CASCADE,
  folder_id INTEGER NOT NULL REFERENCES music_folders(id) ON DELETE CASCADE,
  PRIMARY KEY (user_id, folder_id)
) WITHOUT ROWID;

-- The real folder tree. path is relative to the music folder, '/' between parts, '' for the root.
CREATE TABLE directories (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  folder_id INTEGER NOT NULL REFERENCES music_folders(id) ON DELETE CASCADE,
  parent_id INTEGER REFERENCES directories(id),
  path TEXT NOT NULL,
  name TEXT NOT NULL,
  sort_name TEXT NOT NULL,
  cover_file TEXT,
  cover_hash TEXT,
  artist_image_file TEXT,
  artist_image_hash TEXT,
  added_at INTEGER NOT NULL,
  average_rating REAL,
  missing_since INTEGER,
  UNIQUE (folder_id, path)
);
CREATE INDEX directories_children ON directories(parent_id, sort_name, id) WHERE missing_since IS NULL;

-- The tag view ------------------------------------------------------------------------------------------------------
CREATE TABLE artists (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  key TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  sort_name TEXT NOT NULL,
  sort_tag TEXT,
  index_name TEXT NOT NULL,
  music_brainz_id TEXT,
  image_directory_id INTEGER REFERENCES directories(id) ON DELETE SET NULL,
  image_hash TEXT,
  average_rating REAL
);
CREATE INDEX artists_sort ON artists(sort_name, id);
CREATE INDEX artists_index ON artists(index_name, sort_name, id);
CREATE INDEX artists_music_brainz ON artists(music_brainz_id) WHERE music_brainz_id IS NOT NULL;
-- What each music folder holds of an artist; no row means nothing live. roles is a bit mask, see library/roles.ts.
CREATE TABLE artist_folders (
  artist_id INTEGER NOT NULL REFERENCES artists(id) ON DELETE CASCADE,
  folder_id INTEGER NOT NULL REFERENCES music_folders(id) ON DELETE CASCADE,
  album_count INTEGER NOT NULL,
  song_count INTEGER NOT NULL,
  roles INTEGER NOT NULL,
  PRIMARY KEY (artist_id, folder_id)
) WITHOUT ROWID;
CREATE INDEX artist_folders_folder ON artist_folders(folder_id, artist_id);

CREATE TABLE albums (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  folder_id INTEGER NOT NULL REFERENCES music_folders(id) ON DELETE CASCADE,
  key TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  sort_name TEXT NOT NULL,
  artist_id INTEGER REFERENCES artists(id),
  artist_sort TEXT NOT NULL,
  year INTEGER,
  music_brainz_id TEXT,
  added_at INTEGER NOT NULL,
  song_count INTEGER NOT NULL DEFAULT 0,
  duration_sec INTEGER NOT NULL DEFAULT 0,
  size INTEGER NOT NULL DEFAULT 0,
  cover_song_id INTEGER,
  cover_directory_id INTEGER,
  cover_hash TEXT,
  random_key INTEGER NOT NULL,
  average_rating REAL,
  -- Members of AlbumID3 that are the same for every caller: '{"id":"al-1",…' without the closing brace.
  json TEXT NOT NULL DEFAULT '',
  -- The same album as a Child with isDir, for the folder lists.
  child_json TEXT NOT NULL DEFAULT ''
);
CREATE INDEX albums_by_name ON albums(sort_name, id, folder_id) WHERE song_count > 0;
CREATE INDEX albums_by_artist ON albums(artist_sort, year, sort_name, id, folder_id) WHERE song_count > 0;
CREATE INDEX albums_by_added ON albums(added_at, id, folder_id) WHERE song_count > 0;
CREATE INDEX albums_by_year ON albums(year, sort_name, id, folder_id) WHERE song_count > 0 AND year IS NOT NULL;
-- Draws are made per music folder, whose counts are known (library/draw.ts). Keys: see library/random-key.ts.
CREATE INDEX albums_by_random ON albums(folder_id, random_key, id) WHERE song_count > 0;
-- Whether an album is live and where, without reading its row: for lists by what somebody did with albums.
CREATE INDEX albums_live ON albums(id, folder_id) WHERE song_count > 0;
CREATE INDEX albums_by_rating ON albums(average_rating, id) WHERE average_rating IS NOT NULL;
CREATE INDEX albums_music_brainz ON albums(music_brainz_id) WHERE music_brainz_id IS NOT NULL;
CREATE TABLE album_artists (
  album_id INTEGER NOT NULL REFERENCES albums(id) ON DELETE CASCADE,
  artist_id INTEGER NOT NULL REFERENCES artists(id),
  position INTEGER NOT NULL,
  PRIMARY KEY (album_id, position)
) WITHOUT ROWID;
CREATE INDEX album_artists_artist ON album_artists(artist_id, album_id);

CREATE TABLE songs (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  folder_id INTEGER NOT NULL REFERENCES music_folders(id) ON DELETE CASCADE,
  directory_id INTEGER NOT NULL REFERENCES directories(id),
  path TEXT NOT NULL,
  size INTEGER NOT NULL,
  mtime_ms INTEGER NOT NULL,
  -- What of the file next to it (.lrc, .txt) belongs to the song: changes when one comes, changes or goes.
  sidecar_stamp TEXT NOT NULL DEFAULT '',
  -- Names the audio itself, tags left aside, so that a moved or retagged file is known again.
  identity TEXT NOT NULL,
  added_at INTEGER NOT NULL,
  missing_since INTEGER,
  album_key TEXT NOT NULL,
  album_id INTEGER REFERENCES albums(id),
  title TEXT NOT NULL,
  sort_title TEXT NOT NULL,
  disc INTEGER,
  track INTEGER,
  year INTEGER,
  duration_sec INTEGER NOT NULL,
  bit_rate INTEGER NOT NULL,
  suffix TEXT NOT NULL,
  music_brainz_id TEXT,
  picture_hash TEXT,
  random_key INTEGER NOT NULL,
  average_rating REAL,
  UNIQUE (folder_id, path)
);
CREATE INDEX songs_album ON songs(album_id, disc, track, sort_title, id) WHERE missing_since IS NULL;
CREATE INDEX songs_directory ON songs(directory_id, disc, track, path, id) WHERE missing_since IS NULL;
CREATE INDEX songs_by_title ON songs(folder_id, sort_title, id) WHERE missing_since IS NULL;
CREATE INDEX songs_by_random ON songs(folder_id, random_key, id) WHERE missing_since IS NULL;
CREATE INDEX songs_by_year ON songs(folder_id, year, random_key, id) WHERE missing_since IS NULL AND year IS NOT NULL;
-- Few songs are rated: a listing asks this small index instead of reading each song's row.
CREATE INDEX songs_rated ON songs(id, average_rating) WHERE average_rating IS NOT NULL;
CREATE INDEX songs_identity ON songs(identity);
CREATE INDEX songs_missing ON songs(missing_since) WHERE missing_since IS NOT NULL;
CREATE INDEX songs_album_key ON songs(album_key);
CREATE INDEX songs_music_brainz ON songs(music_brainz_id) WHERE music_brainz_id IS NOT NULL;
-- Everything read from the file, as JSON of SongTags; what listings are made from without reading the file again.
CREATE TABLE song_tags (
  song_id INTEGER PRIMARY KEY REFERENCES songs(id) ON DELETE CASCADE,
  tags TEXT NOT NULL
);
-- Members of Child that are the same for every caller: '{"id":"so-1",…' without the closing brace.
CREATE TABLE song_json (
  song_id INTEGER PRIMARY KEY REFERENCES songs(id) ON DELETE CASCADE,
  json TEXT NOT NULL
);
CREATE TABLE song_artists (
  song_id INTEGER NOT NULL REFERENCES songs(id) ON DELETE CASCADE,
  role TEXT NOT NULL,
  position INTEGER NOT NULL,
  artist_id INTEGER NOT NULL REFERENCES artists(id),
  PRIMARY KEY (song_id, role, position)
) WITHOUT ROWID;
CREATE INDEX song_artists_artist ON song_artists(artist_id, role, song_id);

CREATE TABLE genres (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  key TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL
);
CREATE TABLE genre_folders (
  genre_id INTEGER NOT NULL REFERENCES genres(id) ON DELETE CASCADE,
  folder_id INTEGER NOT NULL REFERENCES music_folders(id) ON DELETE CASCADE,
  song_count INTEGER NOT NULL,
  album_count INTEGER NOT NULL,
  PRIMARY KEY (genre_id, folder_id)
) WITHOUT ROWID;
-- Rows of live songs and albums only, with what the lists by genre sort and filter on.
CREATE TABLE song_genres (
  genre_id INTEGER NOT NULL REFERENCES genres(id),
  sort_title TEXT NOT NULL,
  song_id INTEGER NOT NULL REFERENCES songs(id) ON DELETE CASCADE,
  folder_id INTEGER NOT NULL,
  year INTEGER,
  random_key INTEGER NOT NULL,
  PRIMARY KEY (genre_id, sort_title, song_id)
) WITHOUT ROWID;
CREATE INDEX song_genres_song ON song_genres(song_id);
CREATE INDEX song_genres_random ON song_genres(genre_id, folder_id, random_key, year);
CREATE TABLE album_genres (
  genre_id INTEGER NOT NULL REFERENCES genres(id),
  sort_name TEXT NOT NULL,
  album_id INTEGER NOT NULL REFERENCES albums(id) ON DELETE CASCADE,
  folder_id INTEGER NOT NULL,
  PRIMARY KEY (genre_id, sort_name, album_id)
) WITHOUT ROWID;
CREATE INDEX album_genres_album ON album_genres(album_id);

-- How much each music folder holds, so that counting needs no counting.
CREATE TABLE folder_counts (
  folder_id INTEGER PRIMARY KEY REFERENCES music_folders(id) ON DELETE CASCADE,
  song_count INTEGER NOT NULL,
  album_count INTEGER NOT NULL
);

CREATE TABLE lyrics (
  song_id INTEGER NOT NULL REFERENCES songs(id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  source TEXT NOT NULL CHECK (source IN ('embedded', 'file')),
  format TEXT NOT NULL CHECK (format IN ('text', 'lrc', 'synced')),
  lang TEXT NOT NULL,
  -- The text as found: plain, LRC, or JSON [{"start":ms,"value":"…"}] for embedded synchronised lyrics.
  body TEXT NOT NULL,
  PRIMARY KEY (song_id, position)
) WITHOUT ROWID;

-- Search: words (CJK as single characters) and trigrams for the inside of words. Normalised by library/search-text.ts.
CREATE VIRTUAL TABLE song_words USING fts5(title, artist, album, content='', contentless_delete=1, prefix='1 2 3', tokenize="unicode61 remove_diacritics 2");
CREATE VIRTUAL TABLE album_words USING fts5(title, other, content='', contentless_delete=1, prefix='1 2 3', tokenize="unicode61 remove_diacritics 2");
CREATE VIRTUAL TABLE artist_words USING fts5(title, other, content='', contentless_delete=1, prefix='1 2 3', tokenize="unicode61 remove_diacritics 2");
CREATE VIRTUAL TABLE song_trigrams USING fts5(body, content='', contentless_delete=1, tokenize="trigram", detail=none);
CREATE VIRTUAL TABLE album_trigrams USING fts5(body, content='', contentless_delete=1, tokenize="trigram", detail=none);
CREATE VIRTUAL TABLE artist_trigrams USING fts5(body, content='', contentless_delete=1, tokenize="trigram", detail=none);

-- The searched fields themselves, normalised, each on a line behind a space: a trigram match is checked against them.
CREATE TABLE search_texts (
  kind TEXT NOT NULL CHECK (kind IN ('song', 'album', 'artist')),
  id INTEGER NOT NULL,
  text TEXT NOT NULL,
  PRIMARY KEY (kind, id)
) WITHOUT ROWID;

-- Scans -------------------------------------------------------------------------------------------------------------
CREATE TABLE scan_problems (
  folder_id INTEGER NOT NULL REFERENCES music_folders(id) ON DELETE CASCADE,
  path TEXT NOT NULL,
  reason TEXT NOT NULL,
  -- Size and time of a file that could not be read: it is not tried again while they stay the same. '' for everything else.
  stamp TEXT NOT NULL DEFAULT '',
  found_at INTEGER NOT NULL,
  PRIMARY KEY (folder_id, path)
) WITHOUT ROWID;
-- Work a scan has still to do, so that a killed one is completed by the next: albums and artists to refresh.
CREATE TABLE pending_refresh (
  kind TEXT NOT NULL CHECK (kind IN ('album', 'artist', 'album_key', 'genre')),
  item TEXT NOT NULL,
  PRIMARY KEY (kind, item)
) WITHOUT ROWID;
CREATE TABLE scans (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  started_at INTEGER NOT NULL,
  finished_at INTEGER,
  summary TEXT
);

-- What people did ---------------------------------------------------------------------------------------------------
CREATE TABLE song_annotations (
  user_id INTEGER NOT NULL REFERENCES users(id) ON DELETE CASCADE,
  song_id INTEGER NOT NULL REFERENCES songs(id) ON DELETE CASCADE,
  starred_at INTEGER,
  rating INTEGER,
  play_count INTEGER NOT NULL DEFAULT 0,
  played_at INTEGER,
  PRIMARY KEY (user_id, song_id)
) WITHOUT ROWID;
CREATE INDEX song_annotations_song ON song_annotations(song_id);
CREATE INDEX song_annotations_starred ON song_annotations(user_id, starred_at, song_id) WHERE starred_at IS NOT NULL;
-- play_count and played_at of an album are those of its songs, kept by scrobble and put right by the scan.
CREATE TABLE album_annotations (
  user_id INTEGER NOT NULL REFERENCES users(id) ON DELETE CASCADE,
  album_id INTEGER NOT NULL REFERENCES albums(id) ON DELETE CASCADE,
  starred_at INTEGER,
  rating INTEGER,
  play_count INTEGER NOT NULL DEFAULT 0,
  played_at INTEGER,
  PRIMARY KEY (user_id, album_id)
) WITHOUT ROWID;
CREATE INDEX album_annotations_album ON album_annotations(album_id);
CREATE INDEX album_annotations_starred ON album_annotations(user_id, starred_at, album_id) WHERE starred_at IS NOT NULL;
CREATE INDEX album_annotations_rating ON album_annotations(user_id, rating, album_id) WHERE rating IS NOT NULL;
CREATE INDEX album_annotations_plays ON album_annotations(user_id, play_count, album_id) WHERE play_count > 0;
CREATE INDEX album_annotations_played ON album_annotations(user_id, played_at, album_id) WHERE played_at IS NOT NULL;
CREATE TABLE artist_annotations (
  user_id INTEGER NOT NULL REFERENCES users(id) ON DELETE CASCADE,
  artist_id INTEGER NOT NULL REFERENCES artists(id) ON DELETE CASCADE,
  starred_at INTEGER,
  rating INTEGER,
  PRIMARY KEY (user_id, artist_id)
) WITHOUT ROWID;
CREATE INDEX artist_annotations_artist ON artist_annotations(artist_id);
CREATE INDEX artist_annotations_starred ON artist_annotations(user_id, starred_at, artist_id) WHERE starred_at IS NOT NULL;
CREATE TABLE directory_annotations (
  user_id INTEGER NOT NULL REFERENCES users(id) ON DELETE CASCADE,
  directory_id INTEGER NOT NULL REFERENCES directories(id) ON DELETE CASCADE,
  starred_at INTEGER,
  rating INTEGER,
  PRIMARY KEY (user_id, directory_id)
) WITHOUT ROWID;
CREATE INDEX directory_annotations_directory ON directory_annotations(directory_id);
CREATE INDEX directory_annotations_starred ON directory_annotations(user_id, starred_at, directory_id) WHERE starred_at IS NOT NULL;
-- Each play once: the same user, client, song and time delivered twice is one row (CONTRACT.md SCROBBLE-4).
CREATE TABLE plays (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  user_id INTEGER NOT NULL REFERENCES users(id) ON DELETE CASCADE,
  song_id INTEGER NOT NULL REFERENCES songs(id) ON DELETE CASCADE,
  played_at INTEGER NOT NULL,
  client TEXT NOT NULL,
  UNIQUE (user_id, song_id, played_at, client)
);
CREATE INDEX plays_song ON plays(song_id);

CREATE TABLE playlists (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  owner_id INTEGER REFERENCES users(id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  comment TEXT NOT NULL DEFAULT '',
  public INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL,
  changed_at INTEGER NOT NULL,
  -- For a list imported from a file: where it came from. Such a list has no owner, is public and read-only.
  folder_id INTEGER REFERENCES music_folders(id) ON DELETE CASCADE,
  path TEXT,
  file_stamp TEXT,
  missing_since INTEGER,
  UNIQUE (folder_id, path)
);
CREATE INDEX playlists_owner ON playlists(owner_id, name);
CREATE TABLE playlist_entries (
  playlist_id INTEGER NOT NULL REFERENCES playlists(id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  song_id INTEGER NOT NULL REFERENCES songs(id) ON DELETE CASCADE,
  PRIMARY KEY (playlist_id, position)
) WITHOUT ROWID;
CREATE INDEX playlist_entries_song ON playlist_entries(song_id);

CREATE TABLE bookmarks (
  user_id INTEGER NOT NULL REFERENCES users(id) ON DELETE CASCADE,
  song_id INTEGER NOT NULL REFERENCES songs(id) ON DELETE CASCADE,
  position_ms INTEGER NOT NULL,
  comment TEXT NOT NULL DEFAULT '',
  created_at INTEGER NOT NULL,
  changed_at INTEGER NOT NULL,
  PRIMARY KEY (user_id, song_id)
) WITHOUT ROWID;
CREATE INDEX bookmarks_song ON bookmarks(song_id);
CREATE TABLE play_queues (
  user_id INTEGER PRIMARY KEY REFERENCES users(id) ON DELETE CASCADE,
  -- JSON array of song row ids, in order, duplicates kept.
  song_ids TEXT NOT NULL,
  current_index INTEGER,
  position_ms INTEGER NOT NULL DEFAULT 0,
  changed_at INTEGER NOT NULL,
  changed_by TEXT NOT NULL
);

-- Whoever changes users or credentials moves the auth counter, whichever process it is.
CREATE TRIGGER users_inserted AFTER INSERT ON users BEGIN UPDATE versions SET value = value + 1 WHERE name = 'auth'; END;
CREATE TRIGGER users_updated AFTER UPDATE ON users BEGIN UPDATE versions SET value = value + 1 WHERE name = 'auth'; END;
CREATE TRIGGER users_deleted AFTER DELETE ON users BEGIN UPDATE versions SET value = value + 1 WHERE name = 'auth'; END;
CREATE TRIGGER user_folders_inserted AFTER INSERT ON user_folders BEGIN UPDATE versions SET value = value + 1 WHERE name = 'auth'; END;
CREATE TRIGGER user_folders_deleted AFTER DELETE ON user_folders BEGIN UPDATE versions SET value = value + 1 WHERE name = 'auth'; END;
CREATE TRIGGER device_credentials_inserted AFTER INSERT ON device_credentials BEGIN UPDATE versions SET value = value + 1 WHERE name = 'auth'; END;
CREATE TRIGGER device_credentials_updated AFTER UPDATE OF key_hash, sealed_password, revoked_at ON device_credentials BEGIN UPDATE versions SET value = value + 1 WHERE name = 'auth'; END;
CREATE TRIGGER device_credentials_deleted AFTER DELETE ON device_credentials BEGIN UPDATE versions SET value = value + 1 WHERE name = 'auth'; END;
`
