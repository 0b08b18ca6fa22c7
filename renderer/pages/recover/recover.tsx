// Where the link of `lockgroove user recovery-link` leads: a new password, and in.
import { Alert, Button, Card, Stack, Text, Title } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { ServerStatus } from '../../../server/contract/setup.ts'
import { call, fieldError } from '../../client/call.ts'
import { navigate, takeFragment } from '../../client/route.ts'
import { useEnter } from '../../client/session.ts'
import { NewPassword } from '../../components/new-password.tsx'
import { Failure } from '../../components/page-states.tsx'
import { RECOVER } from '../../text/recover.ts'

const WORDS = RECOVER

/** Read once, when this page is loaded: afterwards the address no longer has it. */
const TOKEN = takeFragment()

export function Recover({ status }: { status: ServerStatus }) {
  const enter = useEnter()
  const [password, setPassword] = useState('')
  const recover = useMutation({
    mutationFn: () => call('sessions.useRecoveryLink', { token: TOKEN, password }),
    onSuccess: async () => {
      await enter()
      navigate('/')
    },
  })

  function submit(event: FormEvent) {
    event.preventDefault()
    if (password !== '') recover.mutate()
  }

  return (
    <Card withBorder padding="xl" className="panel">
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          <div>
            <Title order={1} size="h2">
              {WORDS.title}
            </Title>
            <Text c="dimmed">{WORDS.intro}</Text>
          </div>
          {TOKEN === '' && (
            <Alert color="red" role="alert">
              {WORDS.noToken}
            </Alert>
          )}
          <Failure error={recover.error} />
          <NewPassword
            label={WORDS.password}
            value={password}
            onChange={setPassword}
            minLength={status.passwordMinLength}
            error={fieldError(recover.error, 'password')}
            autoFocus
          />
          <Button type="submit" size="md" loading={recover.isPending} disabled={TOKEN === ''}>
            {WORDS.button}
          </Button>
        </Stack>
      </form>
    </Card>
  )
}
