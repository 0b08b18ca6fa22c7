// The last step: the first app, a passkey for the next time, and into the server.
import { Alert, Button, Stack, Text, Title } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import type { ServerStatus } from '../../../server/contract/setup.ts'
import { call } from '../../client/call.ts'
import type { CurrentSession } from '../../client/session.ts'
import { Failure } from '../../components/page-states.tsx'
import { SET_UP } from '../../text/set-up.ts'
import { ConnectApp } from '../connect/connect-app.tsx'
import { YourPasskeys } from '../you/passkeys.tsx'

const WORDS = SET_UP.connect

interface ConnectStepProps {
  readonly status: ServerStatus
  readonly session: CurrentSession
  onDone(): void
}

export function ConnectStep({ status, session, onDone }: ConnectStepProps) {
  const finish = useMutation({
    mutationFn: () => call('setup.note', { step: 'finished' }),
    onSuccess: onDone,
  })
  return (
    <Stack gap="lg">
      <Alert color="teal" role="status">
        {WORDS.welcome(session.name)}
      </Alert>
      <div>
        <Title order={1} size="h2">
          {WORDS.title}
        </Title>
        <Text c="dimmed">{WORDS.intro}</Text>
      </div>
      <ConnectApp
        musicAddress={status.musicAddress}
        username={session.name}
        isAdmin
        readOnly={status.readOnly}
        sealed={status.sealed}
      />
      <YourPasskeys username={session.name} />
      <Failure error={finish.error} />
      <div className="step-buttons">
        <Button size="md" loading={finish.isPending} onClick={() => finish.mutate()}>
          {WORDS.done}
        </Button>
      </div>
    </Stack>
  )
}
