// Every page of the window as an address that shows something, for what holds of all of them: no violation of WCAG, no
// complaint in the console, a picture.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readKnownIds } from './known-ids.ts'
import type { SubsonicClient } from './subsonic-client.ts'

export interface WindowPage {
  /** For file names: `album`. */
  readonly name: string
  /** As in renderer/pages.tsx. */
  readonly path: string
  readonly address: string
}

export interface Shown {
  /** Artist and name. */
  readonly album: readonly [string, string]
  readonly artist: string
  readonly userId: number
}

/** Signed in as an administrator, with at least one playlist. */
export async function everyPage(
  owner: SubsonicClient,
  { album, artist, userId }: Shown,
): Promise<WindowPage[]> {
  const known = await readKnownIds(owner)
  const { playlists } = await owner.json('getPlaylists')
  const views = ['albums', 'artists', 'genres', 'folders', 'songs', 'playlists', 'problems']
  const at = (name: string, path: string, address = path): WindowPage => ({ name, path, address })
  return [
    at('home', '/'),
    ...views.map((view) => at(`library-${view}`, '/library/:view', `/library/${view}`)),
    at('album', '/album/:id', `/album/${known.album(...(album as [string, string]))}`),
    at('artist', '/artist/:id', `/artist/${known.artist(artist)}`),
    at('playlist', '/playlist/:id', `/playlist/${playlists.playlist[0].id}`),
    at('search', '/search', '/search?q=a'),
    at('people', '/people'),
    at('person', '/people/:id', `/people/${userId}`),
    at('person-connect', '/people/:id/connect', `/people/${userId}/connect`),
    at('connect', '/connect'),
    at('activity', '/activity'),
    at('sharing', '/sharing'),
    at('backups', '/backups'),
    at('settings', '/settings'),
    at('doors', '/doors'),
    at('doctor', '/doctor'),
    at('unlock', '/unlock'),
    at('you', '/you'),
  ]
}

/** The paths of renderer/pages.tsx, read as text: it is made for a bundler. */
export function pathsOfWindow(): string[] {
  const source = readFileSync(join(import.meta.dirname, '..', '..', 'renderer', 'pages.tsx'), 'utf8')
  return [...source.matchAll(/^ {4}path: '([^']+)'/gm)].map(([, path]) => path!)
}
