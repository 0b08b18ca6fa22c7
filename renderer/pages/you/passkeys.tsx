import { Anchor, Button, Group, Stack, Text, TextInput } from '@mantine/core'
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

export function YourPasskeys() {
  const { readOnly } = useMe()
  return (
    <Passkeys title={YOU.passkeys.title} intro={YOU.passkeys.intro}>
      {!readOnly && <Add />}
    </Passkeys>
  )
}

function Add() {
  const queries = useQueryClient()
  const [name, setName] = useState('')
  const place = passkeyPlace()
  const add = useMutation({
    mutationFn: () => addPasskey(name.trim() || WORDS.usualName),
    async onSuccess() {
      setName('')
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
    add.mutate()
  }
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm">
        <Failure error={add.error} />
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
