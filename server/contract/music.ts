// What the window reads of the answers under `/api/music/`, which are those of the music apps' own API. Types only. The names
// and what is always there are as this server sends them; test/contract/music.test.ts holds them against real answers.
//
// Ids are text: `so-1` a song, `al-1` an album, `ar-1` an artist, `di-1` a folder, `pl-1` a playlist; a music folder has a
// number. `coverArt` is the id for getCoverArt and changes with the picture. Times are RFC 3339.

export interface Named {
  readonly id: string
  readonly name: string
}

/** What the caller did with a thing, and what all think of it. */
interface Annotated {
  readonly starred?: string
  /** 1 to 5. */
  readonly userRating?: number
  readonly averageRating?: number
}

export interface GenreName {
  readonly name: string
}

/** As far as the tag knows it; `{}` when it knows nothing. */
export interface ItemDate {
  readonly year?: number
  readonly month?: number
  readonly day?: number
}

export interface ReplayGain {
  readonly trackGain?: number
  readonly albumGain?: number
  readonly trackPeak?: number
  readonly albumPeak?: number
  readonly baseGain?: number
}

export interface Contributor {
  /** composer, lyricist, conductor, performer, arranger, producer, engineer, mixer, remixer, djmixer, director. */
  readonly role: string
  /** The instrument of a performer. */
  readonly subRole?: string
  readonly artist: Named
}

export interface Work {
  readonly name: string
  readonly musicBrainzId?: string
}

export interface Movement {
  readonly name: string
  readonly number?: number
  readonly count?: number
}

/** Child of a song. */
export interface Song extends Annotated {
  readonly id: string
  /** Its folder. */
  readonly parent: string
  readonly isDir: false
  readonly title: string
  readonly album: string
  readonly albumId: string
  /** As printed. */
  readonly artist: string
  readonly artistId: string
  readonly track?: number
  readonly discNumber?: number
  readonly year?: number
  readonly genre?: string
  readonly coverArt?: string
  /** Bytes. */
  readonly size: number
  readonly contentType: string
  readonly suffix: string
  /** Seconds. */
  readonly duration: number
  /** kbit/s. */
  readonly bitRate: number
  readonly bitDepth?: number
  readonly samplingRate?: number
  readonly channelCount?: number
  /** From the music folder. */
  readonly path: string
  readonly created: string
  readonly type: 'music'
  readonly mediaType: 'song'
  /** 0 when unknown. */
  readonly bpm: number
  readonly comment: string
  readonly sortName: string
  readonly musicBrainzId?: string
  readonly isrc: readonly string[]
  readonly genres: readonly GenreName[]
  readonly artists: readonly Named[]
  readonly displayArtist: string
  readonly albumArtists: readonly Named[]
  readonly displayAlbumArtist: string
  readonly contributors: readonly Contributor[]
  readonly displayComposer: string
  readonly moods: readonly string[]
  readonly replayGain: ReplayGain
  readonly explicitStatus: 'explicit' | 'clean' | ''
  readonly works: readonly Work[]
  readonly movements: readonly Movement[]
  readonly groupings: readonly string[]
  readonly playCount: number
  readonly played?: string
  /** Milliseconds. */
  readonly bookmarkPosition?: number
}

export interface Album extends Annotated {
  readonly id: string
  readonly name: string
  /** Edition; '' for none. */
  readonly version: string
  /** As printed. */
  readonly artist: string
  readonly artistId: string
  readonly artists: readonly Named[]
  readonly displayArtist: string
  readonly coverArt?: string
  readonly songCount: number
  /** Seconds. */
  readonly duration: number
  readonly created: string
  readonly year?: number
  readonly genre?: string
  readonly genres: readonly GenreName[]
  readonly recordLabels: readonly GenreName[]
  readonly releaseTypes: readonly string[]
  readonly moods: readonly string[]
  readonly sortName: string
  readonly originalReleaseDate: ItemDate
  readonly releaseDate: ItemDate
  readonly isCompilation: boolean
  readonly explicitStatus: 'explicit' | 'clean' | ''
  readonly discTitles: readonly DiscTitle[]
  readonly musicBrainzId?: string
  readonly playCount: number
  readonly played?: string
}

export interface DiscTitle {
  readonly disc: number
  readonly title: string
}

export interface AlbumWithSongs extends Album {
  /** By disc, track, title. */
  readonly song: readonly Song[]
}

export interface Artist extends Annotated {
  readonly id: string
  readonly name: string
  readonly coverArt?: string
  readonly albumCount: number
  readonly sortName: string
  readonly musicBrainzId?: string
  readonly roles: readonly string[]
}

export interface ArtistWithAlbums extends Artist {
  readonly album: readonly Album[]
}

export interface ArtistIndex {
  /** The heading: a letter, or `#`. */
  readonly name: string
  readonly artist: readonly Artist[]
}

export interface Genre {
  readonly value: string
  readonly songCount: number
  readonly albumCount: number
}

export interface MusicFolderName {
  readonly id: number
  readonly name: string
}

/** A folder of the first level, in the alphabet of folders. */
export interface FolderArtist extends Annotated {
  readonly id: string
  readonly name: string
  readonly coverArt?: string
}

export interface FolderIndex {
  readonly name: string
  readonly artist: readonly FolderArtist[]
}

/** A folder inside a folder. */
export interface Subfolder extends Annotated {
  readonly id: string
  readonly parent?: string
  readonly isDir: true
  readonly title: string
  readonly coverArt?: string
  readonly created: string
}

/** Of getMusicDirectory with the id of a folder (`di-1`) or music folder (`1`). */
export interface Directory extends Annotated {
  readonly id: string
  /** None where the music folder itself is above. */
  readonly parent?: string
  readonly name: string
  readonly child: readonly (Subfolder | Song)[]
}

export interface Playlist {
  readonly id: string
  readonly name: string
  readonly comment?: string
  /** '' for one that was imported from a file. */
  readonly owner: string
  readonly public: boolean
  readonly songCount: number
  /** Seconds. */
  readonly duration: number
  readonly created: string
  readonly changed: string
  readonly coverArt?: string
  /** The caller may not change it. */
  readonly readonly: boolean
}

export interface PlaylistWithSongs extends Playlist {
  readonly entry: readonly Song[]
}

export interface PlayingSong extends Song {
  readonly username: string
  readonly minutesAgo: number
  readonly playerId: number
  /** The app. */
  readonly playerName: string
}

export interface LyricsLine {
  /** Milliseconds; none in lyrics without times. */
  readonly start?: number
  readonly value: string
}

export interface Lyrics {
  readonly lang: string
  readonly synced: boolean
  readonly displayArtist: string
  readonly displayTitle: string
  /** Milliseconds; positive: the lines come earlier. */
  readonly offset: number
  readonly line: readonly LyricsLine[]
}

export interface PlayQueue {
  /** Id of the song. */
  readonly current?: string
  /** Milliseconds. */
  readonly position: number
  readonly username: string
  readonly changed: string
  readonly changedBy: string
  readonly entry: readonly Song[]
}

export interface ScanStatus {
  readonly scanning: boolean
  readonly count: number
  /** Only for those who may use every music folder. */
  readonly folderCount?: number
  readonly lastScan?: string
}

export interface Found {
  readonly artist: readonly Artist[]
  readonly album: readonly Album[]
  readonly song: readonly Song[]
}

/** What an endpoint answers, beside `status` and the like. */
export interface MusicAnswers {
  readonly getMusicFolders: { readonly musicFolders: { readonly musicFolder: readonly MusicFolderName[] } }
  readonly getIndexes: { readonly indexes: Indexes }
  readonly getMusicDirectory: { readonly directory: Directory }
  readonly getGenres: { readonly genres: { readonly genre: readonly Genre[] } }
  readonly getArtists: { readonly artists: { readonly index: readonly ArtistIndex[] } }
  readonly getArtist: { readonly artist: ArtistWithAlbums }
  readonly getAlbum: { readonly album: AlbumWithSongs }
  readonly getSong: { readonly song: Song }
  readonly getTopSongs: { readonly topSongs: { readonly song: readonly Song[] } }
  readonly getSimilarSongs2: { readonly similarSongs2: { readonly song: readonly Song[] } }
  readonly getAlbumList2: { readonly albumList2: { readonly album: readonly Album[] } }
  readonly getRandomSongs: { readonly randomSongs: { readonly song: readonly Song[] } }
  readonly getSongsByGenre: { readonly songsByGenre: { readonly song: readonly Song[] } }
  readonly getNowPlaying: { readonly nowPlaying: { readonly entry: readonly PlayingSong[] } }
  readonly getStarred2: { readonly starred2: Found }
  readonly search3: { readonly searchResult3: Found }
  readonly getPlaylists: { readonly playlists: { readonly playlist: readonly Playlist[] } }
  readonly getPlaylist: { readonly playlist: PlaylistWithSongs }
  /** The new playlist. */
  readonly createPlaylist: { readonly playlist: PlaylistWithSongs }
  readonly getLyricsBySongId: { readonly lyricsList: { readonly structuredLyrics: readonly Lyrics[] } }
  readonly getPlayQueue: { readonly playQueue: PlayQueue }
  readonly getScanStatus: { readonly scanStatus: ScanStatus }
}

export interface Indexes {
  /** Milliseconds since 1970. */
  readonly lastModified: number
  readonly index: readonly FolderIndex[]
  /** Songs that lie in a music folder itself. */
  readonly child: readonly Song[]
}

// Under the names of the API's documentation.
export type Child = Song
export type ArtistRef = Named
export type AlbumID3 = Album
export type AlbumID3WithSongs = AlbumWithSongs
export type ArtistID3 = Artist
export type ArtistWithAlbumsID3 = ArtistWithAlbums
export type SearchResult3 = Found
export type Starred2 = Found
export type NowPlayingEntry = PlayingSong
