// What the songs of an album say together. Songs are added one at a time, in album order, so that a heap of fifty
// thousand files without album title needs no more memory than any other album.
import type { ItemDate } from '../song-tags.ts'
import type { AlbumSong } from './album-songs.ts'
import { createTally } from './tally.ts'

export interface AlbumSummary {
  /** Undefined for songs without album title. */
  readonly name?: string
  readonly sortTag?: string
  readonly version?: string
  readonly musicBrainzId?: string
  readonly songCount: number
  readonly durationSec: number
  readonly size: number
  /** Since when there is anything of it. */
  readonly addedAt: number
  readonly genres: readonly string[]
  readonly labels: readonly string[]
  readonly releaseTypes: readonly string[]
  readonly moods: readonly string[]
  readonly originalReleaseDate?: ItemDate
  readonly releaseDate?: ItemDate
  readonly year?: number
  readonly isCompilation: boolean
  readonly explicitStatus: 'explicit' | 'clean' | ''
  readonly discTitles: readonly { readonly disc: number; readonly title: string }[]
  /** In the order of the songs. */
  readonly directoryIds: readonly number[]
  /** The most frequent embedded picture and the first song that has it. */
  readonly picture?: { readonly songId: number; readonly hash: string }
  /** Whether that picture stands for the album, not just for one of its songs. */
  readonly isPictureCommon: boolean
}

export interface SummaryBuilder {
  add(song: AlbumSong): void
  finish(): AlbumSummary
}

export function createAlbumSummary(): SummaryBuilder {
  const genres = createTally()
  const labels = createTally()
  const releaseTypes = createTally()
  const moods = createTally()
  const pictures = new Map<string, { songId: number; hash: string; count: number }>()
  const discs = new Map<number, string>()
  const directoryIds = new Set<number>()
  const total = { songCount: 0, durationSec: 0, size: 0, addedAt: Number.MAX_SAFE_INTEGER }
  const dates: { original?: ItemDate; recorded?: ItemDate; released?: ItemDate } = {}
  let year: number | undefined
  let compilation = false
  let explicit = false
  let clean = false
  let first: AlbumSong | undefined

  return {
    add(song) {
      const { tags } = song
      first ??= song
      total.songCount += 1
      total.durationSec += Math.round(song.durationSec)
      total.size += song.size
      total.addedAt = Math.min(total.addedAt, song.addedAt)
      for (const genre of tags.genres) genres.add(genre)
      for (const label of tags.labels) labels.add(label)
      for (const type of tags.releaseTypes) releaseTypes.add(type)
      for (const mood of tags.moods) moods.add(mood)
      dates.original = later(dates.original, tags.originalDate)
      dates.recorded = later(dates.recorded, tags.date)
      dates.released = later(dates.released, tags.releaseDate)
      if (song.year !== null) year = Math.max(year ?? 0, song.year)
      compilation ||= tags.compilation
      explicit ||= tags.explicit === 'explicit'
      clean ||= tags.explicit === 'clean'
      directoryIds.add(song.directoryId)
      if (song.pictureHash !== null) {
        const seen = pictures.get(song.pictureHash)
        if (seen) seen.count += 1
        else pictures.set(song.pictureHash, { songId: song.id, hash: song.pictureHash, count: 1 })
      }
      if (song.disc !== null) discs.set(song.disc, discs.get(song.disc) || tags.discSubtitle || '')
    },

    finish() {
      const releaseDate = dates.released ?? dates.recorded
      const [picture] = [...pictures.values()].sort((a, b) => b.count - a.count)
      const types = releaseTypes.values()
      return {
        name: first?.tags.album,
        sortTag: first?.tags.albumSort,
        version: first?.tags.albumVersion,
        musicBrainzId: first?.tags.musicBrainz.albumId,
        ...total,
        genres: genres.values(),
        labels: labels.values(),
        releaseTypes: types,
        moods: moods.values(),
        originalReleaseDate: dates.original,
        releaseDate,
        // The original release if known, else this one (CONTRACT.md LIST-6).
        year: dates.original?.year ?? dates.recorded?.year ?? releaseDate?.year ?? year,
        isCompilation: compilation || types.some((type) => type.toLowerCase() === 'compilation'),
        explicitStatus: explicit ? 'explicit' : clean ? 'clean' : '',
        discTitles: discTitles(discs),
        directoryIds: [...directoryIds],
        picture,
        isPictureCommon: picture !== undefined && (picture.count > 1 || pictures.size === 1),
      }
    },
  }
}

/** Of two dates the later one: an album is not older than its newest song. */
function later(one: ItemDate | undefined, other: ItemDate | undefined): ItemDate | undefined {
  if (!one || !other) return one ?? other
  const difference =
    other.year - one.year || (other.month ?? 0) - (one.month ?? 0) || (other.day ?? 0) - (one.day ?? 0)
  return difference > 0 ? other : one
}

/** All discs where there are several or one has a title; nothing for a single untitled disc. */
function discTitles(discs: ReadonlyMap<number, string>): AlbumSummary['discTitles'] {
  const titles = [...discs].map(([disc, title]) => ({ disc, title })).sort((a, b) => a.disc - b.disc)
  return titles.length > 1 || titles.some(({ title }) => title !== '') ? titles : []
}
