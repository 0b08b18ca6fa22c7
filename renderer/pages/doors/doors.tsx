// Who can reach the music, and how to change that at once.
import { useQuery } from '@tanstack/react-query'
import { call } from '../../client/call.ts'
import { useMe } from '../../client/me.ts'
import { Page } from '../../components/page.tsx'
import { ErrorState, RowSkeletons } from '../../components/page-states.tsx'
import { Panel } from '../../components/panel.tsx'
import { ReadOnlyNote } from '../../components/read-only-note.tsx'
import { DOORS } from '../../text/doors.ts'
import { ChangeDoor } from './change-door.tsx'
import { OpenNow } from './open-now.tsx'
import { Panic } from './panic.tsx'
import { ProxySettings } from './proxy-settings.tsx'
import { ReadOnlySwitch } from './read-only-switch.tsx'
import { Tls } from './tls.tsx'
import './doors.css'

export function Doors() {
  const { readOnly } = useMe()
  const door = useQuery({
    queryKey: ['doors.status', {}],
    queryFn: () => call('doors.status', {}),
    // Time and the network close doors too.
    refetchInterval: 15_000,
  })
  return (
    <Page title={DOORS.title} intro={DOORS.intro}>
      <div className="care-columns">
        <div className="care-column">
          {door.isPending && <RowSkeletons count={3} height={80} />}
          {door.isError && <ErrorState error={door.error} onRetry={() => door.refetch()} />}
          {door.data && (
            <>
              <OpenNow door={door.data} />
              {!door.data.pinned && (
                <Panel title={DOORS.change.title}>
                  {readOnly ? <ReadOnlyNote /> : <ChangeDoor key={door.data.address} door={door.data} />}
                </Panel>
              )}
              <Tls tls={door.data.tls} />
              <ProxySettings />
            </>
          )}
        </div>
        <div className="care-column">
          <ReadOnlySwitch />
          <Panic />
        </div>
      </div>
    </Page>
  )
}
