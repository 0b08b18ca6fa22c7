// All 87 endpoints with parameters each of them is content with; what cannot be undone is asked of things that are not
// there. For what holds whatever is asked: formats, methods, parameters left out.
import type { KnownIds } from '../../support/known-ids.ts'
import { PEOPLE } from '../../support/server.ts'
import type { CallParameters } from '../../support/subsonic-client.ts'

export interface ValidCall {
  readonly parameters: CallParameters
  /** Without one of these it fails with 10. */
  readonly required: readonly string[]
  /** The error code of the answer; undefined when it is ok. */
  readonly code?: number
  /** Says something else each time, or gives the whole answer as bytes. */
  readonly varies?: true
  readonly binary?: true
}

/** Features that are switched off: reading is ok, everything else 50 (CONTRACT.md ERR-4). */
const SWITCHED_OFF = [
  ...['refreshPodcasts', 'createPodcastChannel'],
  ...['deletePodcastChannel', 'deletePodcastEpisode', 'downloadPodcastEpisode', 'jukeboxControl'],
  ...['createInternetRadioStation', 'updateInternetRadioStation', 'deleteInternetRadioStation'],
  ...['addChatMessage', 'hls.m3u8'],
]

/** Endpoints of extensions that are not advertised: HTTP 404 (CONTRACT.md EXT-2). */
export const ABSENT = [
  ...['getPodcastEpisode', 'reportPlayback', 'getSonicSimilarTracks', 'findSonicPath'],
  ...['getTranscodeDecision', 'getTranscodeStream'],
]

const READING_WITHOUT_PARAMETERS = [
  ...['ping', 'getLicense', 'getOpenSubsonicExtensions', 'tokenInfo', 'getMusicFolders', 'getIndexes'],
  ...['getGenres', 'getArtists', 'getVideos', 'getNowPlaying', 'getStarred', 'getStarred2', 'getPlaylists'],
  ...['getLyrics', 'getShares', 'getPodcasts', 'getNewestPodcasts', 'getInternetRadioStations'],
  ...['getChatMessages', 'getUsers', 'getBookmarks', 'getPlayQueue', 'getPlayQueueByIndex', 'getScanStatus'],
]

export function validCalls(known: KnownIds): ReadonlyMap<string, ValidCall> {
  const song = known.song('Björk/Début/01 Opening.flac')
  const artist = known.artist('Björk')
  const album = known.album('Björk', 'Début')
  const by = (parameters: CallParameters, more: Partial<ValidCall> = {}): ValidCall => ({
    parameters,
    required: Object.keys(parameters),
    ...more,
  })
  const unknown = 'pl-99999'
  const nobody = 'nobody at all'
  const calls: Record<string, ValidCall> = {
    ...Object.fromEntries(READING_WITHOUT_PARAMETERS.map((name) => [name, by({})])),
    ...Object.fromEntries(SWITCHED_OFF.map((name) => [name, by({}, { code: 50 })])),
    ...Object.fromEntries(ABSENT.map((name) => [name, by({}, { code: 0 })])),

    getMusicDirectory: by({ id: known.directory('Björk/Début') }),
    getArtist: by({ id: artist }),
    getAlbum: by({ id: album }),
    getSong: by({ id: song }),
    getVideoInfo: by({ id: song }, { code: 70 }),
    getCaptions: by({ id: song }, { code: 70 }),
    getArtistInfo: by({ id: artist }),
    getArtistInfo2: by({ id: artist }),
    getAlbumInfo: by({ id: album }),
    getAlbumInfo2: by({ id: album }),
    getSimilarSongs: by({ id: artist }, { varies: true }),
    getSimilarSongs2: by({ id: artist }, { varies: true }),
    getTopSongs: by({ artist: 'Björk' }),
    getAlbumList: by({ type: 'byYear', fromYear: 1990, toYear: 2010 }),
    getAlbumList2: by({ type: 'byGenre', genre: 'Folk' }),
    getRandomSongs: { parameters: { size: 3 }, required: [], varies: true },
    getSongsByGenre: by({ genre: 'Folk' }),
    search: by({ any: 'night' }),
    search2: by({ query: 'night' }),
    search3: by({ query: 'night' }),

    getPlaylist: by({ id: unknown }, { code: 70 }),
    createPlaylist: by({ name: 'Made again and again' }, { varies: true }),
    updatePlaylist: by({ playlistId: unknown }, { code: 70 }),
    deletePlaylist: by({ id: unknown }, { code: 70 }),

    stream: by({ id: song }, { binary: true }),
    download: by({ id: song }, { binary: true }),
    getCoverArt: by({ id: album }, { binary: true }),
    getAvatar: by({ username: PEOPLE.owner.user }, { binary: true }),
    getLyricsBySongId: by({ id: known.song('Vera Lindqvist/Words/04 Refrain.mp3') }),

    star: by({ id: song }),
    unstar: by({ id: song }),
    setRating: by({ id: song, rating: 0 }),
    scrobble: { parameters: { id: song, submission: false }, required: ['id'] },

    createShare: by({ id: song }, { varies: true }),
    updateShare: by({ id: unknown }, { code: 70 }),
    deleteShare: by({ id: unknown }, { code: 70 }),

    getUser: by({ username: PEOPLE.listener.user }),
    createUser: by({ username: PEOPLE.listener.user, password: 'long enough', email: '' }, { code: 0 }),
    updateUser: by({ username: nobody }, { code: 70 }),
    deleteUser: by({ username: nobody }, { code: 70 }),
    changePassword: by({ username: nobody, password: 'long enough' }, { code: 70 }),

    createBookmark: by({ id: song, position: 1000 }),
    deleteBookmark: by({ id: song }),
    savePlayQueue: { parameters: { id: song, current: song }, required: ['current'] },
    savePlayQueueByIndex: { parameters: { id: song, currentIndex: 0 }, required: ['currentIndex'] },
    // Last: the others are to answer a library at rest.
    startScan: by({}, { varies: true }),
  }
  return new Map(Object.entries(calls))
}
