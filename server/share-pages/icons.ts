// The icons of the player, as in the window: 24 by 24, in the colour of the text.
import { html } from './html.ts'

const PATHS = {
  play: 'M8 5.2v13.6a.6.6 0 0 0 .9.5l10.6-6.8a.6.6 0 0 0 0-1L8.9 4.7a.6.6 0 0 0-.9.5z',
  pause: 'M8.5 5v14M15.5 5v14',
  next: 'M6 5.8v12.4a.5.5 0 0 0 .8.4l8.4-6.2a.5.5 0 0 0 0-.8L6.8 5.4a.5.5 0 0 0-.8.4zM18 5v14',
  previous: 'M18 5.8v12.4a.5.5 0 0 1-.8.4l-8.4-6.2a.5.5 0 0 1 0-.8l8.4-6.2a.5.5 0 0 1 .8.4zM6 5v14',
  volume: 'M4 9.5v5h3.2L12 18.5v-13L7.2 9.5zM15.5 9a4.2 4.2 0 0 1 0 6M18 6.5a7.8 7.8 0 0 1 0 11',
  muted: 'M4 9.5v5h3.2L12 18.5v-13L7.2 9.5zM16 10l4 4M20 10l-4 4',
} as const

export function icon(name: keyof typeof PATHS) {
  return html`<svg class="icon icon-${name}" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true"><path d="${PATHS[name]}"/></svg>`
}

/** Lockgroove's own: a record whose last groove is closed. */
export const mark = html`<svg class="mark" viewBox="0 0 64 64" width="22" height="22" aria-hidden="true"><circle cx="32" cy="32" r="30" fill="#1d1b2e"/><g fill="none" stroke="#f2a65a" stroke-linecap="round"><circle cx="32" cy="32" r="23" stroke-width="1.6" opacity=".45"/><circle cx="32" cy="32" r="18" stroke-width="1.6" opacity=".7"/><path d="M32 19a13 13 0 1 1-9.2 3.8" stroke-width="3.4"/></g><circle cx="32" cy="32" r="5" fill="#f2a65a"/><circle cx="32" cy="32" r="1.8" fill="#1d1b2e"/></svg>`
