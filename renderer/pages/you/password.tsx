import { Alert, Button, Checkbox, Group, PasswordInput, Stack } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { call, fieldError } from '../../client/call.ts'
import { NewPassword } from '../../components/new-password.tsx'
import { Failure } from '../../components/page-states.tsx'
import { Panel } from '../../components/panel.tsx'
import { YOU } from '../../text/you.ts'

const WORDS = YOU.password

export function YourPassword({ username, minLength }: { username: string; minLength: number }) {
  const queries = useQueryClient()
  const [currentPassword, setCurrent] = useState('')
  const [newPassword, setNew] = useState('')
  const [revokeDevices, setRevokeDevices] = useState(false)
  const [tried, setTried] = useState(false)
  const change = useMutation({
    mutationFn: () => call('users.changePassword', { currentPassword, newPassword, revokeDevices }),
    async onSuccess() {
      setCurrent('')
      setNew('')
      setRevokeDevices(false)
      setTried(false)
      await queries.invalidateQueries()
    },
  })
  const missing = (value: string) => (tried && value === '' ? WORDS.missing : undefined)

  function submit(event: FormEvent) {
    event.preventDefault()
    setTried(true)
    if (currentPassword !== '' && newPassword !== '') change.mutate()
    else change.reset()
  }

  return (
    <Panel title={WORDS.title} intro={WORDS.intro}>
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          {change.isSuccess && (
            <Alert color="teal" role="status">
              {WORDS.changed}
            </Alert>
          )}
          <Failure error={change.error} />
          {/* Password managers want to know whose password this is. */}
          <input type="text" name="username" autoComplete="username" value={username} readOnly hidden />
          <PasswordInput
            label={WORDS.current}
            value={currentPassword}
            onChange={(event) => setCurrent(event.currentTarget.value)}
            error={missing(currentPassword) ?? fieldError(change.error, 'currentPassword')}
            autoComplete="current-password"
          />
          <NewPassword
            label={WORDS.next}
            value={newPassword}
            onChange={setNew}
            username={username}
            minLength={minLength}
            error={
              missing(newPassword) ??
              fieldError(change.error, 'newPassword') ??
              fieldError(change.error, 'password')
            }
          />
          <Checkbox
            label={WORDS.revokeDevices}
            checked={revokeDevices}
            onChange={(event) => setRevokeDevices(event.currentTarget.checked)}
          />
          <Group>
            <Button type="submit" loading={change.isPending}>
              {WORDS.button}
            </Button>
          </Group>
        </Stack>
      </form>
    </Panel>
  )
}
