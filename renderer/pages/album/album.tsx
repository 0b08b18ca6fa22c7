// One album with everything its tags say.
import { useMemo } from 'react'
import type { AlbumWithSongs, MusicAnswers } from '../../../server/contract/music.ts'
import { CallFailed } from '../../client/call.ts'
import { useMusic } from '../../client/music.ts'
import { lengthWords } from '../../components/lengths.ts'
import { Link } from '../../components/link.tsx'
import { MusicActions } from '../../components/music-actions.tsx'
import { MusicHead } from '../../components/music-head.tsx'
import { Page } from '../../components/page.tsx'
import { EmptyState, ErrorState, PageLoader } from '../../components/page-states.tsx'
import { WithRights } from '../../components/rights.tsx'
import { ArtistNames } from '../../components/song-list/artist-names.tsx'
import { ExplicitMark } from '../../components/song-list/song-row.tsx'
import { Star, Stars } from '../../components/taste.tsx'
import { Ago } from '../../components/when.tsx'
import type { PageProps } from '../../pages.tsx'
import { ALBUM } from '../../text/album.ts'
import { MUSIC } from '../../text/library.ts'
import { AboutAlbum } from './about-album.tsx'
import { OtherAlbums } from './other-albums.tsx'
import { Tracks } from './tracks.tsx'

export function Album({ params }: PageProps) {
  const id = params['id'] ?? ''
  const answer = useMusic<MusicAnswers['getAlbum']>('getAlbum', { id }, { staleTime: 30_000 })
  if (answer.isPending) return <PageLoader />
  if (answer.isError) {
    const isGone = answer.error instanceof CallFailed && answer.error.code === 'not-found'
    if (!isGone) return <ErrorState error={answer.error} onRetry={() => answer.refetch()} />
    return (
      <Page title={ALBUM.title}>
        <EmptyState icon="album" title={ALBUM.gone}>
          {ALBUM.goneWords}
        </EmptyState>
      </Page>
    )
  }
  return (
    <WithRights>
      <WholeAlbum key={id} album={answer.data.album} />
    </WithRights>
  )
}

function WholeAlbum({ album }: { album: AlbumWithSongs }) {
  const name = album.name || MUSIC.noAlbum
  const { id, song: songs } = album
  return (
    <>
      <MusicHead
        kind={kindOf(album)}
        name={name}
        cover={album.coverArt}
        marks={<ExplicitMark status={album.explicitStatus} />}
        words={<HeadWords album={album} />}
        actions={
          <MusicActions name={name} isEmpty={songs.length === 0} load={() => songs} download={id} share={id}>
            <Star kind="album" id={id} name={name} starred={album.starred !== undefined} size={22} />
            <Stars kind="album" id={id} name={name} rating={album.userRating ?? 0} />
          </MusicActions>
        }
      />
      {songs.length === 0 ? <EmptyState icon="song" title={ALBUM.noSongs} /> : <Tracks album={album} />}
      <AboutAlbum album={album} />
      <OtherAlbums album={album} />
    </>
  )
}

function HeadWords({ album }: { album: AlbumWithSongs }) {
  const { songCount, duration, playCount, played, genres } = album
  return (
    <>
      <p className="strong">
        <ArtistNames artists={album.artists} display={album.displayArtist || album.artist} />
      </p>
      <p>{useMemo(() => yearWords(album), [album])}</p>
      <p>
        {MUSIC.songs(songCount)}, {lengthWords(duration)}
        {playCount > 0 && ` · ${MUSIC.plays(playCount)}`}
        {played !== undefined && (
          <>
            , {ALBUM.played} <Ago at={Date.parse(played)} />
          </>
        )}
      </p>
      {genres.length > 0 && (
        <ul className="chips" aria-label={ALBUM.facts.genres}>
          {genres.map((genre) => (
            <li key={genre.name}>
              <Link to={`/library/albums?${new URLSearchParams({ genre: genre.name })}`} className="chip">
                {genre.name}
              </Link>
            </li>
          ))}
        </ul>
      )}
    </>
  )
}

function kindOf({ releaseTypes, isCompilation }: AlbumWithSongs): string {
  const types = releaseTypes.length > 0 ? releaseTypes : [ALBUM.title]
  const isSaid = types.some((type) => type.toLocaleLowerCase() === 'compilation')
  const words = [...types, ...(isCompilation && !isSaid ? [ALBUM.compilation] : [])].join(' · ')
  return words.charAt(0).toLocaleUpperCase() + words.slice(1)
}

/** The year of this edition, the year it first came out, and which edition it is. */
function yearWords({ year, releaseDate, originalReleaseDate, version }: AlbumWithSongs): string {
  const released = releaseDate.year ?? year
  const original = originalReleaseDate.year
  return [
    released,
    original !== undefined && original !== released ? ALBUM.original(original) : undefined,
    version || undefined,
  ]
    .filter((part) => part !== undefined)
    .join(' · ')
}
