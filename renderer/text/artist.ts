export const ARTIST = {
  title: 'Artist',
  gone: 'There is no such artist',
  goneWords: 'Nothing by them is left, or you may not hear the folder it is in.',
  topSongs: 'Top songs',
  appearsOn: 'Appears on',
  similar: 'Similar artists',
  about: 'About',
  nothing: 'Nothing here',
  nothingWords: 'No album is by this artist, and no song names them.',
  /** Headings, in their order; a release type without a heading gets its own name. */
  types: {
    album: 'Albums',
    ep: 'EPs',
    single: 'Singles',
    live: 'Live',
    compilation: 'Compilations',
    soundtrack: 'Soundtracks',
    remix: 'Remixes',
    demo: 'Demos',
  } as Readonly<Record<string, string>>,
  externalArtist: 'Artist on MusicBrainz',
  externalLastFm: 'On Last.fm',
} as const
