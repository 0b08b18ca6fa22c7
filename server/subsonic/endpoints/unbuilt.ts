// Features this server does not have yet, as a server answers whose owner switched them off: reading is ok and empty,
// because many clients read these lists at start and show a popup for every error; changing is refused
// (CONTRACT.md ERR-4).
import { NotAllowed, NotFound } from '../../errors.ts'
import type { Payload, SubsonicRequest } from '../types.ts'

export function getPodcasts({ optional }: SubsonicRequest): Payload {
  if (optional.text('id')) throw new NotFound('podcast')
  return { podcasts: { channel: [] } }
}

export function getNewestPodcasts(): Payload {
  return { newestPodcasts: { episode: [] } }
}

export function getInternetRadioStations(): Payload {
  return { internetRadioStations: { internetRadioStation: [] } }
}

export function getChatMessages(): Payload {
  return { chatMessages: { chatMessage: [] } }
}

/** A music server has no films to caption. */
export function getCaptions({ need }: SubsonicRequest): never {
  need.text('id')
  throw new NotFound('captions')
}

/** Every other endpoint of a feature that is not there. */
export function switchedOff(): never {
  throw new NotAllowed('This feature is switched off on this server')
}
