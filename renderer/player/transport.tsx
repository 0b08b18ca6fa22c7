// What plays, and the keys for it: in the bar and, where the screen is narrow, in the queue.
import { ActionIcon } from '@mantine/core'
import { Icon } from '../components/icon.tsx'
import { Link } from '../components/link.tsx'
import { PLAYER } from '../text/player.ts'
import type { PlayerState, usePlayer } from './player.ts'

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
