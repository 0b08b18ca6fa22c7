import type { Album } from '../../../server/contract/music.ts'
import { ARTIST } from '../../text/artist.ts'

export interface AlbumGroup {
  readonly type: string
  readonly title: string
  /** The latest first. */
  readonly albums: readonly Album[]
}

const ORDER = Object.keys(ARTIST.types)

/**
 * A live EP is live before it is an EP: what sets it apart from the other albums decides. Without a type it is an album, or a
 * compilation where the tags say so.
 */
export function albumsByType(albums: readonly Album[]): AlbumGroup[] {
  const groups = Map.groupBy(albums, typeOf)
  return [...groups]
    .map(([type, some]) => ({
      type,
      title: ORDER.includes(type) ? ARTIST.types[type]! : capitalised(type),
      albums: some.toSorted((a, b) => (b.year ?? 0) - (a.year ?? 0) || (a.sortName < b.sortName ? -1 : 1)),
    }))
    .sort((a, b) => place(a.type) - place(b.type) || (a.type < b.type ? -1 : 1))
}

const SECONDARY = ['live', 'compilation', 'soundtrack', 'remix', 'demo']

function typeOf({ releaseTypes, isCompilation }: Album): string {
  const types = releaseTypes.map((type) => type.toLocaleLowerCase())
  const apart = SECONDARY.find((type) => types.includes(type))
  return apart ?? types[0] ?? (isCompilation ? 'compilation' : 'album')
}

function place(type: string): number {
  const known = ORDER.indexOf(type)
  return known === -1 ? ORDER.length : known
}

const capitalised = (word: string) => word.charAt(0).toLocaleUpperCase() + word.slice(1)
