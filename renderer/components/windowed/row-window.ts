// Which of many rows of one height are near the screen: only those are drawn, so that a library of any size scrolls alike.
import { type RefObject, useLayoutEffect, useState } from 'react'

export interface RowWindow {
  readonly first: number
  /** The one after the last. */
  readonly end: number
}

interface Rows {
  readonly count: number
  /** With the space to the next. */
  readonly height: number
  /** Drawn beyond both edges of the screen. */
  readonly extra: number
}

/** What is drawn before anything was measured: a screen of it. */
const FIRST_SCREEN_PX = 1000

/**
 * Browsers make no element higher than this (Firefox is the lowest). Rows beyond would lie on one another; there are that
 * many only in lists of several hundred thousand songs, where search is the way.
 */
const HIGHEST_PX = 16_000_000

export function rowsThatFit(count: number, height: number): number {
  return Math.min(count, Math.floor(HIGHEST_PX / height))
}

export function useRowWindow(list: RefObject<HTMLElement | null>, { count, height, extra }: Rows): RowWindow {
  const [rows, setRows] = useState<RowWindow>({ first: 0, end: Math.ceil(FIRST_SCREEN_PX / height) })

  useLayoutEffect(() => {
    const element = list.current
    if (!element) return
    const scroller = scrollerOf(element)
    const measure = () => {
      const { top, height: seen } = viewOf(scroller)
      const above = top - element.getBoundingClientRect().top
      const first = Math.floor(above / height) - extra
      const end = Math.ceil((above + seen) / height) + extra
      // Two rows at a time: half as often drawn anew, and nobody sees it.
      const next = { first: first - (((first % 2) + 2) % 2), end: end + (end % 2) }
      setRows((old) => (old.first === next.first && old.end === next.end ? old : next))
    }
    measure()
    const target = scroller ?? window
    const resized = new ResizeObserver(measure)
    resized.observe(scroller ?? document.documentElement)
    target.addEventListener('scroll', measure, { passive: true })
    return () => {
      resized.disconnect()
      target.removeEventListener('scroll', measure)
    }
  }, [list, height, extra])

  const clamp = (row: number) => Math.max(0, Math.min(count, row))
  return { first: clamp(rows.first), end: clamp(rows.end) }
}

/** The element that scrolls around this one; undefined when that is the page. */
export function scrollerOf(element: HTMLElement): HTMLElement | undefined {
  for (let at = element.parentElement; at && at !== document.body; at = at.parentElement) {
    if (/auto|scroll/.test(getComputedStyle(at).overflowY)) return at
  }
  return undefined
}

/** Brings a row of the list onto the screen, clear of what sticks to its edges, without motion. */
export function scrollToRow(list: HTMLElement, row: number, height: number): void {
  const scroller = scrollerOf(list)
  const { top, height: seen } = viewOf(scroller)
  const rowTop = list.getBoundingClientRect().top - top + row * height
  const target = scroller ?? window
  if (rowTop < EDGE_PX) target.scrollBy(0, rowTop - EDGE_PX)
  else if (rowTop + height > seen - EDGE_PX) target.scrollBy(0, rowTop + height - seen + EDGE_PX)
}

/** The header and the player's bar. */
const EDGE_PX = 96

function viewOf(scroller: HTMLElement | undefined) {
  if (!scroller) return { top: 0, height: window.innerHeight }
  return { top: scroller.getBoundingClientRect().top, height: scroller.clientHeight }
}
