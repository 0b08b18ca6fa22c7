import { useId } from 'react'
import type { MusicAnswers } from '../../../server/contract/music.ts'
import { useMusic } from '../../client/music.ts'
import { AlbumCard } from '../../components/album-grid/album-card.tsx'
import '../../components/album-grid/album-grid.css'
import { Icon } from '../../components/icon.tsx'
import { Link } from '../../components/link.tsx'
import { CoverSkeletons, ErrorState } from '../../components/page-states.tsx'

const COUNT = 16
const CARD_WIDTH = 168

interface AlbumRowProps {
  readonly title: string
  readonly type: 'newest' | 'recent'
  readonly all: { readonly to: string; readonly label: string }
  /** Where it may be empty. */
  readonly none?: string
}

/** Covers side by side; those that have no room are a swipe or a tab away. */
export function AlbumRow({ title, type, all, none }: AlbumRowProps) {
  const id = useId()
  const list = useMusic<MusicAnswers['getAlbumList2']>('getAlbumList2', { type, size: COUNT })
  const albums = list.data?.albumList2.album ?? []
  return (
    <section className="album-row-section" aria-labelledby={id}>
      <header className="album-row-head">
        <h2 id={id}>{title}</h2>
        {albums.length > 0 && (
          <Link to={all.to} className="home-all">
            {all.label}
            <Icon name="right" size={16} />
          </Link>
        )}
      </header>
      {list.isPending && <CoverSkeletons count={6} className="album-row" />}
      {list.isError && <ErrorState error={list.error} onRetry={() => list.refetch()} />}
      {list.isSuccess && albums.length === 0 && none !== undefined && <p className="home-none">{none}</p>}
      {albums.length > 0 && (
        <ul className="album-row">
          {albums.map((album) => (
            <li key={album.id}>
              <AlbumCard album={album} width={CARD_WIDTH} />
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
