// Space and the arrows, as in the window, wherever the focus is on nothing that has a use for them.
import type { SharePlayer } from './player.ts'

const FIELDS = 'input, textarea, select'

export function connectKeys(player: SharePlayer, jumpSec: number): void {
  addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return
    const target = event.target instanceof Element ? event.target : document.body
    const { key, shiftKey } = event
    if (key === ' ' && !target.closest(`${FIELDS}, button, a`)) {
      event.preventDefault()
      if (!event.repeat) player.toggle()
    } else if ((key === 'ArrowLeft' || key === 'ArrowRight') && !target.closest(FIELDS)) {
      event.preventDefault()
      const by = key === 'ArrowRight' ? 1 : -1
      if (shiftKey) player.step(by)
      else player.seek(player.position + by * jumpSec)
    }
  })
}
