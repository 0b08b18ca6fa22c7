// What plays and what comes next: to be reordered, thinned out, jumped in. In a narrow window it is the whole player.
import { ActionIcon, Button } from '@mantine/core'
import { type DragEvent, type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { Cover } from '../components/cover.tsx'
import { Icon } from '../components/icon.tsx'
import { toast } from '../components/toast.tsx'
import { PLAYER } from '../text/player.ts'
import { clockTime } from './clock-time.ts'
import { type Entry, player, usePlayer } from './player.ts'
import { SeekBar } from './seek-bar.tsx'
import { Keys, SongLinks } from './transport.tsx'

const STEP = 60

export function QueuePanel({ onClose }: { onClose: () => void }) {
  const playing = usePlayer()
  const { queue, current } = playing
  const [count, setCount] = useState(STEP)
  const [dragged, setDragged] = useState<number>()
  const panel = useRef<HTMLElement>(null)
  useEffect(() => panel.current?.focus(), [])

  const upcoming = queue.entries.slice(queue.index + 1)
  const shown = upcoming.slice(0, count)
  const unknown = shown.filter(({ song }) => !song).map(({ id }) => id)
  const unknownKey = unknown.join()
  useEffect(() => player.learn(unknownKey === '' ? [] : unknownKey.split(',')), [unknownKey])

  const clear = () => {
    const before = queue
    for (const { key } of upcoming) player.remove(key)
    toast({ text: PLAYER.cleared, undo: () => player.restore(before) })
  }
  return (
    <aside
      className="queue-panel"
      aria-label={PLAYER.queue}
      tabIndex={-1}
      ref={panel}
      onKeyDown={(event) => event.key === 'Escape' && onClose()}
    >
      <header className="queue-head">
        <h2>{PLAYER.queue}</h2>
        <span className="queue-count tabular">{PLAYER.count(queue.entries.length)}</span>
        <ActionIcon variant="subtle" color="gray" size="lg" aria-label={PLAYER.hideQueue} onClick={onClose}>
          <Icon name="close" />
        </ActionIcon>
      </header>
      <div className="queue-now">
        <div className="queue-now-cover">
          <Cover id={current?.coverArt} name={current?.album ?? current?.title ?? ''} size="320px" eager />
        </div>
        <div className="queue-now-words">
          <SongLinks playing={playing} />
        </div>
        <div className="queue-now-keys">
          <SeekBar />
          <Keys playing={playing} />
        </div>
      </div>
      <div className="queue-next">
        <h3>{PLAYER.nextUp}</h3>
        {upcoming.length > 0 && (
          <Button size="compact-sm" variant="subtle" color="gray" onClick={clear}>
            {PLAYER.clear}
          </Button>
        )}
      </div>
      {upcoming.length === 0 && <p className="queue-empty">{PLAYER.emptyQueue}</p>}
      <ol className="queue-list">
        {shown.map((entry, at) => (
          <QueueRow
            key={entry.key}
            entry={entry}
            place={queue.index + 1 + at}
            isFirst={at === 0}
            isLast={at === upcoming.length - 1}
            onDrag={setDragged}
            onRemove={() => {
              player.remove(entry.key)
              // The button that had the focus is gone.
              panel.current?.focus()
            }}
            onDrop={(place) => dragged !== undefined && player.move(dragged, place)}
          />
        ))}
      </ol>
      {upcoming.length > count && (
        <Button fullWidth variant="subtle" color="gray" onClick={() => setCount(count + STEP)}>
          {PLAYER.more(upcoming.length - count)}
        </Button>
      )}
    </aside>
  )
}

interface QueueRowProps {
  readonly entry: Entry
  readonly place: number
  readonly isFirst: boolean
  readonly isLast: boolean
  onDrag(key: number | undefined): void
  onRemove(): void
  onDrop(place: number): void
}

function QueueRow({ entry: { key, song }, place, isFirst, isLast, onDrag, onRemove, onDrop }: QueueRowProps) {
  const [isOver, setOver] = useState(false)
  const title = song?.title ?? '…'
  const drag = {
    draggable: true,
    onDragStart(event: DragEvent) {
      event.dataTransfer.effectAllowed = 'move'
      onDrag(key)
    },
    onDragEnd: () => onDrag(undefined),
    onDragOver(event: DragEvent) {
      event.preventDefault()
      setOver(true)
    },
    onDragLeave: () => setOver(false),
    onDrop(event: DragEvent) {
      event.preventDefault()
      setOver(false)
      onDrop(place)
    },
  }
  function press(event: KeyboardEvent) {
    if (!event.altKey || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return
    event.preventDefault()
    const isUp = event.key === 'ArrowUp'
    if (!(isUp ? isFirst : isLast)) player.move(key, place + (isUp ? -1 : 1))
  }
  return (
    <li className="queue-row" data-over={isOver || undefined} onKeyDown={press} {...drag}>
      <button type="button" className="queue-song" onClick={() => player.jumpTo(key)}>
        <span className="sr-only">{PLAYER.play} </span>
        <Cover id={song?.coverArt} name={song?.album ?? title} size={40} />
        <span className="queue-words">
          <span className="queue-title">{title}</span> <span className="queue-artist">{song?.artist}</span>
        </span>{' '}
        <span className="queue-time tabular">{song?.duration !== undefined && clockTime(song.duration)}</span>
      </button>
      <span className="queue-tools">
        <ActionIcon
          variant="subtle"
          color="gray"
          size="sm"
          disabled={isFirst}
          aria-label={PLAYER.moveUp(title)}
          onClick={() => player.move(key, place - 1)}
        >
          <Icon name="up" size={16} />
        </ActionIcon>
        <ActionIcon
          variant="subtle"
          color="gray"
          size="sm"
          disabled={isLast}
          aria-label={PLAYER.moveDown(title)}
          onClick={() => player.move(key, place + 1)}
        >
          <Icon name="down" size={16} />
        </ActionIcon>
        <ActionIcon
          variant="subtle"
          color="gray"
          size="sm"
          aria-label={PLAYER.remove(title)}
          onClick={onRemove}
        >
          <Icon name="close" size={16} />
        </ActionIcon>
      </span>
    </li>
  )
}
