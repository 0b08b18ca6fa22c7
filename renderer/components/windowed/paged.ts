// A long list of the server, read page by page as it is looked at.
import { type QueryKey, useQueries, useQuery } from '@tanstack/react-query'

export interface PageOfList<Item> {
  readonly items: readonly Item[]
  /** Of the whole list, where the server says it. */
  readonly total?: number | undefined
}

export interface PagedList<Item> {
  readonly pageSize: number
  key(offset: number): QueryKey
  read(offset: number, signal: AbortSignal): Promise<PageOfList<Item>>
  /** For lists that are another one each time they are read. */
  readonly keep?: boolean
}

/** Whoever drags the scroll bar passes hundreds of pages: one is asked for when it has been on the screen this long. */
const PASSING_MS = 50
const FRESH_MS = 60_000

function queryFor<Item>(list: PagedList<Item>, page: number) {
  const offset = page * list.pageSize
  return {
    queryKey: list.key(offset),
    staleTime: list.keep ? Number.POSITIVE_INFINITY : FRESH_MS,
    async queryFn({ signal }: { readonly signal: AbortSignal }) {
      if (page > 0) await pause(PASSING_MS, signal)
      return list.read(offset, signal)
    },
  }
}

/** The first page, and with it how long the list is. */
export function useFirstPage<Item>(list: PagedList<Item>) {
  return useQuery(queryFor(list, 0))
}

/** @returns the item at a place between `first` and `end`; undefined while it is on its way */
export function useItems<Item>(
  list: PagedList<Item>,
  first: number,
  end: number,
): (at: number) => Item | undefined {
  const { pageSize } = list
  const firstPage = Math.floor(first / pageSize)
  const pageCount = end > first ? Math.floor((end - 1) / pageSize) - firstPage + 1 : 0
  const pages = useQueries({
    queries: Array.from({ length: pageCount }, (_, place) => queryFor(list, firstPage + place)),
  })
  return (at) => pages[Math.floor(at / pageSize) - firstPage]?.data?.items[at % pageSize]
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer)
      reject(signal.reason)
    }
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop)
      resolve()
    }, ms)
    signal.addEventListener('abort', stop, { once: true })
  })
}
