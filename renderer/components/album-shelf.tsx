import type { Album } from '../../server/contract/music.ts'
import { AlbumCard } from './album-grid/album-card.tsx'
import './album-grid/album-grid.css'

interface AlbumShelfProps {
  readonly label: string
  readonly albums: readonly Album[]
  /** Below the name instead of artist and year. */
  words?(album: Album): string
}

/** A few albums, all drawn; many of them: AlbumGrid. */
export function AlbumShelf({ label, albums, words }: AlbumShelfProps) {
  return (
    <ul className="cover-grid album-shelf" aria-label={label}>
      {albums.map((album) => (
        <li key={album.id}>
          <AlbumCard album={album} width="180px" {...(words && { words: words(album) })} />
        </li>
      ))}
    </ul>
  )
}
