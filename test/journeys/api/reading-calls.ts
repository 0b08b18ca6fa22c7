// Every reading endpoint with parameters that make it say something, over the fixture library. Used for the golden
// answers, and wherever something is to hold for all answers.
import type { KnownIds } from '../../support/known-ids.ts'
import type { CallParameters, SubsonicClient } from '../../support/subsonic-client.ts'

export interface ReadingCall {
  readonly endpoint: string
  /** What is special about it. */
  readonly what: string
  readonly parameters?: CallParameters
  /** Drawn anew at each call. */
  readonly random?: true
}

/** Without ids: these can be asked of an empty library too. */
export const CALLS_WITHOUT_IDS: readonly ReadingCall[] = [
  { endpoint: 'getMusicFolders', what: 'all' },
  { endpoint: 'getIndexes', what: 'all' },
  { endpoint: 'getIndexes', what: 'unchanged', parameters: { ifModifiedSince: 99_999_999_999_999 } },
  { endpoint: 'getMusicDirectory', what: 'music-folder', parameters: { id: 1 } },
  { endpoint: 'getGenres', what: 'all' },
  { endpoint: 'getArtists', what: 'all' },
  { endpoint: 'getVideos', what: 'all' },
  { endpoint: 'getTopSongs', what: 'by-name', parameters: { artist: 'björk', count: 3 } },
  ...[
    'newest',
    'highest',
    'frequent',
    'recent',
    'starred',
    'alphabeticalByName',
    'alphabeticalByArtist',
  ].flatMap((type) => albumLists(type, { type, size: 2 })),
  ...albumLists('byYear', { type: 'byYear', fromYear: 2016, toYear: 2013, size: 3 }),
  ...albumLists('byGenre', { type: 'byGenre', genre: 'j-pop' }),
  { endpoint: 'getAlbumList', what: 'random', parameters: { type: 'random' }, random: true },
  { endpoint: 'getAlbumList2', what: 'random', parameters: { type: 'random' }, random: true },
  { endpoint: 'getRandomSongs', what: 'one', parameters: { genre: 'Ballad' } },
  { endpoint: 'getRandomSongs', what: 'many', parameters: { size: 20 }, random: true },
  { endpoint: 'getSongsByGenre', what: 'all', parameters: { genre: 'r&b' } },
  { endpoint: 'getNowPlaying', what: 'all' },
  { endpoint: 'getStarred', what: 'all' },
  { endpoint: 'getStarred2', what: 'all' },
  { endpoint: 'search', what: 'title', parameters: { title: 'light', count: 1 } },
  { endpoint: 'search2', what: 'word', parameters: { query: 'night', songCount: 2 } },
  { endpoint: 'search3', what: 'word', parameters: { query: 'night', songCount: 2 } },
  {
    endpoint: 'search3',
    what: 'everything',
    parameters: { query: '""', artistCount: 3, albumCount: 2, songCount: 2, songOffset: 40 },
  },
  { endpoint: 'getPlaylists', what: 'all' },
  { endpoint: 'getLyrics', what: 'found', parameters: { artist: 'vera lindqvist', title: 'refrain' } },
  { endpoint: 'getShares', what: 'all' },
  { endpoint: 'getPodcasts', what: 'all' },
  { endpoint: 'getNewestPodcasts', what: 'all' },
  { endpoint: 'getInternetRadioStations', what: 'all' },
  { endpoint: 'getChatMessages', what: 'all' },
  { endpoint: 'getBookmarks', what: 'all' },
  { endpoint: 'getPlayQueue', what: 'all' },
  { endpoint: 'getPlayQueueByIndex', what: 'all' },
  { endpoint: 'getScanStatus', what: 'done' },
]

function albumLists(what: string, parameters: CallParameters): ReadingCall[] {
  return [
    { endpoint: 'getAlbumList', what, parameters },
    { endpoint: 'getAlbumList2', what, parameters },
  ]
}

export function callsWithIds(known: KnownIds): ReadingCall[] {
  const { song, album, artist, directory } = known
  const one = (endpoint: string, what: string, id: string, more: CallParameters = {}): ReadingCall => ({
    endpoint,
    what,
    parameters: { id, ...more },
  })
  const vera = artist('Vera Lindqvist')
  const palette = song('Vera Lindqvist/Many Colours/01 Palette.flac')
  return [
    one('getMusicDirectory', 'folder-of-artist', directory('Björk')),
    one('getMusicDirectory', 'folder-of-discs', directory('Halden Quartet/The Long Night')),
    one('getMusicDirectory', 'folder-of-songs', directory('Björk/Début')),
    one('getMusicDirectory', 'artist-id', artist('Echo Park')),
    one('getMusicDirectory', 'album-id', album('青空', '春の歌')),
    one('getArtist', 'with-albums', artist('Echo Park')),
    one('getArtist', 'only-on-tracks', artist('Ida Hagen')),
    one('getAlbum', 'two-discs', album('Halden Quartet', 'The Long Night')),
    one('getAlbum', 'compilation', album('Various Artists', 'Night Bus')),
    one('getAlbum', 'classical', album('Ensemble Nord', 'Waldstück')),
    one('getAlbum', 'two-artists', album('Mira Lund & Tom Oakes', 'Paper Boats')),
    one('getAlbum', 'musicbrainz', album('Björk', 'Début')),
    one('getAlbum', 'edition', album('The Sundays Club', "Don't Wait")),
    one('getAlbum', 'odd-text', album('Ünruly', 'Control')),
    one('getSong', 'many-tags', palette),
    one('getSong', 'no-tags', song('Unsorted/Tape 3/side a.mp3')),
    one('getSong', 'root-folder', song('Root Song.mp3')),
    one('getSong', 'opus', song('Compilations/Night Bus/05 Last Stop.opus')),
    one('getArtistInfo', 'artist', vera),
    one('getArtistInfo2', 'artist', vera),
    one('getAlbumInfo', 'album', album('Björk', 'Début')),
    one('getAlbumInfo2', 'album', album('Björk', 'Début')),
    one('getSimilarSongs', 'alone', artist('한소리')),
    one('getSimilarSongs2', 'alone', artist('한소리')),
    { ...one('getSimilarSongs', 'mix', vera), random: true },
    { ...one('getSimilarSongs2', 'mix', vera), random: true },
    one('getTopSongs', 'by-id', vera, { count: 2 }),
    ...['01 Plain.mp3', '02 Stamped.flac', '03 Synced.mp3', '04 Refrain.mp3', '05 Spoken.m4a'].map((file) =>
      one(
        'getLyricsBySongId',
        file.slice(3, -4).replace('.', '').toLowerCase(),
        song(`Vera Lindqvist/Words/${file}`),
      ),
    ),
    one('getLyricsBySongId', 'enhanced', song('Vera Lindqvist/Words/04 Refrain.mp3'), { enhanced: true }),
    one('getLyricsBySongId', 'none', palette),
  ]
}

/**
 * Gives somebody a life with the library: stars, ratings, plays, playlists, bookmarks and a queue, so that lists of what
 * people did have something in them. @returns the id of the playlist that was made
 */
export async function livePeople(
  { owner, listener }: { readonly owner: SubsonicClient; readonly listener: SubsonicClient },
  known: KnownIds,
): Promise<string> {
  const { song, album, artist, directory } = known
  const opening = song('Björk/Début/01 Opening.flac')
  const blue = song('Halden Quartet/The Long Night/CD1/01 Blue Hour.flac')
  const sakura = song('青空/春の歌/01 桜の夜.mp3')
  const night = album('Halden Quartet', 'The Long Night')
  const ok = async (client: SubsonicClient, endpoint: string, parameters: CallParameters) => {
    const answer = await client.json(endpoint, parameters)
    if (answer.status !== 'ok') throw new Error(`${endpoint}: ${answer.error?.message}`)
    return answer
  }

  await ok(owner, 'star', { id: [opening, directory('Björk')], albumId: night, artistId: artist('青空') })
  await ok(owner, 'star', {
    id: [sakura, directory('Vera Lindqvist/Words')],
    albumId: album('青空', '春の歌'),
  })
  await ok(owner, 'setRating', { id: opening, rating: 5 })
  await ok(owner, 'setRating', { id: night, rating: 4 })
  await ok(listener, 'setRating', { id: night, rating: 3 })
  await ok(listener, 'setRating', { id: album('Björk', 'Début'), rating: 2 })
  await ok(owner, 'setRating', { id: artist('Björk'), rating: 3 })
  await ok(owner, 'scrobble', {
    id: [opening, opening, blue],
    time: [1_700_000_000_000, 1_700_000_300_000, 1_700_000_600_000],
  })
  await ok(owner, 'scrobble', { id: song('Vera Lindqvist/Words/04 Refrain.mp3'), time: 1_600_000_000_000 })
  await ok(owner, 'scrobble', { id: sakura, submission: false })
  await ok(owner, 'createBookmark', { id: blue, position: 1500, comment: 'the "bridge"' })
  await ok(owner, 'savePlayQueue', { id: [opening, blue, opening], current: blue, position: 700 })
  const { playlist } = await ok(owner, 'createPlaylist', { name: 'Søndag', songId: [blue, opening, blue] })
  await ok(owner, 'updatePlaylist', { playlistId: playlist.id, comment: 'for the <morning>', public: true })
  return playlist.id
}
