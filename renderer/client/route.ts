// Which page: the path in the address bar. The server answers every path with the window itself.
import { type MouseEvent, useSyncExternalStore } from 'react'

const MOVED = 'lockgroove:moved'

export function usePath(): string {
  return useSyncExternalStore(subscribe, () => location.pathname)
}

export function goTo(path: string): void {
  history.pushState(null, '', path)
  dispatchEvent(new Event(MOVED))
  scrollTo(0, 0)
}

/** For `<a>`: a plain click stays in the window, anything else (a new tab) is the browser's business. */
export function linkTo(path: string) {
  return {
    href: path,
    onClick(event: MouseEvent) {
      if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
      event.preventDefault()
      goTo(path)
    },
  }
}

/** What stands behind `#`, and away with it: a secret must not stay in the address bar or the history. */
export function takeFragment(): string {
  const fragment = location.hash.slice(1)
  if (fragment !== '') history.replaceState(null, '', location.pathname)
  return fragment
}

function subscribe(onChange: () => void) {
  addEventListener('popstate', onChange)
  addEventListener(MOVED, onChange)
  return () => {
    removeEventListener('popstate', onChange)
    removeEventListener(MOVED, onChange)
  }
}
