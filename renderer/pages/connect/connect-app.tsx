// Which app, a password or key of its own, what to type where, and the moment the app signs in. Also the last step of
// setting up, where no page is around it.
import { Card, Text } from '@mantine/core'
import { useState } from 'react'
import { Panel } from '../../components/panel.tsx'
import { CONNECT } from '../../text/connect.ts'
import { MUSIC_APPS } from '../../text/music-apps.ts'
import { AddressPanel } from './address.tsx'
import { type MadeDevice, MakeForm } from './make-form.tsx'
import { Secret } from './secret.tsx'
import '../../components/access/access.css'
import './connect.css'

interface ConnectAppProps {
  /** Empty while the door for music is closed. */
  readonly musicAddress: string
  readonly username: string
  /** An administrator makes it for somebody else. */
  readonly isForSomebody?: boolean
  readonly isAdmin: boolean
  readonly readOnly: boolean
  readonly sealed: boolean
}

export function ConnectApp({
  musicAddress,
  username,
  isForSomebody = false,
  isAdmin,
  readOnly,
  sealed,
}: ConnectAppProps) {
  const somebody = isForSomebody ? username : undefined
  const [appId, setAppId] = useState<string>()
  const [made, setMade] = useState<MadeDevice>()
  const app = MUSIC_APPS.find(({ id }) => id === appId)

  return (
    <div className="connect-columns">
      <div className="panel-column">
        {made ? (
          <Secret
            made={made}
            app={app}
            musicAddress={musicAddress}
            username={username}
            somebody={somebody}
            onAnother={() => setMade(undefined)}
          />
        ) : readOnly ? (
          <Card withBorder padding="lg" className="panel">
            <Text size="sm">{CONNECT.make.readOnly}</Text>
          </Card>
        ) : (
          <Panel title={CONNECT.make.title}>
            <MakeForm app={app} onApp={setAppId} onMade={setMade} sealed={sealed} somebody={somebody} />
          </Panel>
        )}
      </div>
      <AddressPanel musicAddress={musicAddress} isAdmin={isAdmin} />
    </div>
  )
}
