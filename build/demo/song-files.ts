// What each song of the demo is called on disk and what stands in its tags.
import type { SongFields } from '../audio/song-fields.ts'
import type { SongFormat } from '../audio/write-song.ts'
import { albums, artists, type DemoAlbum, type DemoSong } from './catalogue.ts'
import { meterOf } from './compose/styles.ts'

export interface SongFile {
  /** From the root of the library, `/` between the parts. */
  readonly path: string
  readonly album: DemoAlbum
  readonly song: DemoSong
  readonly format: SongFormat
  readonly tags: SongFields
}

export function songFiles(ofAlbums: readonly DemoAlbum[] = albums): SongFile[] {
  return ofAlbums.flatMap((album) => {
    const discs = album.discSubtitles?.length ?? 1
    return album.songs.map((song, index) => {
      const disc = song.disc ?? 1
      const onDisc = album.songs.filter((other) => (other.disc ?? 1) === disc)
      const track = onDisc.indexOf(song) + 1
      const format = song.format ?? album.format
      const discFolder = discs > 1 ? `Disc ${disc}/` : ''
      const name = `${`${track}`.padStart(2, '0')} ${fileName(song.title)}.${format}`
      return {
        path: `${albumFolder(album)}/${discFolder}${name}`,
        album,
        song,
        format,
        tags: tagsOf(album, song, { track, trackTotal: onDisc.length, disc, discs, index }),
      }
    })
  })
}

export function albumFolder(album: DemoAlbum): string {
  return `${fileName(album.artist)}/${fileName(album.title)}`
}

/** Without what Windows refuses in a name. */
export function fileName(name: string): string {
  return name.replace(/[/\\:*?"<>|]/g, '_')
}

interface Place {
  readonly track: number
  readonly trackTotal: number
  readonly disc: number
  readonly discs: number
  readonly index: number
}

function tagsOf(album: DemoAlbum, song: DemoSong, place: Place): SongFields {
  const singers = song.artists ?? [album.artist]
  const sortName = artists.find((artist) => artist.name === singers[0])?.sortName
  const albumSortName = artists.find((artist) => artist.name === album.artist)?.sortName
  return {
    title: song.title,
    album: album.title,
    artists: singers,
    artistSort: sortName,
    albumArtist: album.artist,
    albumArtistSort: albumSortName,
    track: place.track,
    trackTotal: place.trackTotal,
    ...(place.discs > 1 && {
      disc: place.disc,
      discTotal: place.discs,
      discSubtitle: album.discSubtitles?.[place.disc - 1],
    }),
    date: album.date,
    originalDate: album.originalDate,
    genres: song.genres ?? album.genres,
    compilation: album.compilation,
    releaseTypes: [album.releaseType],
    labels: [album.label],
    bpm: song.plan.bpm,
    contributors: [{ role: 'composer', name: album.composer ?? singers[0]! }],
    comment: 'Composed and played by a program for the Lockgroove demo.',
    lyrics: song.lyrics && !song.lyrics.sidecar ? [{ lang: song.lyrics.lang, body: lrcOf(song) }] : undefined,
  }
}

/** The lines at the beginnings of bars, spread over the song from the third bar, where tunes begin. */
export function lrcOf(song: DemoSong): string {
  const { lyrics, plan } = song
  if (!lyrics) return ''
  const meter = meterOf(plan, plan.beatsPerBar ?? 4)
  const room = meter.bars - 2
  const lines = lyrics.lines.map((line, i) => {
    const bar = 2 + Math.floor((i * room) / lyrics.lines.length)
    return `[${stamp(meter.bar(bar))}]${line}`
  })
  return `${lines.join('\n')}\n`
}

function stamp(seconds: number): string {
  const minutes = Math.floor(seconds / 60)
  const rest = (seconds - minutes * 60).toFixed(2)
  return `${`${minutes}`.padStart(2, '0')}:${rest.padStart(5, '0')}`
}
