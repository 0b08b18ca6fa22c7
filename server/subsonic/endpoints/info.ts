import type { Payload, SubsonicDeps, SubsonicRequest } from '../types.ts'

export function getArtistInfo(request: SubsonicRequest, _deps: SubsonicDeps): Payload {
  throw new Error(`${request.name} is being written`)
}

export function getArtistInfo2(request: SubsonicRequest, _deps: SubsonicDeps): Payload {
  throw new Error(`${request.name} is being written`)
}

export function getAlbumInfo(request: SubsonicRequest, _deps: SubsonicDeps): Payload {
  throw new Error(`${request.name} is being written`)
}

export function getAlbumInfo2(request: SubsonicRequest, _deps: SubsonicDeps): Payload {
  throw new Error(`${request.name} is being written`)
}

export function getSimilarSongs(request: SubsonicRequest, _deps: SubsonicDeps): Payload {
  throw new Error(`${request.name} is being written`)
}

export function getSimilarSongs2(request: SubsonicRequest, _deps: SubsonicDeps): Payload {
  throw new Error(`${request.name} is being written`)
}

export function getTopSongs(request: SubsonicRequest, _deps: SubsonicDeps): Payload {
  throw new Error(`${request.name} is being written`)
}
