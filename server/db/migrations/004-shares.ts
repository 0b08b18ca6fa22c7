// Share links: what somebody may hear who has the address.
export const shares = `
CREATE TABLE shares (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  owner_id INTEGER NOT NULL REFERENCES users(id) ON DELETE CASCADE,
  -- The token stands in the address and is a credential: its hash finds it, sealed it can be shown to its owner again.
  token_hash TEXT NOT NULL UNIQUE,
  sealed_token TEXT,
  -- What was shared was called so then.
  name TEXT NOT NULL,
  description TEXT NOT NULL DEFAULT '',
  song_count INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  -- None: it does not end by itself.
  ends_at INTEGER,
  visits INTEGER NOT NULL DEFAULT 0,
  last_visited_at INTEGER
);
CREATE INDEX shares_owner ON shares(owner_id, id);
CREATE TABLE share_songs (
  share_id INTEGER NOT NULL REFERENCES shares(id) ON DELETE CASCADE,
  -- From 1. A song that is not there leaves the others where they are.
  position INTEGER NOT NULL,
  song_id INTEGER NOT NULL REFERENCES songs(id) ON DELETE CASCADE,
  PRIMARY KEY (share_id, position)
) WITHOUT ROWID;
CREATE INDEX share_songs_song ON share_songs(song_id);

-- Whoever removes one: a backup that is restored must not bring it back to life.
CREATE TABLE ended_shares (token_hash TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TRIGGER shares_deleted AFTER DELETE ON shares BEGIN INSERT OR IGNORE INTO ended_shares VALUES (OLD.token_hash); END;

-- As sessions: a link must not come back to life when its owner is enabled again.
DROP TRIGGER users_disabled;
CREATE TRIGGER users_disabled AFTER UPDATE OF disabled_at ON users WHEN NEW.disabled_at IS NOT NULL BEGIN
  DELETE FROM sessions WHERE user_id = NEW.id;
  DELETE FROM recovery_links WHERE user_id = NEW.id;
  UPDATE shares SET ends_at = NEW.disabled_at WHERE owner_id = NEW.id AND (ends_at IS NULL OR ends_at > NEW.disabled_at);
END;
`
