// Search as you type: what was found stays until the next answer is there, and an answer that is no longer wanted is not
// waited for.
import { Button, Title } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { type KeyboardEvent, type ReactNode, useCallback, useEffect, useRef, useState } from 'react'
import type { Artist, Found, MusicAnswers, Song } from '../../../server/contract/music.ts'
import { music } from '../../client/music.ts'
import { useSearch, useSetSearch } from '../../client/route.ts'
import { AlbumCard } from '../../components/album-grid/album-card.tsx'
import '../../components/album-grid/album-grid.css'
import { Cover } from '../../components/cover.tsx'
import { Link } from '../../components/link.tsx'
import { Page } from '../../components/page.tsx'
import { EmptyState, ErrorState, RowSkeletons } from '../../components/page-states.tsx'
import { WithRights } from '../../components/rights.tsx'
import { SearchField } from '../../components/search-field.tsx'
import { SongList } from '../../components/song-list/song-list.tsx'
import { player } from '../../player/player.ts'
import { MUSIC } from '../../text/library.ts'
import { SEARCH } from '../../text/search.ts'
import '../library/library.css'
import './search.css'

type Kind = 'artist' | 'album' | 'song'
type Counts = Readonly<Record<Kind, number>>

const FIRST: Counts = { artist: 6, album: 12, song: 20 }
const MORE = 5

export function Search() {
  const query = useSearch().get('q')?.trim() ?? ''
  const setSearch = useSetSearch()
  const results = useRef<HTMLDivElement>(null)
  const stops = () => stopsOf(results.current)
  // A key that came before its answer: what stands there still belongs to fewer letters, and goes away.
  const waiting = useRef<Waiting | undefined>(undefined)
  const onChange = useCallback(
    (q: string) => {
      waiting.current = undefined
      setSearch({ q })
    },
    [setSearch],
  )
  const toFirst = (act: Waiting) => () => {
    const isFresh = results.current?.querySelector('[data-found-for]')
    if (isFresh) act(stops()[0])
    else waiting.current = act
  }
  const onFresh = useCallback(() => {
    const act = waiting.current
    waiting.current = undefined
    act?.(stopsOf(results.current)[0])
  }, [])
  return (
    <WithRights>
      <Page title={SEARCH.title}>
        <search>
          <SearchField
            value={query}
            onChange={onChange}
            onEnterResults={toFirst((stop) => stop?.focus())}
            onChoose={toFirst((stop) => stop?.click())}
          />
        </search>
        {/* biome-ignore lint/a11y/noStaticElementInteractions: the arrow keys of all links and buttons in it */}
        <div ref={results} onKeyDown={(event) => moveThrough(event, stops())}>
          {query === '' ? (
            <EmptyState icon="search" title={SEARCH.begin}>
              {SEARCH.beginWords}
            </EmptyState>
          ) : (
            <Results query={query} onFresh={onFresh} />
          )}
        </div>
      </Page>
    </WithRights>
  )
}

type Waiting = (first: HTMLElement | undefined) => void

/** @param onFresh called when what is drawn belongs to the query; the same function at every drawing */
function Results({ query, onFresh }: { query: string; onFresh(): void }) {
  const [shown, setShown] = useState({ query, counts: FIRST })
  const counts = shown.query === query ? shown.counts : FIRST
  const answer = useQuery({
    queryKey: ['music', 'search3', { query, counts }],
    staleTime: 30_000,
    gcTime: 60_000,
    placeholderData: keepPreviousData,
    async queryFn({ signal }) {
      const parameters = {
        query,
        // One more than is shown: then there are more.
        artistCount: counts.artist + 1,
        albumCount: counts.album + 1,
        songCount: counts.song + 1,
      }
      return (await music<MusicAnswers['search3']>('search3', parameters, signal)).searchResult3
    },
  })
  const isOld = answer.isPlaceholderData
  const isFresh = answer.isSuccess && !isOld
  // biome-ignore lint/correctness/useExhaustiveDependencies: also from one query's answer to the next one's
  useEffect(() => {
    if (isFresh) onFresh()
  }, [isFresh, query, onFresh])
  if (answer.isPending) return <RowSkeletons count={8} />
  if (answer.isError) return <ErrorState error={answer.error} onRetry={() => answer.refetch()} />
  const more = (kind: Kind) => () => setShown({ query, counts: { ...counts, [kind]: counts[kind] * MORE } })
  return (
    // For those who measure: what stands here belongs to these words.
    <div data-found-for={isOld ? undefined : query} aria-busy={isOld}>
      <FoundMusic query={query} found={answer.data} counts={counts} more={more} />
    </div>
  )
}

interface FoundMusicProps {
  readonly query: string
  readonly found: Found
  readonly counts: Counts
  more(kind: Kind): () => void
}

function FoundMusic({ query, found, counts, more }: FoundMusicProps) {
  const artists = found.artist.slice(0, counts.artist)
  const albums = found.album.slice(0, counts.album)
  const songs = found.song.slice(0, counts.song)
  const count = artists.length + albums.length + songs.length
  return (
    <>
      <p className="sr-only" role="status">
        {SEARCH.found(count)}
      </p>
      {count === 0 && (
        <EmptyState icon="search" title={SEARCH.none(query)}>
          {SEARCH.noneWords}
        </EmptyState>
      )}
      {artists.length > 0 && (
        <Section title={SEARCH.artists} more={found.artist.length > counts.artist && more('artist')}>
          <ul className="artist-cards" aria-label={SEARCH.artists}>
            {artists.map((artist) => (
              <li key={artist.id}>
                <ArtistLine artist={artist} />
              </li>
            ))}
          </ul>
        </Section>
      )}
      {albums.length > 0 && (
        <Section title={SEARCH.albums} more={found.album.length > counts.album && more('album')}>
          <ul className="cover-grid album-shelf" aria-label={SEARCH.albums}>
            {albums.map((album) => (
              <li key={album.id}>
                <AlbumCard album={album} width="150px" />
              </li>
            ))}
          </ul>
        </Section>
      )}
      {songs.length > 0 && (
        <Section title={SEARCH.songs} more={found.song.length > counts.song && more('song')}>
          <FoundSongs songs={songs} />
        </Section>
      )}
    </>
  )
}

function FoundSongs({ songs }: { songs: readonly Song[] }) {
  const play = useCallback((_: Song, at: number) => player.play(songs, at), [songs])
  return <SongList label={SEARCH.songs} count={songs.length} rows={songs} showAlbum bare onPlay={play} />
}

interface SectionProps {
  readonly title: string
  readonly more: false | (() => void)
  readonly children: ReactNode
}

function Section({ title, more, children }: SectionProps) {
  return (
    <section className="search-section">
      <Title order={2}>{title}</Title>
      {children}
      {more && (
        <Button variant="subtle" size="sm" mt="xs" aria-label={`${SEARCH.more}: ${title}`} onClick={more}>
          {SEARCH.more}
        </Button>
      )}
    </section>
  )
}

function ArtistLine({ artist: { id, name, coverArt, albumCount } }: { artist: Artist }) {
  return (
    <div className="line-card">
      <Cover id={coverArt} name={name} size={44} round />
      <div className="line-card-words">
        <Link to={`/artist/${id}`} className="line-card-name" data-stop="">
          {name || MUSIC.noArtist}
        </Link>
        <span className="line-card-more">{MUSIC.albums(albumCount)}</span>
      </div>
    </div>
  )
}

/** What Enter opens or plays, from top to bottom. */
function stopsOf(results: HTMLElement | null): HTMLElement[] {
  return [...(results?.querySelectorAll<HTMLElement>('[data-stop]') ?? [])]
}

/** All that was found is one list for the arrow keys; above its first lies the field, and typing goes on there. */
function moveThrough(event: KeyboardEvent, stops: readonly HTMLElement[]) {
  if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey) return
  const at = event.target instanceof HTMLElement ? stops.indexOf(event.target) : -1
  if (at === -1) return
  const field = document.querySelector<HTMLInputElement>('.search-field input')
  if (event.key.length === 1 && event.key !== ' ') return field?.focus()
  const next = { ArrowDown: at + 1, ArrowRight: at + 1, ArrowUp: at - 1, ArrowLeft: at - 1 }[event.key]
  if (next === undefined) return
  event.preventDefault()
  const target = next < 0 ? field : stops[next]
  target?.focus()
  target?.scrollIntoView({ block: 'nearest' })
}
