import { Anchor, Button, Group, PasswordInput, Stack, Text, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { fieldError } from '../../client/call.ts'
import { useMe } from '../../client/me.ts'
import { addPasskey, passkeyPlace } from '../../client/passkeys.ts'
import { Passkeys } from '../../components/access/passkeys.tsx'
import { Failure } from '../../components/page-states.tsx'
import { ACCESS } from '../../text/access.ts'
import { PASSKEYS } from '../../text/passkeys.ts'
import { YOU } from '../../text/you.ts'

const WORDS = ACCESS.passkeys

export function YourPasskeys({ username }: { username: string }) {
  const { readOnly } = useMe()
  return (
    <Passkeys title={YOU.passkeys.title} intro={YOU.passkeys.intro}>
      {!readOnly && <Add username={username} />}
    </Passkeys>
  )
}

function Add({ username }: { username: string }) {
  const queries = useQueryClient()
  const [name, setName] = useState('')
  // Asked for only where the server wants it: not soon after signing in.
  const [isAsked, setAsked] = useState(false)
  const [password, setPassword] = useState('')
  const [tried, setTried] = useState(false)
  const place = passkeyPlace()
  const add = useMutation({
    mutationFn: () => addPasskey(name.trim() || WORDS.usualName, isAsked ? password : undefined),
    // What was typed is a secret.
    gcTime: 0,
    onError(error) {
      if (fieldError(error, 'currentPassword') !== undefined) setAsked(true)
    },
    async onSuccess() {
      setName('')
      setPassword('')
      setAsked(false)
      setTried(false)
      await queries.invalidateQueries({ queryKey: ['passkeys.list'] })
    },
  })
  if (!place.usable) {
    return (
      <Text size="sm" c="dimmed">
        {place.openInstead === undefined ? PASSKEYS.notHere : PASSKEYS.elsewhere}{' '}
        {place.openInstead !== undefined && (
          <Anchor href={place.openInstead} inherit underline="always">
            {new URL(place.openInstead).origin}
          </Anchor>
        )}
      </Text>
    )
  }
  function submit(event: FormEvent) {
    event.preventDefault()
    if (isAsked) setTried(true)
    if (!isAsked || password !== '') add.mutate()
  }
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm">
        <Failure error={add.error} />
        {isAsked && (
          <>
            <Text size="sm">{WORDS.whyPassword}</Text>
            <input type="text" name="username" autoComplete="username" value={username} readOnly hidden />
            <PasswordInput
              label={WORDS.password}
              value={password}
              onChange={(event) => setPassword(event.currentTarget.value)}
              error={tried && password === '' ? WORDS.passwordMissing : undefined}
              autoComplete="current-password"
              autoFocus
            />
          </>
        )}
        <Group align="end" gap="xs">
          <TextInput
            flex={1}
            miw={180}
            label={WORDS.name}
            placeholder={WORDS.usualName}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            error={fieldError(add.error, 'name')}
            maxLength={64}
          />
          <Button type="submit" variant="default" loading={add.isPending}>
            {WORDS.add}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
