// Which albums, in which order: read from the address, written into it, and put into requests. The API sorts everything, or
// filters by genre or by years; anything else is read whole and arranged here.
import type { Album } from '../../../server/contract/music.ts'

export const SORTS = [
  'name',
  'artist',
  'newest',
  'recent',
  'frequent',
  'starred',
  'rating',
  'year',
  'random',
] as const

export type Sort = (typeof SORTS)[number]

export interface AlbumQuery {
  readonly sort: Sort
  readonly genre: string | undefined
  readonly from: number | undefined
  readonly to: number | undefined
  /** Id of a music folder. */
  readonly folder: string | undefined
}

type Parameters = Readonly<Record<string, string | number | undefined>>

export type AlbumPlan =
  /** The server's own order: read page by page. */
  | { readonly kind: 'paged'; readonly parameters: Parameters }
  /** Read whole, then `arrange`. */
  | { readonly kind: 'whole'; readonly parameters: Parameters }

const LIST_TYPES: Readonly<Record<Sort, string>> = {
  name: 'alphabeticalByName',
  artist: 'alphabeticalByArtist',
  newest: 'newest',
  recent: 'recent',
  frequent: 'frequent',
  starred: 'starred',
  rating: 'highest',
  year: 'byYear',
  random: 'random',
}
const FIRST_YEAR = 0
const LAST_YEAR = 9999

export function readAlbumQuery(search: URLSearchParams): AlbumQuery {
  const sort = SORTS.find((name) => name === search.get('sort')) ?? 'name'
  return {
    sort,
    genre: search.get('genre') || undefined,
    from: readYear(search.get('from')),
    to: readYear(search.get('to')),
    folder: /^\d{1,9}$/.exec(search.get('folder') ?? '')?.[0],
  }
}

export function isFiltered({ genre, from, to }: AlbumQuery): boolean {
  return genre !== undefined || from !== undefined || to !== undefined
}

export function planFor(query: AlbumQuery): AlbumPlan {
  const { sort, genre, from, to, folder } = query
  const hasYears = from !== undefined || to !== undefined
  const byGenre = { type: 'byGenre', genre, musicFolderId: folder }
  // The later year first: the list is then the latest first.
  const byYear = {
    type: 'byYear',
    fromYear: to ?? LAST_YEAR,
    toYear: from ?? FIRST_YEAR,
    musicFolderId: folder,
  }

  if (genre !== undefined)
    return { kind: sort === 'name' && !hasYears ? 'paged' : 'whole', parameters: byGenre }
  if (sort === 'year') return { kind: 'paged', parameters: byYear }
  if (hasYears) return { kind: 'whole', parameters: byYear }
  return { kind: 'paged', parameters: { type: LIST_TYPES[sort], musicFolderId: folder } }
}

/** What the server would answer, could it filter and sort at once. */
export function arrange(
  albums: readonly Album[],
  { sort, from = FIRST_YEAR, to = LAST_YEAR }: AlbumQuery,
): Album[] {
  const isAnyYear = from === FIRST_YEAR && to === LAST_YEAR
  const low = Math.min(from, to)
  const high = Math.max(from, to)
  return albums
    .filter(({ year }) => isAnyYear || (year !== undefined && year >= low && year <= high))
    .filter(IS_LISTED[sort] ?? (() => true))
    .map((album) => ({ album, key: ORDER[sort](album) }))
    .sort((a, b) => compare(a.key, b.key) || compare(a.album.sortName, b.album.sortName))
    .map(({ album }) => album)
}

const IS_LISTED: Partial<Record<Sort, (album: Album) => boolean>> = {
  recent: ({ played }) => played !== undefined,
  frequent: ({ playCount }) => playCount > 0,
  starred: ({ starred }) => starred !== undefined,
  rating: ({ userRating, averageRating }) => (userRating ?? averageRating) !== undefined,
  year: ({ year }) => year !== undefined,
}

const ORDER: Readonly<Record<Sort, (album: Album) => string | number>> = {
  name: ({ sortName }) => sortName,
  artist: ({ displayArtist, year = 0 }) =>
    `${displayArtist.toLocaleLowerCase()}\0${String(year).padStart(4, '0')}`,
  newest: ({ created }) => -Date.parse(created),
  recent: ({ played }) => -Date.parse(played ?? '1970-01-01'),
  frequent: ({ playCount }) => -playCount,
  starred: ({ starred }) => -Date.parse(starred ?? '1970-01-01'),
  rating: ({ userRating, averageRating = 0 }) => -(userRating ?? averageRating),
  year: ({ year = 0 }) => -year,
  random: ({ id }) => scattered(id),
}

const compare = (a: string | number, b: string | number) => (a < b ? -1 : a > b ? 1 : 0)

/** Chosen once for the window, so that going back finds the same order. */
const SEED = Math.floor(Math.random() * 2 ** 31)

function scattered(id: string): number {
  let mixed = SEED
  for (const sign of id) mixed = Math.imul(mixed ^ sign.charCodeAt(0), 0x45d9f3b)
  return (mixed ^ (mixed >>> 15)) >>> 0
}

function readYear(text: string | null): number | undefined {
  return text !== null && /^\d{1,4}$/.test(text) ? Number(text) : undefined
}
