// Which page: the path in the address bar. The server answers every path with the window itself.
import { type MouseEvent, useCallback, useMemo, useSyncExternalStore } from 'react'

const MOVED = 'lockgroove:moved'

export function usePath(): string {
  return useSyncExternalStore(subscribe, () => location.pathname)
}

/** What stands behind `?`: sorting, filters, what is looked for. */
export function useSearch(): URLSearchParams {
  const search = useSyncExternalStore(subscribe, () => location.search)
  return useMemo(() => new URLSearchParams(search), [search])
}

/** Changes part of what stands behind `?`, without a step in the history: typing a word is not ten steps back. */
export function useSetSearch() {
  return useCallback((changes: Readonly<Record<string, string | undefined>>) => {
    const search = new URLSearchParams(location.search)
    for (const [name, value] of Object.entries(changes)) {
      if (value === undefined || value === '') search.delete(name)
      else search.set(name, value)
    }
    const text = search.toString()
    navigate(location.pathname + (text === '' ? '' : `?${text}`), { replace: true })
  }, [])
}

/** @param path with its `?search`, where it has one */
export function navigate(path: string, { replace = false } = {}): void {
  const isOtherPage = new URL(path, location.href).pathname !== location.pathname
  if (replace) history.replaceState(null, '', path)
  else history.pushState(null, '', path)
  dispatchEvent(new Event(MOVED))
  if (isOtherPage) scrollTo(0, 0)
}

/** For `<a>`: a plain click stays in the window, anything else (a new tab) is the browser's business. */
export function linkTo(path: string) {
  return {
    href: path,
    onClick(event: MouseEvent) {
      if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
      event.preventDefault()
      navigate(path)
    },
  }
}

/** `/album/:id` and `/album/al-12` give `{ id: 'al-12' }`; undefined where they do not match. */
export function matchPath(pattern: string, path: string): Readonly<Record<string, string>> | undefined {
  const wanted = pattern.split('/')
  const given = path.replace(/(.)\/$/, '$1').split('/')
  if (wanted.length !== given.length) return undefined
  const found: Record<string, string> = {}
  for (const [at, part] of wanted.entries()) {
    const text = given[at]!
    if (!part.startsWith(':')) {
      if (part !== text) return undefined
      continue
    }
    const value = decoded(text)
    if (value === undefined || value === '') return undefined
    found[part.slice(1)] = value
  }
  return found
}

/** What stands behind `#`, and away with it: a secret must not stay in the address bar or the history. */
export function takeFragment(): string {
  const fragment = location.hash.slice(1)
  if (fragment !== '') history.replaceState(null, '', location.pathname + location.search)
  return fragment
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}

function subscribe(onChange: () => void) {
  addEventListener('popstate', onChange)
  addEventListener(MOVED, onChange)
  return () => {
    removeEventListener('popstate', onChange)
    removeEventListener(MOVED, onChange)
  }
}
