// Recovery, sessions, passkeys, limits of device credentials, the audit log.
export const sealed = `
-- The vault. recovery_public_key (X25519, sealed) wraps data keys for the recovery key, which is kept nowhere.
ALTER TABLE vault ADD COLUMN recovery_public_key TEXT;
ALTER TABLE vault ADD COLUMN recovery_made_at INTEGER;
-- Salt of the passphrase, where the master key comes from one.
ALTER TABLE vault ADD COLUMN passphrase_salt TEXT;
-- HMAC key of the audit log, sealed.
ALTER TABLE vault ADD COLUMN sealed_audit_key TEXT;

-- What a device credential may do, beside what its user may: see auth/device-scope.ts. Those made before could do everything.
ALTER TABLE device_credentials ADD COLUMN scope TEXT NOT NULL DEFAULT 'download' CHECK (scope IN ('listen', 'change', 'download'));
ALTER TABLE device_credentials ADD COLUMN all_folders INTEGER NOT NULL DEFAULT 1;
ALTER TABLE device_credentials ADD COLUMN expires_at INTEGER;
ALTER TABLE device_credentials ADD COLUMN last_address TEXT;
CREATE TABLE device_credential_folders (
  credential_id INTEGER NOT NULL REFERENCES device_credentials(id) ON DELETE CASCADE,
  folder_id INTEGER NOT NULL REFERENCES music_folders(id) ON DELETE CASCADE,
  PRIMARY KEY (credential_id, folder_id)
) WITHOUT ROWID;

CREATE TABLE sessions (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  user_id INTEGER NOT NULL REFERENCES users(id) ON DELETE CASCADE,
  token_hash TEXT NOT NULL UNIQUE,
  method TEXT NOT NULL CHECK (method IN ('password', 'passkey', 'proxy', 'ticket', 'recovery')),
  created_at INTEGER NOT NULL,
  last_seen_at INTEGER NOT NULL,
  -- Not later than this, however busy.
  ends_at INTEGER NOT NULL,
  address TEXT,
  device TEXT NOT NULL DEFAULT ''
);
CREATE INDEX sessions_user ON sessions(user_id);
-- Whichever process disables somebody: a session must not come back to life when they are enabled again.
CREATE TRIGGER users_disabled AFTER UPDATE OF disabled_at ON users WHEN NEW.disabled_at IS NOT NULL BEGIN
  DELETE FROM sessions WHERE user_id = NEW.id;
  DELETE FROM recovery_links WHERE user_id = NEW.id;
END;

CREATE TABLE passkeys (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  user_id INTEGER NOT NULL REFERENCES users(id) ON DELETE CASCADE,
  -- What WebAuthn calls user.id, the same for all passkeys of a user, random: by the user's number two servers on one
  -- computer would overwrite each other's passkeys. base64url, like the credential's own id.
  user_handle TEXT NOT NULL,
  credential_id TEXT NOT NULL UNIQUE,
  public_key BLOB NOT NULL,
  counter INTEGER NOT NULL,
  transports TEXT NOT NULL DEFAULT '[]',
  name TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  last_used_at INTEGER
);
CREATE INDEX passkeys_user ON passkeys(user_id);

-- One-time links for somebody locked out. Only the hash is here.
CREATE TABLE recovery_links (
  token_hash TEXT PRIMARY KEY,
  user_id INTEGER NOT NULL REFERENCES users(id) ON DELETE CASCADE,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) WITHOUT ROWID;

-- Security events, each bound to the one before by mac. An empty mac: written while the vault was sealed.
CREATE TABLE audit_log (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at INTEGER NOT NULL,
  event TEXT NOT NULL,
  actor TEXT NOT NULL,
  subject TEXT,
  address TEXT,
  detail TEXT NOT NULL DEFAULT '{}',
  mac TEXT NOT NULL
);
CREATE INDEX audit_log_event ON audit_log(event, id);
CREATE INDEX audit_log_subject ON audit_log(subject, id) WHERE subject IS NOT NULL;

-- Settings the owner changes while the server runs, in whichever process.
INSERT INTO versions VALUES ('settings', 1, CAST(unixepoch('subsec') * 1000 AS INTEGER));
CREATE TRIGGER settings_inserted AFTER INSERT ON settings BEGIN UPDATE versions SET value = value + 1 WHERE name = 'settings'; END;
CREATE TRIGGER settings_updated AFTER UPDATE ON settings BEGIN UPDATE versions SET value = value + 1 WHERE name = 'settings'; END;
CREATE TRIGGER settings_deleted AFTER DELETE ON settings BEGIN UPDATE versions SET value = value + 1 WHERE name = 'settings'; END;

DROP TRIGGER device_credentials_updated;
CREATE TRIGGER device_credentials_updated AFTER UPDATE OF key_hash, sealed_password, revoked_at, expires_at, scope, all_folders ON device_credentials BEGIN UPDATE versions SET value = value + 1 WHERE name = 'auth'; END;
CREATE TRIGGER device_credential_folders_inserted AFTER INSERT ON device_credential_folders BEGIN UPDATE versions SET value = value + 1 WHERE name = 'auth'; END;
CREATE TRIGGER device_credential_folders_deleted AFTER DELETE ON device_credential_folders BEGIN UPDATE versions SET value = value + 1 WHERE name = 'auth'; END;
-- Another process re-wrapped or rotated: whoever holds keys looks again.
CREATE TRIGGER vault_updated AFTER UPDATE OF current_key_id, master_key_id ON vault BEGIN UPDATE versions SET value = value + 1 WHERE name = 'auth'; END;
`
