import { useRef } from 'react'
import type { MusicAnswers } from '../../../server/contract/music.ts'
import { useMusic } from '../../client/music.ts'
import { Icon } from '../../components/icon.tsx'
import { Link } from '../../components/link.tsx'
import { EmptyState, ErrorState, RowSkeletons } from '../../components/page-states.tsx'
import { useKeptScroll } from '../../components/windowed/kept-scroll.ts'
import { LIBRARY, MUSIC } from '../../text/library.ts'

const WORDS = LIBRARY.genres

export function Genres() {
  const genres = useMusic<MusicAnswers['getGenres']>('getGenres', {}, { staleTime: 60_000 })
  const list = useRef<HTMLUListElement>(null)
  useKeptScroll(list, genres.isSuccess)

  if (genres.isPending) return <RowSkeletons count={10} height={48} />
  if (genres.isError) return <ErrorState error={genres.error} onRetry={() => genres.refetch()} />
  const { genre } = genres.data.genres
  if (genre.length === 0) {
    return (
      <EmptyState icon="genre" title={WORDS.none}>
        {WORDS.noneWords}
      </EmptyState>
    )
  }
  return (
    <ul className="artist-cards" aria-label={WORDS.list} ref={list}>
      {genre.map(({ value, albumCount, songCount }) => (
        <li key={value} className="line-card">
          <span className="line-card-icon">
            <Icon name="genre" />
          </span>
          <div className="line-card-words">
            <Link to={`/library/albums?${new URLSearchParams({ genre: value })}`} className="line-card-name">
              {value}
            </Link>
            <span className="line-card-more">
              {MUSIC.albums(albumCount)},{' '}
              <Link
                to={`/library/songs?${new URLSearchParams({ genre: value })}`}
                aria-label={`${WORDS.songsOf(value)}: ${MUSIC.songs(songCount)}`}
              >
                {MUSIC.songs(songCount)}
              </Link>
            </span>
          </div>
        </li>
      ))}
    </ul>
  )
}
