import { Anchor, Button, Group, Skeleton, Stack, Text, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { PasskeyInfo } from '../../../server/contract/passkeys.ts'
import { call, fieldError } from '../../client/call.ts'
import { addPasskey, passkeyPlace } from '../../client/passkeys.ts'
import { Failure, NoAnswer } from '../../components/page-states.tsx'
import { Panel } from '../../components/panel.tsx'
import { SureButton } from '../../components/sure-button.tsx'
import { Ago } from '../../components/when.tsx'
import { COMMON } from '../../text/common.ts'
import { PASSKEYS } from '../../text/passkeys.ts'
import { YOU } from '../../text/you.ts'

const WORDS = YOU.passkeys
const KEY = ['passkeys.list']

export function YourPasskeys({ readOnly }: { readOnly: boolean }) {
  const passkeys = useQuery({ queryKey: KEY, queryFn: () => call('passkeys.list', {}) })
  if (passkeys.isError) return <NoAnswer error={passkeys.error} onRetry={() => passkeys.refetch()} />
  return (
    <Panel title={WORDS.title} intro={WORDS.intro}>
      {passkeys.isPending && <Skeleton height={48} />}
      {passkeys.data?.length === 0 && <Text size="sm">{WORDS.none}</Text>}
      <Stack component="ul" gap="sm" className="rows">
        {passkeys.data?.map((passkey) => (
          <Row key={passkey.id} passkey={passkey} readOnly={readOnly} />
        ))}
      </Stack>
      {!readOnly && <Add />}
    </Panel>
  )
}

function Row({ passkey, readOnly }: { passkey: PasskeyInfo; readOnly: boolean }) {
  const queries = useQueryClient()
  const [isRenaming, setRenaming] = useState(false)
  const remove = useMutation({
    mutationFn: () => call('passkeys.remove', { id: passkey.id }),
    onSuccess: () => queries.invalidateQueries({ queryKey: KEY }),
  })
  if (isRenaming) return <Rename passkey={passkey} onDone={() => setRenaming(false)} />
  return (
    <li className="row">
      <div className="row-words">
        <Text fw={550}>{passkey.name}</Text>
        <Text size="sm" c="dimmed">
          {WORDS.added} <Ago at={passkey.createdAt} />,{' '}
          {passkey.lastUsedAt === undefined ? (
            WORDS.neverUsed
          ) : (
            <>
              {WORDS.lastUsed} <Ago at={passkey.lastUsedAt} />
            </>
          )}
        </Text>
        <Failure error={remove.error} />
      </div>
      {!readOnly && (
        <Group gap={4} wrap="nowrap">
          <Button
            size="xs"
            variant="subtle"
            color="gray"
            onClick={() => setRenaming(true)}
            aria-label={WORDS.renameThis(passkey.name)}
          >
            {WORDS.rename}
          </Button>
          <SureButton
            label={WORDS.remove}
            name={WORDS.removeThis(passkey.name)}
            sure={WORDS.removeSure}
            isPending={remove.isPending}
            onSure={() => remove.mutate()}
          />
        </Group>
      )}
    </li>
  )
}

function Rename({ passkey, onDone }: { passkey: PasskeyInfo; onDone: () => void }) {
  const queries = useQueryClient()
  const [name, setName] = useState(passkey.name)
  const rename = useMutation({
    mutationFn: () => call('passkeys.rename', { id: passkey.id, name }),
    async onSuccess() {
      await queries.invalidateQueries({ queryKey: KEY })
      onDone()
    },
  })
  function submit(event: FormEvent) {
    event.preventDefault()
    rename.mutate()
  }
  return (
    <li>
      <form onSubmit={submit} noValidate>
        <Group align="end" gap="xs">
          <TextInput
            flex={1}
            label={WORDS.name}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            error={fieldError(rename.error, 'name')}
            maxLength={64}
            autoFocus
          />
          <Button type="submit" loading={rename.isPending}>
            {COMMON.save}
          </Button>
          <Button variant="default" onClick={onDone}>
            {COMMON.no}
          </Button>
        </Group>
        <Failure error={rename.error} />
      </form>
    </li>
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
      await queries.invalidateQueries({ queryKey: KEY })
    },
  })
  if (!place.usable) {
    return (
      <Text size="sm" c="dimmed">
        {place.openInstead === undefined ? PASSKEYS.notHere : PASSKEYS.elsewhere}{' '}
        {place.openInstead !== undefined && (
          <Anchor href={place.openInstead}>{new URL(place.openInstead).origin}</Anchor>
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
