// A password or key for an app of somebody else, for whoever sets up their device with them. `/people/:id/connect`

import { Page } from '../../components/page.tsx'
import { ErrorState, PageLoader } from '../../components/page-states.tsx'
import type { PageProps } from '../../pages.tsx'
import { CONNECT } from '../../text/connect.ts'
import { ConnectApp } from '../connect/connect-app.tsx'
import { Back } from './back.tsx'
import { Nobody } from './nobody.tsx'
import { useUsers } from './use-users.ts'

export function ConnectFor({ params, status }: PageProps) {
  const users = useUsers()
  if (users.isPending) return <PageLoader />
  if (users.isError) return <ErrorState error={users.error} onRetry={() => users.refetch()} />
  const user = users.data.find(({ id }) => String(id) === params['id'])
  if (!user) return <Nobody />
  const { musicAddress, readOnly, sealed } = status
  return (
    <Page
      title={CONNECT.forSomebody.title(user.name)}
      intro={CONNECT.forSomebody.intro(user.name)}
      kicker={<Back user={user} />}
    >
      <ConnectApp
        musicAddress={musicAddress}
        username={user.name}
        isForSomebody
        isAdmin
        readOnly={readOnly}
        sealed={sealed}
      />
    </Page>
  )
}
