// The player of a public link. The page is whole without it (server/share-pages/page.ts): there songs are links. No React, nothing
// of the window: a stranger loads this, over whatever line they have.
import { connectKeys } from './keys.ts'
import { type Row, readRows } from './rows.ts'
import { connectSystem } from './system.ts'
import { findTrouble } from './trouble.ts'
import { connectView } from './view.ts'

export interface SharePlayer {
  toggle(): void
  play(): void
  pause(): void
  step(by: 1 | -1): void
  seek(toSec: number): void
  readonly position: number
}

/** Later than this, “previous” means the beginning. */
const AGAIN_AFTER_SEC = 3
const JUMP_SEC = 10

const panel = document.getElementById('player')
const rows = readRows(document)
if (panel && rows.length > 0) {
  const player = createPlayer(panel, rows)
  connectKeys(player, JUMP_SEC)
  panel.hidden = false
  document.body.classList.add('has-player')
}
sayDaysHere()

function createPlayer(panel: HTMLElement, rows: readonly Row[]): SharePlayer {
  const audio = new Audio()
  const name = document.title
  let current: Row | undefined

  const player: SharePlayer = {
    toggle: () => (audio.paused || audio.error ? play() : audio.pause()),
    play,
    pause: () => audio.pause(),
    step,
    seek,
    get position() {
      return audio.currentTime
    },
  }
  const view = connectView(panel, {
    ...player,
    mute() {
      if (audio.volume === 0) audio.volume = 1
      else audio.muted = !audio.muted
    },
    setVolume(volume) {
      audio.muted = false
      audio.volume = volume
    },
  })
  const system = connectSystem(player, JUMP_SEC)

  function play() {
    if (!current) return
    // After a failure the element has to be told to begin again.
    if (audio.error) audio.load()
    view.say(undefined)
    audio.play().catch((error: DOMException) => {
      if (error.name === 'NotAllowedError') view.say('blocked')
    })
  }

  function step(by: 1 | -1) {
    const row = neighbour(by)
    if (by === -1 && (!row || audio.currentTime > AGAIN_AFTER_SEC)) seek(0)
    else if (row) playRow(row)
  }

  function seek(toSec: number) {
    audio.currentTime = Math.min(Math.max(0, toSec), durationSec())
    showTime()
  }

  function playRow(row: Row) {
    if (row.cannotPlay) return view.say({ words: row.cannotWords })
    if (row !== current) choose(row)
    play()
  }

  function choose(row: Row) {
    current?.mark(false)
    current = row
    row.mark(true)
    audio.src = row.url
    view.showSong(row)
    system.show(row)
    showTime()
    showKeys()
  }

  /** The nearest one that can be played. */
  function neighbour(by: 1 | -1): Row | undefined {
    const at = current ? rows.indexOf(current) : -1
    const canPlay = (row: Row) => !row.cannotPlay
    return by === 1 ? rows.slice(at + 1).find(canPlay) : rows.slice(0, Math.max(0, at)).findLast(canPlay)
  }

  function ended() {
    const next = neighbour(1)
    if (next) return playRow(next)
    const first = rows.find((row) => !row.cannotPlay)
    if (first && first !== current) choose(first)
    else seek(0)
  }

  async function failed() {
    const row = current
    if (!row || !audio.error) return
    const trouble = await findTrouble(row.url)
    if (row !== current) return
    if (trouble !== 'not decoded') return view.say(trouble)
    row.refuse()
    const next = neighbour(1)
    if (next) playRow(next)
    const isNone = rows.every(({ cannotPlay }) => cannotPlay)
    view.say(isNone ? 'none' : { words: row.cannotWords })
  }

  function durationSec(): number {
    return Number.isFinite(audio.duration) ? audio.duration : (current?.durationSec ?? 0)
  }

  function showTime() {
    view.showTime(audio.currentTime, durationSec())
  }

  function showKeys() {
    const isPlaying = !audio.paused && !audio.error
    view.showKeys({
      isPlaying,
      isWaiting: isPlaying && audio.readyState < HTMLMediaElement.HAVE_FUTURE_DATA,
      hasPrevious: current !== undefined,
      hasNext: neighbour(1) !== undefined,
    })
    document.title = current && isPlaying ? `${current.title} – ${name}` : name
    system.tell(isPlaying, audio.currentTime, durationSec())
  }

  const showVolume = () => view.showVolume(audio.muted ? 0 : audio.volume)

  function whenever(events: readonly (keyof HTMLMediaElementEventMap)[], listener: () => void) {
    for (const event of events) audio.addEventListener(event, listener)
  }
  whenever(['play', 'pause', 'playing', 'waiting', 'canplay', 'seeked', 'error'], showKeys)
  whenever(['timeupdate', 'durationchange', 'seeked'], showTime)
  whenever(['volumechange'], showVolume)
  whenever(['ended'], ended)
  whenever(['error'], () => void failed())
  for (const row of rows) row.onChosen(() => (row === current ? player.toggle() : playRow(row)))

  // Nothing is fetched before somebody wants to hear it.
  audio.preload = 'none'
  const first = rows.find((row) => !row.cannotPlay)
  if (first) choose(first)
  else view.say('none')
  showVolume()
  return player
}

/** The page says days as they are in Greenwich. */
function sayDaysHere() {
  const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long' })
  for (const time of document.querySelectorAll('time')) time.textContent = day.format(new Date(time.dateTime))
}
