import { memo } from 'react'
import type { Album } from '../../../server/contract/music.ts'
import { MUSIC } from '../../text/library.ts'
import { Cover } from '../cover.tsx'
import { Icon } from '../icon.tsx'
import { Link } from '../link.tsx'
import { usePlayAlbum } from '../play-album.ts'

interface AlbumCardProps {
  /** Not there yet: the card keeps its place. */
  readonly album: Album | undefined
  /** Of the card, in pixels; as `sizes` of an image where the page decides it. */
  readonly width: number | string
  /** Whether the tab key reaches it; the arrow keys reach all. */
  readonly isStop?: boolean
  /** Instead of the artist, where that is known. */
  readonly words?: string
}

export const AlbumCard = memo(function AlbumCard({ album, width, isStop = true, words }: AlbumCardProps) {
  if (!album) return <WaitingCard />
  const name = album.name || MUSIC.noAlbum
  const artist = album.displayArtist || album.artist || MUSIC.noArtist
  return (
    <article className="album-card">
      <div className="album-card-cover">
        <Cover id={album.coverArt} name={name} size={width} />
        {album.starred !== undefined && (
          <span className="album-card-star">
            <Icon name="star" size={14} filled />
          </span>
        )}
      </div>
      <Link
        to={`/album/${album.id}`}
        className="album-card-name"
        title={name}
        data-stop=""
        tabIndex={isStop ? 0 : -1}
      >
        {name}
      </Link>
      <p className="album-card-artist" title={words ?? artist}>
        <span>{words ?? artist}</span>
        {words === undefined && album.year !== undefined && <span>{` · ${album.year}`}</span>}
      </p>
      <PlayButton id={album.id} name={name} isStop={isStop} />
    </article>
  )
})

function PlayButton({ id, name, isStop }: { id: string; name: string; isStop: boolean }) {
  const play = usePlayAlbum()
  if (!play.isAllowed) return null
  return (
    <button
      type="button"
      className="album-card-play"
      aria-label={MUSIC.playThis(name)}
      tabIndex={isStop ? 0 : -1}
      onClick={() => play.play(id)}
    >
      <Icon name="play" size={20} />
    </button>
  )
}

function WaitingCard() {
  return (
    <div className="album-card album-card-waiting" aria-hidden="true">
      <div className="album-card-cover" />
      <span />
      <span />
    </div>
  )
}
