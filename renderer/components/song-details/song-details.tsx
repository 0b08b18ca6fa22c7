// Everything the tags of a song say, in a panel over the page.
import { Drawer, Stack, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { SongDetail } from '../../../server/contract/library.ts'
import type { ItemDate, Song } from '../../../server/contract/music.ts'
import { call } from '../../client/call.ts'
import { ALBUM } from '../../text/album.ts'
import { MUSIC } from '../../text/library.ts'
import { ExternalLink, musicBrainzUrl } from '../external-link.tsx'
import { type Fact, Facts } from '../facts.tsx'
import { clockOf, sizeWords } from '../lengths.ts'
import { Link } from '../link.tsx'
import { ErrorState, RowSkeletons } from '../page-states.tsx'
import { ArtistNames } from '../song-list/artist-names.tsx'
import { Credits } from './credits.tsx'
import { DateWords, Moment } from './dates.tsx'

const WORDS = ALBUM.song

export function SongDetails({ song, onClose }: { song: Song; onClose: () => void }) {
  const detail = useQuery({
    queryKey: ['library.songDetail', { id: song.id }],
    queryFn: () => call('library.songDetail', { id: song.id }),
  })
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size="28rem"
      title={WORDS.title}
      closeButtonProps={{ 'aria-label': WORDS.close }}
    >
      <Stack gap="lg" className="song-details">
        <Title order={2} size="h2" className="plain-text">
          {song.title || MUSIC.noTitle}
        </Title>
        {detail.isPending && <RowSkeletons count={6} height={20} />}
        {detail.isError && <ErrorState error={detail.error} onRetry={() => detail.refetch()} />}
        {detail.isSuccess && <Everything detail={detail.data} song={song} onClose={onClose} />}
      </Stack>
    </Drawer>
  )
}

function Everything({ detail, song, onClose }: { detail: SongDetail; song: Song; onClose: () => void }) {
  return (
    // A link in the panel leads to another page, on which it would be in the way.
    // biome-ignore lint/a11y/noStaticElementInteractions: closes after a link was followed
    // biome-ignore lint/a11y/useKeyWithClickEvents: a link pressed by a key is a click too
    <div onClick={(event) => event.target instanceof HTMLAnchorElement && onClose()}>
      <Facts facts={tagFacts(detail, song)} />
      {detail.credits.length > 0 && (
        <Section title={ALBUM.credits}>
          <Credits credits={detail.credits} />
        </Section>
      )}
      <Section title={WORDS.file}>
        <Facts facts={fileFacts(detail, song)} />
      </Section>
    </div>
  )
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="song-details-section">
      <Title order={3} size="h4">
        {title}
      </Title>
      {children}
    </section>
  )
}

function tagFacts(detail: SongDetail, song: Song): Fact[] {
  const { musicBrainz, replayGain } = detail
  const recording = musicBrainzUrl('recording', musicBrainz.recordingId)
  return [
    [WORDS.artist, <ArtistNames key="artist" artists={detail.artists} display={detail.artist} />],
    [
      WORDS.album,
      <Link key="album" to={`/album/${detail.album.id}`}>
        {detail.album.name || MUSIC.noAlbum}
      </Link>,
    ],
    [ALBUM.facts.edition, detail.album.version],
    [WORDS.track, detail.track],
    [WORDS.disc, ofTotal(detail.disc, detail.discTotal, detail.discSubtitle)],
    [ALBUM.facts.released, dateFact(detail.releaseDate ?? detail.date)],
    [ALBUM.facts.originallyReleased, dateFact(detail.originalDate)],
    [WORDS.genres, detail.genres.map(({ name }) => name).join(', ')],
    [WORDS.moods, detail.moods.join(', ')],
    [WORDS.works, detail.works.map(({ name }) => name).join(', ')],
    [
      WORDS.movements,
      detail.movements.map(({ name, number }) => (number ? `${number}. ${name}` : name)).join(', '),
    ],
    [WORDS.groupings, detail.groupings.join(', ')],
    [ALBUM.facts.labels, detail.labels.join(', ')],
    [ALBUM.facts.types, detail.releaseTypes.join(', ')],
    [WORDS.bpm, detail.bpm || undefined],
    [WORDS.isrc, detail.isrc.join(', ')],
    [WORDS.explicit, detail.explicit && (detail.explicit === 'explicit' ? MUSIC.explicit : MUSIC.clean)],
    [WORDS.comment, detail.comment && <span className="plain-text song-comment">{detail.comment}</span>],
    [WORDS.gainTrack, gainWords(replayGain.trackGain, replayGain.trackPeak)],
    [WORDS.gainAlbum, gainWords(replayGain.albumGain, replayGain.albumPeak)],
    [WORDS.plays, song.playCount > 0 ? MUSIC.plays(song.playCount) : undefined],
    [ALBUM.facts.musicBrainz, recording && <ExternalLink to={recording}>{WORDS.musicBrainz}</ExternalLink>],
  ]
}

function fileFacts({ file }: SongDetail, song: Song): Fact[] {
  const format = [
    file.codec || file.suffix,
    file.bitRate > 0 && WORDS.bitRate(file.bitRate),
    file.sampleRate !== undefined && WORDS.sampling(file.sampleRate),
    file.bitDepth !== undefined && WORDS.bits(file.bitDepth),
    file.channels !== undefined && WORDS.channels(file.channels),
  ]
  return [
    [WORDS.format, format.filter(Boolean).join(', ')],
    [WORDS.length, clockOf(file.durationSec)],
    [WORDS.size, sizeWords(file.size)],
    [WORDS.added, <Moment key="added" at={file.addedAt} />],
    [
      WORDS.path,
      <span key="path" className="plain-text song-path">
        {file.path ?? song.path}
      </span>,
    ],
  ]
}

function ofTotal(disc: number | undefined, total: number | undefined, title: string | undefined) {
  if (disc === undefined) return title
  const number = total === undefined ? String(disc) : `${disc} / ${total}`
  return title === undefined ? number : `${number}: ${title}`
}

const dateFact = (date: ItemDate | undefined) =>
  date?.year === undefined ? undefined : <DateWords date={date} />

export function gainWords(gain: number | undefined, peak: number | undefined): string | undefined {
  return gain === undefined ? undefined : ALBUM.gain(gain, peak)
}
