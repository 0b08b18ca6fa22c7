// Space and the arrows, wherever the focus is on nothing that has a use for them.
import { navigate } from '../client/route.ts'
import { player, playerState, playerTime } from './player.ts'

const STEP_SEC = 10
const FIELDS = 'input, textarea, select, [contenteditable="true"]'
/** Space presses these; the arrows move in these. */
const USES_SPACE = `${FIELDS}, button, a[href], summary, [role="button"], [role="slider"], [role="option"], [role="menuitem"]`
const USES_ARROWS = `${FIELDS}, [role="grid"], [role="listbox"], [role="menu"], [role="tablist"], [role="radiogroup"], [role="slider"], [role="dialog"], [role="tree"]`

/** @returns ends it */
export function connectKeys(): () => void {
  addEventListener('keydown', press)
  return () => removeEventListener('keydown', press)
}

function press(event: KeyboardEvent) {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return
  const target = event.target instanceof Element ? event.target : document.body
  if (event.key === '/' && !target.closest(FIELDS)) {
    event.preventDefault()
    return navigate('/search')
  }
  if (!playerState().entry) return
  if (event.key === ' ') {
    if (target.closest(USES_SPACE) || event.repeat) return
    event.preventDefault()
    return player.toggle()
  }
  if ((event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') || target.closest(USES_ARROWS)) return
  event.preventDefault()
  const isForward = event.key === 'ArrowRight'
  if (!event.shiftKey) return player.seek(playerTime().position + (isForward ? STEP_SEC : -STEP_SEC))
  if (isForward) player.next()
  else player.previous()
}
