// The songs, as the page tells them.
const PLAYED = new Audio()

export interface Row {
  readonly url: string
  readonly title: string
  readonly artist: string
  readonly album: string
  readonly durationSec: number
  /** Without its size. */
  readonly cover: string | undefined
  readonly cannotPlay: boolean
  readonly cannotWords: string
  mark(isCurrent: boolean): void
  /** It turned out that the browser cannot play it. */
  refuse(): void
  onChosen(listener: () => void): void
}

export function readRows(page: Document): Row[] {
  return [...page.querySelectorAll<HTMLElement>('.song')].flatMap((item) => {
    const link = item.querySelector('a')
    return link ? [readRow(item, link)] : []
  })
}

function readRow(item: HTMLElement, link: HTMLAnchorElement): Row {
  const { type = '', artist = '', album = '', cover = '' } = item.dataset
  const cannot = item.querySelector<HTMLElement>('.cannot')
  let cannotPlay = type !== '' && PLAYED.canPlayType(type) === ''
  const showCannot = () => {
    item.classList.toggle('is-mute', cannotPlay)
    if (cannot) cannot.hidden = !cannotPlay
  }
  // Here it plays, and leads nowhere.
  link.setAttribute('role', 'button')
  showCannot()
  return {
    url: link.href,
    title: item.querySelector('.title')?.textContent ?? '',
    artist,
    album,
    durationSec: secondsOf(item.querySelector('.length')?.textContent ?? ''),
    cover: cover === '' ? undefined : cover,
    get cannotPlay() {
      return cannotPlay
    },
    cannotWords: cannot?.textContent ?? '',
    mark(isCurrent) {
      item.classList.toggle('is-current', isCurrent)
      if (isCurrent) link.setAttribute('aria-current', 'true')
      else link.removeAttribute('aria-current')
    },
    refuse() {
      cannotPlay = true
      showCannot()
    },
    onChosen(listener) {
      link.addEventListener('click', (event) => {
        // To a tab of its own, as any link.
        if (event.ctrlKey || event.metaKey || event.shiftKey) return
        event.preventDefault()
        listener()
      })
      link.addEventListener('keydown', (event) => {
        if (event.key !== ' ') return
        event.preventDefault()
        if (!event.repeat) listener()
      })
    },
  }
}

/** `1:02:45` */
function secondsOf(clock: string): number {
  return clock.split(':').reduce((sum, part) => sum * 60 + Number(part), 0)
}
