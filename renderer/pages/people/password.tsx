import { Button, Checkbox, Group, Stack, Switch } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { UserInfo } from '../../../server/contract/users.ts'
import { call, fieldError } from '../../client/call.ts'
import { useMe } from '../../client/me.ts'
import { linkTo } from '../../client/route.ts'
import { NewPassword } from '../../components/new-password.tsx'
import { Failure } from '../../components/page-states.tsx'
import { Panel } from '../../components/panel.tsx'
import { toast } from '../../components/toast.tsx'
import { COMMON } from '../../text/common.ts'
import { PEOPLE } from '../../text/people.ts'

const WORDS = PEOPLE.person.password

interface PasswordPanelProps {
  readonly user: UserInfo
  readonly minLength: number
}

export function PasswordPanel({ user, minLength }: PasswordPanelProps) {
  const { name: ownName } = useMe()
  const [isOpen, setOpen] = useState(false)
  const isYou = user.name === ownName
  return (
    <Panel title={WORDS.title} intro={isYou ? WORDS.own : WORDS.intro}>
      {isYou ? (
        <Group>
          <Button component="a" variant="default" {...linkTo('/you')}>
            {WORDS.ownLink}
          </Button>
        </Group>
      ) : isOpen ? (
        <NewPasswordForm user={user} minLength={minLength} onDone={() => setOpen(false)} />
      ) : (
        <Group>
          <Button variant="default" onClick={() => setOpen(true)}>
            {WORDS.button}
          </Button>
        </Group>
      )}
    </Panel>
  )
}

function NewPasswordForm({ user, minLength, onDone }: PasswordPanelProps & { onDone: () => void }) {
  const queries = useQueryClient()
  const [password, setPassword] = useState('')
  const [passwordForApps, setPasswordForApps] = useState(user.passwordForApps)
  const [revokeDevices, setRevokeDevices] = useState(false)
  const [tried, setTried] = useState(false)
  const reset = useMutation({
    mutationFn: () => call('users.setPassword', { id: user.id, password, revokeDevices, passwordForApps }),
    async onSuccess() {
      await queries.invalidateQueries()
      toast({ text: WORDS.changed(user.name) })
      onDone()
    },
  })
  function submit(event: FormEvent) {
    event.preventDefault()
    setTried(true)
    if (password !== '') reset.mutate()
  }
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        <Failure error={reset.error} />
        <NewPassword
          label={WORDS.next}
          value={password}
          onChange={setPassword}
          username={user.name}
          minLength={minLength}
          error={
            (tried && password === '' ? PEOPLE.form.missing : undefined) ??
            fieldError(reset.error, 'password')
          }
          autoFocus
        />
        <Switch
          label={PEOPLE.form.passwordForApps}
          description={PEOPLE.form.passwordForAppsHelp}
          checked={passwordForApps}
          onChange={(event) => setPasswordForApps(event.currentTarget.checked)}
        />
        <Checkbox
          label={WORDS.revokeDevices}
          checked={revokeDevices}
          onChange={(event) => setRevokeDevices(event.currentTarget.checked)}
        />
        <Group gap="xs">
          <Button type="submit" loading={reset.isPending}>
            {WORDS.button}
          </Button>
          <Button variant="default" onClick={onDone}>
            {COMMON.no}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
