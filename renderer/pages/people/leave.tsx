// Disabling, which can be undone, and removing, which cannot.
import { Alert, Button, Group, List, Skeleton, Stack, Text, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { UserBelongings, UserInfo } from '../../../server/contract/users.ts'
import { call } from '../../client/call.ts'
import { useMe } from '../../client/me.ts'
import { navigate } from '../../client/route.ts'
import { Icon } from '../../components/icon.tsx'
import { ErrorState, Failure } from '../../components/page-states.tsx'
import { Panel } from '../../components/panel.tsx'
import { toast } from '../../components/toast.tsx'
import { COMMON } from '../../text/common.ts'
import { PEOPLE } from '../../text/people.ts'
import { isLastAdmin } from './rights.ts'

const WORDS = PEOPLE.person.leave

interface LeavePanelProps {
  readonly user: UserInfo
  readonly users: readonly UserInfo[]
}

export function LeavePanel({ user, users }: LeavePanelProps) {
  const { name: ownName, readOnly } = useMe()
  const [isRemoving, setRemoving] = useState(false)
  if (user.name === ownName || isLastAdmin(user, users)) {
    return (
      <Panel title={WORDS.title}>
        <Text size="sm" c="dimmed">
          {user.name === ownName ? WORDS.itself : WORDS.lastAdmin}
        </Text>
      </Panel>
    )
  }
  // What cannot be undone has to wait, and so has letting somebody in again.
  if (readOnly)
    return user.disabled ? null : (
      <Panel title={WORDS.title}>
        <Disable user={user} />
      </Panel>
    )
  return (
    <Panel title={WORDS.title}>
      <Disable user={user} />
      {isRemoving ? (
        <Remove user={user} onCancel={() => setRemoving(false)} />
      ) : (
        <div className="leave-way">
          <Text size="sm">{WORDS.removeHelp}</Text>
          <Button variant="light" color="red" onClick={() => setRemoving(true)}>
            {WORDS.remove}
          </Button>
        </div>
      )}
    </Panel>
  )
}

function Disable({ user: { id, name, disabled } }: { user: UserInfo }) {
  const { readOnly } = useMe()
  const queries = useQueryClient()
  const update = useMutation({
    mutationFn: (to: boolean) => call('users.update', { id, disabled: to }),
    async onSuccess(user) {
      await queries.invalidateQueries()
      const undo = () => update.mutate(!user.disabled)
      if (!user.disabled) toast({ text: WORDS.enabled(name) })
      else toast({ text: WORDS.disabled(name), ...(!readOnly && { undo }) })
    },
  })
  return (
    <>
      <Failure error={update.error} />
      <div className="leave-way">
        <Text size="sm">{disabled ? WORDS.enableHelp : WORDS.disableHelp}</Text>
        <Button variant="default" loading={update.isPending} onClick={() => update.mutate(!disabled)}>
          {disabled ? WORDS.enable : WORDS.disable}
        </Button>
      </div>
    </>
  )
}

function Remove({ user: { id, name }, onCancel }: { user: UserInfo; onCancel: () => void }) {
  const queries = useQueryClient()
  const [typed, setTyped] = useState('')
  const belongings = useQuery({
    queryKey: ['users.belongings', { id }],
    queryFn: () => call('users.belongings', { id }),
  })
  const remove = useMutation({
    mutationFn: () => call('users.remove', { id }),
    async onSuccess() {
      toast({ text: WORDS.removed(name) })
      navigate('/people', { replace: true })
      await queries.invalidateQueries()
    },
  })
  const isSure = typed.trim().normalize('NFC') === name.normalize('NFC')
  function submit(event: FormEvent) {
    event.preventDefault()
    if (isSure) remove.mutate()
  }
  return (
    <form onSubmit={submit} noValidate>
      <Alert color="red" title={WORDS.sure(name)} icon={<Icon name="alert" />}>
        <Stack gap="sm">
          <Failure error={remove.error} />
          <Text size="sm">{WORDS.goes}</Text>
          {belongings.isPending && <Skeleton height={60} />}
          {belongings.isError && <ErrorState error={belongings.error} onRetry={() => belongings.refetch()} />}
          {belongings.data && <Belongings belongings={belongings.data} />}
          <TextInput
            label={WORDS.type(name)}
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
            autoComplete="off"
            autoFocus
          />
          <Group gap="xs">
            <Button type="submit" color="red" disabled={!isSure} loading={remove.isPending}>
              {WORDS.button(name)}
            </Button>
            <Button variant="default" onClick={onCancel}>
              {COMMON.no}
            </Button>
          </Group>
        </Stack>
      </Alert>
    </form>
  )
}

function Belongings({ belongings }: { belongings: UserBelongings }) {
  const kinds = ['plays', 'stars', 'ratings', 'playlists', 'shares'] as const
  const counted = kinds.filter((kind) => belongings[kind] > 0)
  return (
    <List size="sm" withPadding>
      <List.Item>{WORDS.ways}</List.Item>
      {counted.map((kind) => (
        <List.Item key={kind}>{WORDS[kind](belongings[kind])}</List.Item>
      ))}
      {counted.length === 0 && <List.Item>{WORDS.nothing}</List.Item>}
    </List>
  )
}
