// A library to scan: music folders on disk, a database, a clock that moves on with each scan, and the whole scan on this
// thread. Everything is real besides the clock and the worker; scanner.test.ts has the worker.
import { mkdirSync, mkdtempSync, realpathSync, rmSync, utimesSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { type Song, writeSong } from '../../build/audio/write-song.ts'
import { migrate } from '../../server/db/migrate.ts'
import { openDatabase, type WriteDb } from '../../server/db/open.ts'
import type { ScanSummary } from '../../server/events.ts'
import type { FolderId } from '../../server/ids.ts'
import { addMusicFolder } from '../../server/library/music-folders.ts'
import { refreshLibrary } from '../../server/library/refresh/refresh-library.ts'
import { runScan, type ScanOptions } from '../../server/scan/run-scan.ts'
import { readSong } from '../../server/scan/tags/read-song.ts'

export interface ScannedSong {
  readonly id: number
  readonly path: string
  readonly title: string
  readonly missing: boolean
  readonly album: string | null
}

export interface ScannedLibrary {
  readonly db: WriteDb
  readonly dbPath: string
  readonly musicDir: string
  /** Paths of the files whose tags were read by the last scan, below the temporary folder. */
  readonly readFiles: string[]
  readonly clock: { now(): number }
  /** An absolute path below the music folder. */
  at(path: string): string
  /** Below the temporary folder, beside the music folder. */
  beside(path: string): string
  /** Writes a song whose audio is named by `seed` (default: the path), and whose format is the path's ending. */
  write(path: string, tags?: Song['tags'], more?: Partial<Song>): void
  addFolder(path: string): FolderId
  scan(options?: Partial<ScanOptions>): Promise<ScanSummary>
  songs(): ScannedSong[]
  song(path: string): ScannedSong
  problems(): { path: string; reason: string }[]
  close(): void
}

export function createScannedLibrary(): ScannedLibrary {
  const base = realpathSync(mkdtempSync(join(tmpdir(), 'lockgroove-scan-')))
  const musicDir = join(base, 'music')
  mkdirSync(musicDir)
  const dbPath = join(base, 'lockgroove.db')
  const db = openDatabase(dbPath)
  migrate(db)
  let time = Date.UTC(2026, 0, 1)
  const clock = { now: () => time }
  const readFiles: string[] = []
  addMusicFolder(db, musicDir, clock)

  const library: ScannedLibrary = {
    db,
    dbPath,
    musicDir,
    readFiles,
    clock,
    at: (path) => join(musicDir, path),
    beside: (path) => join(base, path),
    write(path, tags = {}, more = {}) {
      const songPath = join(musicDir, path)
      mkdirSync(dirname(songPath), { recursive: true })
      const format = path.slice(path.lastIndexOf('.') + 1) as Song['format']
      writeSong(songPath, {
        format,
        tags: { title: path, artist: 'Somebody', ...tags },
        seed: path,
        seconds: 0.2,
        ...more,
      })
    },
    addFolder: (path) => addMusicFolder(db, path, clock).id,
    async scan(options = {}) {
      time += 60_000
      readFiles.length = 0
      const { summary } = await runScan(db, {
        full: false,
        clock,
        ignoredArticles: 'The',
        loadSongReader: async () => (path, size) => {
          readFiles.push(path.slice(base.length + 1))
          return readSong(path, size)
        },
        loadRefresh: async () => refreshLibrary,
        listener: { progress() {}, changed() {}, directory() {} },
        shouldStop: () => false,
        ...options,
      })
      return summary
    },
    songs: () =>
      db
        .prepare<[], Omit<ScannedSong, 'missing'> & { missing: 0 | 1 }>(
          `SELECT s.id, s.path, s.title, s.missing_since IS NOT NULL AS missing, al.name AS album
           FROM songs s LEFT JOIN albums al ON al.id = s.album_id ORDER BY s.folder_id, s.path`,
        )
        .all()
        .map((row) => ({ ...row, missing: row.missing === 1 })),
    song(path) {
      const found = library.songs().find((song) => song.path === path)
      if (!found) throw new Error(`No song has the path ${path}`)
      return found
    },
    problems: () =>
      db
        .prepare<[], { path: string; reason: string }>('SELECT path, reason FROM scan_problems ORDER BY path')
        .all(),
    close() {
      db.close()
      rmSync(base, { recursive: true, force: true })
    },
  }
  return library
}

/** As if the file had been changed at another time: file systems may give two writes the same one. */
export function touch(path: string, secondsLater = 10): void {
  const time = Date.now() / 1000 + secondsLater
  utimesSync(path, time, time)
}

/** Gives a song all that people do with songs; `ownerData` shows it again. */
export function giveOwnerData(db: WriteDb, songId: number): void {
  db.exec(
    `INSERT OR IGNORE INTO users (id, name, name_key, password_hash, created_at) VALUES (1, 'ann', 'ann', '-', 0)`,
  )
  db.exec(
    `INSERT OR IGNORE INTO playlists (id, owner_id, name, created_at, changed_at) VALUES (1000, 1, 'Mine', 0, 0)`,
  )
  db.prepare(
    'INSERT INTO song_annotations (user_id, song_id, starred_at, rating, play_count, played_at) VALUES (1, ?, 5, 4, 3, 7)',
  ).run(songId)
  db.prepare(`INSERT INTO plays (user_id, song_id, played_at, client) VALUES (1, ?, 7, 'test')`).run(songId)
  db.prepare(
    'INSERT INTO bookmarks (user_id, song_id, position_ms, created_at, changed_at) VALUES (1, ?, 9, 1, 1)',
  ).run(songId)
  db.prepare(
    `INSERT INTO playlist_entries (playlist_id, position, song_id)
     SELECT 1000, count(*), ? FROM playlist_entries WHERE playlist_id = 1000`,
  ).run(songId)
  db.exec(
    "INSERT OR IGNORE INTO shares (id, owner_id, token_hash, name, song_count, created_at) VALUES (1000, 1, 'h', 'n', 9, 0)",
  )
  db.prepare(
    'INSERT INTO share_songs (share_id, position, song_id) SELECT 1000, count(*) + 1, ? FROM share_songs',
  ).run(songId)
}

export function ownerData(db: WriteDb, songId: number): unknown {
  const count = (table: string) =>
    db.prepare<[number], number>(`SELECT count(*) FROM ${table} WHERE song_id = ?`).pluck().get(songId)
  return {
    annotation: db
      .prepare('SELECT starred_at, rating, play_count, played_at FROM song_annotations WHERE song_id = ?')
      .get(songId),
    plays: count('plays'),
    bookmarks: count('bookmarks'),
    playlistPlaces: count('playlist_entries'),
    sharePlaces: count('share_songs'),
  }
}

export const FULL_OWNER_DATA = {
  annotation: { starred_at: 5, rating: 4, play_count: 3, played_at: 7 },
  plays: 1,
  bookmarks: 1,
  playlistPlaces: 1,
  sharePlaces: 1,
}
