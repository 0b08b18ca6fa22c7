// Songs in rows, any number of them: only those near the screen are drawn. Used by albums, playlists, folders, search and the
// list of all songs.
import { type ReactNode, useLayoutEffect, useRef } from 'react'
import type { Song } from '../../../server/contract/music.ts'
import { usePlayer } from '../../player/player.ts'
import { MUSIC } from '../../text/library.ts'
import { useArrowKeys } from '../windowed/arrow-keys.ts'
import { type PagedList, useItems } from '../windowed/paged.ts'
import { rowsThatFit, useRowWindow } from '../windowed/row-window.ts'
import { SongRow, type SongRowOptions } from './song-row.tsx'
import './song-list.css'

export const SONG_ROW_PX = 52

/** Between songs: the name of a disc, a folder. */
export interface Divider {
  readonly divider: string
  readonly words: ReactNode
}

export type Row = Song | Divider

export const isDivider = (row: Row): row is Divider => 'divider' in row

interface SongListProps extends SongRowOptions {
  readonly label: string
  readonly count: number
  readonly rows: PagedList<Song> | readonly Row[]
  /** What is played when a song is: by default the song and those after it that are read. */
  readonly onPlay?: (song: Song, at: number) => void
  /** No heading of columns above few songs. */
  readonly bare?: boolean
}

export function SongList({ label, count, rows, bare = false, ...options }: SongListProps) {
  const list = useRef<HTMLOListElement>(null)
  const rowCount = rowsThatFit(count, SONG_ROW_PX)
  const near = useRowWindow(list, { count: rowCount, height: SONG_ROW_PX, extra: 6 })
  const keys = useArrowKeys(list, { count: rowCount, columns: 1, rowHeight: SONG_ROW_PX })
  const shown = { ...near, active: keys.active, settle: keys.settle }

  return (
    <div className="song-list" data-album={options.showAlbum || undefined}>
      {!bare && <Heading showAlbum={options.showAlbum} />}
      <ol
        ref={list}
        tabIndex={-1}
        aria-label={label}
        className="song-rows"
        style={{ height: rowCount * SONG_ROW_PX }}
        onKeyDown={keys.onKeyDown}
        onFocus={keys.onFocus}
      >
        {'read' in rows ? (
          <PagedRows {...options} {...shown} count={count} rows={rows} />
        ) : (
          <PlacedRows {...options} {...shown} count={count} at={(place) => rows[place]} />
        )}
      </ol>
    </div>
  )
}

/** For the eye: each row says what it is in itself. */
function Heading({ showAlbum }: { showAlbum: boolean | undefined }) {
  const { number, title, album, plays, length } = MUSIC.songColumns
  return (
    <div className="song-row song-head" aria-hidden="true">
      <span className="song-number">{number}</span>
      <span className="song-words">{title}</span>
      {showAlbum && <span className="song-album">{album}</span>}
      <span className="song-plays">{plays}</span>
      <span className="song-length">{length}</span>
      <span />
    </div>
  )
}

interface ShownRows extends SongRowOptions {
  readonly first: number
  readonly end: number
  readonly active: number
  settle(): void
  readonly count: number
  readonly onPlay?: SongListProps['onPlay']
}

function PagedRows({ rows, ...shown }: ShownRows & { readonly rows: PagedList<Song> }) {
  return <PlacedRows {...shown} at={useItems(rows, shown.first, shown.end)} />
}

function PlacedRows({
  first,
  end,
  active,
  settle,
  at,
  count,
  ...options
}: ShownRows & { at(place: number): Row | undefined }) {
  useLayoutEffect(settle)
  const playing = usePlayer().current?.id
  const places = Array.from({ length: Math.max(0, end - first) }, (_, place) => first + place)
  if (active < first || active >= end) places.push(active)
  return places.map((place) => {
    const row = at(place)
    const style = { transform: `translateY(${place * SONG_ROW_PX}px)` }
    if (row && isDivider(row)) {
      return (
        <li key={place} className="song-divider" style={style} data-at={place}>
          <span>{row.words}</span>
        </li>
      )
    }
    return (
      <SongRow
        {...options}
        key={place}
        song={row}
        place={place}
        count={count}
        isStop={place === active}
        isPlaying={row !== undefined && row.id === playing}
        style={style}
      />
    )
  })
}
