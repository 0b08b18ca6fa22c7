import { Devices } from '../../components/access/devices.tsx'
import { Page } from '../../components/page.tsx'
import { Panel } from '../../components/panel.tsx'
import type { PageProps } from '../../pages.tsx'
import { CONNECT } from '../../text/connect.ts'
import { ConnectApp } from './connect-app.tsx'

export function ConnectPage({ session, status }: PageProps) {
  return (
    <Page title={CONNECT.title} intro={CONNECT.intro}>
      <div className="panel-column">
        <ConnectApp
          musicAddress={status.musicAddress}
          username={session.name}
          isAdmin={session.admin}
          readOnly={status.readOnly}
          sealed={status.sealed}
        />
        <Panel title={CONNECT.own.title} intro={CONNECT.own.intro}>
          <Devices />
        </Panel>
      </div>
    </Page>
  )
}
