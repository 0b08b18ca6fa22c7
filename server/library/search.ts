// Finds songs, albums and artists by words (CONTRACT.md SEARCH-3 to SEARCH-10); ids only, the lists are made from them by
// songsByIds and its like. An empty query is no search but the whole library: see listSongsByTitle.
//
// Matches come in tiers, the best first: the whole title, its beginning, words anywhere, the inside of words. A tier is
// looked at only when those before it do not fill the page. Within a tier the caller's play count decides, then the name,
// then the id; but of a very large tier only the first RANKED are put in order, so that a search for `the` costs as much
// in a large library as in a small one. The rest follows by id, which keeps pages free of gaps and repetitions.
import type { ReadDb } from '../db/open.ts'
import { prepare } from '../db/statements.ts'
import type { FolderScope } from '../folder-scope.ts'
import type { AlbumId, ArtistId, SongId, UserId } from '../ids.ts'
import { inScope } from './scope-filter.ts'
import { folderTrigram, folderWord, type Searchable, searchLines } from './search-index.ts'
import { END, type FindingQuery, splitCjk } from './search-text.ts'

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

/** How many matches of a tier are put in order. */
const RANKED = 300

/** Trigrams of a term that are looked up; candidates are compared with the whole term afterwards. */
const MOST_TRIGRAMS = 8

interface Source {
  /** `e`: the table of the thing, for its name; `a`: what the caller did with it. */
  readonly joins: string
  readonly plays: string
  readonly name: string
  /** What is left of it in this scope. */
  readonly byMusicBrainzId: (scope: FolderScope) => string
  /** The searched fields, to compare a candidate with. */
  readonly fields: string
  readonly linesOf: (row: Record<string, string>) => string
}

const SOURCES: Record<Searchable, Source> = {
  song: {
    joins: `CROSS JOIN songs e ON e.id = w.rowid AND e.missing_since IS NULL
      LEFT JOIN song_annotations a ON a.user_id = :userId AND a.song_id = e.id`,
    plays: 'coalesce(a.play_count, 0)',
    name: 'e.sort_title',
    byMusicBrainzId: (scope) => `SELECT id FROM songs INDEXED BY songs_music_brainz
      WHERE music_brainz_id IN (:id, upper(:id)) AND missing_since IS NULL ${inScope(scope, 'folder_id')} ORDER BY sort_title, id`,
    fields: "SELECT json || '}' AS json FROM song_json WHERE song_id = ?",
    linesOf: ({ json }) => {
      const song = JSON.parse(json!) as Record<'title' | 'artist' | 'album', string> &
        Record<'artists' | 'albumArtists', Named[]>
      return searchLines(
        song.title,
        song.artist,
        song.album,
        ...names(song.artists),
        ...names(song.albumArtists),
      )
    },
  },
  album: {
    joins: `CROSS JOIN albums e ON e.id = w.rowid AND e.song_count > 0
      LEFT JOIN album_annotations a ON a.user_id = :userId AND a.album_id = e.id`,
    plays: 'coalesce(a.play_count, 0)',
    name: 'e.sort_name',
    byMusicBrainzId: (scope) => `SELECT id FROM albums INDEXED BY albums_music_brainz
      WHERE music_brainz_id IN (:id, upper(:id)) AND song_count > 0 ${inScope(scope, 'folder_id')} ORDER BY sort_name, id`,
    fields: "SELECT json || '}' AS json FROM albums WHERE id = ?",
    linesOf: ({ json }) => {
      const album = JSON.parse(json!) as Record<'name' | 'artist', string> & { artists: Named[] }
      return searchLines(album.name, album.artist, ...names(album.artists))
    },
  },
  artist: {
    joins: 'CROSS JOIN artists e ON e.id = w.rowid',
    plays: '0',
    name: 'e.sort_name',
    byMusicBrainzId: (scope) => `SELECT id FROM artists INDEXED BY artists_music_brainz
      WHERE music_brainz_id IN (:id, upper(:id))
        AND EXISTS (SELECT 1 FROM artist_folders WHERE artist_id = artists.id ${inScope(scope, 'folder_id')}) ORDER BY sort_name, id`,
    fields: 'SELECT name, sort_name AS sortName FROM artists WHERE id = ?',
    linesOf: ({ name, sortName }) => searchLines(name!, sortName!),
  },
}

type Named = { readonly name: string }
const names = (people: readonly Named[]) => people.map(({ name }) => name)

function find(db: ReadDb, kind: Searchable, search: Search): number[] {
  const { query, scope, count, offset } = search
  if (count <= 0) return []
  if (query.kind === 'musicBrainzId') {
    const ids = prepare<object, number>(db, SOURCES[kind].byMusicBrainzId(scope)).pluck()
    return ids.all({ id: query.id, folders: scope.key }).slice(offset, offset + count)
  }
  const wanted = offset + count
  const found = new Set<number>()
  for (const tier of tiersOf(kind, query.terms, scope)) {
    for (const id of matches(db, kind, tier, search, wanted)) {
      if (found.size >= wanted) break
      found.add(id)
    }
    if (found.size >= wanted) break
  }
  return [...found].slice(offset)
}

interface Tier {
  readonly table: string
  readonly expression: string
  /** A trigram match is only a candidate: its letters may stand apart. */
  readonly check?: (lines: string) => boolean
}

function tiersOf(kind: Searchable, terms: readonly string[], scope: FolderScope): Tier[] {
  const words = `${kind}_words`
  const title = splitCjk(terms.join(' '))
  const inFolders = <Text extends string>(expression: Text, word: (folderId: number) => string) =>
    scope.all
      ? expression
      : `(${expression}) AND (${scope.ids.map((id) => quoted(word(id))).join(' OR ') || NOTHING})`
  const tiers: Tier[] = [
    { table: words, expression: inFolders(`title : ^ ${quoted(`${title} ${END}`)}`, folderWord) },
    { table: words, expression: inFolders(`title : ^ ${quoted(title)} *`, folderWord) },
    {
      table: words,
      expression: inFolders(allOf(terms), folderWord),
    },
  ]
  const long = terms.filter((term) => [...term].length >= 3)
  if (long.length === 0) return tiers
  tiers.push({
    table: `${kind}_trigrams`,
    expression: inFolders(long.flatMap(trigramsOf).map(quoted).join(' AND '), folderTrigram),
    check: insideAll(terms),
  })
  return tiers
}

const quoted = (text: string) => `"${text}"`
const NOTHING = quoted('\ue002')

/** Each term as the beginning of a word, in a phrase the last word's. */
const allOf = (terms: readonly string[]) =>
  [...new Set(terms)].map((term) => `${quoted(splitCjk(term))} *`).join(' AND ')

/** Some trigrams of a term, spread over it. */
function trigramsOf(term: string): string[] {
  const letters = [...term]
  const all = letters.slice(2).map((_, position) => letters.slice(position, position + 3).join(''))
  const step = Math.max(1, all.length / MOST_TRIGRAMS)
  return all.filter((_, position) => Math.floor(position / step) !== Math.floor((position - 1) / step))
}

/** Words of three letters and more anywhere, shorter ones at the beginning of a word (CONTRACT.md SEARCH-4). */
function insideAll(terms: readonly string[]): (lines: string) => boolean {
  const inside = terms.filter((term) => [...term].length >= 3)
  const beginnings = terms.filter((term) => !inside.includes(term)).map((term) => ` ${splitCjk(term)}`)
  return (lines) => {
    if (!inside.every((term) => lines.includes(term))) return false
    if (beginnings.length === 0) return true
    const words = ` ${splitCjk(lines.replaceAll('\n', ' '))}`
    return beginnings.every((beginning) => words.includes(beginning))
  }
}

/** Ids of a tier, ranked as far as it is ranked, no more than `wanted` behind what earlier tiers may hold too. */
function* matches(
  db: ReadDb,
  kind: Searchable,
  tier: Tier,
  search: Search,
  wanted: number,
): Generator<number> {
  const parameters = { expression: tier.expression, userId: search.userId, ranked: RANKED }
  const ranked = prepare<object, number>(db, rankedSql(kind, tier.table)).pluck().all(parameters)
  yield* checked(db, kind, tier, ranked)
  if (ranked.length < RANKED) return
  const rest = prepare<object, number>(db, restSql(kind, tier.table)).pluck()
  for (let skipped = RANKED; ; skipped += wanted) {
    const more = rest.all({ ...parameters, wanted, skipped })
    yield* checked(db, kind, tier, more)
    if (more.length < wanted) return
  }
}

function* checked(db: ReadDb, kind: Searchable, tier: Tier, ids: readonly number[]): Generator<number> {
  const { fields, linesOf } = SOURCES[kind]
  const read = prepare<[number], Record<string, string>>(db, fields)
  for (const id of ids) {
    if (!tier.check) yield id
    else {
      const row = read.get(id)
      if (row && tier.check(linesOf(row))) yield id
    }
  }
}

export function rankedSql(kind: Searchable, table: string): string {
  const { joins, plays, name } = SOURCES[kind]
  return `SELECT id FROM (
    SELECT e.id AS id, ${plays} AS plays, ${name} AS name FROM ${table} w ${joins}
    WHERE w.${table} MATCH :expression LIMIT :ranked
  ) ORDER BY plays DESC, name, id`
}

export function restSql(kind: Searchable, table: string): string {
  const { joins } = SOURCES[kind]
  return `SELECT e.id FROM ${table} w ${joins} WHERE w.${table} MATCH :expression LIMIT :wanted OFFSET :skipped`
}

export interface FieldSearch {
  /** Each a parsed query or absent; all must match. */
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
    return [field === 'any' ? `(${allOf(query.terms)})` : `${field} : (${allOf(query.terms)})`]
  })
  if (!search.scope.all)
    parts.push(`(${search.scope.ids.map((id) => quoted(folderWord(id))).join(' OR ') || NOTHING})`)
  const parameters = {
    expression: parts.join(' AND '),
    newerThan: search.newerThan ?? -1,
    count: search.count,
    offset: search.offset,
  }
  const totalHits = prepare<object, number>(db, `SELECT count(*) ${FIELD_MATCHES}`).pluck().get(parameters)!
  const page = `SELECT e.id ${FIELD_MATCHES} ORDER BY e.sort_title, e.id LIMIT :count OFFSET :offset`
  return { ids: prepare<object, SongId>(db, page).pluck().all(parameters), totalHits }
}

const FIELD_MATCHES = `FROM song_words w CROSS JOIN songs e ON e.id = w.rowid AND e.missing_since IS NULL
  WHERE w.song_words MATCH :expression AND e.added_at > :newerThan`
