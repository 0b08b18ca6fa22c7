// Two audio elements: one plays, the other has the next song ready, so that the one follows the other without a gap as far as
// the browser can. Knows URLs and seconds, nothing of queues.

export interface AudioListeners {
  /** The playing element has moved on, or knows its length. */
  onTime(): void
  onEnded(): void
  onState(): void
  /** @param code of MediaError: 2 the network, 3 and 4 what it got is nothing it can play */
  onError(code: number): void
  /** The browser does not play without a click. */
  onBlocked(): void
}

export interface AudioPair {
  readonly position: number
  /** Undefined until the browser knows. */
  readonly duration: number | undefined
  readonly isPaused: boolean
  /** It wants to play and has nothing to play from. */
  readonly isStarved: boolean
  /** As loaded or made ready last. */
  load(url: string, at: number): void
  ready(url: string): void
  play(): void
  pause(): void
  seek(position: number): void
  setVolume(volume: number, muted: boolean): void
  stop(): void
}

export function createAudioPair(listeners: AudioListeners): AudioPair {
  let playing = createElement()
  let standby = createElement()
  let readyUrl: string | undefined
  let startAt = 0

  function createElement() {
    const element = new Audio()
    element.preload = 'auto'
    const whilePlaying = (listener: () => void) => () => {
      if (element === playing) listener()
    }
    element.addEventListener('timeupdate', whilePlaying(listeners.onTime))
    element.addEventListener('durationchange', whilePlaying(listeners.onTime))
    element.addEventListener('seeked', whilePlaying(listeners.onTime))
    element.addEventListener('ended', whilePlaying(listeners.onEnded))
    for (const name of ['play', 'pause', 'playing', 'waiting', 'seeking', 'canplay'] as const) {
      element.addEventListener(name, whilePlaying(listeners.onState))
    }
    element.addEventListener(
      'loadedmetadata',
      whilePlaying(() => {
        if (startAt > 0) element.currentTime = startAt
        startAt = 0
      }),
    )
    element.addEventListener('error', () => {
      if (element === standby) {
        // It is tried again, and explained, when its turn comes.
        readyUrl = undefined
      } else if (element.hasAttribute('src')) listeners.onError(element.error?.code ?? 4)
    })
    return element
  }

  function load(url: string, at: number) {
    if (url === readyUrl && at === 0 && standby.error === null) {
      const before = playing
      playing = standby
      standby = before
      empty(standby)
      playing.volume = before.volume
      playing.muted = before.muted
    } else {
      startAt = at
      playing.src = url
      playing.load()
    }
    readyUrl = undefined
  }

  return {
    get position() {
      return startAt > 0 ? startAt : playing.currentTime
    },
    get duration() {
      return Number.isFinite(playing.duration) ? playing.duration : undefined
    },
    get isPaused() {
      return playing.paused
    },
    get isStarved() {
      return !playing.paused && playing.readyState < HTMLMediaElement.HAVE_FUTURE_DATA
    },
    load,
    ready(url) {
      if (readyUrl === url) return
      readyUrl = url
      standby.src = url
      standby.load()
    },
    play() {
      const element = playing
      element.play().catch((error: DOMException) => {
        if (element === playing && error.name === 'NotAllowedError') listeners.onBlocked()
      })
    },
    pause() {
      playing.pause()
    },
    seek(position) {
      if (playing.readyState === HTMLMediaElement.HAVE_NOTHING) startAt = position
      else playing.currentTime = position
    },
    setVolume(volume, muted) {
      playing.volume = volume
      playing.muted = muted
    },
    stop() {
      readyUrl = undefined
      startAt = 0
      empty(playing)
      empty(standby)
    },
  }
}

function empty(element: HTMLAudioElement) {
  element.pause()
  element.removeAttribute('src')
  element.load()
}
