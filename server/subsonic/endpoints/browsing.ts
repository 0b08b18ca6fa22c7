import type { Payload, SubsonicDeps, SubsonicRequest } from '../types.ts'

export function getMusicFolders(request: SubsonicRequest, _deps: SubsonicDeps): Payload {
  throw new Error(`${request.name} is being written`)
}

export function getIndexes(request: SubsonicRequest, _deps: SubsonicDeps): Payload {
  throw new Error(`${request.name} is being written`)
}

export function getMusicDirectory(request: SubsonicRequest, _deps: SubsonicDeps): Payload {
  throw new Error(`${request.name} is being written`)
}

export function getGenres(request: SubsonicRequest, _deps: SubsonicDeps): Payload {
  throw new Error(`${request.name} is being written`)
}

export function getArtists(request: SubsonicRequest, _deps: SubsonicDeps): Payload {
  throw new Error(`${request.name} is being written`)
}

export function getArtist(request: SubsonicRequest, _deps: SubsonicDeps): Payload {
  throw new Error(`${request.name} is being written`)
}

export function getAlbum(request: SubsonicRequest, _deps: SubsonicDeps): Payload {
  throw new Error(`${request.name} is being written`)
}

export function getSong(request: SubsonicRequest, _deps: SubsonicDeps): Payload {
  throw new Error(`${request.name} is being written`)
}

export function getVideos(request: SubsonicRequest, _deps: SubsonicDeps): Payload {
  throw new Error(`${request.name} is being written`)
}

export function getVideoInfo(request: SubsonicRequest, _deps: SubsonicDeps): Payload {
  throw new Error(`${request.name} is being written`)
}
