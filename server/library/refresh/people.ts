// Artists by name. One name, however it is typed, is one artist; a MusicBrainz id is something known about it.
import type { WriteDb } from '../../db/open.ts'
import { prepare } from '../../db/statements.ts'
import { foldName } from '../fold.ts'
import type { ArtistReference } from '../fragments/song-json.ts'
import type { SearchIndex } from '../search-index.ts'
import { indexName, sortKey } from '../sort-key.ts'
import { reindexArtist } from './refresh-artist.ts'

export const VARIOUS_ARTISTS = 'Various Artists'
export const UNKNOWN_ARTIST = '[Unknown Artist]'

/** A name as a tag gives it. */
export interface NamedPerson {
  readonly name: string
  readonly sortTag?: string
  readonly musicBrainzId?: string
}

export interface People {
  /** Finds or makes the artist, and keeps what the tag says about it (the last one read wins). */
  refer(person: NamedPerson): ArtistReference
  /** Each artist once, in order. */
  referAll(people: readonly NamedPerson[]): ArtistReference[]
}

interface StoredArtist {
  readonly id: number
  readonly name: string
  readonly sortTag: string | null
  readonly musicBrainzId: string | null
}

/** More than any household's library has, and little memory. */
const MOST_REMEMBERED = 50_000

export function createPeople(db: WriteDb, search: SearchIndex, ignoredArticles: string): People {
  const remembered = new Map<string, StoredArtist>()

  function remember(key: string, artist: StoredArtist): ArtistReference {
    if (remembered.size >= MOST_REMEMBERED) remembered.clear()
    remembered.set(key, artist)
    return artist
  }

  function refer(person: NamedPerson): ArtistReference {
    const key = foldName(person.name)
    const known = remembered.get(key) ?? findArtist(db, key)
    const wanted = {
      name: person.name,
      sortTag: person.sortTag ?? known?.sortTag ?? null,
      musicBrainzId: person.musicBrainzId?.toLowerCase() ?? known?.musicBrainzId ?? null,
    }
    if (known && isSame(known, wanted)) return remember(key, known)
    const id = storeArtist(db, key, wanted, ignoredArticles)
    if (known) reindexArtist(db, search, id)
    return remember(key, { id, ...wanted })
  }

  return {
    refer,
    referAll(people) {
      const references = new Map<number, ArtistReference>()
      for (const person of people) {
        const reference = refer(person)
        if (!references.has(reference.id)) references.set(reference.id, reference)
      }
      return [...references.values()]
    },
  }
}

function isSame(known: StoredArtist, wanted: Omit<StoredArtist, 'id'>): boolean {
  return (
    known.name === wanted.name &&
    known.sortTag === wanted.sortTag &&
    known.musicBrainzId === wanted.musicBrainzId
  )
}

function findArtist(db: WriteDb, key: string): StoredArtist | undefined {
  return prepare<[string], StoredArtist>(
    db,
    'SELECT id, name, sort_tag AS sortTag, music_brainz_id AS musicBrainzId FROM artists WHERE key = ?',
  ).get(key)
}

function storeArtist(
  db: WriteDb,
  key: string,
  { name, sortTag, musicBrainzId }: Omit<StoredArtist, 'id'>,
  ignoredArticles: string,
): number {
  const sortName = sortKey(sortTag ?? name, ignoredArticles)
  return prepare<unknown[], number>(
    db,
    `INSERT INTO artists (key, name, sort_name, sort_tag, index_name, music_brainz_id) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (key) DO UPDATE SET name = excluded.name, sort_name = excluded.sort_name, sort_tag = excluded.sort_tag,
       index_name = excluded.index_name, music_brainz_id = excluded.music_brainz_id
     RETURNING id`,
  )
    .pluck()
    .get(key, name, sortName, sortTag, indexName(sortName), musicBrainzId)!
}
