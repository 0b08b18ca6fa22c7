// The links to music that people without an account can open: one's own, for administrators everybody's.
import { Alert, Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { Share } from '../../../server/contract/shares.ts'
import { call } from '../../client/call.ts'
import { useMe } from '../../client/me.ts'
import { linkTo } from '../../client/route.ts'
import { Icon } from '../../components/icon.tsx'
import { Page } from '../../components/page.tsx'
import { EmptyState, ErrorState, RowSkeletons } from '../../components/page-states.tsx'
import { ReadOnlyNote } from '../../components/read-only-note.tsx'
import { Reach } from '../../components/share/reach.tsx'
import type { PageProps } from '../../pages.tsx'
import { SHARING } from '../../text/sharing.ts'
import { EndedShares, WorkingShares } from './share-lists.tsx'
import './sharing.css'

export function Sharing({ session: { admin }, status: { sealed, readOnly } }: PageProps) {
  const shares = useQuery({ queryKey: ['shares.list', {}], queryFn: () => call('shares.list', {}) })
  return (
    <Page title={SHARING.title} intro={admin ? SHARING.introAdmin : SHARING.intro}>
      {shares.isPending && <RowSkeletons />}
      {shares.isError && <ErrorState error={shares.error} onRetry={() => shares.refetch()} />}
      {shares.data?.length === 0 && <NoShares />}
      {shares.data && shares.data.length > 0 && (
        <div className="share-lists">
          <WhyNot shares={shares.data} sealed={sealed} />
          {readOnly && <ReadOnlyNote words={SHARING.readOnly} />}
          <WorkingShares shares={shares.data.filter(({ isOver }) => !isOver)} />
          <EndedShares shares={shares.data.filter(({ isOver }) => isOver)} />
        </div>
      )}
    </Page>
  )
}

function NoShares() {
  const { usualShareDays } = useMe()
  if (usualShareDays === undefined) {
    return (
      <EmptyState icon="share" title={SHARING.notAllowed}>
        {SHARING.notAllowedWords}
      </EmptyState>
    )
  }
  return (
    <EmptyState
      icon="share"
      title={SHARING.none}
      action={
        <Button component="a" variant="light" {...linkTo('/library/albums')}>
          {SHARING.toAlbums}
        </Button>
      }
    >
      {SHARING.noneWords}
    </EmptyState>
  )
}

/** Why links cannot be copied, or reach nobody. */
function WhyNot({ shares, sealed }: { shares: readonly Share[]; sealed: boolean }) {
  const url = shares.find((share) => share.url !== undefined)?.url
  if (url !== undefined) return shares.some(({ isOver }) => !isOver) && <Reach url={url} />
  return (
    <Alert color="ember" icon={<Icon name={sealed ? 'lock' : 'door'} />}>
      {sealed ? SHARING.sealed : SHARING.noAddress}
    </Alert>
  )
}
