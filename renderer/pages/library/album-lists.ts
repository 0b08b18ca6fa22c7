// Reads the albums a query asks for.
import type { QueryKey } from '@tanstack/react-query'
import type { Album, MusicAnswers } from '../../../server/contract/music.ts'
import { musicWithTotal } from '../../client/music.ts'
import type { PagedList } from '../../components/windowed/paged.ts'
import type { AlbumPlan } from './album-query.ts'

const ENDPOINT = 'getAlbumList2'
/** About four screens of covers. */
const PAGE = 80
/** The most the API gives at once, and what is sorted in the window at most. */
const WHOLE_PAGE = 500
export const MOST_WHOLE = 10_000

export function pagedAlbums(plan: AlbumPlan): PagedList<Album> {
  const { parameters } = plan
  const wanted = (offset: number) => ({ ...parameters, size: PAGE, offset })
  return {
    pageSize: PAGE,
    // Read again it would be another order, and the pages would not fit one another.
    keep: isRandom(plan),
    key: (offset) => ['music', ENDPOINT, wanted(offset)],
    async read(offset, signal) {
      const { answer, total } = await musicWithTotal<MusicAnswers[typeof ENDPOINT]>(
        ENDPOINT,
        wanted(offset),
        signal,
      )
      return { items: answer.albumList2.album, total }
    },
  }
}

export function wholeAlbums({ parameters }: AlbumPlan) {
  return {
    queryKey: ['music', ENDPOINT, { ...parameters, whole: true }],
    async queryFn({ signal }: { readonly signal: AbortSignal }) {
      const albums: Album[] = []
      while (albums.length < MOST_WHOLE) {
        const { answer } = await musicWithTotal<MusicAnswers[typeof ENDPOINT]>(
          ENDPOINT,
          { ...parameters, size: WHOLE_PAGE, offset: albums.length },
          signal,
        )
        albums.push(...answer.albumList2.album)
        if (answer.albumList2.album.length < WHOLE_PAGE) return { albums, isAll: true }
      }
      return { albums, isAll: false }
    },
  }
}

export function isRandom({ parameters }: AlbumPlan): boolean {
  return parameters['type'] === 'random'
}

/** @param key of a query */
export function isRandomList([, endpoint, parameters]: QueryKey): boolean {
  return endpoint === ENDPOINT && JSON.stringify(parameters).includes('"random"')
}
