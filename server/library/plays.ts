// Plays that clients report: each once, however often it is delivered (CONTRACT.md SCROBBLE-1 to SCROBBLE-4).
import type { WriteDb } from '../db/open.ts'
import { prepare } from '../db/statements.ts'
import { type FolderScope, isInScope } from '../folder-scope.ts'
import type { UserId } from '../ids.ts'
import { bumpAnnotationVersion } from './annotation-version.ts'

export interface Play {
  /** Undefined for an id that is none of a song. */
  readonly songId: number | undefined
  readonly playedAt: number
}

interface Player {
  readonly id: UserId
  readonly scope: FolderScope
  readonly client: string
}

/**
 * Stores what it can: a client that was offline would otherwise deliver a batch with one unknown song for ever.
 * A song whose file is gone still counts; somebody has just heard it.
 * @returns how many of the plays are of songs nobody knows
 */
export function storePlays(
  db: WriteDb,
  { id: userId, scope, client }: Player,
  plays: readonly Play[],
): number {
  let unknown = 0
  db.transaction(() => {
    for (const { songId, playedAt } of plays) {
      const song = songId === undefined ? undefined : findSong(db, songId)
      if (!song || !isInScope(scope, song.folderId)) unknown++
      else storePlay(db, userId, song, playedAt, client)
    }
  }).immediate()
  bumpAnnotationVersion(userId)
  return unknown
}

interface PlayedSong {
  readonly id: number
  readonly albumId: number | null
  readonly folderId: number
}

function findSong(db: WriteDb, id: number): PlayedSong | undefined {
  return prepare<[number], PlayedSong>(
    db,
    'SELECT id, album_id AS albumId, folder_id AS folderId FROM songs WHERE id = ?',
  ).get(id)
}

function storePlay(db: WriteDb, userId: UserId, song: PlayedSong, playedAt: number, client: string): void {
  const { changes } = prepare<[number, number, number, string]>(
    db,
    'INSERT OR IGNORE INTO plays (user_id, song_id, played_at, client) VALUES (?, ?, ?, ?)',
  ).run(userId, song.id, playedAt, client)
  if (changes === 0) return
  prepare<[number, number, number]>(db, count('song')).run(userId, song.id, playedAt)
  if (song.albumId !== null)
    prepare<[number, number, number]>(db, count('album')).run(userId, song.albumId, playedAt)
}

/** A play delivered late counts but does not move the date back. */
const count = (kind: 'song' | 'album') => `
INSERT INTO ${kind}_annotations (user_id, ${kind}_id, play_count, played_at) VALUES (?, ?, 1, ?)
ON CONFLICT DO UPDATE SET play_count = play_count + 1,
  played_at = max(coalesce(played_at, excluded.played_at), excluded.played_at)`

const DAY_MS = 24 * 3600 * 1000
/** Seconds until the year 5138, milliseconds until March 1973. */
const SMALLEST_MS = 100_000_000_000

/** When a play was, from what a client sends: milliseconds, seconds, or nonsense, which means now (SCROBBLE-3). */
export function toPlayedAt(time: string | undefined, now: number): number {
  if (time === undefined || !/^\d{1,16}$/.test(time)) return now
  const value = Number(time)
  const ms = value < SMALLEST_MS ? value * 1000 : value
  return ms === 0 || ms > now + DAY_MS ? now : ms
}
