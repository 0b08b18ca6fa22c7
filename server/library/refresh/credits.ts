// Who is named on a song and on an album, from the tags alone.

import { foldName } from '../fold.ts'
import type { StoredTags } from '../stored-tags.ts'
import { type NamedPerson, UNKNOWN_ARTIST, VARIOUS_ARTISTS } from './people.ts'

/** Some people and how they are printed together. At least one. */
export interface Credit {
  readonly people: readonly NamedPerson[]
  readonly display: string
}

const UNKNOWN: Credit = { people: [{ name: UNKNOWN_ARTIST }], display: UNKNOWN_ARTIST }
const VARIOUS: Credit = { people: [{ name: VARIOUS_ARTISTS }], display: VARIOUS_ARTISTS }

/** The artists of a song; where the tags name nobody, those of its album. */
export function songCredit(tags: StoredTags, album: Credit): Credit {
  const own = credit(tags.artists, tags.artist, tags.artistSort, tags.musicBrainz.artistIds)
  if (own) return own
  return album.people[0]!.name === VARIOUS_ARTISTS ? UNKNOWN : album
}

export interface AlbumCreditBuilder {
  add(tags: StoredTags): void
  finish(): Credit
}

/**
 * The artists of an album: as tagged; else `Various Artists` for a compilation; else who sings every song (guests left
 * aside); else various. Never nobody: clients follow the id (CONTRACT.md IDS-2).
 */
export function createAlbumCredit(): AlbumCreditBuilder {
  let tagged: Credit | undefined
  let compilation = false
  /** By first artist; false when the songs differ. */
  let leader: NamedPerson | false | undefined
  /** The whole credit while all songs have the same. */
  let common: Credit | false | undefined

  return {
    add(tags) {
      tagged ??= credit(
        tags.albumArtists,
        tags.albumArtist,
        tags.albumArtistSort,
        tags.musicBrainz.albumArtistIds,
      )
      if (tagged) return
      compilation ||= tags.compilation
      const song = credit(tags.artists, tags.artist, tags.artistSort, tags.musicBrainz.artistIds) ?? UNKNOWN
      const first = withoutGuests(song.people[0]!)
      if (leader === undefined) leader = first
      else if (leader && foldName(leader.name) !== foldName(first.name)) leader = false
      if (common === undefined) common = song
      else if (common && namesOf(common) !== namesOf(song)) common = false
    },

    finish() {
      if (tagged) return tagged
      if (compilation) return VARIOUS
      if (common) return common
      return leader ? { people: [leader], display: leader.name } : VARIOUS
    },
  }
}

function credit(
  names: readonly string[],
  display: string | undefined,
  sortTag: string | undefined,
  musicBrainzIds: readonly string[],
): Credit | undefined {
  const people = names.length > 0 ? names : display ? [display] : []
  if (people.length === 0) return undefined
  return {
    people: people.map((name, position) => ({
      name,
      // A sort tag names the whole credit, so it says something about a person only where there is one.
      sortTag: people.length === 1 ? sortTag : undefined,
      musicBrainzId: musicBrainzIds.length === people.length ? musicBrainzIds[position] : undefined,
    })),
    display: display ?? people.join(', '),
  }
}

const GUESTS = /\s+[([]?(?:feat|ft|featuring)\b.*$/i

function withoutGuests(person: NamedPerson): NamedPerson {
  const name = person.name.replace(GUESTS, '')
  return name === '' || name === person.name ? person : { name }
}

const namesOf = ({ people }: Credit) => people.map(({ name }) => foldName(name)).join('\u001f')
