import { Fragment } from 'react'
import type { Named } from '../../../server/contract/music.ts'
import { MUSIC } from '../../text/library.ts'
import { Link } from '../link.tsx'

interface ArtistNamesProps {
  readonly artists: readonly Named[] | undefined
  /** As the tags write them all together; used where the single ones are not known. */
  readonly display: string | undefined
  readonly tabIndex?: number
}

/** Each linked. Between them stands what the tags have there, where their own words can be found again. */
export function ArtistNames({ artists = [], display, tabIndex }: ArtistNamesProps) {
  if (artists.length === 0) return <>{display || MUSIC.noArtist}</>
  const parts = partsOf(artists, display)
  return (
    <>
      {artists.map(({ id, name }, place) => (
        <Fragment key={id}>
          {parts.before[place]}
          <Link to={`/artist/${id}`} tabIndex={tabIndex} className="artist-name">
            {name}
          </Link>
        </Fragment>
      ))}
      {parts.after}
    </>
  )
}

/** `A feat. B` with the artists A and B: ` feat. ` stands before B. */
function partsOf(artists: readonly Named[], display: string | undefined) {
  const before: string[] = []
  let rest = display ?? ''
  for (const { name } of artists) {
    const start = rest.indexOf(name)
    if (start === -1) return { before: artists.map((_, place) => (place === 0 ? '' : ', ')), after: '' }
    before.push(rest.slice(0, start))
    rest = rest.slice(start + name.length)
  }
  return { before, after: rest }
}
