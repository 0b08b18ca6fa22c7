import type { Payload, SubsonicDeps, SubsonicRequest } from '../types.ts'

export function getAlbumList(request: SubsonicRequest, _deps: SubsonicDeps): Payload {
  throw new Error(`${request.name} is being written`)
}

export function getAlbumList2(request: SubsonicRequest, _deps: SubsonicDeps): Payload {
  throw new Error(`${request.name} is being written`)
}

export function getRandomSongs(request: SubsonicRequest, _deps: SubsonicDeps): Payload {
  throw new Error(`${request.name} is being written`)
}

export function getSongsByGenre(request: SubsonicRequest, _deps: SubsonicDeps): Payload {
  throw new Error(`${request.name} is being written`)
}

export function getStarred(request: SubsonicRequest, _deps: SubsonicDeps): Payload {
  throw new Error(`${request.name} is being written`)
}

export function getStarred2(request: SubsonicRequest, _deps: SubsonicDeps): Payload {
  throw new Error(`${request.name} is being written`)
}
