// Covers in a grid of any length: only those near the screen are drawn, the others are read when they come near.
import { useLayoutEffect, useRef } from 'react'
import type { Album } from '../../../server/contract/music.ts'
import { useArrowKeys } from '../windowed/arrow-keys.ts'
import { useElementWidth } from '../windowed/element-width.ts'
import { useKeptScroll } from '../windowed/kept-scroll.ts'
import { type PagedList, useItems } from '../windowed/paged.ts'
import { rowsThatFit, useRowWindow } from '../windowed/row-window.ts'
import { AlbumCard } from './album-card.tsx'
import './album-grid.css'

const GAP = 20
const NARROW_GAP = 14
/** Title, artist and the space between; lines are of fixed height, so that a row is as high before it is there. */
const WORDS_PX = 62
const WIDEST_CARD = 210
const LEAST_COLUMNS = 2

interface AlbumGridProps {
  readonly label: string
  readonly count: number
  readonly albums: PagedList<Album> | readonly Album[]
}

export function AlbumGrid({ label, count, albums }: AlbumGridProps) {
  const list = useRef<HTMLUListElement>(null)
  const shape = shapeFor(useElementWidth(list))
  const rowCount = rowsThatFit(Math.ceil(count / shape.columns), shape.rowHeight)
  const rows = useRowWindow(list, { count: rowCount, height: shape.rowHeight, extra: 2 })
  const keys = useArrowKeys(list, { count, columns: shape.columns, rowHeight: shape.rowHeight })
  useKeptScroll(list, shape.width > 0)

  return (
    <ul
      ref={list}
      tabIndex={-1}
      aria-label={label}
      className="album-grid"
      style={{ height: rowCount * shape.rowHeight }}
      onKeyDown={keys.onKeyDown}
      onFocus={keys.onFocus}
    >
      {shape.width > 0 && (
        <Cards
          albums={albums}
          count={count}
          shape={shape}
          first={rows.first * shape.columns}
          end={Math.min(count, rows.end * shape.columns)}
          active={keys.active}
          settle={keys.settle}
        />
      )}
    </ul>
  )
}

interface CardsProps {
  readonly albums: AlbumGridProps['albums']
  readonly count: number
  readonly shape: GridShape
  readonly first: number
  readonly end: number
  readonly active: number
  settle(): void
}

function Cards(props: CardsProps) {
  const { albums } = props
  return 'read' in albums ? (
    <PagedCards {...props} albums={albums} />
  ) : (
    <PlacedCards {...props} at={(place) => albums[place]} />
  )
}

function PagedCards(props: Omit<CardsProps, 'albums'> & { readonly albums: PagedList<Album> }) {
  return <PlacedCards {...props} at={useItems(props.albums, props.first, props.end)} />
}

function PlacedCards({
  count,
  shape: { columns, rowHeight, cardWidth, gap },
  first,
  end,
  active,
  settle,
  at,
}: Omit<CardsProps, 'albums'> & { at(place: number): Album | undefined }) {
  useLayoutEffect(settle)
  const places = Array.from({ length: Math.max(0, end - first) }, (_, place) => first + place)
  // The one with the focus stays, wherever the list is scrolled to.
  if (active < first || active >= end) places.push(active)
  return places.map((place) => (
    <li
      key={place}
      aria-posinset={place + 1}
      aria-setsize={count}
      data-at={place}
      className="album-cell"
      style={{
        width: cardWidth,
        height: rowHeight - gap,
        transform: `translate(${(place % columns) * (cardWidth + gap)}px, ${Math.floor(place / columns) * rowHeight}px)`,
      }}
    >
      <AlbumCard album={at(place)} width={cardWidth} isStop={place === active} />
    </li>
  ))
}

interface GridShape {
  readonly width: number
  readonly columns: number
  readonly cardWidth: number
  readonly rowHeight: number
  readonly gap: number
}

function shapeFor(width: number): GridShape {
  const gap = width < 500 ? NARROW_GAP : GAP
  const columns = Math.max(LEAST_COLUMNS, Math.ceil((width + gap) / (WIDEST_CARD + gap)))
  const cardWidth = Math.floor((width - gap * (columns - 1)) / columns)
  return { width, columns, cardWidth, rowHeight: cardWidth + WORDS_PX + gap, gap }
}
