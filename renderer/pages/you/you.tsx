// One's own things: password, passkeys, where one is signed in.
import { Stack, Title } from '@mantine/core'
import type { ServerStatus } from '../../../server/contract/setup.ts'
import type { CurrentSession } from '../../client/session.ts'
import { YOU } from '../../text/you.ts'
import { YourPasskeys } from './passkeys.tsx'
import { YourPassword } from './password.tsx'
import { YourSessions } from './sessions.tsx'

interface YouProps {
  readonly session: CurrentSession
  readonly status: ServerStatus
}

export function You({ session, status: { readOnly, passwordMinLength } }: YouProps) {
  return (
    <Stack gap="lg">
      <Title order={1} size="h2">
        {YOU.title}
      </Title>
      <YourSessions readOnly={readOnly} />
      <YourPasskeys readOnly={readOnly} />
      {!readOnly && <YourPassword username={session.name} minLength={passwordMinLength} />}
    </Stack>
  )
}
