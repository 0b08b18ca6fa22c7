// The first page: how the server is, what needs somebody, who listens, and music to go on with.
import { useQuery } from '@tanstack/react-query'
import { call } from '../../client/call.ts'
import { desktop } from '../../client/desktop.ts'
import { linkTo } from '../../client/route.ts'
import { ListeningNow } from '../../components/listening-now/listening-now.tsx'
import { useDocumentTitle } from '../../components/page.tsx'
import { EmptyState } from '../../components/page-states.tsx'
import { WithRights } from '../../components/rights.tsx'
import { AskStartAtLogin } from '../../components/this-computer/ask-start-at-login.tsx'
import type { PageProps } from '../../pages.tsx'
import { HOME } from '../../text/home.ts'
import { AlbumRow } from './album-row.tsx'
import { Attention } from './attention.tsx'
import { ServerState } from './server-state.tsx'
import './home.css'

export function Home({ session: { admin }, status }: PageProps) {
  useDocumentTitle(HOME.title)
  const summary = useQuery({ queryKey: ['library.summary', {}], queryFn: () => call('library.summary', {}) })
  const isEmpty = summary.data?.songs === 0
  return (
    <WithRights>
      <div className="page-frame home">
        <ServerState status={status} admin={admin} summary={summary.data} />
        {desktop && admin && <AskStartAtLogin bridge={desktop} />}
        <div className="home-columns">
          {admin && <Attention />}
          <ListeningNow />
        </div>
        {isEmpty && <NoMusic admin={admin} />}
        {!isEmpty && (
          <>
            <AlbumRow
              title={HOME.added.title}
              type="newest"
              all={{ to: '/library/albums?sort=newest', label: HOME.added.all }}
            />
            <AlbumRow
              title={HOME.played.title}
              type="recent"
              all={{ to: '/library/albums?sort=recent', label: HOME.played.all }}
              none={HOME.played.none}
            />
          </>
        )}
      </div>
    </WithRights>
  )
}

function NoMusic({ admin }: { admin: boolean }) {
  return (
    <EmptyState
      icon="album"
      title={HOME.noMusic.title}
      action={
        admin && (
          <a className="home-button" {...linkTo('/settings')}>
            {HOME.noMusic.button}
          </a>
        )
      }
    >
      {admin ? HOME.noMusic.admin : HOME.noMusic.user}
    </EmptyState>
  )
}
