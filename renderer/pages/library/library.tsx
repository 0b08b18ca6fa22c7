// The library in its views. Which one is in the path; how it is sorted and filtered stands behind `?`.
import { useQuery } from '@tanstack/react-query'
import { type ComponentType, lazy, Suspense } from 'react'
import { call } from '../../client/call.ts'
import { linkTo } from '../../client/route.ts'
import { Page } from '../../components/page.tsx'
import { PageLoader } from '../../components/page-states.tsx'
import { WithRights } from '../../components/rights.tsx'
import type { PageProps } from '../../pages.tsx'
import { LIBRARY } from '../../text/library.ts'
import { Albums } from './albums.tsx'
import './library.css'

/** In the order of the navigation. */
const VIEWS = {
  albums: Albums,
  artists: view(async () => (await import('./artists.tsx')).Artists),
  songs: view(async () => (await import('./songs.tsx')).Songs),
  genres: view(async () => (await import('./genres.tsx')).Genres),
  playlists: view(async () => (await import('./playlists.tsx')).Playlists),
  folders: view(async () => (await import('./folders.tsx')).Folders),
  problems: view(async () => (await import('./problems.tsx')).Problems),
} as const

type View = keyof typeof VIEWS

export function Library({ params, session }: PageProps) {
  const shown = viewNamed(params['view'], session.admin)
  const ShownView: ComponentType = VIEWS[shown]
  return (
    <WithRights>
      <Page title={LIBRARY.tabs[shown]} kicker={LIBRARY.title}>
        <Tabs shown={shown} admin={session.admin} />
        <Suspense fallback={<PageLoader />}>
          <ShownView />
        </Suspense>
      </Page>
    </WithRights>
  )
}

function Tabs({ shown, admin }: { shown: View; admin: boolean }) {
  const { data: summary } = useQuery({
    queryKey: ['library.summary', {}],
    queryFn: () => call('library.summary', {}),
  })
  const problems = summary?.problems ?? 0
  const views = (Object.keys(VIEWS) as View[]).filter((name) => name !== 'problems' || admin)
  return (
    <nav aria-label={LIBRARY.title} className="library-tabs" ref={showCurrent}>
      {views.map((name) => (
        <a
          key={name}
          className="library-tab"
          aria-current={name === shown ? 'page' : undefined}
          {...linkTo(`/library/${name}`)}
        >
          {LIBRARY.tabs[name]}
          {name === 'problems' && problems > 0 && <span className="library-tab-count">{problems}</span>}
        </a>
      ))}
    </nav>
  )
}

/** Where there is no room for all tabs, the open one is in sight. */
function showCurrent(tabs: HTMLElement | null) {
  const open = tabs?.querySelector<HTMLElement>('[aria-current]')
  if (tabs && open) tabs.scrollLeft = open.offsetLeft - (tabs.clientWidth - open.offsetWidth) / 2
}

function viewNamed(name: string | undefined, admin: boolean): View {
  if (name === undefined || !Object.hasOwn(VIEWS, name) || (name === 'problems' && !admin)) return 'albums'
  return name as View
}

function view(load: () => Promise<ComponentType>) {
  return lazy(async () => ({ default: await load() }))
}
