import type { Payload, SubsonicDeps, SubsonicRequest } from '../types.ts'

export function search(request: SubsonicRequest, _deps: SubsonicDeps): Payload {
  throw new Error(`${request.name} is being written`)
}

export function search2(request: SubsonicRequest, _deps: SubsonicDeps): Payload {
  throw new Error(`${request.name} is being written`)
}

export function search3(request: SubsonicRequest, _deps: SubsonicDeps): Payload {
  throw new Error(`${request.name} is being written`)
}
