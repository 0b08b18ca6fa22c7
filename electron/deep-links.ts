// `lockgroove://people` opens a page of the window, and that is all a link can do: anybody may put one on a web page. What is not
// in the table is ignored, with whatever it carries.
import { app } from 'electron'

const LINK_SCHEME = 'lockgroove'

const PAGES: Readonly<Record<string, string>> = {
  home: '/',
  search: '/search',
  albums: '/library/albums',
  artists: '/library/artists',
  songs: '/library/songs',
  playlists: '/library/playlists',
  people: '/people',
  connect: '/connect',
  activity: '/activity',
  backups: '/backups',
  settings: '/settings',
  doors: '/doors',
  doctor: '/doctor',
  you: '/you',
}

/** The path of the window that a link means; undefined for a link that means nothing. */
export function pageOfLink(link: string): string | undefined {
  const name = /^lockgroove:\/\/([a-z]{1,20})\/?$/.exec(link)?.[1]
  return name !== undefined && Object.hasOwn(PAGES, name) ? PAGES[name] : undefined
}

/** As Windows and Linux hand a link over: it is one of the words of a start. */
export function pageAmong(words: readonly string[]): string | undefined {
  const link = words.find((word) => word.startsWith(`${LINK_SCHEME}:`))
  return link === undefined ? undefined : pageOfLink(link)
}

/** Must be called before the app is ready: macOS tells of the link that started it very early. */
export function setupDeepLinks(open: (path: string) => void): void {
  // An app that is not installed must not take the links away from the one that is.
  if (app.isPackaged) app.setAsDefaultProtocolClient(LINK_SCHEME)
  app.on('open-url', (event, link) => {
    event.preventDefault()
    const page = pageOfLink(link)
    if (page !== undefined) open(page)
  })
}
