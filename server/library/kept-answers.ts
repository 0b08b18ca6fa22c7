// Answers that are the same until something changes (getArtists, getIndexes, totals of album lists) are kept with a stamp
// of what they were made from. Bounded: the least recently used go first.
import type { ReadDb } from '../db/open.ts'
import type { Versions } from '../db/versions.ts'
import type { UserId } from '../ids.ts'
import { annotationVersion } from './annotation-version.ts'

const MOST_BYTES = 32 * 1024 * 1024
const MOST_ANSWERS = 2000
/** What the bookkeeping of one answer takes, about. */
const OVERHEAD_BYTES = 200

interface Kept {
  readonly stamp: string
  readonly value: unknown
  readonly bytes: number
}

interface Shelf {
  readonly answers: Map<string, Kept>
  bytes: number
}

const SHELVES = new WeakMap<ReadDb, Shelf>()

/** What an answer for this user depends on. */
export function stampFor(versions: Versions, userId: UserId): string {
  return `${versions.current('library')}.${annotationVersion(userId)}`
}

export function findKept<Value>(db: ReadDb, key: string, stamp: string): Value | undefined {
  const shelf = shelfOf(db)
  const kept = shelf.answers.get(key)
  if (kept?.stamp !== stamp) return undefined
  shelf.answers.delete(key)
  shelf.answers.set(key, kept)
  return kept.value as Value
}

/** @param bytes what the value takes in memory, 0 for a number */
export function keep(db: ReadDb, key: string, stamp: string, value: unknown, bytes: number): void {
  const shelf = shelfOf(db)
  forget(shelf, key)
  shelf.answers.set(key, { stamp, value, bytes: bytes + OVERHEAD_BYTES })
  shelf.bytes += bytes + OVERHEAD_BYTES
  for (const oldest of shelf.answers.keys()) {
    if (shelf.bytes <= MOST_BYTES && shelf.answers.size <= MOST_ANSWERS) break
    forget(shelf, oldest)
  }
}

function forget(shelf: Shelf, key: string): void {
  const kept = shelf.answers.get(key)
  if (!kept) return
  shelf.answers.delete(key)
  shelf.bytes -= kept.bytes
}

function shelfOf(db: ReadDb): Shelf {
  let shelf = SHELVES.get(db)
  if (!shelf) {
    shelf = { answers: new Map(), bytes: 0 }
    SHELVES.set(db, shelf)
  }
  return shelf
}
