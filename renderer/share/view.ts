// The panel of the player: what it shows, and what was pressed. Every word it says stands in the page.
import type { Row } from './rows.ts'

export interface ViewListeners {
  toggle(): void
  step(by: 1 | -1): void
  seek(toSec: number): void
  mute(): void
  setVolume(volume: number): void
}

export interface Keys {
  readonly isPlaying: boolean
  /** It wants to play and has nothing to play from. */
  readonly isWaiting: boolean
  readonly hasPrevious: boolean
  readonly hasNext: boolean
}

/** What goes wrong has its sentence in `data-` of the panel. */
export type Said = 'none' | 'away' | 'over' | 'busy' | 'blocked'

export interface PlayerView {
  showSong(row: Row): void
  showTime(positionSec: number, durationSec: number): void
  showKeys(keys: Keys): void
  showVolume(volume: number): void
  say(what: Said | { readonly words: string } | undefined): void
}

export function connectView(panel: HTMLElement, on: ViewListeners): PlayerView {
  const play = getPart(panel, 'play', HTMLButtonElement)
  const previous = findPart(panel, 'previous', HTMLButtonElement)
  const next = findPart(panel, 'next', HTMLButtonElement)
  const mute = getPart(panel, 'mute', HTMLButtonElement)
  const volume = getPart(panel, 'volume', HTMLInputElement)
  const cover = getPart(panel, 'now-cover', HTMLImageElement)
  const says = getPart(panel, 'says', HTMLElement)
  const showTime = connectSeek(panel, on.seek)

  play.addEventListener('click', on.toggle)
  previous?.addEventListener('click', () => on.step(-1))
  next?.addEventListener('click', () => on.step(1))
  mute.addEventListener('click', on.mute)
  volume.addEventListener('input', () => on.setVolume(Number(volume.value) / 100))
  cover.addEventListener('load', () => {
    cover.hidden = false
  })

  return {
    showSong(row) {
      getPart(panel, 'now-title', HTMLElement).textContent = row.title
      getPart(panel, 'now-artist', HTMLElement).textContent = row.artist
      cover.hidden = true
      if (row.cover === undefined) cover.removeAttribute('src')
      else cover.src = `${row.cover}?size=160`
    },
    showTime,
    showKeys({ isPlaying, isWaiting, hasPrevious, hasNext }) {
      play.ariaLabel = play.dataset[isPlaying ? 'pause' : 'play'] ?? ''
      panel.toggleAttribute('data-waiting', isWaiting)
      document.body.toggleAttribute('data-playing', isPlaying)
      if (previous) previous.disabled = !hasPrevious
      if (next) next.disabled = !hasNext
    },
    showVolume(now) {
      volume.value = String(Math.round(now * 100))
      mute.ariaLabel = mute.dataset[now === 0 ? 'unmute' : 'mute'] ?? ''
      panel.toggleAttribute('data-muted', now === 0)
      fill(volume)
    },
    say(what) {
      says.textContent = typeof what === 'object' ? what.words : what ? (panel.dataset[what] ?? '') : ''
    },
  }
}

/** Follows the song, except while somebody drags it. */
function connectSeek(panel: HTMLElement, seekTo: (toSec: number) => void): PlayerView['showTime'] {
  const seek = getPart(panel, 'seek', HTMLInputElement)
  const at = getPart(panel, 'at', HTMLElement)
  const length = getPart(panel, 'length', HTMLElement)
  let isDragging = false
  let duration = 0

  const show = (positionSec: number, durationSec: number) => {
    duration = durationSec
    const shown = isDragging ? Number(seek.value) : positionSec
    seek.max = String(Math.max(1, Math.round(duration)))
    if (!isDragging) seek.value = String(Math.round(shown))
    at.textContent = clock(shown)
    length.textContent = clock(duration)
    const words = seek.dataset['value'] ?? ''
    seek.setAttribute(
      'aria-valuetext',
      words.replace('{at}', clock(shown)).replace('{length}', clock(duration)),
    )
    fill(seek)
  }
  const letGo = () => {
    if (!isDragging) return
    isDragging = false
    seekTo(Number(seek.value))
  }
  seek.addEventListener('pointerdown', () => {
    isDragging = true
  })
  seek.addEventListener('pointerup', letGo)
  seek.addEventListener('pointercancel', letGo)
  seek.addEventListener('input', () => (isDragging ? show(0, duration) : seekTo(Number(seek.value))))
  return show
}

/** How far a slider is, for its colour. */
function fill(slider: HTMLInputElement) {
  slider.style.setProperty('--fill', `${(Number(slider.value) / Number(slider.max)) * 100}%`)
}

function getPart<Kind extends Element>(panel: HTMLElement, id: string, kind: new () => Kind): Kind {
  const found = findPart(panel, id, kind)
  if (!found) throw new Error(`no ${id} in the page`)
  return found
}

function findPart<Kind extends Element>(panel: HTMLElement, id: string, kind: new () => Kind) {
  const found = panel.querySelector(`#${id}`)
  return found instanceof kind ? found : undefined
}

/** `3:07`, `1:02:45`. */
function clock(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds))
  const rest = String(whole % 60).padStart(2, '0')
  const minutes = Math.floor(whole / 60)
  if (minutes < 60) return `${minutes}:${rest}`
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}:${rest}`
}
