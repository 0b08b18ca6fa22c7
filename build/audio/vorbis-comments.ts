import { gainText, lyricsOf, type Picture, type SongFields } from './song-fields.ts'

export const vendor = 'Lockgroove test tones'

/** The comment block as FLAC, Ogg Vorbis (after its packet header) and Opus hold it; without Vorbis' framing bit. */
export function vorbisComments(fields: SongFields, picture?: Picture): Buffer {
  const comments = commentFields(fields).map(([name, value]) => lengthAndText(`${name}=${value}`))
  if (picture) {
    const block = flacPicture(picture).toString('base64')
    comments.push(lengthAndText(`METADATA_BLOCK_PICTURE=${block}`))
  }
  return Buffer.concat([lengthAndText(vendor), uint32le(comments.length), ...comments])
}

/** The body of a FLAC PICTURE block. */
export function flacPicture(picture: Picture): Buffer {
  const mime = Buffer.from(picture.mime, 'latin1')
  // Width, height, depth and colours are left at zero: unknown.
  return Buffer.concat([
    uint32be(picture.type ?? 3),
    uint32be(mime.length),
    mime,
    uint32be(0),
    Buffer.alloc(16),
    uint32be(picture.data.length),
    picture.data,
  ])
}

/** Name and value of every comment, in the order written; a list is its name repeated. */
function commentFields(fields: SongFields): [string, string][] {
  const { replayGain: gain, musicBrainz: ids, movement } = fields
  const groups: [string, string | number | readonly string[] | undefined][] = [
    ['TITLE', fields.title],
    ['TITLESORT', fields.titleSort],
    ['ALBUM', fields.album],
    ['ALBUMSORT', fields.albumSort],
    ['ALBUMVERSION', fields.albumVersion],
    ['ARTIST', fields.artist ?? fields.artists],
    ['ARTISTS', fields.artist === undefined ? undefined : fields.artists],
    ['ARTISTSORT', fields.artistSort],
    ['ALBUMARTIST', fields.albumArtist ?? fields.albumArtists],
    ['ALBUMARTISTS', fields.albumArtist === undefined ? undefined : fields.albumArtists],
    ['ALBUMARTISTSORT', fields.albumArtistSort],
    ['COMPOSERSORT', fields.composerSort],
    ['TRACKNUMBER', fields.track],
    ['TRACKTOTAL', fields.trackTotal],
    ['DISCNUMBER', fields.disc],
    ['DISCTOTAL', fields.discTotal],
    ['DISCSUBTITLE', fields.discSubtitle],
    ['DATE', fields.date],
    ['RELEASEDATE', fields.releaseDate],
    ['ORIGINALDATE', fields.originalDate],
    ['GENRE', fields.genres],
    ['COMPILATION', fields.compilation ? '1' : undefined],
    ['RELEASETYPE', fields.releaseTypes],
    ['LABEL', fields.labels],
    ['MOOD', fields.moods],
    ['GROUPING', fields.groupings],
    ['ISRC', fields.isrc],
    ['BPM', fields.bpm],
    ['COMMENT', fields.comment],
    ['ITUNESADVISORY', fields.explicit && (fields.explicit === 'explicit' ? '1' : '2')],
    ['WORK', fields.work],
    ['MOVEMENTNAME', movement?.name],
    ['MOVEMENT', movement?.number],
    ['MOVEMENTTOTAL', movement?.count],
    ['REPLAYGAIN_TRACK_GAIN', gain?.trackGain === undefined ? undefined : gainText(gain.trackGain)],
    ['REPLAYGAIN_TRACK_PEAK', gain?.trackPeak?.toFixed(6)],
    ['REPLAYGAIN_ALBUM_GAIN', gain?.albumGain === undefined ? undefined : gainText(gain.albumGain)],
    ['REPLAYGAIN_ALBUM_PEAK', gain?.albumPeak?.toFixed(6)],
    // The recording's id has the name of the track's, for historical reasons.
    ['MUSICBRAINZ_TRACKID', ids?.recordingId],
    ['MUSICBRAINZ_ALBUMID', ids?.albumId],
    ['MUSICBRAINZ_RELEASEGROUPID', ids?.releaseGroupId],
    ['MUSICBRAINZ_ARTISTID', ids?.artistIds],
    ['MUSICBRAINZ_ALBUMARTISTID', ids?.albumArtistIds],
    ['LYRICS', lyricsOf(fields).map((one) => one.body)],
    ...(fields.contributors ?? []).map((one): [string, string] =>
      one.role === 'performer'
        ? ['PERFORMER', one.subRole ? `${one.name} (${one.subRole})` : one.name]
        : [one.role.toUpperCase(), one.name],
    ),
    ...Object.entries(fields.custom ?? {}),
  ]
  return groups.flatMap(([name, values]) => {
    if (values === undefined) return []
    const list = typeof values === 'object' ? values : [`${values}`]
    return list.map((value): [string, string] => [name, value])
  })
}

function lengthAndText(text: string): Buffer {
  const bytes = Buffer.from(text, 'utf8')
  return Buffer.concat([uint32le(bytes.length), bytes])
}

function uint32le(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}

function uint32be(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}
