// One artist: what they made, where else they are heard, who is like them.
import { Title } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useMemo } from 'react'
import type {
  Album,
  Artist as ArtistRow,
  ArtistWithAlbums,
  MusicAnswers,
  Song,
} from '../../../server/contract/music.ts'
import { CallFailed } from '../../client/call.ts'
import { music, musicQuery, useMusic } from '../../client/music.ts'
import { AlbumShelf } from '../../components/album-shelf.tsx'
import { Cover } from '../../components/cover.tsx'
import { ExternalLink, musicBrainzUrl } from '../../components/external-link.tsx'
import { Link } from '../../components/link.tsx'
import { MusicActions } from '../../components/music-actions.tsx'
import { MusicHead } from '../../components/music-head.tsx'
import { Page } from '../../components/page.tsx'
import { EmptyState, ErrorState, PageLoader } from '../../components/page-states.tsx'
import { WithRights } from '../../components/rights.tsx'
import { SongList } from '../../components/song-list/song-list.tsx'
import { Star, Stars } from '../../components/taste.tsx'
import type { PageProps } from '../../pages.tsx'
import { player } from '../../player/player.ts'
import { ARTIST } from '../../text/artist.ts'
import { MUSIC } from '../../text/library.ts'
import { albumsByType } from './albums-by-type.ts'
import '../library/library.css'

const TOP_SONGS = 8
const MOST_APPEARANCES = 200
const MOST_ALBUMS_PLAYED = 60

export function Artist({ params }: PageProps) {
  const id = params['id'] ?? ''
  const answer = useMusic<MusicAnswers['getArtist']>('getArtist', { id }, { staleTime: 30_000 })
  if (answer.isPending) return <PageLoader />
  if (answer.isError) {
    const isGone = answer.error instanceof CallFailed && answer.error.code === 'not-found'
    if (!isGone) return <ErrorState error={answer.error} onRetry={() => answer.refetch()} />
    return (
      <Page title={ARTIST.title}>
        <EmptyState icon="artist" title={ARTIST.gone}>
          {ARTIST.goneWords}
        </EmptyState>
      </Page>
    )
  }
  return (
    <WithRights>
      <WholeArtist key={id} artist={answer.data.artist} />
    </WithRights>
  )
}

function WholeArtist({ artist }: { artist: ArtistWithAlbums }) {
  const name = artist.name || MUSIC.noArtist
  const { id, album: albums } = artist
  const groups = useMemo(() => albumsByType(albums), [albums])
  const top = useTopSongs(artist)
  const loadSongs = useLoadSongs(artist)
  const heard = useAppearances(artist)
  const isBare = albums.length === 0 && heard.data?.length === 0
  return (
    <>
      <MusicHead
        kind={ARTIST.title}
        name={name}
        cover={artist.coverArt}
        round
        words={<HeadWords artist={artist} />}
        actions={
          <MusicActions
            name={name}
            isEmpty={albums.length === 0 && !heard.data?.length}
            load={() => (albums.length > 0 ? loadSongs() : (heard.data ?? []).flatMap(({ songs }) => songs))}
          >
            <Star kind="artist" id={id} name={name} starred={artist.starred !== undefined} size={22} />
            <Stars kind="artist" id={id} name={name} rating={artist.userRating ?? 0} />
          </MusicActions>
        }
      />
      {top.length > 0 && <TopSongs songs={top} artist={artist} />}
      {groups.map(({ type, title, albums: some }) => (
        <Shelf key={type} title={title} albums={some} />
      ))}
      {heard.data !== undefined && heard.data.length > 0 && <AppearsOn albums={heard.data} />}
      {isBare && (
        <EmptyState icon="artist" title={ARTIST.nothing}>
          {ARTIST.nothingWords}
        </EmptyState>
      )}
      <Similar id={id} />
    </>
  )
}

function HeadWords({ artist: { album: albums, musicBrainzId } }: { artist: ArtistWithAlbums }) {
  const years = albums.map(({ year }) => year).filter((year) => year !== undefined)
  const url = musicBrainzUrl('artist', musicBrainzId)
  return (
    <>
      <p>
        {MUSIC.albums(albums.length)}
        {years.length > 0 && ` · ${MUSIC.years(Math.min(...years), Math.max(...years))}`}
      </p>
      {url && (
        <p>
          <ExternalLink to={url}>{ARTIST.externalArtist}</ExternalLink>
        </p>
      )}
    </>
  )
}

function TopSongs({ songs, artist }: { songs: readonly Song[]; artist: ArtistRow }) {
  const play = useCallback((_: Song, at: number) => player.play(songs, at), [songs])
  return (
    <section className="music-section">
      <Title order={2}>{ARTIST.topSongs}</Title>
      <SongList
        label={ARTIST.topSongs}
        count={songs.length}
        rows={songs}
        showAlbum
        bare
        albumArtist={artist.name}
        onPlay={play}
      />
    </section>
  )
}

function Shelf({ title, albums }: { title: string; albums: readonly Album[] }) {
  return (
    <section className="music-section">
      <Title order={2}>{title}</Title>
      <AlbumShelf label={title} albums={albums} words={yearWords} />
    </section>
  )
}

const yearWords = ({ year, version }: Album) => [year, version].filter(Boolean).join(' · ')

interface Appearance {
  readonly id: string
  readonly name: string
  readonly coverArt: string | undefined
  readonly artist: string
  readonly songs: readonly Song[]
}

function AppearsOn({ albums }: { albums: readonly Appearance[] }) {
  return (
    <section className="music-section">
      <Title order={2}>{ARTIST.appearsOn}</Title>
      <ul className="artist-cards" aria-label={ARTIST.appearsOn}>
        {albums.map(({ id, name, coverArt, artist, songs }) => (
          <li key={id} className="line-card">
            <Cover id={coverArt} name={name} size={52} />
            <div className="line-card-words">
              <Link to={`/album/${id}`} className="line-card-name">
                {name || MUSIC.noAlbum}
              </Link>
              <span className="line-card-more">
                {artist} · {songs.length === 1 ? songs[0]?.title : MUSIC.songs(songs.length)}
              </span>
            </div>
          </li>
        ))}
      </ul>
    </section>
  )
}

interface SimilarAnswer {
  readonly artistInfo2: { readonly similarArtist?: readonly ArtistRow[] }
}

function Similar({ id }: { id: string }) {
  const answer = useMusic<SimilarAnswer>('getArtistInfo2', { id, count: 12 }, { staleTime: 60_000 })
  const similar = answer.data?.artistInfo2.similarArtist ?? []
  if (similar.length === 0) return null
  return (
    <section className="music-section">
      <Title order={2}>{ARTIST.similar}</Title>
      <ul className="artist-cards" aria-label={ARTIST.similar}>
        {similar.map((artist) => (
          <li key={artist.id} className="line-card">
            <Cover id={artist.coverArt} name={artist.name} size={44} round />
            <div className="line-card-words">
              <Link to={`/artist/${artist.id}`} className="line-card-name">
                {artist.name}
              </Link>
              <span className="line-card-more">{MUSIC.albums(artist.albumCount)}</span>
            </div>
          </li>
        ))}
      </ul>
    </section>
  )
}

function useTopSongs({ id, name }: ArtistRow): readonly Song[] {
  const answer = useMusic<MusicAnswers['getTopSongs']>(
    'getTopSongs',
    { id, artist: name, count: TOP_SONGS },
    { staleTime: 60_000 },
  )
  return answer.data?.topSongs.song ?? []
}

/** Of all albums, the oldest first. */
function useLoadSongs({ album: albums }: ArtistWithAlbums) {
  const queries = useQueryClient()
  return async () => {
    const read = albums.slice(0, MOST_ALBUMS_PLAYED).map(({ id }) => {
      const query = musicQuery<MusicAnswers['getAlbum']>('getAlbum', { id })
      return queries.fetchQuery({ ...query, staleTime: 60_000, retry: false })
    })
    return (await Promise.all(read)).flatMap(({ album }) => album.song)
  }
}

/** Songs that name the artist, on albums of others. Found by the name, kept by the id. */
function useAppearances({ id, name, album: albums }: ArtistWithAlbums) {
  return useQuery({
    queryKey: ['music', 'appearances', { id, name, albums: albums.map((album) => album.id) }],
    staleTime: 60_000,
    async queryFn({ signal }) {
      const parameters = { query: name, artistCount: 0, albumCount: 0, songCount: MOST_APPEARANCES }
      const answer = await music<MusicAnswers['search3']>('search3', parameters, signal)
      const own = new Set(albums.map((album) => album.id))
      return appearancesOf(
        id,
        answer.searchResult3.song.filter(({ albumId }) => !own.has(albumId)),
      )
    },
  })
}

function appearancesOf(id: string, songs: readonly Song[]): Appearance[] {
  const named = songs.filter(
    ({ artists, contributors }) =>
      artists.some((one) => one.id === id) || contributors.some(({ artist }) => artist.id === id),
  )
  return [...Map.groupBy(named, ({ albumId }) => albumId)].map(([albumId, some]) => {
    const [first] = some
    return {
      id: albumId,
      name: first?.album ?? '',
      coverArt: first?.coverArt,
      artist: first?.displayAlbumArtist || MUSIC.noArtist,
      songs: some,
    }
  })
}
