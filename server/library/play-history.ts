// What was played when, as people look back at it.
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { ReadDb } from '../db/open.ts'
import { prepare } from '../db/statements.ts'
import type { UserId } from '../ids.ts'
import { SONG_JSON, SONG_JSON_JOINS } from './annotation-json.ts'
import { inScope } from './scope-filter.ts'
import type { Listener } from './songs.ts'

/** One user, or everybody. */
export type Whose = UserId | 'everybody'

const DAY_MS = 24 * 60 * 60 * 1000
/** Days counted in one go: a busy year of a large household is some hundred thousand plays. */
const DAYS_AT_ONCE = 31

export interface PlaysOfDay {
  /** `2026-11-21`. */
  readonly day: string
  readonly plays: number
}

export interface Period {
  readonly days: number
  readonly now: number
  /** Added to UTC, it gives the time by which days begin. */
  readonly offsetMs: number
}

/** Each day, oldest first, that of `now` last. */
export async function playsPerDay(
  db: ReadDb,
  whose: Whose,
  { days, now, offsetMs }: Period,
): Promise<PlaysOfDay[]> {
  const last = Math.floor((now + offsetMs) / DAY_MS)
  const counted: PlaysOfDay[] = []
  for (let day = last - days + 1; day <= last; day++) {
    if (counted.length % DAYS_AT_ONCE === DAYS_AT_ONCE - 1) await nextTurn()
    counted.push({
      day: new Date(day * DAY_MS).toISOString().slice(0, 10),
      plays: countPlays(db, whose, day * DAY_MS - offsetMs),
    })
  }
  return counted
}

function countPlays(db: ReadDb, whose: Whose, from: number): number {
  const of = whose === 'everybody' ? '' : 'user_id = :whose AND'
  return prepare<Record<string, unknown>, number>(
    db,
    `SELECT count(*) FROM plays WHERE ${of} played_at >= :from AND played_at < :until`,
  )
    .pluck()
    .get({ ...(whose !== 'everybody' && { whose }), from, until: from + DAY_MS }) as number
}

export interface PlayPlace {
  readonly playedAt: number
  readonly id: number
}

export interface PlayedSong extends PlayPlace {
  readonly client: string
  readonly username: string
  /** A Child, with what the listener did with it. */
  readonly song: string
}

/** Newest first, those before a place; of songs that are there and that the listener may hear. */
export function listPlays(
  db: ReadDb,
  { userId, scope }: Listener,
  whose: Whose,
  { count, before }: { readonly count: number; readonly before?: PlayPlace | undefined },
): PlayedSong[] {
  return prepare<Record<string, unknown>, PlayedSong>(
    db,
    playsSql(whose, before, inScope(scope, 's.folder_id')),
  ).all({
    ...{ userId, folders: scope.key, count },
    ...(whose !== 'everybody' && { whose }),
    ...before,
  })
}

function playsSql(whose: Whose, before: PlayPlace | undefined, scopeFilter: string): string {
  return `
SELECT p.id, p.played_at AS playedAt, p.client, (SELECT name FROM users WHERE id = p.user_id) AS username, ${SONG_JSON} AS song
FROM plays p INDEXED BY ${whose === 'everybody' ? 'plays_by_time' : 'plays_of_user'}
CROSS JOIN songs s ON s.id = p.song_id ${SONG_JSON_JOINS}
WHERE ${whose === 'everybody' ? '' : 'p.user_id = :whose AND'} ${before ? '(p.played_at, p.id) < (:playedAt, :id) AND' : ''}
  s.missing_since IS NULL ${scopeFilter}
ORDER BY p.played_at DESC, p.id DESC LIMIT :count`
}
