// The keys of the keyboard and headphones, and what the system shows of the song.
import { coverUrl } from '../client/music.ts'
import { player, playerState, playerTime, subscribe } from './player.ts'

const JUMP_SEC = 10
const COVER_SIZES = [160, 320, 600]

const ACTIONS: readonly [MediaSessionAction, (details: MediaSessionActionDetails) => void][] = [
  ['play', () => player.resume()],
  ['pause', () => player.pause()],
  ['stop', () => player.pause()],
  ['nexttrack', () => player.next()],
  ['previoustrack', () => player.previous()],
  ['seekbackward', ({ seekOffset }) => player.seek(playerTime().position - (seekOffset ?? JUMP_SEC))],
  ['seekforward', ({ seekOffset }) => player.seek(playerTime().position + (seekOffset ?? JUMP_SEC))],
  ['seekto', ({ seekTime }) => seekTime !== undefined && player.seek(seekTime)],
]

/** @returns ends it */
export function connectMediaSession(): () => void {
  const session = navigator.mediaSession as MediaSession | undefined
  if (!session) return () => undefined
  for (const [action, handle] of ACTIONS) setHandler(session, action, handle)
  let shownSong: unknown
  let shownSecond = -1

  const show = () => {
    const { current, isPlaying } = playerState()
    session.playbackState = current ? (isPlaying ? 'playing' : 'paused') : 'none'
    if (current !== shownSong) {
      shownSong = current
      session.metadata = current
        ? new MediaMetadata({
            title: current.title,
            artist: current.artist ?? '',
            album: current.album ?? '',
            artwork: artworkOf(current.coverArt),
          })
        : null
    }
    const { position, duration } = playerTime()
    const second = Math.floor(position / 5)
    if (second === shownSecond) return
    shownSecond = second
    if (duration > 0 && position <= duration) session.setPositionState({ position, duration })
  }
  const stop = subscribe(show)
  show()
  return () => {
    stop()
    session.metadata = null
    session.playbackState = 'none'
    for (const [action] of ACTIONS) setHandler(session, action, null)
  }
}

function artworkOf(id: string | undefined): MediaImage[] {
  if (id === undefined) return []
  return COVER_SIZES.map((size) => ({ src: coverUrl(id, size), sizes: `${size}x${size}` }))
}

function setHandler(
  session: MediaSession,
  action: MediaSessionAction,
  handle: MediaSessionActionHandler | null,
) {
  try {
    session.setActionHandler(action, handle)
  } catch {
    // A browser that does not know this key.
  }
}
