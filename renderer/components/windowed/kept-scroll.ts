// Going back to a list finds it where it was left. The browser does this for pages that are there at once; a windowed list
// is not, so its place is kept here, as long as the window lives.
import { type RefObject, useLayoutEffect } from 'react'
import { scrollerOf } from './row-window.ts'

const PLACES = new Map<string, number>()
const MOST_PLACES = 200

/** Whether the page now shown was reached by going back or forth. Listens in the capture phase, before pages are drawn. */
let wentBack = false
addEventListener(
  'popstate',
  () => {
    wentBack = true
  },
  { capture: true },
)
addEventListener(
  'lockgroove:moved',
  () => {
    wentBack = false
  },
  { capture: true },
)

/** @param isReady whether the list has its height */
export function useKeptScroll(list: RefObject<HTMLElement | null>, isReady: boolean): void {
  useLayoutEffect(() => {
    const element = list.current
    if (!element || !isReady) return
    const scroller = scrollerOf(element)
    const key = location.pathname + location.search
    const known = PLACES.get(key)
    if (wentBack && known !== undefined) (scroller ?? window).scrollTo(0, known)
    const note = () => {
      // The next page may be in the address while this one still stands there.
      if (location.pathname + location.search !== key) return
      PLACES.delete(key)
      PLACES.set(key, scroller ? scroller.scrollTop : window.scrollY)
      if (PLACES.size > MOST_PLACES) PLACES.delete(PLACES.keys().next().value ?? '')
    }
    const target = scroller ?? window
    target.addEventListener('scroll', note, { passive: true })
    return () => target.removeEventListener('scroll', note)
  }, [list, isReady])
}
