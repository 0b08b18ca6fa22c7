import type { SignedInUser } from '../../auth/signed-in-user.ts'

/** The type User of the API. Roles are always sent, also false ones: apps show and hide their buttons by them (USER-1). */
export function toUser({ name, email, scrobblingEnabled, maxBitRate, roles, scope }: SignedInUser) {
  return {
    username: name,
    email,
    scrobblingEnabled,
    maxBitRate,
    adminRole: roles.admin,
    settingsRole: roles.settings,
    downloadRole: roles.download,
    uploadRole: roles.upload,
    playlistRole: roles.playlist,
    coverArtRole: roles.coverArt,
    commentRole: roles.comment,
    podcastRole: roles.podcast,
    streamRole: roles.stream,
    jukeboxRole: roles.jukebox,
    shareRole: roles.share,
    videoConversionRole: roles.videoConversion,
    folder: scope.ids,
  }
}
