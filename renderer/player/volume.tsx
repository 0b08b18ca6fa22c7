import { ActionIcon } from '@mantine/core'
import type { CSSProperties } from 'react'
import { Icon } from '../components/icon.tsx'
import { PLAYER } from '../text/player.ts'
import { usePlayer } from './player.ts'

export function Volume() {
  const { volume, isMuted, setVolume, toggleMute } = usePlayer()
  const shown = isMuted ? 0 : volume
  return (
    <div className="volume">
      <ActionIcon
        variant="subtle"
        color="gray"
        size="lg"
        aria-label={isMuted ? PLAYER.unmute : PLAYER.mute}
        onClick={toggleMute}
      >
        <Icon name={shown === 0 ? 'muted' : 'volume'} />
      </ActionIcon>
      <input
        type="range"
        className="slider"
        min={0}
        max={100}
        step={1}
        value={Math.round(shown * 100)}
        aria-label={PLAYER.volume}
        aria-valuetext={`${Math.round(shown * 100)} %`}
        style={{ '--fill': `${shown * 100}%` } as CSSProperties}
        onChange={(event) => setVolume(Number(event.currentTarget.value) / 100)}
      />
    </div>
  )
}
