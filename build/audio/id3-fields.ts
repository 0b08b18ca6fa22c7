import type { Id3Version } from './id3-text.ts'
import { gainText, numberOfTotal, type SongFields } from './song-fields.ts'

/** Our fields as ID3 text frames of the given version: `TIT2`, or `TXXX:description` for what has no frame. */
export function frameFields(fields: SongFields, version: Id3Version): [string, readonly string[]][] {
  const frames: [string, readonly string[]][] = []
  function add(names: readonly [v4: string, v3: string, v2: string], values: Values): void {
    const list = toList(values)
    const name = names[4 - version]!
    if (list.length === 0) return
    frames.push([version === 2 ? name.replace('TXXX:', 'TXX:') : name, list])
  }
  function addText(description: string, values: Values): void {
    add([`TXXX:${description}`, `TXXX:${description}`, `TXXX:${description}`], values)
  }

  add(['TIT2', 'TIT2', 'TT2'], fields.title)
  add(['TSOT', 'TSOT', 'TST'], fields.titleSort)
  add(['TALB', 'TALB', 'TAL'], fields.album)
  add(['TSOA', 'TSOA', 'TSA'], fields.albumSort)
  addText('ALBUMVERSION', fields.albumVersion)
  add(['TPE1', 'TPE1', 'TP1'], fields.artist ?? fields.artists)
  if (fields.artist !== undefined) addText('ARTISTS', fields.artists)
  add(['TSOP', 'TSOP', 'TSP'], fields.artistSort)
  add(['TPE2', 'TPE2', 'TP2'], fields.albumArtist ?? fields.albumArtists)
  if (fields.albumArtist !== undefined) addText('ALBUMARTISTS', fields.albumArtists)
  add(['TSO2', 'TSO2', 'TS2'], fields.albumArtistSort)
  add(['TRCK', 'TRCK', 'TRK'], numberOfTotal(fields.track, fields.trackTotal))
  add(['TPOS', 'TPOS', 'TPA'], numberOfTotal(fields.disc, fields.discTotal))
  add(['TSST', 'TSST', 'TXXX:DISCSUBTITLE'], fields.discSubtitle)
  add(['TCON', 'TCON', 'TCO'], fields.genres)
  add(['TCMP', 'TCMP', 'TCP'], fields.compilation ? '1' : undefined)
  add(['TPUB', 'TPUB', 'TPB'], fields.labels)
  add(['TMOO', 'TXXX:MOOD', 'TXXX:MOOD'], fields.moods)
  add(['TIT1', 'TIT1', 'TT1'], fields.groupings)
  add(['TSRC', 'TSRC', 'TRC'], fields.isrc)
  add(['TBPM', 'TBPM', 'TBP'], fields.bpm)
  add(['TSOC', 'TSOC', 'TSC'], fields.composerSort)
  addText('ITUNESADVISORY', fields.explicit && (fields.explicit === 'explicit' ? '1' : '2'))
  addText('WORK', fields.work)
  add(['MVNM', 'MVNM', 'TXXX:MOVEMENTNAME'], fields.movement?.name)
  add(['MVIN', 'MVIN', 'TXXX:MOVEMENT'], numberOfTotal(fields.movement?.number, fields.movement?.count))
  addDates()
  addContributors()
  addReplayGain()
  addMusicBrainz()
  for (const [name, values] of Object.entries(fields.custom ?? {})) addText(name, values)
  return frames

  function addDates(): void {
    const { date, releaseDate, originalDate } = fields
    if (version === 4) {
      add(['TDRC', '', ''], date)
      add(['TDRL', '', ''], releaseDate)
      add(['TDOR', '', ''], originalDate)
      return
    }
    // Before 2.4 the year and the day (DDMM) had frames of their own, the original year one without a day.
    add(['', 'TYER', 'TYE'], date?.slice(0, 4))
    if (date !== undefined && /^\d{4}-\d\d-\d\d$/.test(date)) {
      add(['', 'TDAT', 'TDA'], date.slice(8, 10) + date.slice(5, 7))
    }
    addText('RELEASEDATE', releaseDate)
    add(['', 'TORY', 'TOR'], originalDate?.slice(0, 4))
  }

  function addContributors(): void {
    const named = (role: string) => fields.contributors?.filter((one) => one.role === role) ?? []
    const namesOf = (role: string) => named(role).map((one) => one.name)
    add(['TCOM', 'TCOM', 'TCM'], namesOf('composer'))
    add(['TEXT', 'TEXT', 'TXT'], namesOf('lyricist'))
    add(['TPE3', 'TPE3', 'TP3'], namesOf('conductor'))
    add(['TPE4', 'TPE4', 'TP4'], namesOf('remixer'))
    addText('DIRECTOR', namesOf('director'))
    const pairs: [string, string][] = []
    for (const role of ['arranger', 'engineer', 'producer', 'mixer', 'djmixer'] as const) {
      for (const name of namesOf(role)) pairs.push([involvement[role], name])
    }
    const players = named('performer').map((one) => [one.subRole ?? '', one.name] as const)
    if (version === 4) {
      add(['TIPL', '', ''], pairs.flat())
      add(['TMCL', '', ''], players.flat())
      return
    }
    // IPLS is a list of strings even before 2.4: the one frame where zero bytes separate.
    const involved = [...pairs, ...players].flat()
    if (involved.length > 0) add(['', 'IPLS', 'IPL'], involved.join('\0'))
  }

  function addReplayGain(): void {
    const gain = fields.replayGain
    if (gain?.trackGain !== undefined) addText('REPLAYGAIN_TRACK_GAIN', gainText(gain.trackGain))
    if (gain?.trackPeak !== undefined) addText('REPLAYGAIN_TRACK_PEAK', gain.trackPeak.toFixed(6))
    if (gain?.albumGain !== undefined) addText('REPLAYGAIN_ALBUM_GAIN', gainText(gain.albumGain))
    if (gain?.albumPeak !== undefined) addText('REPLAYGAIN_ALBUM_PEAK', gain.albumPeak.toFixed(6))
  }

  function addMusicBrainz(): void {
    const ids = fields.musicBrainz
    addText('MusicBrainz Album Id', ids?.albumId)
    addText('MusicBrainz Release Group Id', ids?.releaseGroupId)
    addText('MusicBrainz Artist Id', ids?.artistIds)
    addText('MusicBrainz Album Artist Id', ids?.albumArtistIds)
    addText('MusicBrainz Album Type', fields.releaseTypes)
  }
}

type Values = string | number | readonly string[] | undefined

const involvement = {
  arranger: 'arranger',
  engineer: 'engineer',
  producer: 'producer',
  mixer: 'mix',
  djmixer: 'DJ-mix',
} as const

function toList(values: Values): readonly string[] {
  if (values === undefined) return []
  return typeof values === 'object' ? values : [`${values}`]
}
