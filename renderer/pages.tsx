// Every page of the window: its path, who may see it, its place in the navigation. Each is loaded when it is first opened.
import { type ComponentType, lazy } from 'react'
import type { ServerStatus } from '../server/contract/setup.ts'
import { loadPatiently } from './client/load-patiently.ts'
import type { CurrentSession } from './client/session.ts'
import type { IconName } from './components/icon.tsx'
import { SHELL } from './text/shell.ts'
import { UNLOCK } from './text/unlock.ts'

const NAV = SHELL.nav

export interface PageProps {
  /** From the path: `/album/:id` gives `id`. */
  readonly params: Readonly<Record<string, string>>
  readonly session: CurrentSession
  readonly status: ServerStatus
}

export interface PageEntry {
  readonly path: string
  readonly page: ComponentType<PageProps>
  readonly who: 'everybody' | 'admin'
  readonly title: string
}

export interface NavEntry {
  readonly to: string
  readonly label: string
  readonly icon: IconName
  readonly who: 'everybody' | 'sharer' | 'admin'
  readonly group: 'top' | 'music' | 'server' | 'yours'
  /** Paths under which it is the one shown as open, beside its own. */
  readonly also?: readonly string[]
}

const everybody = 'everybody'
const admin = 'admin'

function page(load: () => Promise<ComponentType<PageProps>>) {
  return lazy(async () => ({ default: await loadPatiently(load) }))
}

export const PAGES: readonly PageEntry[] = [
  {
    path: '/',
    who: everybody,
    title: NAV.home,
    page: page(async () => (await import('./pages/home/home.tsx')).Home),
  },
  {
    path: '/library/:view',
    who: everybody,
    title: NAV.library,
    page: page(async () => (await import('./pages/library/library.tsx')).Library),
  },
  {
    path: '/album/:id',
    who: everybody,
    title: NAV.library,
    page: page(async () => (await import('./pages/album/album.tsx')).Album),
  },
  {
    path: '/artist/:id',
    who: everybody,
    title: NAV.library,
    page: page(async () => (await import('./pages/artist/artist.tsx')).Artist),
  },
  {
    path: '/playlist/:id',
    who: everybody,
    title: NAV.playlists,
    page: page(async () => (await import('./pages/playlist/playlist.tsx')).Playlist),
  },
  {
    path: '/search',
    who: everybody,
    title: NAV.search,
    page: page(async () => (await import('./pages/search/search.tsx')).Search),
  },
  {
    path: '/people',
    who: admin,
    title: NAV.people,
    page: page(async () => (await import('./pages/people/people.tsx')).People),
  },
  {
    path: '/people/:id',
    who: admin,
    title: NAV.people,
    page: page(async () => (await import('./pages/people/person.tsx')).Person),
  },
  {
    path: '/people/:id/connect',
    who: admin,
    title: NAV.people,
    page: page(async () => (await import('./pages/people/connect-for.tsx')).ConnectFor),
  },
  {
    path: '/connect',
    who: everybody,
    title: NAV.connect,
    page: page(async () => (await import('./pages/connect/connect-page.tsx')).ConnectPage),
  },
  {
    path: '/activity',
    who: everybody,
    title: NAV.activity,
    page: page(async () => (await import('./pages/activity/activity.tsx')).Activity),
  },
  {
    path: '/sharing',
    who: everybody,
    title: NAV.sharing,
    page: page(async () => (await import('./pages/sharing/sharing.tsx')).Sharing),
  },
  {
    path: '/backups',
    who: admin,
    title: NAV.backups,
    page: page(async () => (await import('./pages/backups/backups.tsx')).Backups),
  },
  {
    path: '/settings',
    who: admin,
    title: NAV.settings,
    page: page(async () => (await import('./pages/settings/settings.tsx')).Settings),
  },
  {
    path: '/doors',
    who: admin,
    title: NAV.doors,
    page: page(async () => (await import('./pages/doors/doors.tsx')).Doors),
  },
  {
    path: '/doctor',
    who: admin,
    title: NAV.doctor,
    page: page(async () => (await import('./pages/doctor/doctor.tsx')).Doctor),
  },
  {
    path: '/unlock',
    who: admin,
    title: UNLOCK.title,
    page: page(async () => (await import('./pages/unlock/unlock.tsx')).Unlock),
  },
  {
    path: '/you',
    who: everybody,
    title: NAV.you,
    page: page(async () => (await import('./pages/you/you.tsx')).You),
  },
]

/** In the order of the sidebar. */
export const NAVIGATION: readonly NavEntry[] = [
  { to: '/', label: NAV.home, icon: 'home', who: everybody, group: 'top' },
  { to: '/search', label: NAV.search, icon: 'search', who: everybody, group: 'top' },
  {
    to: '/library/albums',
    label: NAV.albums,
    icon: 'album',
    who: everybody,
    group: 'music',
    also: ['/album/'],
  },
  {
    to: '/library/artists',
    label: NAV.artists,
    icon: 'artist',
    who: everybody,
    group: 'music',
    also: ['/artist/'],
  },
  { to: '/library/songs', label: NAV.songs, icon: 'song', who: everybody, group: 'music' },
  { to: '/library/genres', label: NAV.genres, icon: 'genre', who: everybody, group: 'music' },
  {
    to: '/library/playlists',
    label: NAV.playlists,
    icon: 'playlist',
    who: everybody,
    group: 'music',
    also: ['/playlist/'],
  },
  { to: '/library/folders', label: NAV.folders, icon: 'folder', who: everybody, group: 'music' },
  { to: '/people', label: NAV.people, icon: 'people', who: admin, group: 'server', also: ['/people/'] },
  { to: '/doors', label: NAV.doors, icon: 'door', who: admin, group: 'server' },
  { to: '/backups', label: NAV.backups, icon: 'backup', who: admin, group: 'server' },
  { to: '/settings', label: NAV.settings, icon: 'settings', who: admin, group: 'server' },
  { to: '/doctor', label: NAV.doctor, icon: 'doctor', who: admin, group: 'server' },
  { to: '/sharing', label: NAV.sharing, icon: 'share', who: 'sharer', group: 'yours' },
  { to: '/connect', label: NAV.connect, icon: 'phone', who: everybody, group: 'yours' },
  { to: '/activity', label: NAV.activity, icon: 'activity', who: everybody, group: 'yours' },
  { to: '/you', label: NAV.you, icon: 'you', who: everybody, group: 'yours' },
]
