// The keys of keyboards and headphones, and what the system shows of the song.
import type { SharePlayer } from './player.ts'
import type { Row } from './rows.ts'

const COVER_SIZES = [160, 320, 600]

export interface SystemControls {
  show(row: Row): void
  tell(isPlaying: boolean, position: number, duration: number): void
}

export function connectSystem(player: SharePlayer, jumpSec: number): SystemControls {
  const session = navigator.mediaSession as MediaSession | undefined
  if (!session) return { show: () => undefined, tell: () => undefined }
  const actions: readonly [MediaSessionAction, MediaSessionActionHandler][] = [
    ['play', () => player.play()],
    ['pause', () => player.pause()],
    ['stop', () => player.pause()],
    ['nexttrack', () => player.step(1)],
    ['previoustrack', () => player.step(-1)],
    ['seekbackward', ({ seekOffset }) => player.seek(player.position - (seekOffset ?? jumpSec))],
    ['seekforward', ({ seekOffset }) => player.seek(player.position + (seekOffset ?? jumpSec))],
    ['seekto', ({ seekTime }) => seekTime !== undefined && player.seek(seekTime)],
  ]
  for (const [action, handle] of actions) {
    try {
      session.setActionHandler(action, handle)
    } catch {
      // A browser that does not know this key.
    }
  }
  return {
    show({ title, artist, album, cover }) {
      const artwork = cover === undefined ? [] : COVER_SIZES.map((size) => pictureOf(cover, size))
      session.metadata = new MediaMetadata({ title, artist, album, artwork })
    },
    tell(isPlaying, position, duration) {
      session.playbackState = isPlaying ? 'playing' : 'paused'
      if (duration > 0 && position <= duration) session.setPositionState({ position, duration })
    },
  }
}

function pictureOf(cover: string, size: number): MediaImage {
  return { src: new URL(`${cover}?size=${size}`, location.href).href, sizes: `${size}x${size}` }
}
