import type { SongTags } from '../../server/library/song-tags.ts'

/** Tags of a file that says nothing but what is given. */
export function someTags(given: Partial<SongTags> = {}): SongTags {
  return {
    artists: given.artist ? [given.artist] : [],
    albumArtists: given.albumArtist ? [given.albumArtist] : [],
    contributors: [],
    genres: [],
    compilation: false,
    releaseTypes: [],
    labels: [],
    moods: [],
    groupings: [],
    isrc: [],
    works: [],
    movements: [],
    replayGain: {},
    lyrics: [],
    ...given,
    musicBrainz: { artistIds: [], albumArtistIds: [], ...given.musicBrainz },
  }
}
