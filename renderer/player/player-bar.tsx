// The player at the bottom of the window: what plays, the keys, where in the song, how loud, and what comes next.
import { ActionIcon } from '@mantine/core'
import { useEffect, useState } from 'react'
import { useMe } from '../client/me.ts'
import { Cover } from '../components/cover.tsx'
import { Icon } from '../components/icon.tsx'
import { PLAYER } from '../text/player.ts'
import { connectKeys } from './keys.ts'
import { connectMediaSession } from './media-session.ts'
import { leavePlayer, openPlayer, saveNow, setPlaysSilent, usePlayer } from './player.ts'
import { QueuePanel } from './queue-panel.tsx'
import { SeekBar } from './seek-bar.tsx'
import { Keys, SongLinks } from './transport.tsx'
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

/** While somebody is signed in. */
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
      leavePlayer()
    }
  }, [name])
}
