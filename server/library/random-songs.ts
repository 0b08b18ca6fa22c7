// getRandomSongs: distinct songs, spread over the whole library, without sorting or counting it.
import { randomInt } from 'node:crypto'
import type { ReadDb } from '../db/open.ts'
import { prepare } from '../db/statements.ts'
import type { FolderScope } from '../folder-scope.ts'
import { createShuffle, type Holding, insidePiece, newSeed } from './draw.ts'
import { RANDOM_KEYS } from './random-key.ts'

export interface RandomSongs {
  readonly count: number
  readonly genreId?: number
  /** Inclusive; either may be left out. Songs without a year are then not drawn. */
  readonly fromYear?: number
  readonly toYear?: number
}

/** Row ids in random order, no id twice; fewer than asked for when there are fewer. */
export function drawSongs(
  db: ReadDb,
  scope: FolderScope,
  { count, genreId, fromYear, toYear }: RandomSongs,
): number[] {
  if (count <= 0) return []
  const anyYear = fromYear === undefined && toYear === undefined
  const years = { low: fromYear ?? -9999, high: toYear ?? 9999 }

  if (genreId === undefined) {
    const holdings = songHoldings(db, scope)
    if (anyYear) return drawFromPieces(db, SONGS_IN_PIECES, {}, holdings, count)
    return drawFromYears(db, scope, holdings, years, count)
  }
  const holdings = genreHoldings(db, scope, genreId)
  if (anyYear) return drawFromPieces(db, GENRE_IN_PIECES, { genreId }, holdings, count)
  return drawFromGenreAndYears(db, holdings, { ...years, genreId }, count)
}

interface Years {
  readonly low: number
  readonly high: number
}

// One look-up per folder: a person has few, and a list through json_each costs twenty times as much.

function songHoldings(db: ReadDb, scope: FolderScope): Holding[] {
  const count = prepare<[number], number>(
    db,
    'SELECT song_count FROM folder_counts WHERE folder_id = ?',
  ).pluck()
  return scope.ids.map((folderId) => ({ folderId, count: (count.get(folderId) as number | undefined) ?? 0 }))
}

function genreHoldings(db: ReadDb, scope: FolderScope, genreId: number): Holding[] {
  const count = prepare<[number, number], number>(
    db,
    'SELECT song_count FROM genre_folders WHERE genre_id = ? AND folder_id = ?',
  ).pluck()
  return scope.ids.map((folderId) => ({
    folderId,
    count: (count.get(genreId, folderId) as number | undefined) ?? 0,
  }))
}

// Everything, or everything of a genre: the counts are known, so a shuffle of pieces gives what is asked for.

/** The same songs of a genre whenever the library, the scope and the seed are the same: a sample that stands for all of them. */
export function sampleGenre(
  db: ReadDb,
  scope: FolderScope,
  genreId: number,
  count: number,
  seed: number = newSeed(),
): number[] {
  return drawFromPieces(db, GENRE_IN_PIECES, { genreId }, genreHoldings(db, scope, genreId), count, seed)
}

function drawFromPieces(
  db: ReadDb,
  sql: string,
  parameters: Record<string, number>,
  holdings: readonly Holding[],
  count: number,
  seed: number = newSeed(),
): number[] {
  const shuffle = createShuffle(seed, holdings, 'pairs')
  const statement = prepare<Record<string, unknown>>(db, sql).pluck()
  const ids: number[] = []
  for (let position = 0; ids.length < count && position < shuffle.length; ) {
    const end = position + count - ids.length + 4
    ids.push(...(statement.all({ ...parameters, pieces: shuffle.pieces(position, end) }) as number[]))
    position = end
  }
  return ids.slice(0, count)
}

export const SONGS_IN_PIECES = `
SELECT s.id FROM json_each(:pieces) p CROSS JOIN songs s INDEXED BY songs_by_random
ON ${insidePiece('s', 'p.value')} AND s.missing_since IS NULL`

export const GENRE_IN_PIECES = `
SELECT g.song_id FROM json_each(:pieces) p CROSS JOIN song_genres g INDEXED BY song_genres_random
ON g.genre_id = :genreId AND ${insidePiece('g', 'p.value')}`

// Years: how many songs match is not known. Few are read completely; of many, short runs from random places are read.

const RUNS = 16

function drawFromYears(
  db: ReadDb,
  scope: FolderScope,
  holdings: readonly Holding[],
  years: Years,
  count: number,
): number[] {
  const enough = Math.max(256, 2 * count)
  const first = prepare<Record<string, unknown>, number>(db, SONGS_OF_YEARS)
    .pluck()
    .all({ ...years, folders: scope.key, limit: enough }) as number[]
  if (first.length < enough) return shuffled(first).slice(0, count)

  const drawn = new Set<number>()
  const run = prepare<Record<string, unknown>, number>(db, SONGS_FROM_YEAR).pluck()
  const runs = startsOfRuns(db, holdings, years)
  for (const start of runs) {
    const limit = Math.ceil((2 * count) / runs.length)
    for (const id of run.all({ ...start, high: years.high, limit }) as number[]) drawn.add(id)
  }
  const ids = shuffled([...drawn]).slice(0, count)
  for (const id of first) {
    if (ids.length >= count) break
    if (!drawn.has(id)) ids.push(id)
  }
  return ids
}

/** Random places in the years that each folder really has, the larger folders more often. */
function startsOfRuns(db: ReadDb, holdings: readonly Holding[], { low, high }: Years) {
  const span = prepare<Record<string, unknown>, { first: number | null; last: number | null }>(
    db,
    SPAN_OF_YEARS,
  )
  const total = holdings.reduce((sum, { count }) => sum + count, 0)
  return holdings.flatMap(({ folderId, count }) => {
    const { first, last } = span.get({ folderId, low, high })!
    if (first === null || last === null) return []
    return Array.from({ length: Math.ceil((RUNS * count) / Math.max(1, total)) }, () => ({
      folderId,
      year: randomInt(first, last + 1),
      key: randomInt(RANDOM_KEYS),
    }))
  })
}

const OF_YEARS =
  'songs INDEXED BY songs_by_year WHERE missing_since IS NULL AND year IS NOT NULL AND folder_id'

export const SONGS_OF_YEARS = `
SELECT id FROM ${OF_YEARS} IN (SELECT value FROM json_each(:folders)) AND year BETWEEN :low AND :high LIMIT :limit`

export const SONGS_FROM_YEAR = `
SELECT id FROM ${OF_YEARS} = :folderId AND (year, random_key) >= (:year, :key) AND year <= :high LIMIT :limit`

export const SPAN_OF_YEARS = `
SELECT (SELECT min(year) FROM ${OF_YEARS} = :folderId AND year BETWEEN :low AND :high) AS first,
       (SELECT max(year) FROM ${OF_YEARS} = :folderId AND year BETWEEN :low AND :high) AS last`

// A genre in some years: every folder is read from the same random key onwards, around the end, and the nearest keys win.
// Sparse years of a large genre cost a walk along that genre's part of the index, 60 ns a song.

function drawFromGenreAndYears(
  db: ReadDb,
  holdings: readonly Holding[],
  parameters: Years & { genreId: number },
  count: number,
): number[] {
  const start = randomInt(RANDOM_KEYS)
  const walk = prepare<Record<string, unknown>, { id: number; distance: number }>(db, GENRE_FROM_KEY)
  const found = holdings.flatMap(({ folderId }) => {
    const given = { ...parameters, folderId, start }
    const behind = walk.all({ ...given, from: start, to: RANDOM_KEYS, limit: count })
    if (behind.length >= count) return behind
    return [...behind, ...walk.all({ ...given, from: 0, to: start, limit: count - behind.length })]
  })
  found.sort((a, b) => a.distance - b.distance)
  return shuffled(found.slice(0, count).map(({ id }) => id))
}

export const GENRE_FROM_KEY = `
SELECT song_id AS id, (random_key - :start + ${RANDOM_KEYS}) % ${RANDOM_KEYS} AS distance
FROM song_genres INDEXED BY song_genres_random
WHERE genre_id = :genreId AND folder_id = :folderId AND random_key >= :from AND random_key < :to AND year BETWEEN :low AND :high
ORDER BY random_key LIMIT :limit`

/** The same items in random order (Fisher and Yates). */
export function shuffled<Item>(items: readonly Item[]): Item[] {
  const mixed = [...items]
  for (let last = mixed.length - 1; last > 0; last--) {
    const other = Math.floor(Math.random() * (last + 1))
    const moved = mixed[last]!
    mixed[last] = mixed[other]!
    mixed[other] = moved
  }
  return mixed
}
