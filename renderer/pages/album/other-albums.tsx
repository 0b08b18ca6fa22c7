import { Title } from '@mantine/core'
import type { Album, AlbumWithSongs, MusicAnswers } from '../../../server/contract/music.ts'
import { useMusic } from '../../client/music.ts'
import { AlbumShelf } from '../../components/album-shelf.tsx'
import { ALBUM } from '../../text/album.ts'

const MOST = 12

/** Other editions of this album, and what else its artist made. Nothing is said where there is nothing. */
export function OtherAlbums({ album }: { album: AlbumWithSongs }) {
  const [artist] = album.artists
  const answer = useMusic<MusicAnswers['getArtist']>(
    'getArtist',
    { id: artist?.id },
    { enabled: artist !== undefined, staleTime: 60_000 },
  )
  const others = answer.data?.artist.album.filter(({ id }) => id !== album.id) ?? []
  const editions = others.filter((other) => isEdition(other, album))
  const more = others.filter((other) => !editions.includes(other)).slice(0, MOST)
  return (
    <>
      <Shelf title={ALBUM.otherEditions} albums={editions} words={editionWords} />
      <Shelf title={ALBUM.moreBy(artist?.name ?? '')} albums={more} words={yearOf} />
    </>
  )
}

interface ShelfProps {
  readonly title: string
  readonly albums: readonly Album[]
  words(album: Album): string
}

function Shelf({ title, albums, words }: ShelfProps) {
  if (albums.length === 0) return null
  return (
    <section className="music-section">
      <Title order={2}>{title}</Title>
      <AlbumShelf label={title} albums={albums} words={words} />
    </section>
  )
}

/** The same name by the same artist; what differs is in the version, the year or the files. */
function isEdition(other: Album, album: Album): boolean {
  return (
    other.sortName === album.sortName && other.name.toLocaleLowerCase() === album.name.toLocaleLowerCase()
  )
}

const editionWords = ({ version, year }: Album) => [version, year].filter(Boolean).join(' · ')
const yearOf = ({ year }: Album) => (year === undefined ? '' : String(year))
