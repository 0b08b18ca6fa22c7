// Whether music apps may use the account password. Both ways take the password: an open window is not enough.
import { Badge, Button, Group, PasswordInput, Stack, Text } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { call, fieldError } from '../../client/call.ts'
import { useMe } from '../../client/me.ts'
import { linkTo } from '../../client/route.ts'
import { Failure } from '../../components/page-states.tsx'
import { Panel } from '../../components/panel.tsx'
import { toast } from '../../components/toast.tsx'
import { COMMON } from '../../text/common.ts'
import { YOU } from '../../text/you.ts'

const WORDS = YOU.passwordForApps

interface PasswordForAppsProps {
  readonly username: string
  readonly isOn: boolean
}

export function PasswordForApps({ username, isOn }: PasswordForAppsProps) {
  const { readOnly } = useMe()
  const [isAsking, setAsking] = useState(false)
  return (
    <Panel title={WORDS.title} intro={WORDS.intro}>
      <Group gap="xs" align="start" wrap="nowrap">
        <Badge component="span" color={isOn ? 'ember' : 'teal'} variant="light" flex="none" mt={2}>
          {isOn ? WORDS.on : WORDS.off}
        </Badge>
        <Text size="sm">{isOn ? WORDS.onMeans : WORDS.offMeans}</Text>
      </Group>
      {isAsking ? (
        <Switch username={username} to={!isOn} onDone={() => setAsking(false)} />
      ) : (
        <Group gap="xs">
          {(isOn || !readOnly) && (
            <Button variant="default" onClick={() => setAsking(true)}>
              {isOn ? WORDS.switchOff : WORDS.switchOn}
            </Button>
          )}
          <Button component="a" variant="light" {...linkTo('/connect')}>
            {WORDS.connect}
          </Button>
        </Group>
      )}
    </Panel>
  )
}

function Switch({ username, to, onDone }: { username: string; to: boolean; onDone: () => void }) {
  const queries = useQueryClient()
  const [currentPassword, setCurrent] = useState('')
  const [tried, setTried] = useState(false)
  const change = useMutation({
    mutationFn: () => call('users.setPasswordForApps', { on: to, currentPassword }),
    async onSuccess() {
      await queries.invalidateQueries({ queryKey: ['sessions.current'] })
      toast({ text: to ? WORDS.isOn : WORDS.isOff })
      onDone()
    },
  })
  function submit(event: FormEvent) {
    event.preventDefault()
    setTried(true)
    if (currentPassword !== '') change.mutate()
  }
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm">
        <Text size="sm">{to ? WORDS.sureOn : WORDS.sureOff}</Text>
        <Failure error={change.error} />
        <input type="text" name="username" autoComplete="username" value={username} readOnly hidden />
        <PasswordInput
          label={WORDS.current}
          value={currentPassword}
          onChange={(event) => setCurrent(event.currentTarget.value)}
          error={
            (tried && currentPassword === '' ? WORDS.missing : undefined) ??
            fieldError(change.error, 'currentPassword')
          }
          autoComplete="current-password"
          autoFocus
        />
        <Group gap="xs">
          <Button type="submit" loading={change.isPending} color={to ? undefined : 'red'}>
            {to ? WORDS.switchOn : WORDS.switchOff}
          </Button>
          <Button variant="default" onClick={onDone}>
            {COMMON.no}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
