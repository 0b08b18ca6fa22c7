// Every name under /rest, who may call it, what it needs beyond listening, what answers, and what windows are told then.
// Names of extensions that are not advertised are not here: see extensions.ts. The order is that of the API documentation.
import * as bookmarks from './endpoints/bookmarks.ts'
import * as browsing from './endpoints/browsing.ts'
import * as info from './endpoints/info.ts'
import * as scanning from './endpoints/library-scanning.ts'
import * as lists from './endpoints/lists.ts'
import * as annotation from './endpoints/media-annotation.ts'
import * as media from './endpoints/media-retrieval.ts'
import * as playlists from './endpoints/playlists.ts'
import * as searching from './endpoints/searching.ts'
import * as sharing from './endpoints/sharing.ts'
import * as system from './endpoints/system.ts'
import * as unbuilt from './endpoints/unbuilt.ts'
import * as userManagement from './endpoints/user-management.ts'
import type { Route } from './types.ts'

const OFF: Route = { answer: unbuilt.switchedOff }

export type Routes = ReadonlyMap<string, Route>

export const ROUTES: Routes = new Map<string, Route>(
  Object.entries({
    // System
    ping: { answer: system.ping },
    getLicense: { answer: system.getLicense },
    getOpenSubsonicExtensions: { answer: system.getOpenSubsonicExtensions, public: true },
    tokenInfo: { answer: system.tokenInfo },

    // Browsing
    getMusicFolders: { answer: browsing.getMusicFolders },
    getIndexes: { answer: browsing.getIndexes },
    getMusicDirectory: { answer: browsing.getMusicDirectory },
    getGenres: { answer: browsing.getGenres },
    getArtists: { answer: browsing.getArtists },
    getArtist: { answer: browsing.getArtist },
    getAlbum: { answer: browsing.getAlbum },
    getSong: { answer: browsing.getSong },
    getVideos: { answer: browsing.getVideos },
    getVideoInfo: { answer: browsing.getVideoInfo },
    getArtistInfo: { answer: info.getArtistInfo },
    getArtistInfo2: { answer: info.getArtistInfo2 },
    getAlbumInfo: { answer: info.getAlbumInfo },
    getAlbumInfo2: { answer: info.getAlbumInfo2 },
    getSimilarSongs: { answer: info.getSimilarSongs },
    getSimilarSongs2: { answer: info.getSimilarSongs2 },
    getTopSongs: { answer: info.getTopSongs },

    // Album and song lists
    getAlbumList: { answer: lists.getAlbumList },
    getAlbumList2: { answer: lists.getAlbumList2 },
    getRandomSongs: { answer: lists.getRandomSongs },
    getSongsByGenre: { answer: lists.getSongsByGenre },
    getNowPlaying: { answer: annotation.getNowPlaying },
    getStarred: { answer: lists.getStarred },
    getStarred2: { answer: lists.getStarred2 },

    // Searching
    search: { answer: searching.search },
    search2: { answer: searching.search2 },
    search3: { answer: searching.search3 },

    // Playlists
    getPlaylists: { answer: playlists.getPlaylists },
    getPlaylist: { answer: playlists.getPlaylist },
    createPlaylist: { answer: playlists.createPlaylist, needs: 'change', tells: 'playlists.changed' },
    updatePlaylist: { answer: playlists.updatePlaylist, needs: 'change', tells: 'playlists.changed' },
    deletePlaylist: { answer: playlists.deletePlaylist, needs: 'change', tells: 'playlists.changed' },

    // Media retrieval
    stream: { binary: media.stream, role: 'stream', sends: 'song' },
    download: { binary: media.download, role: 'download', needs: 'download', sends: 'song' },
    'hls.m3u8': OFF,
    getCaptions: { answer: unbuilt.getCaptions },
    getCoverArt: { binary: media.getCoverArt, sends: 'cover' },
    getLyrics: { answer: media.getLyrics },
    getLyricsBySongId: { answer: media.getLyricsBySongId },
    getAvatar: { binary: media.getAvatar, sends: 'cover' },

    // Media annotation
    star: { answer: annotation.star, needs: 'change', tells: 'stars.changed' },
    unstar: { answer: annotation.unstar, needs: 'change', tells: 'stars.changed' },
    setRating: { answer: annotation.setRating, needs: 'change', tells: 'stars.changed' },
    scrobble: { answer: annotation.scrobble, needs: 'change' },

    // Sharing
    getShares: { answer: sharing.getShares, appsOnly: true },
    createShare: { answer: sharing.createShare, role: 'share', needs: 'change', appsOnly: true },
    updateShare: { answer: sharing.updateShare, role: 'share', needs: 'change', appsOnly: true },
    deleteShare: { answer: sharing.deleteShare, role: 'share', needs: 'change', appsOnly: true },

    // Podcasts
    getPodcasts: { answer: unbuilt.getPodcasts },
    getNewestPodcasts: { answer: unbuilt.getNewestPodcasts },
    refreshPodcasts: OFF,
    createPodcastChannel: OFF,
    deletePodcastChannel: OFF,
    deletePodcastEpisode: OFF,
    downloadPodcastEpisode: OFF,

    // Jukebox
    jukeboxControl: OFF,

    // Internet radio
    getInternetRadioStations: { answer: unbuilt.getInternetRadioStations },
    createInternetRadioStation: OFF,
    updateInternetRadioStation: OFF,
    deleteInternetRadioStation: OFF,

    // Chat
    getChatMessages: { answer: unbuilt.getChatMessages },
    addChatMessage: OFF,

    // User management
    getUser: { answer: userManagement.getUser },
    getUsers: { answer: userManagement.getUsers, role: 'admin', needs: 'account', reads: true },
    createUser: { answer: userManagement.createUser, role: 'admin', needs: 'account' },
    updateUser: { answer: userManagement.updateUser, role: 'admin', needs: 'account' },
    deleteUser: { answer: userManagement.deleteUser, role: 'admin', needs: 'account' },
    changePassword: { answer: userManagement.changePassword, needs: 'account' },

    // Bookmarks and play queue
    getBookmarks: { answer: bookmarks.getBookmarks },
    createBookmark: { answer: bookmarks.createBookmark, needs: 'change' },
    deleteBookmark: { answer: bookmarks.deleteBookmark, needs: 'change' },
    getPlayQueue: { answer: bookmarks.getPlayQueue },
    savePlayQueue: { answer: bookmarks.savePlayQueue, needs: 'change' },
    getPlayQueueByIndex: { answer: bookmarks.getPlayQueueByIndex },
    savePlayQueueByIndex: { answer: bookmarks.savePlayQueueByIndex, needs: 'change' },

    // Library scanning
    getScanStatus: { answer: scanning.getScanStatus },
    startScan: { answer: scanning.startScan, role: 'admin', needs: 'change' },
  } satisfies Record<string, Route>),
)
