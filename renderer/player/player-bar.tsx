// The player at the bottom of the window: what plays, the keys, where in the song, how loud, and what comes next.
import { ActionIcon } from '@mantine/core'
import { useEffect, useState } from 'react'
import { useMe } from '../client/me.ts'
import { Cover } from '../components/cover.tsx'
import { Icon } from '../components/icon.tsx'
import { Link } from '../components/link.tsx'
import { PLAYER } from '../text/player.ts'
import { connectKeys } from './keys.ts'
import { connectMediaSession } from './media-session.ts'
import { closePlayer, openPlayer, type PlayerState, saveNow, setPlaysSilent, usePlayer } from './player.ts'
import { QueuePanel } from './queue-panel.tsx'
import { SeekBar } from './seek-bar.tsx'
import { Volume } from './volume.tsx'
import './player.css'

export function PlayerBar() {
  usePlayerOf(useMe())
  const playing = usePlayer()
  const [isQueueOpen, setQueueOpen] = useState(false)
  const { entry, current } = playing
  if (!entry) return null
  const toggleQueue = () => setQueueOpen((open) => !open)
  return (
    <>
      {isQueueOpen && <QueuePanel onClose={() => setQueueOpen(false)} />}
      <section className="player" aria-label={PLAYER.region}>
        <div className="player-song">
          <button type="button" className="player-cover" aria-label={PLAYER.open} onClick={toggleQueue}>
            <Cover id={current?.coverArt} name={current?.album ?? current?.title ?? ''} size={56} eager />
          </button>
          <div className="player-words">
            <SongLinks playing={playing} />
          </div>
        </div>
        <div className="player-middle">
          <Keys playing={playing} />
          <SeekBar />
        </div>
        <div className="player-right">
          <Volume />
          <ActionIcon
            variant={isQueueOpen ? 'light' : 'subtle'}
            color={isQueueOpen ? undefined : 'gray'}
            size="lg"
            aria-label={isQueueOpen ? PLAYER.hideQueue : PLAYER.showQueue}
            title={PLAYER.queue}
            aria-expanded={isQueueOpen}
            onClick={toggleQueue}
          >
            <Icon name="queue" />
          </ActionIcon>
        </div>
      </section>
    </>
  )
}

/** While somebody is signed in; when they go, so does what they heard. */
function usePlayerOf({ name, readOnly }: { name: string; readOnly: boolean }) {
  useEffect(() => setPlaysSilent(readOnly), [readOnly])
  useEffect(() => {
    openPlayer(name)
    const stopKeys = connectKeys()
    const stopSession = connectMediaSession()
    addEventListener('pagehide', saveNow)
    return () => {
      removeEventListener('pagehide', saveNow)
      stopKeys()
      stopSession()
      closePlayer()
    }
  }, [name])
}

export function SongLinks({ playing: { current, isWaiting } }: { playing: PlayerState }) {
  if (!current) return null
  const { title, albumId, artist, artistId } = current
  return (
    <>
      <span className="player-title">
        {albumId === undefined ? title : <Link to={`/album/${albumId}`}>{title}</Link>}
      </span>
      <span className="player-artist">
        {isWaiting && PLAYER.waiting}
        {!isWaiting && (artistId === undefined ? artist : <Link to={`/artist/${artistId}`}>{artist}</Link>)}
      </span>
    </>
  )
}

type Playing = ReturnType<typeof usePlayer>

export function Keys({ playing }: { playing: Playing }) {
  const { isPlaying, isLoading, queue } = playing
  const isRepeating = queue.repeat !== 'off'
  return (
    <div className="player-keys">
      <ActionIcon
        className="player-wide"
        variant="subtle"
        color={queue.shuffled ? undefined : 'gray'}
        size="lg"
        aria-label={PLAYER.shuffle}
        title={PLAYER.shuffle}
        aria-pressed={queue.shuffled}
        onClick={playing.toggleShuffle}
      >
        <Icon name="shuffle" size={18} />
      </ActionIcon>
      <ActionIcon
        className="player-wide"
        variant="subtle"
        color="gray"
        size="lg"
        aria-label={PLAYER.previous}
        title={PLAYER.previous}
        onClick={playing.previous}
      >
        <Icon name="previous" filled />
      </ActionIcon>
      <ActionIcon
        className="player-play"
        radius="xl"
        size={42}
        aria-label={isPlaying ? PLAYER.pause : PLAYER.play}
        data-loading-song={(isPlaying && isLoading) || undefined}
        onClick={playing.toggle}
      >
        <Icon name={isPlaying ? 'pause' : 'play'} size={20} />
      </ActionIcon>
      <ActionIcon
        variant="subtle"
        color="gray"
        size="lg"
        aria-label={PLAYER.next}
        title={PLAYER.next}
        onClick={playing.next}
      >
        <Icon name="next" filled />
      </ActionIcon>
      <ActionIcon
        className="player-wide"
        variant="subtle"
        color={isRepeating ? undefined : 'gray'}
        size="lg"
        aria-label={PLAYER.repeat[queue.repeat]}
        title={PLAYER.repeat[queue.repeat]}
        onClick={playing.cycleRepeat}
      >
        <Icon name={queue.repeat === 'one' ? 'repeat-one' : 'repeat'} size={18} />
      </ActionIcon>
    </div>
  )
}
