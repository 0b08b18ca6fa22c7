import { Alert } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useSearch } from '../../client/route.ts'
import { AlbumGrid } from '../../components/album-grid/album-grid.tsx'
import { CoverSkeletons, EmptyState, ErrorState } from '../../components/page-states.tsx'
import { useFirstPage } from '../../components/windowed/paged.ts'
import { LIBRARY, MUSIC } from '../../text/library.ts'
import { AlbumFilters } from './album-filters.tsx'
import { isRandom, isRandomList, MOST_WHOLE, pagedAlbums, wholeAlbums } from './album-lists.ts'
import {
  type AlbumPlan,
  type AlbumQuery,
  arrange,
  isFiltered,
  planFor,
  readAlbumQuery,
} from './album-query.ts'
import { EmptyLibrary } from './empty-library.tsx'

const WORDS = LIBRARY.albums

export function Albums() {
  const queries = useQueryClient()
  const search = useSearch()
  const query = useMemo(() => readAlbumQuery(search), [search])
  const plan = useMemo(() => planFor(query), [query])
  const List = plan.kind === 'paged' ? PagedAlbums : WholeAlbums
  const shuffle = () => queries.resetQueries({ predicate: ({ queryKey }) => isRandomList(queryKey) })
  return (
    <>
      <AlbumFilters query={query} onShuffle={isRandom(plan) ? shuffle : undefined} />
      <List key={JSON.stringify(query)} query={query} plan={plan} />
    </>
  )
}

interface AlbumsProps {
  readonly query: AlbumQuery
  readonly plan: AlbumPlan
}

function PagedAlbums({ query, plan }: AlbumsProps) {
  const list = useMemo(() => pagedAlbums(plan), [plan])
  const first = useFirstPage(list)
  // Without the header the list ends where the first page does.
  const count = first.data?.total ?? first.data?.items.length
  return (
    <>
      <Count count={count} />
      {first.isPending && <CoverSkeletons count={18} />}
      {first.isError && <ErrorState error={first.error} onRetry={() => first.refetch()} />}
      {count === 0 && <NoAlbums query={query} />}
      {count !== undefined && count > 0 && <AlbumGrid label={WORDS.list} count={count} albums={list} />}
    </>
  )
}

function WholeAlbums({ query, plan }: AlbumsProps) {
  const whole = useQuery({ ...wholeAlbums(plan), staleTime: 60_000 })
  const albums = useMemo(() => whole.data && arrange(whole.data.albums, query), [whole.data, query])
  return (
    <>
      <Count count={albums?.length} />
      {whole.isPending && <CoverSkeletons count={18} />}
      {whole.isError && <ErrorState error={whole.error} onRetry={() => whole.refetch()} />}
      {whole.data?.isAll === false && <Alert mb="md">{WORDS.capped(MOST_WHOLE)}</Alert>}
      {albums?.length === 0 && <NoAlbums query={query} />}
      {albums !== undefined && albums.length > 0 && (
        <AlbumGrid label={WORDS.list} count={albums.length} albums={albums} />
      )}
    </>
  )
}

/** Its line is there from the start, so that nothing moves. */
function Count({ count }: { count: number | undefined }) {
  return (
    <p className="library-count" role="status">
      {count === undefined ? '\u00a0' : MUSIC.albums(count)}
    </p>
  )
}

function NoAlbums({ query }: { query: AlbumQuery }) {
  if (isFiltered(query)) {
    return (
      <EmptyState icon="filter" title={WORDS.none}>
        {WORDS.tryOther}
      </EmptyState>
    )
  }
  const { sort } = query
  if (sort === 'recent' || sort === 'frequent' || sort === 'starred' || sort === 'rating') {
    return (
      <EmptyState icon={sort === 'starred' ? 'star' : 'album'} title={WORDS.none}>
        {WORDS.noneOf[sort]}
      </EmptyState>
    )
  }
  return <EmptyLibrary />
}
