// A library without files: rows as the scan would store them, for tests of what is made from them.
//
//   const db = openLibrary()
//   const song = insertSong(db, { path: 'Beatles/Help!/01.mp3', album: 'Help!', artist: 'The Beatles' })
//   refresh(db)
import type { Clock } from '../../server/clock.ts'
import { migrate } from '../../server/db/migrate.ts'
import { openDatabase, type WriteDb } from '../../server/db/open.ts'
import { prepare } from '../../server/db/statements.ts'
import type { SongId } from '../../server/ids.ts'
import { albumKey } from '../../server/library/album-key.ts'
import { newRandomKey } from '../../server/library/random-key.ts'
import { refreshLibrary } from '../../server/library/refresh/refresh-library.ts'
import type { SongTags } from '../../server/library/song-tags.ts'
import { DEFAULT_IGNORED_ARTICLES, sortKey } from '../../server/library/sort-key.ts'
import { someTags } from './song-tags.ts'

export const NOW = Date.UTC(2026, 0, 2, 3, 4, 5, 678)
export const stoppedClock: Clock = { now: () => NOW }

/** An empty, migrated database with one music folder (id 1) and one user (id 1). */
export function openLibrary(path = ':memory:'): WriteDb {
  const db = openDatabase(path)
  migrate(db)
  insertFolder(db, 1, 'Music')
  insertUser(db, 1)
  return db
}

export function insertFolder(db: WriteDb, id: number, name: string): void {
  prepare(db, 'INSERT INTO music_folders (id, path, name, added_at) VALUES (?, ?, ?, ?)').run(
    id,
    `/${name}`,
    name,
    NOW,
  )
}

export function insertUser(db: WriteDb, id: number): void {
  prepare(
    db,
    "INSERT INTO users (id, name, name_key, password_hash, created_at) VALUES (?, ?, ?, '', ?)",
  ).run(id, `user ${id}`, `user ${id}`, NOW)
}

export interface SongRow extends Partial<SongTags> {
  /** Relative to the music folder. */
  readonly path: string
  readonly folderId?: number
  readonly durationSec?: number
  readonly size?: number
  readonly addedAt?: number
  readonly pictureHash?: string
}

/** Stores a song as new; `refresh` makes the rest of the library from it. */
export function insertSong(db: WriteDb, song: SongRow): SongId {
  const row = rowOf(db, song)
  const columns = Object.keys(row)
  const { lastInsertRowid } = prepare(
    db,
    `INSERT INTO songs (${columns.join(', ')}) VALUES (${columns.map((column) => `@${column}`).join(', ')})`,
  ).run(row)
  const id = Number(lastInsertRowid) as SongId
  storeTags(db, id, song)
  markPending(db, 'album_key', row.album_key)
  return id
}

/** The file was changed or moved: everything about it is what is given now; the row stays. */
export function updateSong(db: WriteDb, id: SongId, song: SongRow): void {
  const { random_key: _kept, added_at: _addedAt, ...row } = rowOf(db, song)
  markAlbumPending(db, id)
  const columns = Object.keys(row).map((column) => `${column} = @${column}`)
  prepare(db, `UPDATE songs SET ${columns.join(', ')} WHERE id = @id`).run({ ...row, id })
  storeTags(db, id, song)
  markPending(db, 'album_key', row.album_key)
}

/** The file is gone; with `null` it is there again. */
export function setMissing(db: WriteDb, id: SongId, missingSince: number | null = NOW): void {
  const key = prepare<unknown[], string>(
    db,
    'UPDATE songs SET missing_since = ? WHERE id = ? RETURNING album_key',
  )
  const albumKey = key.pluck().get(missingSince, id)!
  if (missingSince === null) markPending(db, 'album_key', albumKey)
  markAlbumPending(db, id)
}

export function refresh(db: WriteDb): { changed: boolean } {
  return refreshLibrary(db, {
    clock: stoppedClock,
    ignoredArticles: DEFAULT_IGNORED_ARTICLES,
    betweenBatches() {},
  })
}

export function insertDirectory(db: WriteDb, folderId: number, path: string): number {
  const known = prepare<unknown[], number>(db, 'SELECT id FROM directories WHERE folder_id = ? AND path = ?')
  const id = known.pluck().get(folderId, path)
  if (id !== undefined) return id
  const parent = path === '' ? null : insertDirectory(db, folderId, parentOf(path))
  const name = path.slice(path.lastIndexOf('/') + 1)
  return Number(
    prepare(
      db,
      'INSERT INTO directories (folder_id, parent_id, path, name, sort_name, added_at) VALUES (?, ?, ?, ?, ?, ?)',
    ).run(folderId, parent, path, name, sortKey(name, DEFAULT_IGNORED_ARTICLES), NOW).lastInsertRowid,
  )
}

function rowOf(db: WriteDb, song: SongRow) {
  const tags = someTags(song)
  const folderId = song.folderId ?? 1
  const directory = parentOf(song.path)
  const fileName = song.path.slice(song.path.lastIndexOf('/') + 1)
  const suffix = fileName.slice(fileName.lastIndexOf('.') + 1)
  const title = tags.title ?? fileName.slice(0, -suffix.length - 1)
  return {
    folder_id: folderId,
    directory_id: insertDirectory(db, folderId, directory),
    path: song.path,
    size: song.size ?? 5_000_000,
    mtime_ms: NOW,
    identity: song.path,
    added_at: song.addedAt ?? NOW,
    album_key: albumKey(tags, folderId, directory),
    title,
    sort_title: sortKey(tags.titleSort ?? title, DEFAULT_IGNORED_ARTICLES),
    disc: tags.disc ?? null,
    track: tags.track ?? null,
    year: tags.date?.year ?? null,
    duration_sec: song.durationSec ?? 200,
    bit_rate: 320,
    suffix,
    music_brainz_id: tags.musicBrainz.recordingId ?? null,
    picture_hash: song.pictureHash ?? null,
    random_key: newRandomKey(),
  }
}

function storeTags(db: WriteDb, id: SongId, song: SongRow): void {
  const { lyrics: _lyrics, ...tags } = someTags(song)
  const stored = { ...tags, audio: { codec: 'mp3', sampleRate: 44_100, channels: 2 } }
  prepare(db, 'INSERT OR REPLACE INTO song_tags (song_id, tags) VALUES (?, ?)').run(
    id,
    JSON.stringify(stored),
  )
}

/** As the scan does: new keys by key, albums that songs leave by id. */
function markPending(db: WriteDb, kind: 'album_key' | 'album', item: string): void {
  prepare(db, 'INSERT OR IGNORE INTO pending_refresh (kind, item) VALUES (?, ?)').run(kind, item)
}

function markAlbumPending(db: WriteDb, songId: SongId): void {
  const album = prepare<[number], number | null>(db, 'SELECT album_id FROM songs WHERE id = ?')
    .pluck()
    .get(songId)
  if (album) markPending(db, 'album', String(album))
}

const parentOf = (path: string) => path.slice(0, Math.max(path.lastIndexOf('/'), 0))
