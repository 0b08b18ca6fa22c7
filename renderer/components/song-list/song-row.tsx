import { type CSSProperties, type DragEvent, type KeyboardEvent, memo, type ReactNode } from 'react'
import type { Song } from '../../../server/contract/music.ts'
import { MUSIC } from '../../text/library.ts'
import { Cover } from '../cover.tsx'
import { Icon } from '../icon.tsx'
import { clockOf } from '../lengths.ts'
import { Link } from '../link.tsx'
import { useRights } from '../rights.tsx'
import { Star } from '../taste.tsx'
import { ArtistNames } from './artist-names.tsx'
import { SongMenu } from './song-menu.tsx'

export interface SongRowOptions {
  /** Covers and albums: where songs of several stand together. */
  readonly showAlbum?: boolean
  /** The place in the list instead of the number on the disc. */
  readonly countRows?: boolean
  /** Artists are left out where they are the album's. */
  readonly albumArtist?: string | undefined
  readonly onPlay?: ((song: Song, at: number) => void) | undefined
  /** More lines of the menu. */
  readonly menu?: ((song: Song, at: number) => ReactNode) | undefined
  readonly onMove?: ((from: number, to: number) => void) | undefined
}

interface SongRowProps extends SongRowOptions {
  readonly song: Song | undefined
  readonly place: number
  readonly count: number
  readonly isStop: boolean
  /** It is in the player now. */
  readonly isPlaying: boolean
  readonly style: CSSProperties
}

export const SongRow = memo(SongRowOf, (old, now) => {
  const keys: readonly (keyof SongRowProps)[] = [
    'song',
    'place',
    'isStop',
    'isPlaying',
    'showAlbum',
    'onPlay',
    'menu',
    'onMove',
  ]
  return keys.every((key) => old[key] === now[key])
})

function SongRowOf(props: SongRowProps) {
  const { song, place, count, isStop, style } = props
  const shared = { 'aria-posinset': place + 1, 'aria-setsize': count, 'data-at': place, style }
  if (!song) {
    return (
      <li {...shared} className="song-row song-row-waiting">
        <span className="song-bone" />
      </li>
    )
  }
  return (
    <li {...shared} data-active={isStop || undefined} className="song-row" {...moving(props)}>
      <Cells {...props} song={song} />
    </li>
  )
}

function Cells({
  song,
  place,
  isStop,
  isPlaying,
  showAlbum,
  countRows,
  albumArtist,
  onPlay,
  menu,
  onMove,
}: SongRowProps & { song: Song }) {
  const { canPlay } = useRights()
  const title = song.title || MUSIC.noTitle
  const tabIndex = isStop ? 0 : -1
  const number = countRows || showAlbum ? place + 1 : song.track
  return (
    <>
      <span className="song-number" data-playing={isPlaying || undefined}>
        {isPlaying ? <Icon name="volume" size={16} /> : number}
      </span>
      <span className="song-words">
        {showAlbum && <Cover id={song.coverArt} name={song.album || title} size={38} />}
        <span className="song-names">
          <span className="song-line">
            <button
              type="button"
              className="song-title"
              data-stop=""
              data-playing={isPlaying || undefined}
              tabIndex={tabIndex}
              disabled={!canPlay || !onPlay}
              aria-label={canPlay ? MUSIC.playThis(title) : undefined}
              title={title}
              onClick={() => onPlay?.(song, place)}
            >
              {title}
            </button>
            <ExplicitMark status={song.explicitStatus} />
            {isPlaying && <span className="sr-only">{MUSIC.playing}</span>}
          </span>
          {song.displayArtist !== albumArtist && (
            <span className="song-artists">
              <ArtistNames
                artists={song.artists}
                display={song.displayArtist || song.artist}
                tabIndex={tabIndex}
              />
            </span>
          )}
        </span>
      </span>
      {showAlbum && (
        <span className="song-album">
          {song.albumId !== undefined && (
            <Link to={`/album/${song.albumId}`} tabIndex={tabIndex}>
              {song.album || MUSIC.noAlbum}
            </Link>
          )}
        </span>
      )}
      <span className="song-plays">{song.playCount ? song.playCount : ''}</span>
      <span className="song-length">{song.duration === undefined ? '' : clockOf(song.duration)}</span>
      <span className="song-tools">
        <Star
          kind="song"
          id={song.id}
          name={title}
          starred={song.starred !== undefined}
          tabIndex={tabIndex}
        />
        <SongMenu song={song} tabIndex={tabIndex} more={menu?.(song, place)} />
        {onMove && (
          <span className="song-drag" aria-hidden="true">
            <Icon name="drag" size={16} />
          </span>
        )}
      </span>
    </>
  )
}

export function ExplicitMark({ status }: { status: string | undefined }) {
  if (status !== 'explicit') return null
  return (
    <span className="explicit-mark" role="img" aria-label={MUSIC.explicit} title={MUSIC.explicit}>
      {MUSIC.explicitMark}
    </span>
  )
}

const DRAGGED = 'application/x-lockgroove-place'

/** Dragged by its row, or moved by Alt and the arrow keys. */
function moving({ place, onMove }: SongRowProps) {
  if (!onMove) return {}
  return {
    draggable: true,
    onDragStart(event: DragEvent) {
      event.dataTransfer.setData(DRAGGED, String(place))
      event.dataTransfer.effectAllowed = 'move'
    },
    onDragOver(event: DragEvent<HTMLElement>) {
      if (!event.dataTransfer.types.includes(DRAGGED)) return
      event.preventDefault()
      event.currentTarget.dataset['over'] = ''
    },
    onDragLeave(event: DragEvent<HTMLElement>) {
      delete event.currentTarget.dataset['over']
    },
    onDrop(event: DragEvent<HTMLElement>) {
      delete event.currentTarget.dataset['over']
      event.preventDefault()
      const from = Number(event.dataTransfer.getData(DRAGGED))
      if (Number.isInteger(from) && from !== place) onMove(from, place)
    },
    onKeyDown(event: KeyboardEvent) {
      if (!event.altKey || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return
      event.preventDefault()
      event.stopPropagation()
      onMove(place, place + (event.key === 'ArrowUp' ? -1 : 1))
    },
  }
}
