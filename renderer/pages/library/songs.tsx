// All songs by title, those of a genre, or the starred ones.
import { Switch } from '@mantine/core'
import { type QueryClient, useQuery, useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useCallback, useMemo, useRef } from 'react'
import type { MusicAnswers, Song } from '../../../server/contract/music.ts'
import { call } from '../../client/call.ts'
import { music, useMusic } from '../../client/music.ts'
import { useSearch, useSetSearch } from '../../client/route.ts'
import { EmptyState, ErrorState, RowSkeletons } from '../../components/page-states.tsx'
import { SongList } from '../../components/song-list/song-list.tsx'
import { useKeptScroll } from '../../components/windowed/kept-scroll.ts'
import { type PagedList, type PageOfList, useFirstPage } from '../../components/windowed/paged.ts'
import { player } from '../../player/player.ts'
import { LIBRARY, MUSIC } from '../../text/library.ts'
import { EmptyLibrary } from './empty-library.tsx'
import { MusicFolderSelect } from './music-folder-select.tsx'

const WORDS = LIBRARY.songs
const PAGE = 100
const MOST_QUEUED = 500

export function Songs() {
  const search = useSearch()
  const set = useSetSearch()
  const genre = search.get('genre') || undefined
  const folder = search.get('folder') || undefined
  const isStarred = search.get('starred') === 'yes'
  return (
    <>
      <div className="library-filters">
        {genre === undefined && (
          <>
            <MusicFolderSelect folder={folder} />
            <Switch
              label={WORDS.starred}
              checked={isStarred}
              onChange={(event) => set({ starred: event.currentTarget.checked ? 'yes' : '' })}
            />
          </>
        )}
      </div>
      {isStarred ? (
        <StarredSongs folder={folder} />
      ) : (
        <PagedSongs key={`${genre} ${folder}`} genre={genre} folder={folder} />
      )}
    </>
  )
}

interface PagedSongsProps {
  readonly genre: string | undefined
  readonly folder: string | undefined
}

function PagedSongs({ genre, folder }: PagedSongsProps) {
  const queries = useQueryClient()
  const list = useMemo(() => (genre === undefined ? allSongs(folder) : songsOfGenre(genre)), [genre, folder])
  const first = useFirstPage(list)
  const total = useTotal(genre, folder)
  const frame = useRef<HTMLDivElement>(null)
  const isReady = first.isSuccess && total !== undefined
  useKeptScroll(frame, isReady)
  const firstSongs = first.data?.items
  const play = useCallback(
    (_: Song, at: number) => player.play(knownFrom(queries, list, at), 0),
    [queries, list],
  )

  if (first.isError) return <ErrorState error={first.error} onRetry={() => first.refetch()} />
  if (!isReady || !firstSongs) return <RowSkeletons count={14} height={44} />
  const count = firstSongs.length < PAGE ? firstSongs.length : Math.max(total, firstSongs.length)
  if (count === 0)
    return genre === undefined ? <EmptyLibrary /> : <EmptyState icon="song" title={WORDS.none} />
  return (
    <Framed
      frame={frame}
      words={genre === undefined ? MUSIC.songs(count) : `${genre}: ${MUSIC.songs(count)}`}
    >
      <SongList label={WORDS.list} count={count} rows={list} showAlbum onPlay={play} />
    </Framed>
  )
}

function StarredSongs({ folder }: { folder: string | undefined }) {
  const starred = useMusic<MusicAnswers['getStarred2']>('getStarred2', { musicFolderId: folder })
  const songs = starred.data?.starred2.song
  const frame = useRef<HTMLDivElement>(null)
  useKeptScroll(frame, songs !== undefined)
  const play = useCallback((_: Song, at: number) => player.play(songs ?? [], at), [songs])
  if (starred.isError) return <ErrorState error={starred.error} onRetry={() => starred.refetch()} />
  if (!songs) return <RowSkeletons count={8} height={44} />
  if (songs.length === 0) return <EmptyState icon="star" title={WORDS.none} />
  return (
    <Framed frame={frame} words={MUSIC.songs(songs.length)}>
      <SongList label={WORDS.list} count={songs.length} rows={songs} showAlbum onPlay={play} />
    </Framed>
  )
}

function Framed({
  frame,
  words,
  children,
}: {
  frame: React.RefObject<HTMLDivElement | null>
  words: string
  children: ReactNode
}) {
  return (
    <div ref={frame}>
      <p className="library-count" role="status">
        {words}
      </p>
      {children}
    </div>
  )
}

/** The song and those after it that were read: a queue of 100,000 songs helps nobody. */
function knownFrom(queries: QueryClient, list: PagedList<Song>, at: number): readonly Song[] {
  const songs: Song[] = []
  for (let offset = at - (at % PAGE); songs.length < MOST_QUEUED; offset += PAGE) {
    const page = queries.getQueryData<PageOfList<Song>>(list.key(offset))
    if (!page) break
    songs.push(...page.items.slice(Math.max(0, at - offset)))
  }
  return songs.slice(0, MOST_QUEUED)
}

function allSongs(folder: string | undefined): PagedList<Song> {
  const wanted = (offset: number) => ({
    query: '',
    artistCount: 0,
    albumCount: 0,
    songCount: PAGE,
    songOffset: offset,
    musicFolderId: folder,
  })
  return {
    pageSize: PAGE,
    key: (offset) => ['music', 'search3', wanted(offset)],
    async read(offset, signal) {
      const answer = await music<MusicAnswers['search3']>('search3', wanted(offset), signal)
      return { items: answer.searchResult3.song }
    },
  }
}

function songsOfGenre(genre: string): PagedList<Song> {
  const wanted = (offset: number) => ({ genre, count: PAGE, offset })
  return {
    pageSize: PAGE,
    key: (offset) => ['music', 'getSongsByGenre', wanted(offset)],
    async read(offset, signal) {
      const answer = await music<MusicAnswers['getSongsByGenre']>('getSongsByGenre', wanted(offset), signal)
      return { items: answer.songsByGenre.song }
    },
  }
}

/** The lists of songs do not say how long they are; others do. */
function useTotal(genre: string | undefined, folder: string | undefined): number | undefined {
  const genres = useMusic<MusicAnswers['getGenres']>(
    'getGenres',
    {},
    { enabled: genre !== undefined, staleTime: 60_000 },
  )
  const folders = useQuery({
    queryKey: ['library.folders', {}],
    queryFn: () => call('library.folders', {}),
    enabled: genre === undefined,
    staleTime: 60_000,
  })
  if (genre !== undefined) {
    if (!genres.data) return undefined
    return genres.data.genres.genre.find(({ value }) => value === genre)?.songCount ?? 0
  }
  return folders.data
    ?.filter(({ id }) => folder === undefined || String(id) === folder)
    .reduce((sum, { songs }) => sum + songs, 0)
}
