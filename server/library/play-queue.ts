// One play queue for each user, shared by all his clients (CONTRACT.md section 8.9). Stored as a list of row ids and an
// index into it; both flavours of the API are views of that.
import type { ReadDb, WriteDb } from '../db/open.ts'
import { prepare } from '../db/statements.ts'
import type { FolderScope } from '../folder-scope.ts'
import type { UserId } from '../ids.ts'
import { visibleSongs } from './long-song-list.ts'

export interface PlayQueue {
  /** What the caller can see of it, in order, repetitions kept. */
  readonly songIds: readonly number[]
  /** Into songIds; undefined exactly when that is empty. */
  readonly currentIndex?: number
  readonly positionMs: number
  readonly changedAt: number
  readonly changedBy: string
}

interface Row {
  readonly songIds: string
  readonly currentIndex: number | null
  readonly positionMs: number
  readonly changedAt: number
  readonly changedBy: string
}

/** Undefined when none was ever saved. */
export async function findPlayQueue(
  db: ReadDb,
  { id, scope }: { readonly id: UserId; readonly scope: FolderScope },
): Promise<PlayQueue | undefined> {
  const row = prepare<[number], Row>(
    db,
    `SELECT song_ids AS songIds, current_index AS currentIndex, position_ms AS positionMs,
       changed_at AS changedAt, changed_by AS changedBy FROM play_queues WHERE user_id = ?`,
  ).get(id)
  if (!row) return undefined
  const saved = JSON.parse(row.songIds) as number[]
  const { changedAt, changedBy, positionMs } = row
  const kept = await keepVisible(db, scope, saved, row.currentIndex ?? 0)
  // A position in a song that is gone means nothing in the next one.
  return { ...kept, positionMs: kept.currentIsLeft ? positionMs : 0, changedAt, changedBy }
}

export interface SavedQueue {
  /** Undefined: an id nobody knows, dropped. An empty list clears the queue. */
  readonly songIds: readonly (number | undefined)[]
  /** Into songIds. */
  readonly currentIndex: number
  readonly positionMs: number
  /** The parameter `c`. */
  readonly changedBy: string
}

export async function savePlayQueue(
  db: WriteDb,
  { id, scope }: { readonly id: UserId; readonly scope: FolderScope },
  { songIds, currentIndex, positionMs, changedBy }: SavedQueue,
  now: number,
): Promise<void> {
  const kept = await keepVisible(db, scope, songIds, currentIndex)
  prepare<object>(
    db,
    `INSERT INTO play_queues (user_id, song_ids, current_index, position_ms, changed_at, changed_by)
     VALUES (:id, :songIds, :currentIndex, :positionMs, :now, :changedBy)
     ON CONFLICT DO UPDATE SET song_ids = excluded.song_ids, current_index = excluded.current_index,
       position_ms = excluded.position_ms, changed_at = excluded.changed_at, changed_by = excluded.changed_by`,
  ).run({
    ...{ id, now, changedBy },
    songIds: JSON.stringify(kept.songIds),
    currentIndex: kept.currentIndex ?? null,
    positionMs: kept.currentIsLeft ? positionMs : 0,
  })
}

/** Drops what cannot be seen. If that is the current song, the next remaining one is current, else the last. */
async function keepVisible(
  db: ReadDb,
  scope: FolderScope,
  songIds: readonly (number | undefined)[],
  currentIndex: number,
): Promise<{ songIds: number[]; currentIndex: number | undefined; currentIsLeft: boolean }> {
  const visible = await visibleSongs(
    db,
    scope,
    songIds.filter((id) => id !== undefined),
  )
  const isLeft = (id: number | undefined): id is number => id !== undefined && visible.has(id)
  const left = songIds.filter(isLeft)
  const before = songIds.slice(0, currentIndex).filter(isLeft).length
  return {
    songIds: left,
    currentIndex: left.length === 0 ? undefined : Math.min(before, left.length - 1),
    currentIsLeft: isLeft(songIds[currentIndex]),
  }
}
