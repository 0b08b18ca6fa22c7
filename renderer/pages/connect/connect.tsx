// The last step of setting up: the same as the page, with where things stand.
import { Alert, Button, Group, Stack, Title } from '@mantine/core'
import { CONNECT } from '../../text/connect.ts'
import { ConnectApp } from './connect-app.tsx'

interface ConnectProps {
  readonly musicAddress: string
  /** Who was made, and is signed in. */
  readonly owner: string
  readonly hasFolder: boolean
  onDone(): void
}

export function Connect({ musicAddress, owner, hasFolder, onDone }: ConnectProps) {
  return (
    <Stack gap="md">
      <Alert color="teal" role="status" title={CONNECT.made(owner)}>
        {hasFolder ? CONNECT.scanning : CONNECT.noFolder}
      </Alert>
      <Title order={1}>{CONNECT.title}</Title>
      <ConnectApp musicAddress={musicAddress} username={owner} isAdmin readOnly={false} sealed={false} />
      <Group>
        <Button variant="default" onClick={onDone}>
          {CONNECT.goOn}
        </Button>
      </Group>
    </Stack>
  )
}
