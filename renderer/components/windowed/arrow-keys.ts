// Arrow keys through a windowed list: one stop of the tab key, whatever its length, and the focus follows the arrows also to
// items that are not drawn yet.
import { type KeyboardEvent, type RefObject, useCallback, useRef, useState } from 'react'
import { scrollToRow } from './row-window.ts'

interface Shape {
  readonly count: number
  readonly columns: number
  readonly rowHeight: number
}

/** @returns `active`, the item that the tab key reaches; each item has its place in `data-at` and what gets the focus in `data-stop` */
export function useArrowKeys(list: RefObject<HTMLElement | null>, shape: Shape) {
  const [active, setActive] = useState(0)
  const moving = useRef(false)
  const { count, columns, rowHeight } = shape

  /** For a layout effect of whatever draws the items: they may come later than the key. */
  const settle = useCallback(() => {
    const element = list.current
    if (!moving.current || !element) return
    const stop = element.querySelector<HTMLElement>(`[data-at="${active}"] [data-stop]`)
    // Until the item is there the list holds the place, so that further keys are not lost.
    if (!stop) return element.focus({ preventScroll: true })
    moving.current = false
    stop.focus({ preventScroll: true })
  }, [list, active])

  const onKeyDown = useCallback(
    (event: KeyboardEvent) => {
      if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return
      // Keys inside a menu, a field or a rating are theirs.
      const { target } = event
      const isList = target === list.current
      if (!(target instanceof HTMLElement) || (!isList && target.dataset['stop'] === undefined)) return
      const at = isList ? active : Number(target.closest<HTMLElement>('[data-at]')?.dataset['at'])
      const next = placeAfter(event.key, at, columns, count)
      if (next === undefined) return
      // At the upper and lower edge the key is for whoever is around the list.
      const isAtEdge = next === at && (event.key === 'ArrowUp' || event.key === 'ArrowDown')
      if (!isAtEdge) event.preventDefault()
      if (next === at) return
      moving.current = true
      setActive(next)
      if (list.current) scrollToRow(list.current, Math.floor(next / columns), rowHeight)
    },
    [list, active, columns, count, rowHeight],
  )
  const onFocus = useCallback((event: { readonly target: EventTarget }) => {
    if (!(event.target instanceof HTMLElement)) return
    const at = event.target.closest<HTMLElement>('[data-at]')?.dataset['at']
    if (at !== undefined) setActive(Number(at))
  }, [])
  return { active: Math.min(active, Math.max(0, count - 1)), onKeyDown, onFocus, settle }
}

const ROWS_OF_A_PAGE = 5

export function placeAfter(key: string, at: number, columns: number, count: number): number | undefined {
  const last = count - 1
  const inside = (place: number) => Math.max(0, Math.min(last, place))
  switch (key) {
    case 'ArrowRight':
      return columns > 1 ? inside(at + 1) : undefined
    case 'ArrowLeft':
      return columns > 1 ? inside(at - 1) : undefined
    case 'ArrowDown':
      return at + columns <= last
        ? at + columns
        : Math.floor(at / columns) < Math.floor(last / columns)
          ? last
          : at
    case 'ArrowUp':
      return at >= columns ? at - columns : at
    case 'PageDown':
      return inside(at + ROWS_OF_A_PAGE * columns)
    case 'PageUp':
      return inside(at - ROWS_OF_A_PAGE * columns)
    case 'Home':
      return 0
    case 'End':
      return last
    default:
      return undefined
  }
}
