import {
  Alert,
  Anchor,
  Button,
  Card,
  Divider,
  PasswordInput,
  Stack,
  Text,
  TextInput,
  Title,
} from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { call } from '../../client/call.ts'
import { passkeyPlace, signInWithPasskey } from '../../client/passkeys.ts'
import { endedSession, useEnter } from '../../client/session.ts'
import { Icon } from '../../components/icon.tsx'
import { Failure } from '../../components/page-states.tsx'
import { PASSKEYS } from '../../text/passkeys.ts'
import { SIGN_IN } from '../../text/sign-in.ts'

const WORDS = SIGN_IN

export function SignIn() {
  const enter = useEnter()
  const ended = endedSession()
  const [name, setName] = useState(ended ?? '')
  const [password, setPassword] = useState('')
  const [tried, setTried] = useState(false)
  const byPassword = useMutation({
    mutationFn: () => call('sessions.signIn', { username: name.trim(), password }),
    onSuccess: enter,
    onError: () => setPassword(''),
  })
  const byPasskey = useMutation({ mutationFn: signInWithPasskey, onSuccess: enter })
  const missing = (value: string) =>
    tried && value === '' && !byPassword.isError ? WORDS.missing : undefined

  function submit(event: FormEvent) {
    event.preventDefault()
    setTried(true)
    byPasskey.reset()
    if (name.trim() !== '' && password !== '') byPassword.mutate()
    else byPassword.reset()
  }

  return (
    <Card withBorder padding="xl" className="panel">
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          <Title order={1} size="h2">
            {WORDS.title}
          </Title>
          {ended !== undefined && (
            <Alert role="status" variant="light" title={WORDS.ended} icon={<Icon name="lock" />}>
              {WORDS.endedWords}
            </Alert>
          )}
          <Failure error={byPassword.error ?? byPasskey.error} />
          <TextInput
            label={WORDS.name}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            error={missing(name.trim())}
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
            autoFocus={ended === undefined}
          />
          <PasswordInput
            label={WORDS.password}
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
            error={missing(password)}
            autoComplete="current-password"
            autoFocus={ended !== undefined}
          />
          <Button type="submit" size="md" loading={byPassword.isPending}>
            {WORDS.button}
          </Button>
          <Divider label={WORDS.or} />
          <Passkey
            isPending={byPasskey.isPending}
            onUse={() => {
              byPassword.reset()
              byPasskey.mutate()
            }}
          />
          <Text size="sm" c="dimmed">
            {WORDS.lockedOut} <code>{WORDS.lockedOutCommand}</code>
          </Text>
        </Stack>
      </form>
    </Card>
  )
}

function Passkey({ isPending, onUse }: { isPending: boolean; onUse: () => void }) {
  const place = passkeyPlace()
  if (place.usable) {
    return (
      <Button variant="default" size="md" loading={isPending} onClick={onUse}>
        {WORDS.passkey}
      </Button>
    )
  }
  return (
    <Text size="sm" c="dimmed">
      {place.openInstead === undefined ? (
        PASSKEYS.notHere
      ) : (
        <>
          {PASSKEYS.elsewhere}{' '}
          <Anchor href={place.openInstead} inherit underline="always">
            {new URL(place.openInstead).origin}
          </Anchor>
        </>
      )}
    </Text>
  )
}
