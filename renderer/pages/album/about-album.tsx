// What the tags say about an album and those who made it.
import { Title } from '@mantine/core'
import { useMemo } from 'react'
import type { AlbumWithSongs, Contributor, Song } from '../../../server/contract/music.ts'
import { ExternalLink, musicBrainzUrl } from '../../components/external-link.tsx'
import { type Fact, Facts } from '../../components/facts.tsx'
import { sizeWords } from '../../components/lengths.ts'
import { Credits } from '../../components/song-details/credits.tsx'
import { dateWords, Moment } from '../../components/song-details/dates.tsx'
import { gainWords } from '../../components/song-details/song-details.tsx'
import { ALBUM } from '../../text/album.ts'
import { MUSIC } from '../../text/library.ts'

const WORDS = ALBUM.facts

export function AboutAlbum({ album }: { album: AlbumWithSongs }) {
  const credits = useMemo(() => creditsOf(album.song), [album.song])
  return (
    <div className="music-columns">
      <section>
        <Title order={2} mb="sm">
          {ALBUM.about}
        </Title>
        <Facts facts={factsOf(album)} />
      </section>
      {credits.length > 0 && (
        <section>
          <Title order={2} mb="sm">
            {ALBUM.credits}
          </Title>
          <Credits credits={credits} />
        </section>
      )}
    </div>
  )
}

function factsOf(album: AlbumWithSongs): Fact[] {
  const { song: songs, releaseDate, originalReleaseDate, year } = album
  const release = musicBrainzUrl('release', album.musicBrainzId)
  const gain = songs.find(({ replayGain }) => replayGain.albumGain !== undefined)?.replayGain
  return [
    [WORDS.released, dateWords(releaseDate.year === undefined ? { year } : releaseDate)],
    [WORDS.originallyReleased, dateWords(originalReleaseDate)],
    [WORDS.edition, album.version],
    [WORDS.types, album.releaseTypes.join(', ')],
    [WORDS.labels, album.recordLabels.map(({ name }) => name).join(', ')],
    [WORDS.moods, album.moods.join(', ')],
    [WORDS.gain, gainWords(gain?.albumGain, gain?.albumPeak)],
    [WORDS.format, formatsOf(songs)],
    [WORDS.size, songs.length > 0 && sizeWords(songs.reduce((sum, { size }) => sum + size, 0))],
    [WORDS.plays, album.playCount > 0 && MUSIC.plays(album.playCount)],
    [WORDS.added, <Moment key="added" at={album.created} />],
    [WORDS.musicBrainz, release && <ExternalLink to={release}>{ALBUM.externalRelease}</ExternalLink>],
  ]
}

/** `FLAC`, or `FLAC, MP3` where files differ. */
function formatsOf(songs: readonly Song[]): string {
  return [...new Set(songs.map(({ suffix }) => suffix.toUpperCase()))].join(', ')
}

/** Of all songs; somebody who does the same on several stands there once (Credits sees to it). */
function creditsOf(songs: readonly Song[]): readonly Contributor[] {
  return songs.flatMap(({ contributors }) => contributors)
}
