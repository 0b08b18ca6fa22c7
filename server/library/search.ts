// Finds songs, albums and artists by words (CONTRACT.md SEARCH-3 to SEARCH-10); ids only, the lists are made from them by
// songsByIds and its like. An empty query is no search but the whole library: see listSongsByTitle.
//
// Matches come in tiers (search-tiers.ts). A tier is looked at only when those before it do not fill the page. Within a
// tier the caller's play count decides, then the name, then the id; but of a very large tier only the first few hundred
// matches are put in order, so that a search for `the` costs as much in a large library as in a small one. The others
// follow by id: pages neither repeat nor skip.
import type { ReadDb } from '../db/open.ts'
import { prepare } from '../db/statements.ts'
import type { FolderScope } from '../folder-scope.ts'
import type { AlbumId, ArtistId, SongId, UserId } from '../ids.ts'
import { inScope } from './scope-filter.ts'
import type { Searchable } from './search-index.ts'
import type { FindingQuery } from './search-text.ts'
import { type Tier, tiersOf, within, wordBeginnings } from './search-tiers.ts'

export interface Search {
  readonly query: FindingQuery
  readonly scope: FolderScope
  readonly userId: UserId
  readonly count: number
  readonly offset: number
}

export const searchSongs = (db: ReadDb, search: Search) => find(db, 'song', search) as SongId[]
export const searchAlbums = (db: ReadDb, search: Search) => find(db, 'album', search) as AlbumId[]
export const searchArtists = (db: ReadDb, search: Search) => find(db, 'artist', search) as ArtistId[]

/** How many matches of a tier are put in order, by what they were matched. */
const RANKED = { words: 200, trigrams: 500 }

/** Here a search ends, however long its list would be: nobody reads on, and the time it takes stays below 20 ms. */
const MOST_MATCHES = 10_000

function find(db: ReadDb, kind: Searchable, search: Search): number[] {
  const { query, scope, userId, count, offset } = search
  if (count <= 0) return []
  if (query.kind === 'musicBrainzId') {
    const ids = prepare<object, number>(db, musicBrainzSql(kind, scope)).pluck()
    return ids.all({ id: query.id, folders: scope.key }).slice(offset, offset + count)
  }
  const wanted = Math.min(offset + count, MOST_MATCHES)
  const found = new Set<number>()
  for (const tier of tiersOf(query.terms, scope)) {
    const parameters = {
      ...Object.fromEntries(tier.inside.map((text, place) => [`inside${place}`, text])),
      expression: tier.expression,
      userId,
      ranked: RANKED[tier.by],
      wanted,
    }
    const ranked = prepare<object, number>(db, rankedSql(kind, tier)).pluck()
    for (const id of ranked.all(parameters)) found.add(id)
    if (found.size < wanted && wanted > 100) {
      const rest = prepare<object, number>(db, restSql(kind, tier)).pluck()
      for (const id of rest.all(parameters)) found.add(id)
    }
    if (found.size >= wanted) break
  }
  return [...found].slice(offset, wanted)
}

interface Source {
  readonly table: string
  readonly isLive: string
  /** What decides within a tier, before the id. */
  readonly order: string
  readonly annotations: string
  readonly inScope: (scope: FolderScope) => string
}

const SOURCES: Record<Searchable, Source> = {
  song: {
    table: 'songs',
    isLive: 'e.missing_since IS NULL',
    order: 'coalesce(a.play_count, 0) DESC, e.sort_title',
    annotations: 'LEFT JOIN song_annotations a ON a.user_id = :userId AND a.song_id = e.id',
    inScope: (scope) => inScope(scope, 'e.folder_id'),
  },
  album: {
    table: 'albums',
    isLive: 'e.song_count > 0',
    order: 'coalesce(a.play_count, 0) DESC, e.sort_name',
    annotations: 'LEFT JOIN album_annotations a ON a.user_id = :userId AND a.album_id = e.id',
    inScope: (scope) => inScope(scope, 'e.folder_id'),
  },
  artist: {
    table: 'artists',
    isLive: 'true',
    order: 'e.sort_name',
    annotations: '',
    inScope: (scope) =>
      `AND EXISTS (SELECT 1 FROM artist_folders f WHERE f.artist_id = e.id ${inScope(scope, 'f.folder_id')})`,
  },
}

/** Rows `p` of a tier in the order of their ids; trigrams give candidates, which are checked against the text. */
function matches(kind: Searchable, { by, inside }: Tier, limit: string): string {
  const found = `(SELECT rowid AS id FROM ${kind}_${by} WHERE ${kind}_${by} MATCH :expression ${limit}) p`
  if (by === 'words') return found
  const checks = inside.map((_, place) => `AND instr(t.text, :inside${place}) > 0`)
  return `${found} CROSS JOIN search_texts t ON t.kind = '${kind}' AND t.id = p.id ${checks.join(' ')}`
}

export function rankedSql(kind: Searchable, tier: Tier): string {
  const { table, isLive, order, annotations } = SOURCES[kind]
  return `SELECT e.id FROM ${matches(kind, tier, 'LIMIT :ranked')}
    CROSS JOIN ${table} e ON e.id = p.id AND ${isLive} ${annotations}
    ORDER BY ${order}, e.id`
}

/** What comes behind the ranked ones. Of candidates some fail, so more of them are looked at than are wanted. */
export function restSql(kind: Searchable, tier: Tier): string {
  const { table, isLive } = SOURCES[kind]
  return `SELECT e.id FROM ${matches(kind, tier, 'LIMIT 4 * :wanted OFFSET :ranked')}
    CROSS JOIN ${table} e ON e.id = p.id AND ${isLive}`
}

/** Taggers write these ids in small letters; a few tools do not. */
export function musicBrainzSql(kind: Searchable, scope: FolderScope): string {
  const { table, isLive, inScope } = SOURCES[kind]
  return `SELECT e.id FROM ${table} e INDEXED BY ${table}_music_brainz
    WHERE e.music_brainz_id IN (:id, upper(:id)) AND ${isLive} ${inScope(scope)} ORDER BY e.id`
}

export interface FieldSearch {
  /** All that are given must match. */
  readonly title?: FindingQuery
  readonly artist?: FindingQuery
  readonly album?: FindingQuery
  readonly any?: FindingQuery
  /** Milliseconds since 1970: only what came later. */
  readonly newerThan?: number
  readonly scope: FolderScope
  readonly count: number
  readonly offset: number
}

/** For the oldest of the search endpoints: songs by field, by name, with how many there are in all. */
export function searchFields(db: ReadDb, search: FieldSearch): { ids: SongId[]; totalHits: number } {
  const parts = (['title', 'artist', 'album', 'any'] as const).flatMap((field) => {
    const query = search[field]
    if (query?.kind !== 'terms') return []
    const words = `(${wordBeginnings(query.terms)})`
    return [field === 'any' ? words : `${field} : ${words}`]
  })
  if (parts.length === 0) return { ids: [], totalHits: 0 }
  const parameters = {
    expression: within(parts.join(' AND '), search.scope),
    newerThan: search.newerThan ?? -1,
    count: search.count,
    offset: search.offset,
  }
  const matches = prepare<object, number>(
    db,
    search.newerThan === undefined ? COUNT_MATCHES : COUNT_NEWER,
  ).pluck()
  return {
    ids: prepare<object, SongId>(db, PAGE_OF_MATCHES).pluck().all(parameters),
    totalHits: matches.get(parameters)!,
  }
}

export const COUNT_MATCHES = 'SELECT count(*) FROM song_words WHERE song_words MATCH :expression'

const MATCHES = `FROM (SELECT rowid AS id FROM song_words WHERE song_words MATCH :expression LIMIT ${MOST_MATCHES}) p
  CROSS JOIN songs e ON e.id = p.id AND e.missing_since IS NULL AND e.added_at > :newerThan`

export const COUNT_NEWER = `SELECT count(*) ${MATCHES}`

export const PAGE_OF_MATCHES = `SELECT e.id ${MATCHES} ORDER BY e.sort_title, e.id LIMIT :count OFFSET :offset`
