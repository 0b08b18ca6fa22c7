// Each transaction leaves a segment in each search table it wrote to, and a search looks into every segment. After a large
// scan they are merged into one, which makes a search three times as quick and costs 5 us a song, once.
import type { WriteDb } from '../../db/open.ts'
import { prepare } from '../../db/statements.ts'
import type { RefreshRun } from './refresh-library.ts'

const TABLES = [
  'song_words',
  'song_trigrams',
  'album_words',
  'album_trigrams',
  'artist_words',
  'artist_trigrams',
]

/** So many are merged only by what FTS5 does itself. A small scan leaves a few. */
const MOST_SEGMENTS = 8

/** Pages a step writes: a few milliseconds. */
const STEP_PAGES = 32

export function tidySearch({ db, batches }: RefreshRun): void {
  for (const table of TABLES) {
    if (countSegments(db, table) <= MOST_SEGMENTS) continue
    // A negative number begins to merge all segments into one, a positive one goes on with it.
    for (let pages = -STEP_PAGES; mergeStep(db, table, pages); pages = STEP_PAGES) batches.pause()
  }
}

function countSegments(db: WriteDb, table: string): number {
  return prepare<[], number>(db, `SELECT count(DISTINCT segid) FROM ${table}_idx`).pluck().get()!
}

/** False when there was nothing left to do, which FTS5 tells only by changing nothing. */
function mergeStep(db: WriteDb, table: string, pages: number): boolean {
  const changes = prepare<[], number>(db, 'SELECT total_changes()').pluck()
  const before = changes.get()!
  prepare(db, `INSERT INTO ${table} (${table}, rank) VALUES ('merge', ?)`).run(pages)
  return changes.get()! - before >= 2
}
