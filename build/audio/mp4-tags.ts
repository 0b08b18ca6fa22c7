import { box, fullBox, uint16, uint32 } from './mp4-box.ts'
import { gainText, lyricsOf, type Picture, type SongFields } from './song-fields.ts'

/** udta/meta/ilst: the tags as iTunes writes them. */
export function mp4TagBox(fields: SongFields, picture?: Picture): Buffer {
  const handler = fullBox('hdlr', 0, Buffer.from('\0\0\0\0mdirappl\0\0\0\0\0\0\0\0\0', 'latin1'))
  const items = [...textItems(fields), ...numberItems(fields), ...freeformItems(fields)]
  if (picture) {
    items.push(box('covr', dataBox(picture.mime === 'image/png' ? 14 : 13, picture.data)))
  }
  return box('udta', fullBox('meta', 0, Buffer.concat([handler, box('ilst', ...items)])))
}

function textItems(fields: SongFields): Buffer[] {
  const items: [string, string | readonly string[] | undefined][] = [
    ['\xa9nam', fields.title],
    ['sonm', fields.titleSort],
    ['\xa9alb', fields.album],
    ['soal', fields.albumSort],
    ['\xa9ART', fields.artist ?? fields.artists],
    ['soar', fields.artistSort],
    ['aART', fields.albumArtist ?? fields.albumArtists],
    ['soaa', fields.albumArtistSort],
    ['\xa9wrt', namesOf(fields, 'composer')],
    ['soco', fields.composerSort],
    ['\xa9day', fields.date],
    ['\xa9gen', fields.genres],
    ['\xa9grp', fields.groupings],
    ['\xa9cmt', fields.comment],
    ['\xa9lyr', lyricsOf(fields).map((one) => one.body)],
    ['\xa9wrk', fields.work],
    ['\xa9mvn', fields.movement?.name],
  ]
  return items.flatMap(([name, values]) => {
    if (values === undefined || values.length === 0) return []
    const list = typeof values === 'string' ? [values] : values
    return [box(name, ...list.map((value) => dataBox(1, Buffer.from(value, 'utf8'))))]
  })
}

function numberItems(fields: SongFields): Buffer[] {
  const items: Buffer[] = []
  // A pair of 16-bit numbers after two zero bytes; trkn alone has two more at its end.
  if (fields.track !== undefined || fields.trackTotal !== undefined) {
    const numbers = [0, Number(fields.track ?? 0), fields.trackTotal ?? 0, 0]
    items.push(box('trkn', dataBox(0, Buffer.concat(numbers.map(uint16)))))
  }
  if (fields.disc !== undefined || fields.discTotal !== undefined) {
    const numbers = [0, Number(fields.disc ?? 0), fields.discTotal ?? 0]
    items.push(box('disk', dataBox(0, Buffer.concat(numbers.map(uint16)))))
  }
  if (fields.compilation) items.push(box('cpil', dataBox(21, Buffer.of(1))))
  if (fields.bpm !== undefined) items.push(box('tmpo', dataBox(21, uint16(Math.round(Number(fields.bpm))))))
  if (fields.explicit) items.push(box('rtng', dataBox(21, Buffer.of(fields.explicit === 'explicit' ? 1 : 2))))
  const { number, count } = fields.movement ?? {}
  if (number !== undefined) items.push(box('\xa9mvi', dataBox(21, uint16(number))))
  if (count !== undefined) items.push(box('\xa9mvc', dataBox(21, uint16(count))))
  return items
}

/** What iTunes has no atom for goes under its own name; the spellings are MusicBrainz Picard's. */
function freeformItems(fields: SongFields): Buffer[] {
  const { replayGain: gain, musicBrainz: ids } = fields
  const items: [string, string | readonly string[] | undefined][] = [
    ['ARTISTS', fields.artist === undefined ? undefined : fields.artists],
    ['ALBUMARTISTS', fields.albumArtist === undefined ? undefined : fields.albumArtists],
    ['ALBUMVERSION', fields.albumVersion],
    ['DISCSUBTITLE', fields.discSubtitle],
    ['RELEASEDATE', fields.releaseDate],
    ['ORIGINALDATE', fields.originalDate],
    ['LABEL', fields.labels],
    ['MOOD', fields.moods],
    ['ISRC', fields.isrc],
    ...[
      'lyricist',
      'conductor',
      'remixer',
      'arranger',
      'producer',
      'engineer',
      'mixer',
      'djmixer',
      'director',
    ].map((role): [string, string[]] => [role.toUpperCase(), namesOf(fields, role)]),
    [
      'PERFORMER',
      fields.contributors
        ?.filter((one) => one.role === 'performer')
        .map((one) => (one.subRole ? `${one.name} (${one.subRole})` : one.name)),
    ],
    ['MusicBrainz Track Id', ids?.recordingId],
    ['MusicBrainz Album Id', ids?.albumId],
    ['MusicBrainz Release Group Id', ids?.releaseGroupId],
    ['MusicBrainz Artist Id', ids?.artistIds],
    ['MusicBrainz Album Artist Id', ids?.albumArtistIds],
    ['MusicBrainz Album Type', fields.releaseTypes],
    ['replaygain_track_gain', gain?.trackGain === undefined ? undefined : gainText(gain.trackGain)],
    ['replaygain_track_peak', gain?.trackPeak?.toFixed(6)],
    ['replaygain_album_gain', gain?.albumGain === undefined ? undefined : gainText(gain.albumGain)],
    ['replaygain_album_peak', gain?.albumPeak?.toFixed(6)],
    ...Object.entries(fields.custom ?? {}),
  ]
  return items.flatMap(([name, values]) => {
    if (values === undefined || values.length === 0) return []
    const list = typeof values === 'string' ? [values] : values
    return [
      box(
        '----',
        fullBox('mean', 0, Buffer.from('com.apple.iTunes', 'latin1')),
        fullBox('name', 0, Buffer.from(name, 'utf8')),
        ...list.map((value) => dataBox(1, Buffer.from(value, 'utf8'))),
      ),
    ]
  })
}

function namesOf(fields: SongFields, role: string): string[] {
  return fields.contributors?.filter((one) => one.role === role).map((one) => one.name) ?? []
}

/** Kinds: 0 bytes, 1 UTF-8, 13 JPEG, 14 PNG, 21 integer. Four bytes of locale follow. */
function dataBox(kind: number, body: Buffer): Buffer {
  return box('data', uint32(kind), uint32(0), body)
}
