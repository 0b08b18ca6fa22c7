import { type CSSProperties, useState } from 'react'
import { PLAYER } from '../text/player.ts'
import { clockTime } from './clock-time.ts'
import { player, usePlayerTime } from './player.ts'

/** Follows the song, except while somebody drags it. */
export function SeekBar() {
  const { position, duration } = usePlayerTime()
  const [dragged, setDragged] = useState<number>()
  const shown = Math.min(dragged ?? position, duration)
  const letGo = () => {
    if (dragged !== undefined) player.seek(dragged)
    setDragged(undefined)
  }
  return (
    <div className="seek">
      <span className="seek-time tabular">{clockTime(shown)}</span>
      <input
        type="range"
        className="slider"
        min={0}
        max={Math.max(1, Math.floor(duration))}
        step={1}
        value={Math.floor(shown)}
        disabled={duration === 0}
        aria-label={PLAYER.seek}
        aria-valuetext={PLAYER.at(clockTime(shown), clockTime(duration))}
        style={{ '--fill': `${duration > 0 ? (shown / duration) * 100 : 0}%` } as CSSProperties}
        onPointerDown={() => setDragged(position)}
        onPointerUp={letGo}
        onPointerCancel={() => setDragged(undefined)}
        onChange={(event) => {
          const wanted = Number(event.currentTarget.value)
          if (dragged === undefined) player.seek(wanted)
          else setDragged(wanted)
        }}
      />
      <span className="seek-time tabular">{clockTime(duration)}</span>
    </div>
  )
}
