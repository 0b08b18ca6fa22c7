// Going back to a list finds it where it was left. The browser does this for pages that are there at once; a windowed list
// is not, so its place is kept here, as long as the window lives.
import { type RefObject, useLayoutEffect } from 'react'
import { scrollerOf } from './row-window.ts'

const PLACES = new Map<string, number>()
const MOST_PLACES = 200

/** @param isReady whether the list has its height */
export function useKeptScroll(list: RefObject<HTMLElement | null>, isReady: boolean): void {
  useLayoutEffect(() => {
    const element = list.current
    if (!element || !isReady) return
    const scroller = scrollerOf(element)
    const target = scroller ?? window
    const key = location.pathname + location.search
    const known = PLACES.get(key)
    if (wasHereBefore() && known !== undefined) target.scrollTo(0, known)
    noteHere()

    const note = () => {
      // The next page may be in the address while this one still stands there.
      if (location.pathname + location.search !== key) return
      noteHere()
      PLACES.delete(key)
      PLACES.set(key, scroller ? scroller.scrollTop : window.scrollY)
      if (PLACES.size > MOST_PLACES) PLACES.delete(PLACES.keys().next().value ?? '')
    }
    // The browser would put its own place, which it cut to a page that was not as long yet, after this one.
    history.scrollRestoration = 'manual'
    target.addEventListener('scroll', note, { passive: true })
    return () => {
      history.scrollRestoration = 'auto'
      target.removeEventListener('scroll', note)
    }
  }, [list, isReady])
}

// A link makes an entry in the history without a mark; an entry with one was reached by going back or forth. (When the
// page is drawn, the event that says so may be still to come.)
function wasHereBefore(): boolean {
  const { state } = history
  return typeof state === 'object' && state !== null && 'seen' in state
}

function noteHere(): void {
  if (!wasHereBefore()) history.replaceState({ seen: true }, '')
}
