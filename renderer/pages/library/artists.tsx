import { TextInput } from '@mantine/core'
import { memo, useDeferredValue, useMemo, useRef, useState } from 'react'
import type { Artist, ArtistIndex, MusicAnswers } from '../../../server/contract/music.ts'
import { useMusic } from '../../client/music.ts'
import { useSearch } from '../../client/route.ts'
import { Cover } from '../../components/cover.tsx'
import { Icon } from '../../components/icon.tsx'
import { Link } from '../../components/link.tsx'
import { EmptyState, ErrorState, RowSkeletons } from '../../components/page-states.tsx'
import { useElementWidth } from '../../components/windowed/element-width.ts'
import { useKeptScroll } from '../../components/windowed/kept-scroll.ts'
import { useRowWindow } from '../../components/windowed/row-window.ts'
import { LIBRARY, MUSIC } from '../../text/library.ts'
import { EmptyLibrary } from './empty-library.tsx'
import { MusicFolderSelect } from './music-folder-select.tsx'

const WORDS = LIBRARY.artists
const ROW_PX = 60
const COLUMN_PX = 240
const LETTER_PX = 32
/** The letters, above the list. */
const STICKY_PX = 52

export function Artists() {
  const folder = useSearch().get('folder') ?? undefined
  const artists = useMusic<MusicAnswers['getArtists']>(
    'getArtists',
    { musicFolderId: folder },
    { staleTime: 60_000 },
  )
  const [typed, setTyped] = useState('')
  const wanted = useDeferredValue(typed)
  const all = artists.data?.artists.index
  const index = useMemo(() => all && withName(all, wanted), [all, wanted])

  if (artists.isPending) return <RowSkeletons count={12} height={48} />
  if (artists.isError) return <ErrorState error={artists.error} onRetry={() => artists.refetch()} />
  if (!all || !index || all.length === 0) return <EmptyLibrary />
  const count = index.reduce((sum, { artist }) => sum + artist.length, 0)
  return (
    <>
      <div className="library-filters">
        <TextInput
          label={WORDS.filter}
          leftSection={<Icon name="filter" size={16} />}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <MusicFolderSelect folder={folder} />
      </div>
      <p className="library-count" role="status">
        {MUSIC.artists(count)}
      </p>
      {index.length === 0 ? <EmptyState icon="filter" title={WORDS.none} /> : <Letters index={index} />}
    </>
  )
}

interface Row {
  readonly letter: string
  readonly isFirst: boolean
  readonly artists: readonly Artist[]
}

/** Each letter with its artists; only what is near the screen is drawn. */
const Letters = memo(function Letters({ index }: { index: readonly ArtistIndex[] }) {
  const list = useRef<HTMLDivElement>(null)
  const width = useElementWidth(list)
  const columns = Math.max(1, Math.floor((width - LETTER_PX) / COLUMN_PX))
  const rows = useMemo(() => rowsOf(index, columns), [index, columns])
  const near = useRowWindow(list, { count: rows.length, height: ROW_PX, extra: 4 })
  useKeptScroll(list, width > 0)

  function jumpTo(letter: string) {
    const row = rows.findIndex((each) => each.letter === letter)
    if (list.current)
      scrollTo(0, list.current.getBoundingClientRect().top + scrollY + row * ROW_PX - STICKY_PX)
  }

  return (
    <>
      {index.length > 1 && (
        <nav className="letters" aria-label={WORDS.letters}>
          {index.map(({ name }) => (
            <button type="button" key={name} onClick={() => jumpTo(name)}>
              {name}
            </button>
          ))}
        </nav>
      )}
      <div ref={list} className="artist-rows" style={{ height: rows.length * ROW_PX }}>
        {rows.slice(near.first, near.end).map((row, place) => (
          <div
            key={row.artists[0]?.id}
            className="artist-row"
            style={{
              height: ROW_PX,
              transform: `translateY(${(near.first + place) * ROW_PX}px)`,
              gridTemplateColumns: `2rem repeat(${columns}, minmax(0, 1fr))`,
            }}
          >
            {row.isFirst ? <h2>{row.letter}</h2> : <span />}
            <ul>
              {row.artists.map((artist) => (
                <li key={artist.id}>
                  <ArtistLine artist={artist} />
                </li>
              ))}
            </ul>
          </div>
        ))}
      </div>
    </>
  )
})

function rowsOf(index: readonly ArtistIndex[], columns: number): Row[] {
  const rows: Row[] = []
  for (const { name, artist } of index) {
    for (let at = 0; at < artist.length; at += columns) {
      rows.push({ letter: name, isFirst: at === 0, artists: artist.slice(at, at + columns) })
    }
  }
  return rows
}

function ArtistLine({ artist: { id, name, coverArt, albumCount } }: { artist: Artist }) {
  return (
    <div className="line-card">
      <Cover id={coverArt} name={name} size={44} round />
      <div className="line-card-words">
        <Link to={`/artist/${id}`} className="line-card-name">
          {name || MUSIC.noArtist}
        </Link>
        <span className="line-card-more">{MUSIC.albums(albumCount)}</span>
      </div>
    </div>
  )
}

function withName(index: readonly ArtistIndex[], typed: string): readonly ArtistIndex[] {
  const wanted = folded(typed.trim())
  if (wanted === '') return index
  return index
    .map(({ name, artist }) => ({ name, artist: artist.filter((one) => folded(one.name).includes(wanted)) }))
    .filter(({ artist }) => artist.length > 0)
}

const folded = (text: string) => text.normalize('NFKD').replace(/\p{M}/gu, '').toLocaleLowerCase()
